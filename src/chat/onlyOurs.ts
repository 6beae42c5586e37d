// What this window knows of stored messages and their server does not keep: what was thought, done and told on the way, and the
// part of an answer that was heard before it ended here. Pure.
// Not here: questions on their way and those that never arrived (merge.ts).
import type { AssistantMessage, Chat, Message, UserMessage } from './state.ts';

/** The stored messages, each with what only we know of it. */
export function withOurs(stored: readonly Message[], local: Chat | undefined): Message[] {
  const ours = local?.messages ?? [];
  const ids = new Set(stored.map(({ id }) => id));
  return stored.map((message, at) => {
    if (message.role === 'user') return withOurQuestion(message, questionOf(message, ours, ids));
    const question = stored[at - 1];
    const found = answerOf(message, question?.role === 'user' ? question : undefined, ours, ids);
    return found ? withOurAnswer(message, found) : message;
  });
}

/** What was heard of the answer to the last stored question, where it ended here and not on the server; the server may still store it. */
export function endedHere(stored: readonly Message[], local: Chat | undefined): AssistantMessage[] {
  const last = stored.at(-1);
  if (last?.role !== 'user') return [];
  const ours = local?.messages ?? [];
  const ids = new Set(stored.map(({ id }) => id));
  const question = questionOf(last, ours, ids);
  const answer = question && ours[ours.indexOf(question) + 1];
  if (answer?.role !== 'assistant' || ids.has(answer.id)) return [];
  return answer.status === 'running' || answer.status === 'done' ? [] : [answer];
}

/** Ours for that one: of that id, or, where its id was not known yet, the last that was sent in these words. */
function questionOf({ id, content }: UserMessage, ours: readonly Message[], ids: ReadonlySet<string>) {
  const found =
    ours.findLast((message) => message.role === 'user' && message.id === id) ??
    ours.findLast((message) => message.role === 'user' && message.content === content && !ids.has(message.id));
  return found?.role === 'user' && found.delivery === 'sent' && found.content === content ? found : undefined;
}

/**
 * Ours for that one: of that id, or, where its id was not known yet, behind the same question; in the same words, or, where not
 * all of it was heard here, in those it begins with.
 */
function answerOf(
  { id, content, status }: AssistantMessage,
  stored: UserMessage | undefined,
  ours: readonly Message[],
  ids: ReadonlySet<string>,
): AssistantMessage | undefined {
  // An answer that still runs is named after its chat alone, and the one before it may have been, too.
  const runs = status === 'running';
  const same = runs ? undefined : ours.findLast((message) => message.role === 'assistant' && message.id === id);
  const question = stored && questionOf(stored, ours, ids);
  const behind = question && ours[ours.indexOf(question) + 1];
  const isFree = behind?.role === 'assistant' && (behind.status === 'running' || !ids.has(behind.id));
  const found = same ?? (isFree ? behind : undefined);
  if (found?.role !== 'assistant') return undefined;
  const isSame = found.content === content || (found.status !== 'done' && (runs || content.startsWith(found.content)));
  return isSame ? found : undefined;
}

function withOurQuestion(message: UserMessage, ours: UserMessage | undefined): UserMessage {
  if (!ours) return message;
  const files = ours.files && ours.files.length === message.files?.length ? { files: ours.files } : {};
  return { ...message, at: message.at ?? ours.at, ...files };
}

function withOurAnswer(message: AssistantMessage, ours: AssistantMessage): AssistantMessage {
  return {
    ...message,
    at: message.at ?? ours.at,
    model: message.model ?? ours.model,
    ...(ours.thinking === undefined ? {} : { thinking: ours.thinking }),
    ...(ours.tools === undefined ? {} : { tools: ours.tools }),
    ...(ours.mayGoOn && ours.id === message.id ? { mayGoOn: true as const } : {}),
  };
}

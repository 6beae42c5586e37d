// A chat as the server stored it, joined with what only we know: questions on their way, an answer that streams, questions
// that never arrived. Pure. Not here: reading the chat, deciding when (host/conversation.ts).
import type { StoredChat } from '../protocol/trellis/rest.ts';
import { runningAnswer } from './answer.ts';
import { type Arrivals, doubt, mayHaveArrived, withoutDoubt } from './arrival.ts';
import { storedChat } from './fromServer.ts';
import { endedHere, withOurs } from './onlyOurs.ts';
import type { AssistantMessage, Chat, Message, UserMessage } from './state.ts';

export interface OurQuestion {
  /** The `client_message_id` it was sent with. */
  clientMessageId: string;
  messageId: string;
  answerId: string;
}

export interface PendingQuestion {
  clientMessageId: string;
  content: string;
  files: readonly { name: string; size: number }[];
  /** The server has begun an answer to it, under that id. */
  serverId?: string | null;
  /** The person has stopped it, and the server may go on. */
  stopped?: boolean;
}

export interface Ours {
  local: Chat | undefined;
  /** Questions whose answers stream at this moment. */
  open: readonly OurQuestion[];
  /** Questions that nothing here waits for any more, and of which nobody has said that they are stored. */
  pending: readonly PendingQuestion[];
  /** Which of them the server has. */
  arrivals: Arrivals;
}

export function mergeStored(stored: StoredChat, { local, open, pending, arrivals }: Ours): Chat {
  const { found: known, doubtful } = arrivals;
  const chat = storedChat(stored, `running:${stored.id}`);
  const messages = withOurs(chat.messages, local).map((message) => streamingInstead(message, local, open, known));
  const isOpen = open.some(({ clientMessageId }) => known.get(clientMessageId) === messages.at(-1)?.id);
  if (!isOpen) {
    const ended = endedHere(messages, local);
    messages.push(...(ended.length > 0 ? ended : stoppedUnheard(messages, pending, known)));
  }
  const shown = new Set(open.map(({ messageId }) => messageId));
  for (const { clientMessageId, messageId, answerId } of open) {
    const storedAs = known.get(clientMessageId);
    if (storedAs === undefined) messages.push(...pairOf(local, messageId, answerId));
    // Where a server does not say that an answer runs, ours follows the question.
    else if (messages.at(-1)?.id === storedAs) messages.push(...pairOf(local, '', answerId));
  }
  for (const [question, ...answer] of unsentIn(local)) {
    if (known.has(question.id) || shown.has(question.id)) continue;
    messages.push(question, ...answer.map((each) => judged(each, doubtful.has(question.id))));
    shown.add(question.id);
  }
  for (const question of pending) {
    const { clientMessageId } = question;
    if (known.has(clientMessageId) || shown.has(clientMessageId)) continue;
    messages.push(...unstored(question, local, doubtful.has(clientMessageId)));
  }
  return {
    ...chat,
    messages,
    integrationId: chat.integrationId ?? local?.integrationId ?? null,
    model: local?.model ?? null,
  };
}

/** A question that the server has not stored, as one that was not sent; with what is known of it where it was asked here. */
function unstored(question: PendingQuestion, local: Chat | undefined, isDoubtful: boolean): Message[] {
  const { clientMessageId: id, content, files, serverId, stopped } = question;
  const ours = local?.messages ?? [];
  const at = ours.findLastIndex(
    (message) =>
      message.role === 'user' && (message.id === id || message.id === serverId) && message.content === content,
  );
  const asked = ours[at];
  const answer = ours[at + 1];
  const shownFiles = files.length > 0 ? { files: files.map(({ name, size }) => ({ name, size })) } : {};
  const unsent = { role: 'user', id, content, at: asked?.at ?? null, delivery: 'unsent', ...shownFiles } as const;
  const failed = asked && answer?.role === 'assistant' ? answer : null;
  if (failed?.status === 'failed' && failed.error) return [unsent, failed];
  if (!isDoubtful) return [unsent];
  const error = doubt(stopped ? 'stopped' : 'lost');
  return [unsent, { ...(failed ?? runningAnswer(`doubt:${id}`)), status: 'failed', error }];
}

/** A question that was stopped before anything was heard of it, and turns out to be stored: the server may still answer it. */
function stoppedUnheard(
  stored: readonly Message[],
  pending: readonly PendingQuestion[],
  known: ReadonlyMap<string, string>,
): AssistantMessage[] {
  const last = stored.at(-1);
  const question = pending.find(({ clientMessageId, stopped }) => stopped && known.get(clientMessageId) === last?.id);
  if (last?.role !== 'user' || !question) return [];
  return [{ ...runningAnswer(`stopped:${question.clientMessageId}`), status: 'interrupted', mayGoOn: true }];
}

/** Without what a question on its way takes the place of: the chat may have been read before the server heard of that. */
export function withoutReplaced(
  stored: StoredChat,
  edits: readonly { replaces: string | null; content: string }[],
): StoredChat {
  const at = stored.messages.findIndex(({ id, content }) =>
    // Where messages are named after their place, the new question may have the old one's name.
    edits.some((edit) => edit.replaces === id && edit.content !== content),
  );
  return at < 0 ? stored : { ...stored, messages: stored.messages.slice(0, at) };
}

/** Where the server says "an answer runs" and we are hearing it, ours is further along. */
function streamingInstead(
  message: Message,
  local: Chat | undefined,
  open: readonly OurQuestion[],
  known: ReadonlyMap<string, string>,
): Message {
  if (message.role !== 'assistant' || message.status !== 'running') return message;
  const ours = open.find(({ clientMessageId }) => known.has(clientMessageId));
  return (ours && answerIn(local, ours.answerId)) ?? message;
}

function answerIn(chat: Chat | undefined, id: string): AssistantMessage | undefined {
  const found = chat?.messages.findLast((message) => message.id === id);
  return found?.role === 'assistant' ? found : undefined;
}

function pairOf(chat: Chat | undefined, messageId: string, answerId: string): Message[] {
  return (chat?.messages ?? []).filter((message) => message.id === messageId || message.id === answerId);
}

/** What the failed answer of an unsent question says, now that its chat was read. */
function judged(answer: Message, isDoubtful: boolean): Message {
  if (answer.role !== 'assistant' || !answer.error) return answer;
  if (isDoubtful) return answer.error.code === mayHaveArrived ? answer : { ...answer, error: doubt() };
  if (answer.error.code !== mayHaveArrived) return answer;
  return { ...answer, error: withoutDoubt(answer.error) };
}

/** Questions that never arrived, each with the failed answer that says so. */
function unsentIn(chat: Chat | undefined): [UserMessage, ...Message[]][] {
  const messages = chat?.messages ?? [];
  return messages.flatMap((message, at): [UserMessage, ...Message[]][] => {
    if (message.role !== 'user' || message.delivery !== 'unsent') return [];
    const answer = messages[at + 1];
    return [answer?.role === 'assistant' ? [message, answer] : [message]];
  });
}

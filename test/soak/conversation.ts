// One person who asks question after question through servers that die, and what the server has acknowledged to them.
// Not here: killing (kills.ts), comparing with what is stored (storedChat.ts).
import type { ServerEvent } from '../../src/protocol/trellis/events.ts';
import type { Ready } from './builtServer.ts';
import type { Checks } from './proof.ts';
import type { KillCheck } from './storedChat.ts';
import { createTurnRules } from './turnRules.ts';
import { LineLost, openLine, type Question, type Rest, restOf, tokenFor, WrongAnswer } from './wire.ts';

export interface Asked {
  clientMessageId: string;
  message: string;
  /** What an answer to this question, and to no other, says. */
  says: string;
  sent: number;
  /** Known as soon as the question is acknowledged. */
  userMessageId: string | undefined;
  /** Known as soon as the answer is acknowledged. */
  answer: { id: string; content: string } | undefined;
}

export interface AskedChat {
  id: string;
  asked: Asked[];
}

export interface KillCounts {
  asked: number;
  acknowledged: number;
  answered: number;
  resent: number;
  duplicates: number;
}

export interface ConversationOptions {
  name: string;
  transport: 'socket' | 'sse';
  checks: Checks<KillCheck>;
  counts: KillCounts;
  /** A question that nobody has asked before, with what its answer says. */
  nextQuestion(): { message: string; says: string };
}

export interface Conversation {
  readonly name: string;
  readonly chats: readonly AskedChat[];
  /** What is stored for this person, read from that server. */
  rest(server: Ready): Promise<Rest>;
  /** Goes on where it was: asks until the server is lost or `enough` says so, which is asked after each answer. */
  goOn(server: Ready, enough: () => boolean): Promise<void>;
}

type Ask = (question: Question) => AsyncGenerator<ServerEvent>;

const questionsPerChat = 25;

export function createConversation(options: ConversationOptions): Conversation {
  const { name, transport, checks, counts, nextQuestion } = options;
  const chats: AskedChat[] = [];
  let token: string | undefined;

  async function rest(server: Ready): Promise<Rest> {
    // The token outlives the server: its key is the store's.
    token ??= await tokenFor(server, `${name}@example.org`);
    return restOf(server, token);
  }

  async function goOn(server: Ready, enough: () => boolean): Promise<void> {
    try {
      const api = await rest(server);
      const line = transport === 'socket' && token !== undefined ? await openLine(server, token) : undefined;
      const ask: Ask = line
        ? async function* (question) {
            line.send({ action: 'send_message', ...question });
            for (;;) yield await line.next();
          }
        : api.ask;
      do {
        await settle(ask, await currentChat(api));
      } while (!enough());
      line?.close();
    } catch (cause) {
      if (cause instanceof WrongAnswer) checks.expect('every answer is one', false, () => `${name}: ${cause.message}`);
      else if (!(cause instanceof LineLost)) throw cause;
    }
  }

  async function currentChat(api: Rest): Promise<AskedChat> {
    const newest = chats.at(-1);
    if (newest && (newest.asked.length < questionsPerChat || pending(newest))) return newest;
    const chat: AskedChat = { id: await api.createChat(), asked: [] };
    chats.push(chat);
    return chat;
  }

  /** The newest question that nobody said is stored, or a new one, until its answer or its refusal. */
  async function settle(ask: Ask, chat: AskedChat): Promise<void> {
    const asked = pending(chat) ?? newQuestion(chat);
    asked.sent += 1;
    if (asked.sent > 1) counts.resent += 1;
    const where = `${name} ${chat.id} ${asked.clientMessageId}`;
    const broken = (why: string) => checks.expect('events come in order', false, () => `${where}: ${why}`);
    const rules = createTurnRules(chat.id, broken);
    const { clientMessageId: client_message_id, message } = asked;
    for await (const event of ask({ chat_id: chat.id, message, client_message_id })) {
      if (event.event === 'error' && event.data.code === 'DUPLICATE_MESSAGE') {
        counts.duplicates += 1;
        const told = asked.sent > 1 && typeof event.data.user_message_id === 'string';
        checks.expect('a duplicate is one that was sent before', told, () => `${where}: ${JSON.stringify(event)}`);
        acknowledge(asked, event.data.user_message_id);
        return;
      }
      const isLast = rules.take(event);
      if (event.event === 'chat_metadata') {
        const echoed = event.data.client_message_id === client_message_id;
        if (!echoed) broken(`acknowledged as ${event.data.client_message_id}`);
        acknowledge(asked, event.data.user_message_id);
      }
      if (!isLast) continue;
      checks.expect('events come in order', true, () => '');
      const answered = event.event === 'message' && event.data.content.includes(asked.says);
      checks.expect('every answer is one', answered, () => `${where}: ${JSON.stringify(event)}`);
      if (event.event === 'message') {
        asked.answer = { id: event.data.id ?? '', content: event.data.content };
        counts.answered += 1;
      }
      return;
    }
    throw new LineLost('The stream ended without an end.');
  }

  function newQuestion(chat: AskedChat): Asked {
    counts.asked += 1;
    const asked: Asked = {
      ...nextQuestion(),
      clientMessageId: `${name}-${chats.length}-${chat.asked.length + 1}`,
      sent: 0,
      userMessageId: undefined,
      answer: undefined,
    };
    chat.asked.push(asked);
    return asked;
  }

  function acknowledge(asked: Asked, userMessageId: string | null | undefined) {
    asked.userMessageId = userMessageId ?? undefined;
    if (userMessageId) counts.acknowledged += 1;
  }

  return { name, chats, rest, goOn };
}

function pending(chat: AskedChat): Asked | undefined {
  const newest = chat.asked.at(-1);
  return newest && newest.userMessageId === undefined ? newest : undefined;
}

// Chats without VS Code: the real conversation, session, reducer and memory; the line in memory, REST scripted.
// Not here: a real server (testServer.ts), a scripted one on real sockets (scriptedPeer.ts).
import assert from 'node:assert/strict';
import type { Chat } from '../../src/chat/state.ts';
import { createChatStore } from '../../src/host/chatStore.ts';
import type { Connection } from '../../src/host/connection.ts';
import { type ConversationOptions, createConversation } from '../../src/host/conversation.ts';
import { createMemory, type Memento } from '../../src/host/memory.ts';
import type { StoredChat } from '../../src/protocol/trellis/rest.ts';
import { SessionError } from '../../src/session/errors.ts';
import type { RestClient } from '../../src/session/restClient.ts';
import { createTrellisSession } from '../../src/session/trellisSession.ts';
import { fakeClock } from './fakeClock.ts';
import { memoryConnect } from './memoryTransport.ts';

export function memento(): Memento {
  const values = new Map<string, unknown>();
  return {
    get: <T>(key: string) => values.get(key) as T | undefined,
    update: async (key: string, value: unknown) => void values.set(key, value),
  };
}

type Stored = { id: string; clientId?: string; answer?: string }[];

export function chatSetting(
  kept = memento(),
  source: Connection['source'] = { kind: 'sample' },
  given: Partial<ConversationOptions> = {},
) {
  const clock = fakeClock();
  const peer = memoryConnect();
  const store = createChatStore();
  const memory = createMemory(kept);
  const session = createTrellisSession({
    url: async () => 'http://127.0.0.1:1',
    tokens: { token: async () => 't', renewed: async () => 't' },
    connect: peer.connect,
    clock,
    random: () => 0,
    log: () => undefined,
  });
  /** What the scripted server has stored, by chat; `running` names the chat whose last question is being answered. */
  const server = {
    chats: new Map<string, Stored>(),
    running: null as string | null,
    failing: null as SessionError | null,
    created: 0,
    warnings: [] as string[],
  };
  const creation: { wait: Promise<unknown> } = { wait: Promise.resolve() };
  const calls: string[] = [];
  const unused = async () => assert.fail('not scripted');
  const rest: RestClient = {
    models: async () => ({ models: [], default: null }),
    integrations: async () => ({ integrations: [{ id: 'i', display_name: 'Data', warnings: server.warnings }] }),
    folders: async () => [],
    schema: async () => ({ tables: [{ name: 't', columns: [] }] }),
    async listChats(page) {
      calls.push(`list ${page}`);
      return { chats: [{ id: `listed${page}`, title: 'T' }], has_more: page < 3 };
    },
    async chat(id): Promise<StoredChat> {
      calls.push(`get ${id}`);
      if (server.failing) throw server.failing;
      const stored = server.chats.get(id);
      if (!stored) throw new SessionError('notFound', 'Chat not found', { status: 404, code: 'CHAT_NOT_FOUND' });
      const last = stored.at(-1);
      return {
        id,
        title: id,
        messages: stored.flatMap((question) => [
          {
            id: question.id,
            role: 'user',
            content: question.id,
            metadata: { client_message_id: question.clientId ?? null },
          },
          ...(question.answer === undefined
            ? []
            : [{ id: `a-${question.id}`, role: 'assistant', content: question.answer }]),
        ]),
        running: server.running === id && last ? { user_message_id: last.id } : null,
      };
    },
    async createChat() {
      server.created += 1;
      const id = `c${server.created}`;
      await creation.wait;
      server.chats.set(id, []);
      return { id };
    },
    renameChat: unused,
    deleteChat: async () => {
      throw new SessionError('notFound', 'Chat not found', { status: 404, code: 'CHAT_NOT_FOUND' });
    },
    deleteChats: unused,
    async deleteMessage(chatId, messageId) {
      calls.push(`delete ${chatId} ${messageId}`);
      if (server.failing) throw server.failing;
    },
    async giveFeedback(messageId, feedback, note) {
      calls.push(`feedback ${messageId} ${feedback} ${note}`);
      if (server.failing) throw server.failing;
    },
  };
  const quiet = { info: () => undefined, warn: () => undefined };
  const connection = { rest, session, source };
  const conversation = createConversation({ connection, store, memory, log: quiet, clock, ...given });

  async function connect() {
    session.start();
    await clock.settle();
    await ready();
  }
  async function ready() {
    peer.last().say('authenticated');
    await clock.settle();
  }
  async function reconnect() {
    await clock.pass(250);
    await ready();
  }
  const ask = (question: string, chatId: string | null) =>
    conversation.ask({ chatId, question, context: [], integrationId: null, model: null });
  const sent = () => peer.lines.flatMap((line) => line.sent.filter(({ action }) => action === 'send_message'));
  const shown = (chatId: string) => transcript(store.state.chats[chatId]);
  return {
    clock,
    peer,
    store,
    memory,
    session,
    server,
    creation,
    calls,
    conversation,
    connect,
    ready,
    reconnect,
    ask,
    sent,
    shown,
  };
}

/** A chat as lines: `question (delivery)` and `= answer (status)`. */
export function transcript(chat: Chat | undefined): string[] {
  return (chat?.messages ?? []).map((message) =>
    message.role === 'user' ? `${message.content} (${message.delivery})` : `= ${message.content} (${message.status})`,
  );
}

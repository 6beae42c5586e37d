// A whole conversation of the extension with the real server, in each revision of the API: ask, follow up, edit, delete.
// Not here: VS Code; the session alone (test/session/revisions.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createChatStore } from '../../src/host/chatStore.ts';
import { createConversation } from '../../src/host/conversation.ts';
import { createMemory } from '../../src/host/memory.ts';
import { type RevisionName, revisionNames } from '../../src/server/revisions.ts';
import { systemClock } from '../../src/session/clock.ts';
import { authenticate, createRestClient } from '../../src/session/restClient.ts';
import { createTokenSource } from '../../src/session/tokenSource.ts';
import { createTrellisSession } from '../../src/session/trellisSession.ts';
import { connectWebSocket } from '../../src/session/webSocketTransport.ts';
import { testServer } from '../support/testServer.ts';

async function conversationWith(t: TestContext, revision: RevisionName) {
  const server = await testServer(t, { revision });
  const store = createChatStore();
  const values = new Map<string, unknown>();
  const memory = createMemory({
    get: <T>(key: string) => values.get(key) as T | undefined,
    update: async (key, value) => void values.set(key, value),
  });
  const url = async () => server.url;
  const tokens = createTokenSource(() => authenticate(server.url, server.apiKey, 'you@localhost'), systemClock);
  const log = { info: () => undefined, warn: () => undefined };
  const session = createTrellisSession({
    url,
    tokens,
    connect: connectWebSocket,
    clock: systemClock,
    random: Math.random,
    log: () => undefined,
  });
  const rest = createRestClient(url, tokens);
  const connection = { rest, session, source: { kind: 'sample' } as const };
  const conversation = createConversation({ connection, store, memory, log, clock: systemClock });
  t.after(() => {
    conversation.dispose();
    session.dispose();
  });
  /** Resolves with the first state that `holds`. */
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      if (holds()) return resolve();
      const listening = store.onChange(() => {
        if (!holds()) return;
        listening.dispose();
        resolve();
      });
    });
  session.start();
  const messages = () => store.state.chats[store.state.openChatId ?? '']?.messages ?? [];
  const isAnswered = () =>
    messages().length > 0 && messages().every((each) => each.role === 'user' || each.status !== 'running');
  return { server, store, conversation, until, messages, isAnswered };
}

for (const revision of revisionNames) {
  test(`${revision}: a question makes its chat, is followed up, edited, and deleted`, async (t) => {
    const { server, store, conversation, until, messages, isAnswered } = await conversationWith(t, revision);
    await until(() => store.state.connection.phase === 'ready');
    const ask = (question: string) =>
      conversation.ask({ chatId: store.state.openChatId, question, context: [], integrationId: null, model: null });
    ask('How many sales are there?');
    await until(isAnswered);
    const texts = () => messages().map(({ content }) => content);
    assert.deepEqual(texts(), ['How many sales are there?', 'There are 7 sales.']);
    const chatId = store.state.openChatId ?? '';
    assert.match(chatId, /^chat_/);
    ask('only East');
    await until(() => messages().length === 4 && isAnswered());
    assert.match(texts()[3] ?? '', /\b4\b/);

    // Servers of the first revision do not say the question's id of a chat that is known: reading the chat tells it.
    await conversation.open(null);
    await conversation.open(chatId);
    await until(() => messages().length === 4 && messages().every(({ id }) => id.startsWith('msg_')));
    const [, , second] = messages();
    assert.equal(conversation.edit(chatId, second?.id ?? '', 'How many sales are there in West?'), true);
    await until(() => messages().length === 4 && isAnswered());
    assert.match(texts()[3] ?? '', /\b3\b/);
    const stored = (await server.call('GET', `/v1/chats/${chatId}`)).body.messages;
    assert.deepEqual(
      stored.map(({ content }: { content: string }) => content),
      texts(),
    );
    await conversation.removeFrom(chatId, messages()[0]?.id ?? '');
    assert.deepEqual(texts(), []);
    assert.deepEqual((await server.call('GET', `/v1/chats/${chatId}`)).body.messages, []);
  });
}

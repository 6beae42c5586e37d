// The same questions, asked of the real server in its three revisions over every way it has: they end in the same message.
// Not here: what each revision sends in detail (test/conformance).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { RevisionName } from '../../src/server/revisions.ts';
import { SessionError } from '../../src/session/errors.ts';
import type { Connect } from '../../src/session/transport.ts';
import { connectWebSocket } from '../../src/session/webSocketTransport.ts';
import { heardSession } from '../support/heardSession.ts';
import { slowQuestion, testServer } from '../support/testServer.ts';

const ways: [RevisionName, 'socket' | 'sse'][] = [
  ['current', 'socket'],
  ['current', 'sse'],
  ['previous', 'socket'],
  ['previous', 'sse'],
  ['first', 'sse'],
];

const refused: Connect = async () => {
  throw new SessionError('unauthorized', 'blocked', { status: 403 });
};

async function connected(t: TestContext, revision: RevisionName, way: 'socket' | 'sse') {
  const server = await testServer(t, { revision });
  const opened = Promise.withResolvers<void>();
  const connect: Connect = async (url, token) => {
    const line = await connectWebSocket(url, token);
    opened.resolve();
    return line;
  };
  const token = async () => server.token;
  const heard = heardSession(t, server.url, {
    tokens: { token, renewed: () => assert.fail('the token is good') },
    // The oldest server refuses the upgrade by itself.
    connect: way === 'sse' && revision !== 'first' ? refused : connect,
  });
  heard.session.start();
  if (way === 'socket' && revision === 'previous') {
    // It does not read the header: the frame follows after a second.
    await opened.promise;
    await heard.clock.settle();
    await heard.clock.pass(1_000);
  }
  await heard.state(`ready ${way}`);
  const chatId = revision === 'current' ? await server.createChat() : null;
  /** The chat that events name: the given one, or what was made for the question. */
  const chatOf = (key: string) => {
    const update = heard.updates.find((each) => each.key === key && each.kind === 'event');
    return update?.kind === 'event' && update.event.event === 'chat_metadata' ? update.event.data.id : null;
  };
  return { server, chatId, chatOf, ...heard };
}

async function contentOf(message: Promise<unknown>): Promise<string> {
  const update = (await message) as { event: { data: { content: string } } };
  return update.event.data.content;
}

for (const [revision, way] of ways) {
  test(`${revision} over ${way}: a question, and one more in its chat`, async (t) => {
    const { ask, event, chatId, chatOf, of, server } = await connected(t, revision, way);
    ask('q1', { chatId, message: 'how many sales' });
    assert.equal(await contentOf(event('q1', 'message')), 'There are 7 sales.');
    const made = chatOf('q1');
    assert.ok(made);
    if (chatId !== null) assert.equal(made, chatId);
    ask('q2', { chatId: made, message: 'how many sales' });
    assert.equal(await contentOf(event('q2', 'message')), 'There are 7 sales.');
    for (const key of ['q1', 'q2']) assert.equal(of(key).filter((name) => name === 'message').length, 1);
    const { body } = await server.call('GET', `/v1/chats/${made}`);
    assert.equal(body.messages.length, 4);
  });

  test(`${revision} over ${way}: two chats at once keep their answers apart`, async (t) => {
    const { ask, event, chatId, chatOf, server } = await connected(t, revision, way);
    const second = chatId && (await server.createChat());
    ask('q1', { chatId, message: 'how many sales' });
    ask('q2', { chatId: second, message: 'sales by region' });
    await Promise.all([event('q1', 'message'), event('q2', 'message')]);
    for (const [key, text] of [
      ['q1', 'how many sales'],
      ['q2', 'sales by region'],
    ] as const) {
      const { body } = await server.call('GET', `/v1/chats/${chatOf(key)}`);
      assert.equal(body.messages[0].content, text);
      assert.equal(await contentOf(event(key, 'message')), body.messages[1].content);
    }
  });

  test(`${revision} over ${way}: a stop ends the answer`, async (t) => {
    const { ask, event, until, updates, chatId, session } = await connected(t, revision, way);
    ask('q1', { chatId, message: slowQuestion });
    await until(() => updates.length > 0);
    session.interrupt(chatId, 'q1');
    await event('q1', 'interrupted');
    assert.equal(updates.at(-1)?.kind, 'event');
  });
}

test('a question without a chat is refused by a server that wants one, and says so', async (t) => {
  for (const way of ['socket', 'sse'] as const) {
    const { ask, event } = await connected(t, 'current', way);
    ask('q1', { chatId: null });
    const update = await event('q1', 'error');
    assert.ok(update.kind === 'event' && update.event.event === 'error');
    assert.equal(update.event.data.code, 'MISSING_CHAT_ID');
  }
});

test('a token that holds all its sockets already is answered over SSE', async (t) => {
  const server = await testServer(t, { limits: true });
  for (let count = 0; count < 3; count++) await (await server.socket()).until('authenticated');
  const { session, state, ask, event } = heardSession(t, server.url, {
    tokens: { token: async () => server.token, renewed: () => assert.fail('the token is good') },
  });
  session.start();
  await state('ready sse');
  ask('q1', { chatId: await server.createChat(), message: 'how many sales' });
  assert.equal(await contentOf(event('q1', 'message')), 'There are 7 sales.');
});

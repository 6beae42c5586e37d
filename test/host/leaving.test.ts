// What becomes of words and of what is under way when a chat is deleted, a source is left, or the person changes their mind.
// Not here: a line that breaks (conversation.test.ts, test/soak/cuts.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssistantMessage } from '../../src/chat/state.ts';
import { createMemory } from '../../src/host/memory.ts';
import { SessionError } from '../../src/session/errors.ts';
import { chatSetting, memento } from '../support/chatSetting.ts';

const emptyPlace = { draft: '', context: [], scrollTop: null };

/** A chat `c1` whose first question is being answered and a second waits. */
async function answering(setting = chatSetting()) {
  const { clock, connect, ask, peer, server } = setting;
  await connect();
  ask('one', null);
  await clock.settle();
  server.chats.set('c1', [{ id: 'm1' }]);
  peer.last().say('chat_metadata', { id: 'c1', user_message_id: 'm1', chat_id: 'c1' });
  ask('two', 'c1');
  return setting;
}

test('a gateway that does not find the chat while the server is away erases nothing', async () => {
  const { clock, peer, server, memory, store, reconnect, sent } = await answering();
  memory.setUi('c1', { ...emptyPlace, draft: 'half a thought' });
  server.failing = new SessionError('notFound', 'Not found', { status: 404 });
  peer.last().cut(1006);
  await reconnect();
  await clock.settle();
  assert.deepEqual([store.state.queues.c1?.length, memory.ui('c1').draft], [1, 'half a thought']);
  server.failing = null;
  server.chats.set('c1', [{ id: 'm1', answer: 'whole' }]);
  await clock.pass(2000);
  assert.deepEqual(
    sent().map(({ message }) => message),
    ['one', 'two'],
  );
});

test('of a chat that was deleted elsewhere the words are in the composer of a new one, and that is said', async () => {
  const { clock, peer, server, memory, store, reconnect } = await answering();
  memory.setUi('c1', { ...emptyPlace, draft: 'half a thought' });
  server.chats.delete('c1');
  peer.last().cut(1006);
  await reconnect();
  await clock.settle();
  assert.equal(store.state.chats.c1, undefined);
  assert.equal(memory.ui(null).draft, 'two\n\nhalf a thought');
  assert.match(store.state.notice?.text ?? '', /deleted elsewhere/);
});

test('a source that is left takes back what waits and stops what uploads', async () => {
  const started = Promise.withResolvers<AbortSignal>();
  const uploader = {
    upload: (_: unknown, __: unknown, { signal }: { signal: AbortSignal }) => {
      started.resolve(signal);
      return new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(new SessionError('offline', 'aborted')));
      });
    },
  };
  const setting = chatSetting(memento(), { kind: 'sample' }, { uploader });
  const { clock, connect, conversation, memory, sent } = setting;
  await connect();
  const files = [{ id: 'f', name: 'a.csv', size: 3 }];
  conversation.ask({ chatId: null, question: 'one', context: [], integrationId: null, model: null, files });
  const signal = await started.promise;
  conversation.dispose();
  assert.equal(signal.aborted, true);
  await clock.pass(60_000);
  assert.deepEqual(sent(), []);
  assert.equal(Object.keys(memory.pending()).length, 1, 'the question is kept');
});

test('a question that waits to be sent is not sent into a chat that was deleted meanwhile', async () => {
  const { clock, creation, connect, ask, store, conversation, server, sent } = chatSetting();
  await connect();
  creation.wait = Promise.reject(new SessionError('rateLimit', 'Later.', { status: 429, retryAfterSeconds: 3 }));
  creation.wait.catch(() => undefined);
  ask('one', null);
  await clock.settle();
  creation.wait = Promise.resolve();
  await conversation.remove([store.state.openChatId ?? '']);
  await clock.pass(10_000);
  assert.deepEqual([sent(), server.created], [[], 1]);
});

test('what is kept for one account is not shown with another', () => {
  const kept = memento();
  const memory = createMemory(kept);
  memory.setSource({ kind: 'trellis', url: 'https://a.example', email: 'a@a.example' });
  memory.setPending('q', { chatId: 'c9', content: 'secret', queued: true });
  memory.setUi('c9', { ...emptyPlace, draft: 'secret draft' });
  memory.setSource({ kind: 'trellis', url: 'https://b.example', email: 'a@a.example' });
  assert.deepEqual([memory.pending(), memory.ui('c9').draft], [{}, '']);
  memory.setSource({ kind: 'trellis', url: 'https://a.example', email: 'a@a.example' });
  assert.deepEqual([Object.keys(memory.pending()), memory.ui('c9').draft], [['q'], 'secret draft']);
});

test('what was written before there was any data to ask is there when there is', () => {
  const memory = createMemory(memento());
  memory.setUi(null, { ...emptyPlace, draft: 'How many?' });
  memory.setSource({ kind: 'sample' });
  assert.equal(memory.ui(null).draft, 'How many?');
});

test('what an older version remembered is remembered', () => {
  const kept = memento();
  void kept.update('source', { kind: 'sample' });
  void kept.update('ui', { c1: { ...emptyPlace, draft: 'old' } });
  assert.equal(createMemory(kept).ui('c1').draft, 'old');
});

test('the draft of a second new chat stays there when the first one is made', async () => {
  const { clock, connect, creation, ask, conversation, memory } = chatSetting();
  await connect();
  const made = Promise.withResolvers<void>();
  creation.wait = made.promise;
  ask('one', null);
  await conversation.open(null);
  memory.setUi(null, { ...emptyPlace, draft: 'typed in the second' });
  made.resolve();
  await clock.settle();
  assert.deepEqual([memory.ui(null).draft, memory.ui('c1').draft], ['typed in the second', '']);
});

test('what is asked again goes to the model that was chosen since, and waits where an answer runs', async () => {
  const { clock, peer, conversation, memory, store, sent, ask } = await answering();
  peer.last().say('message', { id: 'a1', content: 'done', chat_id: 'c1' });
  await clock.settle();
  peer.last().say('error', { error: 'no such model', code: 'UNKNOWN_MODEL', chat_id: 'c1' });
  const unsent = store.state.chats.c1?.messages.find(({ role, id }) => role === 'user' && id !== 'm1');
  memory.setUi('c1', { ...emptyPlace, choice: { model: 'good' } });
  ask('three', 'c1');
  await clock.settle();
  conversation.askAgain('c1', unsent?.id ?? '');
  assert.equal(store.state.queues.c1?.[0]?.content, 'two');
  peer.last().say('message', { id: 'a3', content: 'done', chat_id: 'c1' });
  // A fourth question in ten seconds is held back.
  await clock.pass(11_000);
  assert.deepEqual(
    sent().map(({ message, model }) => [message, model]),
    [
      ['one', undefined],
      ['two', undefined],
      ['three', undefined],
      ['two', 'good'],
    ],
  );
});

test('a stop is shown at once; one that the server does not heed ends at the second, and the chat is read', async () => {
  const { peer, store, conversation, server, clock, calls } = await answering();
  conversation.stop('c1');
  const answer = () => store.state.chats.c1?.messages[1] as AssistantMessage;
  assert.equal(answer().processing, 'stopping');
  calls.length = 0;
  server.running = 'c1';
  conversation.stop('c1');
  assert.equal(peer.last().sent.filter(({ action }) => action === 'interrupt').length, 2);
  assert.equal(answer().status, 'interrupted');
  await clock.settle();
  assert.deepEqual(calls, ['get c1']);
  assert.equal(answer().status, 'running', 'that is what the server says');
  server.running = null;
  server.chats.set('c1', [{ id: 'm1', answer: 'whole' }]);
  await clock.pass(500);
  assert.equal(answer().content, 'whole');
});

test('the list of chats is read by one at a time, and a server that always has more is not read for ever', async () => {
  const { calls, conversation, connect, clock, store } = chatSetting();
  await connect();
  calls.length = 0;
  await Promise.all([conversation.refreshList(), conversation.refreshList(), conversation.refreshList()]);
  assert.deepEqual(calls, ['list 1', 'list 1']);
  await conversation.loadMore();
  await conversation.loadMore();
  assert.deepEqual(
    store.state.list.items.map(({ id }) => id),
    ['listed1', 'listed2', 'listed3'],
  );
  assert.equal((await conversation.allChats()).length, 3);
  await clock.settle();
});

test('a thousand notes of changes are a few readings', async () => {
  const { calls, connect, peer, clock } = chatSetting();
  await connect();
  calls.length = 0;
  for (let count = 0; count < 1000; count++) peer.last().say('chats_changed');
  await clock.settle();
  await clock.pass(1000);
  await clock.pass(1000);
  assert.equal(calls.filter((call) => call === 'list 1').length, 2);
});

test('more questions than anybody means to ask are not queued, and the words come back', async () => {
  const { store, ask } = await answering();
  for (let count = 2; count <= 50; count++) assert.equal(ask(`number ${count}`, 'c1'), true);
  assert.equal(ask('one too many', 'c1'), false);
  assert.equal(store.state.queues.c1?.length, 50);
  assert.match(store.state.notice?.text ?? '', /50 questions wait/);
});

test('an answer that an older server finished unheard is found when the next one has ended', async () => {
  const { clock, peer, server, connect, conversation, ask, shown } = chatSetting();
  server.chats.set('c1', [{ id: 'm1' }]);
  await connect();
  await conversation.open('c1');
  assert.deepEqual(shown('c1'), ['m1 (sent)']);
  ask('two', 'c1');
  await clock.settle();
  server.chats.set('c1', [
    { id: 'm1', answer: 'first' },
    { id: 'm2', answer: 'second' },
  ]);
  peer.last().say('chat_metadata', { id: 'c1', user_message_id: 'm2', chat_id: 'c1' });
  peer.last().say('message', { id: 'a-m2', content: 'second', chat_id: 'c1' });
  await clock.settle();
  assert.deepEqual(shown('c1'), ['m1 (sent)', '= first (done)', 'm2 (sent)', '= second (done)']);
});

// Chats over a line that breaks: the real conversation, session, reducer and memory; the line in memory, REST scripted.
// Not here: a real server (test/server), a real VS Code (test/vscode).
// Over 300 lines, because they are one list of what can go wrong between asking and an answer, read as a whole.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionError } from '../../src/session/errors.ts';
import { chatSetting, memento } from '../support/chatSetting.ts';

test('a question in a new chat creates the chat, is sent once, and leaves the outbox when the server has it', async () => {
  const { clock, peer, store, memory, connect, ask, sent, shown } = chatSetting();
  await connect();
  ask('one', null);
  assert.equal(Object.keys(memory.pending()).length, 1);
  await clock.settle();
  assert.equal(store.state.openChatId, 'c1');
  assert.equal(sent().length, 1);
  assert.deepEqual(shown('c1'), ['one (sending)', '=  (running)']);
  peer.last().say('chat_metadata', { id: 'c1', user_message_id: 'm1', chat_id: 'c1' });
  assert.deepEqual(memory.pending(), {});
  peer.last().say('message', { id: 'a1', content: 'done', chat_id: 'c1' });
  assert.deepEqual(shown('c1'), ['one (sent)', '= done (done)']);
});

test('a server that never says chat_metadata has the question all the same', async () => {
  const { clock, peer, memory, connect, ask, shown } = chatSetting();
  await connect();
  ask('one', null);
  await clock.settle();
  peer.last().say('processing', { status: 'thinking' });
  assert.deepEqual(memory.pending(), {});
  assert.deepEqual(shown('c1'), ['one (sent)', '=  (running)']);
});

test('a line cut in an answer: the stored answer takes its place when the line is back', async () => {
  const { clock, peer, server, connect, reconnect, ask, shown } = chatSetting();
  await connect();
  ask('one', null);
  await clock.settle();
  peer.last().say('chat_metadata', { id: 'c1', user_message_id: 'one', chat_id: 'c1' });
  peer.last().cut(1006);
  assert.deepEqual(shown('c1'), ['one (sent)', '=  (cut)']);
  server.chats.set('c1', [{ id: 'one' }]);
  server.running = 'c1';
  await reconnect();
  assert.deepEqual(shown('c1'), ['one (sent)', '=  (running)']);
  server.chats.set('c1', [{ id: 'one', answer: 'whole' }]);
  server.running = null;
  await clock.pass(500);
  assert.deepEqual(shown('c1'), ['one (sent)', '= whole (done)']);
});

test('a question asked while the line is away is still there, and answered, when the chat was read back', async () => {
  const { clock, peer, server, connect, reconnect, ask, sent, shown } = chatSetting();
  await connect();
  ask('one', null);
  await clock.settle();
  peer.last().say('chat_metadata', { id: 'c1', user_message_id: 'one', chat_id: 'c1' });
  peer.last().cut(1006);
  ask('second', 'c1');
  server.chats.set('c1', [{ id: 'one', answer: 'whole' }]);
  await reconnect();
  assert.deepEqual(shown('c1'), ['one (sent)', '= whole (done)', 'second (sending)', '=  (running)']);
  assert.equal(sent().length, 2);
  peer.last().say('message', { id: 'a2', content: 'two', chat_id: 'c1' });
  assert.deepEqual(shown('c1').slice(2), ['second (sent)', '= two (done)']);
});

test('a chat whose reading fails in the middle of an answer is read again at the next connection', async () => {
  const { clock, peer, server, connect, reconnect, conversation, shown } = chatSetting();
  server.chats.set('c9', [{ id: 'one' }]);
  server.running = 'c9';
  await connect();
  const opened = conversation.open('c9');
  await clock.settle();
  assert.deepEqual(shown('c9'), ['one (sent)', '=  (running)']);
  server.failing = new SessionError('offline', 'away');
  await clock.pass(500);
  await opened;
  peer.last().cut(1006);
  server.failing = null;
  server.running = null;
  server.chats.set('c9', [{ id: 'one', answer: 'whole' }]);
  await reconnect();
  assert.deepEqual(shown('c9'), ['one (sent)', '= whole (done)']);
});

test('a question asked while its chat is loading keeps the history before it', async () => {
  const { clock, server, store, connect, ask, shown } = chatSetting();
  server.chats.set('c9', [{ id: 'old', answer: 'known' }]);
  store.dispatch({ type: 'chatOpened', chatId: 'c9', title: '' });
  ask('new', 'c9');
  await connect();
  await clock.settle();
  assert.deepEqual(shown('c9'), ['old (sent)', '= known (done)', 'new (sending)', '=  (running)']);
  assert.equal(store.state.chats.c9?.load, 'loaded');
});

test('a refusal of the newest question leaves the answer before it alone', async () => {
  const { clock, peer, connect, ask, shown } = chatSetting();
  await connect();
  ask('one', null);
  await clock.settle();
  peer.last().say('error', { error: 'No answer is running.', code: 'NOTHING_TO_INTERRUPT' });
  assert.deepEqual(shown('c1'), ['one (sending)', '=  (running)']);
  peer.last().say('error', { error: 'busy', code: 'TURN_IN_PROGRESS', chat_id: 'c1' });
  assert.deepEqual(shown('c1'), ['one (unsent)', '=  (failed)']);
});

test('stopped and sent again before the chat exists: one chat, one question', async () => {
  const { clock, creation, server, store, conversation, connect, ask, sent, shown } = chatSetting();
  await connect();
  const made = Promise.withResolvers<void>();
  creation.wait = made.promise;
  ask('one', null);
  const localId = store.state.openChatId ?? '';
  conversation.stop(localId);
  const [question] = store.state.chats[localId]?.messages ?? [];
  assert.deepEqual(shown(localId), ['one (unsent)', '=  (failed)']);
  conversation.askAgain(localId, question?.id ?? '');
  made.resolve();
  await clock.settle();
  assert.equal(server.created, 1);
  assert.equal(sent().length, 1);
  assert.deepEqual(shown('c1'), ['one (sending)', '=  (running)']);
});

test('a question that never arrived is shown as unsent after a reload, and goes out with its first id', async () => {
  const kept = memento();
  const first = chatSetting(kept);
  first.server.chats.set('c9', [{ id: 'old', answer: 'known' }]);
  await first.connect();
  await first.conversation.open('c9');
  first.peer.last().cut(1006);
  first.ask('lost', 'c9');
  const [id] = Object.keys(first.memory.pending());
  first.conversation.dispose();

  const second = chatSetting(kept);
  second.server.chats.set('c9', [{ id: 'old', answer: 'known' }]);
  second.store.dispatch({ type: 'chatOpened', chatId: 'c9', title: '' });
  await second.connect();
  assert.deepEqual(second.shown('c9'), ['old (sent)', '= known (done)', 'lost (unsent)']);
  second.conversation.askAgain('c9', id ?? '');
  await second.clock.settle();
  assert.equal(second.sent()[0]?.client_message_id, id);
});

test('a question that had arrived before the reload is not shown twice, and its entry goes', async () => {
  const kept = memento();
  const first = chatSetting(kept);
  first.memory.setPending('k1', { chatId: 'c9', content: 'one' });
  const second = chatSetting(kept);
  second.server.chats.set('c9', [{ id: 'm1', clientId: 'k1', answer: 'yes' }]);
  second.store.dispatch({ type: 'chatOpened', chatId: 'c9', title: '' });
  await second.connect();
  assert.deepEqual(second.shown('c9'), ['m1 (sent)', '= yes (done)']);
  assert.deepEqual(second.memory.pending(), {});
});

test('what a source says after it was left is not shown', async () => {
  const { clock, creation, store, memory, conversation, connect, ask } = chatSetting();
  await connect();
  const made = Promise.withResolvers<void>();
  creation.wait = made.promise;
  ask('one', null);
  memory.setUi(null, { draft: 'of the next source', context: [], scrollTop: null });
  conversation.dispose();
  const before = store.state;
  made.resolve();
  await clock.settle();
  assert.equal(store.state, before);
  assert.equal(memory.ui(null).draft, 'of the next source');
});

test('the list keeps the pages that were loaded', async () => {
  const { store, calls, conversation, connect } = chatSetting();
  await connect();
  await conversation.loadMore();
  calls.length = 0;
  await conversation.refreshList();
  assert.deepEqual(calls, ['list 1', 'list 2']);
  assert.deepEqual(
    store.state.list.items.map(({ id }) => id),
    ['listed1', 'listed2'],
  );
  assert.equal(store.state.list.hasMore, true);
});

test('deleting a chat that another window deleted is no failure, and takes what was remembered of it', async () => {
  const { memory, store, conversation, connect } = chatSetting();
  await connect();
  memory.setUi('listed1', { draft: 'x', context: [], scrollTop: null });
  memory.setPending('k', { chatId: 'listed1', content: 'x' });
  await conversation.remove(['listed1']);
  assert.equal(memory.ui('listed1').draft, '');
  assert.deepEqual(memory.pending(), {});
  assert.equal(store.state.chats.listed1, undefined);
});

test('a question and its context that are too long together are not sent, and the notice says by how much', async () => {
  const { store, connect, ask, sent } = chatSetting();
  await connect();
  assert.equal(ask('x'.repeat(32_100), null), false);
  assert.match(store.state.notice?.text ?? '', /100 characters too long/);
  assert.deepEqual(sent(), []);
});

test('what of opened data cannot be read is said before the first question', async () => {
  const { server, store, connect } = chatSetting(memento(), { kind: 'data', path: '/data' });
  server.warnings = ['broken.csv could not be read: line 3.', 'empty.json is empty.'];
  await connect();
  assert.equal(store.state.notice?.text, 'broken.csv could not be read: line 3. And 1 more: see the log.');
});

test('what another window asks in the open chat is shown, and an unchanged chat is left alone', async () => {
  const { clock, peer, store, server, connect, conversation, shown } = chatSetting();
  server.chats.set('c9', [{ id: 'm1', answer: 'yes' }]);
  await connect();
  void conversation.open('c9');
  await clock.settle();
  const before = store.state.chats.c9;
  peer.last().say('chats_changed');
  await clock.settle();
  assert.equal(store.state.chats.c9, before);
  server.chats.get('c9')?.push({ id: 'm2', answer: 'no' });
  await clock.pass(1000);
  peer.last().say('chats_changed');
  await clock.settle();
  assert.deepEqual(shown('c9'), ['m1 (sent)', '= yes (done)', 'm2 (sent)', '= no (done)']);
  server.chats.delete('c9');
  await clock.pass(1000);
  peer.last().say('chats_changed');
  await clock.settle();
  assert.equal(store.state.chats.c9, undefined);
});

test('deleting a message takes it and what follows; a failure is said and changes nothing', async () => {
  const { clock, calls, store, server, connect, conversation, shown } = chatSetting();
  server.chats.set('c9', [
    { id: 'm1', answer: 'yes' },
    { id: 'm2', answer: 'no' },
  ]);
  await connect();
  void conversation.open('c9');
  await clock.settle();
  server.failing = new SessionError('offline', 'No answer.');
  await conversation.removeFrom('c9', 'm2');
  assert.match(store.state.notice?.text ?? '', /could not be deleted: No answer/);
  assert.equal(shown('c9').length, 4);
  server.failing = null;
  await conversation.removeFrom('c9', 'm2');
  assert.deepEqual(shown('c9'), ['m1 (sent)', '= yes (done)']);
  assert.ok(calls.includes('delete c9 m2'));
});

test('feedback shows at once, goes with its note, and is taken back when it could not be sent', async () => {
  const { clock, calls, store, server, connect, conversation } = chatSetting();
  server.chats.set('c9', [{ id: 'm1', answer: 'yes' }]);
  await connect();
  void conversation.open('c9');
  await clock.settle();
  const feedback = () =>
    store.state.chats.c9?.messages.map((message) => message.role === 'assistant' && message.feedback);
  assert.equal(await conversation.giveFeedback('c9', 'a-m1', 'positive', null), true);
  assert.deepEqual(feedback(), [false, 'positive']);
  server.failing = new SessionError('offline', 'No answer.');
  assert.equal(await conversation.giveFeedback('c9', 'a-m1', 'negative', 'wrong year'), false);
  assert.deepEqual(feedback(), [false, 'positive']);
  assert.ok(calls.includes('feedback a-m1 negative wrong year'));
});

test('an edit that the server refuses shows what is still stored, and keeps the words that were typed', async () => {
  const { clock, peer, server, connect, conversation, shown } = chatSetting();
  server.chats.set('c9', [
    { id: 'm1', answer: 'yes' },
    { id: 'm2', answer: 'no' },
  ]);
  await connect();
  void conversation.open('c9');
  await clock.settle();
  assert.equal(conversation.edit('c9', 'm1', 'another'), true);
  await clock.settle();
  assert.deepEqual(shown('c9'), ['another (sending)', '=  (running)']);
  const edit = peer.last().sent.find(({ action }) => action === 'edit_message');
  assert.deepEqual([edit?.message_id, edit?.content], ['m1', 'another']);
  peer.last().say('error', {
    error: 'This chat is still answering.',
    code: 'TURN_IN_PROGRESS',
    retryable: true,
    refused: 'edit_message',
    chat_id: 'c9',
    client_message_id: edit?.client_message_id,
  });
  await clock.settle();
  assert.deepEqual(shown('c9').slice(0, 5), [
    'm1 (sent)',
    '= yes (done)',
    'm2 (sent)',
    '= no (done)',
    'another (unsent)',
  ]);
});

test('a chat that may not be made yet is made when the server said, and its question is asked then, once', async () => {
  const { clock, store, creation, server, connect, ask, sent, shown } = chatSetting();
  await connect();
  const refusal = new SessionError('rateLimit', 'Too many chats.', { status: 429, retryAfterSeconds: 3 });
  creation.wait = Promise.reject(refusal);
  creation.wait.catch(() => undefined);
  ask('one', null);
  await clock.settle();
  const localId = store.state.openChatId ?? '';
  const answer = store.state.chats[localId]?.messages[1];
  assert.equal(answer?.role === 'assistant' && answer.held?.until, clock.now() + 3000);
  creation.wait = Promise.resolve();
  await clock.pass(3000);
  await clock.settle();
  assert.equal(sent().length, 1);
  assert.deepEqual(shown(`c${server.created}`), ['one (sending)', '=  (running)']);
});

test('a question that waits to be sent can be stopped', async () => {
  const { clock, store, creation, conversation, connect, ask, sent, shown } = chatSetting();
  await connect();
  creation.wait = Promise.reject(new SessionError('rateLimit', 'Later.', { status: 429, retryAfterSeconds: 3 }));
  creation.wait.catch(() => undefined);
  ask('one', null);
  await clock.settle();
  const localId = store.state.openChatId ?? '';
  conversation.stop(localId);
  creation.wait = Promise.resolve();
  await clock.pass(5000);
  assert.deepEqual([shown(localId), sent()], [['one (unsent)', '=  (failed)'], []]);
});

test('an edit that did not arrive and is sent again still takes the place of the question it was made from', async () => {
  const { clock, peer, server, conversation, store, connect, reconnect, ask, shown } = chatSetting();
  await connect();
  ask('one', null);
  await clock.settle();
  server.chats.set('c1', [{ id: 'm1', answer: 'first' }]);
  peer.last().say('chat_metadata', { id: 'c1', user_message_id: 'm1', chat_id: 'c1' });
  peer.last().say('message', { id: 'a-m1', content: 'first', chat_id: 'c1' });
  assert.equal(conversation.edit('c1', 'm1', 'two'), true);
  await clock.settle();
  peer.last().cut(1006);
  await reconnect();
  await clock.settle();
  assert.deepEqual(shown('c1'), ['m1 (sent)', '= first (done)', 'two (unsent)', '=  (failed)']);
  conversation.askAgain('c1', store.state.chats.c1?.messages[2]?.id ?? '');
  await clock.settle();
  const { action, message_id } = peer.last().sent.findLast(({ action: name }) => name !== 'ping') ?? {};
  assert.deepEqual([action, message_id], ['edit_message', 'm1']);
  assert.deepEqual(shown('c1'), ['two (sending)', '=  (running)']);
});

test('an edit that did not arrive takes nothing along that was asked after it', async () => {
  const { clock, peer, server, conversation, store, connect, reconnect, ask } = chatSetting();
  await connect();
  ask('one', null);
  await clock.settle();
  server.chats.set('c1', [{ id: 'm1', answer: 'first' }]);
  peer.last().say('chat_metadata', { id: 'c1', user_message_id: 'm1', chat_id: 'c1' });
  peer.last().say('message', { id: 'a-m1', content: 'first', chat_id: 'c1' });
  conversation.edit('c1', 'm1', 'two');
  await clock.settle();
  peer.last().cut(1006);
  server.chats.set('c1', [
    { id: 'm1', answer: 'first' },
    { id: 'm2', answer: 'of another window' },
  ]);
  await reconnect();
  await clock.settle();
  const unsent = store.state.chats.c1?.messages.find(
    (message) => message.role === 'user' && message.delivery !== 'sent',
  );
  conversation.askAgain('c1', unsent?.id ?? '');
  await clock.settle();
  assert.equal(peer.last().sent.findLast(({ action }) => action !== 'ping')?.action, 'send_message');
});

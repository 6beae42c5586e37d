// Chats whose truth is on the server, over a line that breaks in the moment they are read.
// Not here: how what is stored and what only we know are joined (conversation.test.ts), a real server (test/soak/cuts.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionError } from '../../src/session/errors.ts';
import { chatSetting } from '../support/chatSetting.ts';

test('a chat that could not be read is read again while the connection stands', async () => {
  const { clock, server, connect, conversation, shown } = chatSetting();
  server.chats.set('c9', [{ id: 'one', answer: 'whole' }]);
  await connect();
  server.failing = new SessionError('offline', 'away');
  await conversation.open('c9');
  assert.deepEqual(shown('c9'), []);
  server.failing = null;
  await clock.pass(1_000);
  assert.deepEqual(shown('c9'), ['one (sent)', '= whole (done)']);
});

test('a chat that cannot be read is asked for less and less often, and no more when the account is refused', async () => {
  const { clock, server, calls, connect, conversation } = chatSetting();
  server.chats.set('c9', [{ id: 'one', answer: 'whole' }]);
  await connect();
  server.failing = new SessionError('offline', 'away');
  await conversation.open('c9');
  const reads = () => calls.filter((call) => call === 'get c9').length;
  await clock.pass(300_000);
  assert.ok(reads() > 8 && reads() < 20, `${reads()} reads`);
  server.failing = new SessionError('unauthorized', 'signed out');
  await clock.pass(30_000);
  const before = reads();
  await clock.pass(300_000);
  assert.equal(reads(), before);
});

test('an unacknowledged question that had arrived and was answered lets the next one go', async () => {
  const { clock, peer, server, store, connect, reconnect, ask, sent } = chatSetting();
  await connect();
  ask('one', null);
  await clock.settle();
  ask('two', 'c1');
  const [id] = sent().map(({ client_message_id }) => client_message_id);
  server.chats.set('c1', [{ id: 'one', clientId: String(id), answer: 'whole' }]);
  peer.last().cut(1006);
  await reconnect();
  await clock.settle();
  assert.deepEqual(
    sent().map(({ message }) => message),
    ['one', 'two'],
  );
  assert.deepEqual(store.state.queues, {});
});

test('a question that the chat was seen to have is not unsent when its line breaks before it says so', async () => {
  const { clock, peer, server, memory, conversation, connect, reconnect, ask, sent, shown } = chatSetting();
  await connect();
  ask('one', null);
  await clock.settle();
  server.chats.set('c1', [{ id: 'one', clientId: String(sent()[0]?.client_message_id) }]);
  server.running = 'c1';
  await conversation.open('c1');
  assert.deepEqual(shown('c1'), ['one (sent)', '=  (running)']);
  peer.last().cut(1006);
  assert.deepEqual(shown('c1'), ['one (sent)', '=  (cut)']);
  assert.deepEqual(memory.pending(), {});
  server.chats.set('c1', [{ id: 'one', answer: 'whole' }]);
  server.running = null;
  await reconnect();
  assert.deepEqual(shown('c1'), ['one (sent)', '= whole (done)']);
});

test('at a server that keeps no ids of ours the chat tells what had arrived, and nothing is sent by itself', async () => {
  const { clock, peer, server, memory, connect, reconnect, ask, sent, shown } = chatSetting();
  await connect();
  ask('one', null);
  await clock.settle();
  peer.last().cut(1006);
  assert.deepEqual(shown('c1'), ['one (unsent)', '=  (failed)']);
  server.chats.set('c1', [{ id: 'one', answer: 'whole' }]);
  await reconnect();
  assert.deepEqual(shown('c1'), ['one (sent)', '= whole (done)']);
  assert.deepEqual(memory.pending(), {});

  ask('two', 'c1');
  await clock.settle();
  peer.last().cut(1006);
  await reconnect();
  assert.deepEqual(shown('c1').slice(2), ['two (unsent)', '=  (failed)']);
  await clock.pass(60_000);
  assert.equal(sent().length, 2);
});

test('where the chat cannot tell, the unsent question says that it may have arrived, until it can', async () => {
  const { clock, peer, server, store, connect, reconnect, ask } = chatSetting();
  const saying = () => {
    const [, answer] = store.state.chats.c1?.messages.slice(-2) ?? [];
    return answer?.role === 'assistant' ? answer.error?.message : undefined;
  };
  await connect();
  ask('one', null);
  await clock.settle();
  peer.last().cut(1006);
  assert.match(saying() ?? '', /may have arrived/);
  server.chats.set('c1', []);
  await reconnect();
  assert.match(saying() ?? '', /lost before the question arrived/);
  ask('same', 'c1');
  await clock.settle();
  peer.last().cut(1006);
  // Somebody else asks the very same in this chat.
  server.chats.set('c1', [
    { id: 'same', answer: 'x' },
    { id: 'same', answer: 'y' },
  ]);
  await reconnect();
  assert.match(saying() ?? '', /may have arrived/);
});

test('an opinion or a deletion whose line broke is looked up: the server may have taken it', async () => {
  const { clock, server, calls, connect, conversation, shown } = chatSetting();
  server.chats.set('c9', [{ id: 'one', answer: '1' }]);
  await connect();
  await conversation.open('c9');
  for (const act of [
    () => conversation.giveFeedback('c9', 'a-one', 'positive', null),
    () => conversation.removeFrom('c9', 'one'),
  ]) {
    server.failing = new SessionError('offline', 'away');
    await act();
    server.failing = null;
    calls.length = 0;
    server.chats.set('c9', []);
    await clock.pass(1_000);
    assert.ok(calls.includes('get c9'));
  }
  assert.deepEqual(shown('c9'), []);
});

test('a chat that is wanted while it is being read is read once more: the first look may have come too early', async () => {
  const { server, connect, conversation, shown } = chatSetting();
  server.chats.set('c9', [{ id: 'one', answer: 'old' }]);
  await connect();
  const first = conversation.open('c9');
  server.chats.set('c9', [{ id: 'one', answer: 'new' }]);
  await Promise.all([first, conversation.open('c9')]);
  assert.deepEqual(shown('c9'), ['one (sent)', '= new (done)']);
});

test('after an edit the chat is read: what a look before it brought back goes, and what was never sent stays', async () => {
  const { clock, peer, server, connect, conversation, ask, shown } = chatSetting();
  server.chats.set('c9', [{ id: 'one', answer: '1' }]);
  await connect();
  await conversation.open('c9');
  ask('refused', 'c9');
  await clock.settle();
  peer.last().say('error', { error: 'no', code: 'FORBIDDEN', chat_id: 'c9' });
  assert.equal(conversation.edit('c9', 'one', 'two'), true);
  await clock.settle();
  // The server has not replaced it yet.
  await conversation.open('c9');
  server.chats.set('c9', [{ id: 'two', answer: '2' }]);
  peer.last().say('chat_metadata', { id: 'c9', user_message_id: 'two', chat_id: 'c9' });
  peer.last().say('message', { id: 'a-two', content: '2', chat_id: 'c9' });
  await clock.settle();
  assert.deepEqual(shown('c9').slice(0, 3), ['two (sent)', '= 2 (done)', 'refused (unsent)']);
});

test('a look at the chat that an opinion overtakes is taken once more', async () => {
  const { server, store, calls, connect, conversation } = chatSetting();
  server.chats.set('c9', [{ id: 'one', answer: '1' }]);
  await connect();
  await conversation.open('c9');
  calls.length = 0;
  const giving = conversation.giveFeedback('c9', 'a-one', 'positive', null);
  await Promise.all([giving, conversation.open('c9')]);
  assert.deepEqual(
    calls.filter((call) => call.startsWith('get')),
    ['get c9', 'get c9'],
  );
  assert.equal(store.state.notice, null);
});

test('an answer that ends as stopped without an id is read: more of it may be stored than was heard', async () => {
  const { clock, peer, server, connect, ask, shown } = chatSetting();
  await connect();
  ask('one', null);
  await clock.settle();
  peer.last().say('chat_metadata', { id: 'c1', user_message_id: 'one' });
  server.chats.set('c1', [{ id: 'one', answer: 'the whole' }]);
  peer.last().say('interrupted', { status: 'interrupted' });
  await clock.settle();
  assert.deepEqual(shown('c1'), ['one (sent)', '= the whole (done)']);
});

// Questions that wait behind an answer: their order, what sends them, what keeps them.
// Not here: how they are drawn (test/webview), a real VS Code (test/vscode).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chatSetting, memento } from '../support/chatSetting.ts';

type Setting = ReturnType<typeof chatSetting>;

async function asked(setting: Setting, ...questions: string[]) {
  const [first = '', ...others] = questions;
  await setting.connect();
  setting.ask(first, null);
  await setting.clock.settle();
  for (const question of others) assert.equal(setting.ask(question, 'c1'), true);
}

const waiting = ({ store }: Setting, chatId = 'c1') => (store.state.queues[chatId] ?? []).map(({ content }) => content);
const words = ({ sent }: Setting) => sent().map(({ message }) => message);

function answer({ peer, server }: Setting, question: string, chatId = 'c1') {
  server.chats.get(chatId)?.push({ id: question, answer: question });
  peer.last().say('chat_metadata', { id: chatId, user_message_id: question, chat_id: chatId });
  peer.last().say('message', { id: `a-${question}`, content: question, chat_id: chatId });
}

test('what is asked while an answer runs waits, and is asked when it has ended, one after the other', async () => {
  const setting = chatSetting();
  await asked(setting, 'one', 'two', 'three');
  assert.deepEqual([words(setting), waiting(setting)], [['one'], ['two', 'three']]);
  answer(setting, 'one');
  await setting.clock.settle();
  assert.deepEqual([words(setting), waiting(setting)], [['one', 'two'], ['three']]);
  answer(setting, 'two');
  await setting.clock.settle();
  assert.deepEqual([words(setting), waiting(setting)], [['one', 'two', 'three'], []]);
});

test('a question that waits can be taken out, and another be asked before it', async () => {
  const setting = chatSetting();
  const { conversation, store, clock } = setting;
  await asked(setting, 'one', 'two', 'three', 'four');
  const [two, three, four] = (store.state.queues.c1 ?? []).map(({ id }) => id);
  conversation.unqueue('c1', two ?? '');
  conversation.sendQueued('c1', four ?? '');
  assert.deepEqual(waiting(setting), ['three', 'four'], 'nothing is asked into a running answer');
  assert.ok(three);
  answer(setting, 'one');
  await clock.settle();
  assert.deepEqual([words(setting), waiting(setting)], [['one', 'three'], ['four']]);
});

test('a stop ends the answer, and the next question is asked', async () => {
  const setting = chatSetting();
  const { peer, conversation, clock } = setting;
  await asked(setting, 'one', 'two');
  peer.last().say('chat_metadata', { id: 'c1', user_message_id: 'one', chat_id: 'c1' });
  conversation.stop('c1');
  peer.last().say('interrupted', { chat_id: 'c1' });
  await clock.settle();
  assert.deepEqual(words(setting), ['one', 'two']);
});

test('after a question that was refused the others wait for the person', async () => {
  const setting = chatSetting();
  const { peer, store, conversation, clock } = setting;
  await asked(setting, 'one', 'two');
  peer.last().say('error', { error: 'no', code: 'FORBIDDEN', chat_id: 'c1' });
  await clock.settle();
  assert.deepEqual([words(setting), waiting(setting)], [['one'], ['two']]);
  conversation.sendQueued('c1', store.state.queues.c1?.[0]?.id ?? '');
  await clock.settle();
  assert.deepEqual([words(setting), waiting(setting)], [['one', 'two'], []]);
});

test('an answer that ended while the line was down lets the next question go', async () => {
  const setting = chatSetting();
  const { peer, server, reconnect, clock } = setting;
  await asked(setting, 'one', 'two');
  peer.last().say('chat_metadata', { id: 'c1', user_message_id: 'one', chat_id: 'c1' });
  peer.last().cut(1006);
  await clock.settle();
  server.chats.get('c1')?.push({ id: 'one', answer: 'whole' });
  await reconnect();
  await clock.settle();
  assert.deepEqual(words(setting), ['one', 'two']);
});

test('a queue in a chat that is not made yet goes with it', async () => {
  const setting = chatSetting();
  const { store, clock, connect, creation, ask } = setting;
  await connect();
  const made = Promise.withResolvers<void>();
  creation.wait = made.promise;
  ask('one', null);
  ask('two', store.state.openChatId);
  assert.deepEqual(waiting(setting, store.state.openChatId ?? ''), ['two']);
  made.resolve();
  await clock.settle();
  assert.deepEqual(waiting(setting), ['two']);
  answer(setting, 'one');
  await clock.settle();
  assert.deepEqual(words(setting), ['one', 'two']);
});

test('after a reload the queue is there, and nothing of it is asked unless an answer was running', async () => {
  const kept = memento();
  const asking = chatSetting(kept);
  await asked(asking, 'one', 'two');
  asking.peer.last().say('chat_metadata', { id: 'c1', user_message_id: 'one', chat_id: 'c1' });
  asking.conversation.dispose();
  const idle = chatSetting(kept);
  idle.server.chats.set('c1', [{ id: 'one', answer: '1' }]);
  await idle.connect();
  await idle.conversation.open('c1');
  assert.deepEqual([waiting(idle), words(idle)], [['two'], []]);

  const running = chatSetting(kept);
  running.server.chats.set('c1', [{ id: 'one' }]);
  running.server.running = 'c1';
  await running.connect();
  const opened = running.conversation.open('c1');
  await running.clock.settle();
  running.server.running = null;
  await running.clock.pass(500);
  await opened;
  await running.clock.settle();
  assert.deepEqual([waiting(running), words(running)], [[], ['two']]);
});

test('a question that goes stays remembered until the server has it', async () => {
  const setting = chatSetting();
  const { memory, clock } = setting;
  await asked(setting, 'one', 'two');
  answer(setting, 'one');
  await clock.settle();
  assert.deepEqual(
    Object.values(memory.pending()).map(({ content, queued }) => [content, queued]),
    [['two', undefined]],
  );
});

// Answers of language models as the host hears them: they are asked to tell what goes on, and it is shown and kept.
// Not here: how it is put into words (test/chat/onTheWay.test.ts), how it is drawn (test/webview/view/models.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssistantMessage } from '../../src/chat/state.ts';
import { questionFrame, questionRequest } from '../../src/session/question.ts';
import { chatSetting } from '../support/chatSetting.ts';

type Setting = ReturnType<typeof chatSetting>;

function answerIn({ store }: Setting, chatId: string): AssistantMessage {
  const last = store.state.chats[chatId]?.messages.findLast(({ role }) => role === 'assistant');
  assert.ok(last?.role === 'assistant');
  return last;
}

/** Asks a model, which has begun to think. */
async function thinking() {
  const setting = chatSetting();
  const { clock, peer, connect, conversation } = setting;
  await connect();
  conversation.ask({ chatId: null, question: 'one', context: [], integrationId: null, model: 'claude/x' });
  await clock.settle();
  const say = (event: string, data: object) => peer.last().say(event, { chat_id: 'c1', ...data });
  say('chat_metadata', { id: 'c1', user_message_id: 'one' });
  say('reasoning', { content: 'I look ' });
  say('reasoning', { content: 'at orders.' });
  say('tool_call', { id: 't1', name: 'run_sql', arguments: { sql: 'SELECT 1' } });
  return { ...setting, say };
}

test('who thinks is asked to tell it: a model that was chosen, or that answers where nobody is', async () => {
  const setting = chatSetting();
  const { clock, store, connect, conversation, sent, peer } = setting;
  await connect();
  const ask = async (model: string | null) => {
    // So many at once would wait.
    await clock.pass(11_000);
    conversation.ask({ chatId: null, question: `${model}`, context: [], integrationId: null, model });
    await clock.settle();
    const frame = sent().at(-1);
    peer.last().say('message', { content: 'done', chat_id: frame?.chat_id });
    return frame?.include_tool_events;
  };
  assert.equal(await ask(null), undefined);
  assert.equal(await ask('planner'), undefined);
  assert.equal(await ask('claude/x'), true);
  const choices = { integrations: [], models: [], defaultModel: 'groq/y' };
  store.dispatch({ type: 'choicesLoaded', ...choices });
  assert.equal(await ask(null), true);
  assert.equal(await ask('planner'), undefined);
});

test('it is asked so on every way a question can go', () => {
  const question = {
    ...{ chatId: 'c', message: 'Hi', integrationId: null, model: 'claude/x' },
    ...{ clientMessageId: 'k', toolEvents: true },
  };
  for (const replaces of [null, 'm1']) {
    assert.equal(Reflect.get(questionFrame({ ...question, replaces }), 'include_tool_events'), true);
    const { body } = questionRequest({ ...question, replaces });
    assert.ok(typeof body === 'object' && body !== null && Reflect.get(body, 'include_tool_events') === true);
    assert.ok(!('include_tool_events' in questionFrame({ ...question, toolEvents: false, replaces })));
  }
});

test('thoughts and tools show while they come, and stay with the answer', async () => {
  const setting = await thinking();
  const running = answerIn(setting, 'c1');
  assert.deepEqual(
    [running.thinking, running.tools],
    ['I look at orders.', [{ name: 'run_sql', label: 'Running SQL', running: true }]],
  );
  setting.say('tool_result', { id: 't1', name: 'run_sql', row_count: 3, duration_ms: 120 });
  setting.say('text_delta', { content: 'There are 3 or 4.' });
  setting.say('message', { id: 'a1', content: 'There are 3 or 4.', model: 'claude/x', unverified: ['4', '4', ' '] });
  const done = answerIn(setting, 'c1');
  assert.deepEqual([done.status, done.model, done.unverified], ['done', 'claude/x', ['4']]);
  assert.equal(done.thinking, 'I look at orders.');
  assert.deepEqual(done.tools, [{ name: 'run_sql', label: 'Running SQL · 3 rows · 0.1 s', running: false }]);
});

test('events of a chat that nothing was asked in are nobody’s thoughts', async () => {
  const setting = await thinking();
  setting.say('message', { id: 'a1', content: 'Done.' });
  setting.say('reasoning', { content: 'Late.' });
  setting.say('tool_call', { id: 't2', name: 'run_sql' });
  assert.equal(answerIn(setting, 'c1').thinking, 'I look at orders.');
  assert.equal(answerIn(setting, 'c1').tools?.length, 1);
});

test('after a cut the answer is whole, with what was thought before it', async () => {
  const setting = await thinking();
  const { clock, peer, server, reconnect } = setting;
  setting.say('text_delta', { content: 'There ' });
  peer.last().cut(1006);
  assert.equal(answerIn(setting, 'c1').status, 'cut');
  server.chats.set('c1', [{ id: 'one' }]);
  server.running = 'c1';
  await reconnect();
  assert.deepEqual(
    [answerIn(setting, 'c1').status, answerIn(setting, 'c1').thinking],
    ['running', 'I look at orders.'],
  );
  server.chats.set('c1', [{ id: 'one', answer: 'There are 3.' }]);
  server.running = null;
  await clock.pass(500);
  const whole = answerIn(setting, 'c1');
  assert.deepEqual([whole.status, whole.content, whole.thinking], ['done', 'There are 3.', 'I look at orders.']);
  assert.equal(whole.tools?.[0]?.running, false);
});

test('a model that fails leaves what it had said, thought and done', async () => {
  const setting = await thinking();
  setting.say('text_delta', { content: 'There ' });
  setting.say('error', { error: 'The model stopped.', code: 'MODEL_FAILED', retryable: true });
  const { status, content, thinking: thought, tools, error } = answerIn(setting, 'c1');
  assert.deepEqual([status, content, thought, error?.code], ['failed', 'There ', 'I look at orders.', 'MODEL_FAILED']);
  assert.deepEqual(
    tools?.map(({ running }) => running),
    [false],
  );
});

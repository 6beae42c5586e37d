// A stored chat that is read again, joined with what only we know of its answers: what the server does not keep is not lost.
// Not here: questions on their way (test/host/settling.test.ts), which of them arrived (arrival.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runningAnswer } from '../../src/chat/answer.ts';
import { mergeStored } from '../../src/chat/merge.ts';
import type { AssistantMessage, Chat, Message, UserMessage } from '../../src/chat/state.ts';
import type { ChatMessage, StoredChat } from '../../src/protocol/trellis/rest.ts';

const tools = [{ name: 'web', label: 'Web (search)', running: false }];

const question = (id: string, content: string, more: Partial<UserMessage> = {}): UserMessage => ({
  role: 'user',
  id,
  content,
  at: 1,
  delivery: 'sent',
  ...more,
});
const answer = (id: string, content: string, more: Partial<AssistantMessage> = {}): AssistantMessage => ({
  ...runningAnswer(id),
  content,
  at: 2,
  status: 'done',
  ...more,
});
const asked = (id: string, content: string): ChatMessage => ({ id, role: 'user', content });
const answered = (id: string, content: string): ChatMessage => ({ id, role: 'assistant', content });

function read(local: Message[], messages: ChatMessage[], more: Partial<StoredChat> = {}): Message[] {
  const chat: Chat = { id: 'c', title: 'T', messages: local, load: 'loaded', integrationId: null, model: null };
  const arrivals = { found: new Map<string, string>(), doubtful: new Set<string>() };
  const stored: StoredChat = { id: 'c', title: 'T', messages, ...more };
  return mergeStored(stored, { local: chat, open: [], pending: [], arrivals }).messages;
}

const shown = (messages: Message[]) =>
  messages.map((message) => `${message.id} ${message.content} ${message.role === 'assistant' ? message.status : ''}`);

test('what was thought and done for an answer, who gave it and when stay with it', () => {
  const local = [question('row:0', 'Hi'), answer('row:1', 'Yes.', { thinking: 'Hm.', tools, model: 'claude' })];
  const [first, second] = read(local, [asked('row:0', 'Hi'), answered('row:1', 'Yes.')]);
  assert.ok(first?.at === 1 && second?.role === 'assistant' && second.at === 2);
  assert.deepEqual([second.thinking, second.tools, second.model], ['Hm.', tools, 'claude']);
});

test('an answer whose id was not known is told by its question and its words', () => {
  const local = [question('ours', 'Hi'), answer('answer:1', 'Yes.', { thinking: 'Hm.' })];
  const [, second] = read(local, [asked('row:4', 'Hi'), answered('row:5', 'Yes.')]);
  assert.ok(second?.role === 'assistant');
  assert.deepEqual([second.id, second.thinking], ['row:5', 'Hm.']);
});

test('other words are another answer', () => {
  const local = [question('row:0', 'Hi'), answer('row:1', 'Yes.', { thinking: 'Hm.', tools })];
  const [, second] = read(local, [asked('row:0', 'Hi'), answered('row:1', 'No.')]);
  assert.ok(second?.role === 'assistant');
  assert.ok(second.thinking === undefined && second.tools === undefined);
});

test('an answer that was cut here is whole when it is read again, and what was thought and done for it is still there', () => {
  const cut = answer('answer:1', 'Ye', { status: 'cut', thinking: 'Hm.', tools });
  const local = [question('row:0', 'Hi'), cut];
  const whole = { ...answered('row:1', 'Yes, 12.'), metadata: { unverified: ['12'], model: 'claude/x' } };
  const [, second] = read(local, [asked('row:0', 'Hi'), whole]);
  assert.ok(second?.role === 'assistant');
  assert.deepEqual(
    [second.status, second.content, second.thinking, second.tools, second.unverified, second.model],
    ['done', 'Yes, 12.', 'Hm.', tools, ['12'], 'claude/x'],
  );
});

test('what was thought is there while the server goes on without us, and when it is done', () => {
  const local = [question('row:0', 'Hi'), answer('answer:1', 'Ye', { status: 'cut', thinking: 'Hm.', tools })];
  const meanwhile = read(local, [asked('row:0', 'Hi')], { running: { user_message_id: 'row:0' } });
  const [, second] = meanwhile;
  assert.ok(second?.role === 'assistant' && second.status === 'running');
  assert.deepEqual([second.thinking, second.tools], ['Hm.', tools]);
  const later = [asked('row:0', 'Hi'), answered('row:1', 'Yes.'), asked('row:2', 'Ho')];
  const [, done, , next] = read(meanwhile, later, { running: { user_message_id: 'row:2' } });
  assert.ok(done?.role === 'assistant' && next?.role === 'assistant');
  assert.deepEqual([done.content, done.thinking, next.thinking], ['Yes.', 'Hm.', undefined]);
});

test('what the server says of an answer counts', () => {
  const local = [question('row:0', 'Hi'), answer('row:1', 'Yes.', { model: 'claude' })];
  const stored = { ...answered('row:1', 'Yes.'), metadata: { model: 'openai' }, timestamp: '2026-01-01T00:00:00Z' };
  const [, second] = read(local, [asked('row:0', 'Hi'), stored]);
  assert.ok(second?.role === 'assistant');
  assert.deepEqual([second.model, second.at], ['openai', Date.UTC(2026, 0, 1)]);
});

test('the name and the size of a picture that the server does not keep stay with its question', () => {
  const files = [{ name: 'sales.png', size: 5 }];
  const stored = { ...asked('row:0', 'What is it?'), metadata: { uploads: [{ id: 'f', filename: 'image' }] } };
  const [first] = read([question('ours', 'What is it?', { files })], [stored]);
  assert.deepEqual(first?.role === 'user' && first.files, files);
});

for (const status of ['interrupted', 'cut', 'failed'] as const)
  test(`an answer that is ${status} here and not stored stays behind its question`, () => {
    const more = { status, thinking: 'Hm.', ...(status === 'interrupted' ? { mayGoOn: true as const } : {}) };
    const local = [question('ours', 'Hi'), answer('answer:1', 'Ye', more)];
    const messages = read(local, [asked('row:0', 'Hi')]);
    assert.deepEqual(shown(messages), ['row:0 Hi ', `answer:1 Ye ${status}`]);
    assert.deepEqual(messages[1], local[1]);
    // And once more, when the question has its id.
    assert.deepEqual(shown(read(messages, [asked('row:0', 'Hi')])), ['row:0 Hi ', `answer:1 Ye ${status}`]);
  });

test('the answer of the server takes its place', () => {
  const local = [question('row:0', 'Hi'), answer('answer:1', 'Ye', { status: 'interrupted', mayGoOn: true })];
  const messages = read(local, [asked('row:0', 'Hi'), answered('row:1', 'Yes.')]);
  assert.deepEqual(shown(messages), ['row:0 Hi ', 'row:1 Yes. done']);
  assert.ok(messages[1]?.role === 'assistant' && messages[1].mayGoOn === undefined);
});

test('an answer of another question does not stay, nor one whose question never arrived', () => {
  const stopped = answer('answer:1', 'Ye', { status: 'interrupted' });
  assert.deepEqual(shown(read([question('row:0', 'Hi'), stopped], [asked('row:0', 'Ho')])), ['row:0 Ho ']);
  const unsent = question('ours', 'Hi', { delivery: 'unsent' });
  const messages = read([unsent, answer('answer:1', '', { status: 'failed' })], [asked('row:0', 'Hi')]);
  assert.deepEqual(shown(messages).slice(0, 2), ['row:0 Hi ', 'ours Hi ']);
});

test('where the server says that it still answers, that is shown', () => {
  const local = [question('row:0', 'Hi'), answer('answer:1', 'Ye', { status: 'cut' })];
  const running = { running: { user_message_id: 'row:0' } };
  const messages = read(local, [asked('row:0', 'Hi')], running);
  assert.deepEqual(shown(messages), ['row:0 Hi ', 'running:c  running']);
});

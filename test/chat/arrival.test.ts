// Whether a question that nobody acknowledged is stored, told from the chat alone, at servers that keep none of our ids.
// Not here: the chat being read (test/host/settling.test.ts), real servers of older revisions (test/soak/cuts.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrivalsIn, type Before, beforeSending } from '../../src/chat/arrival.ts';
import { storedChat } from '../../src/chat/fromServer.ts';

/** `q1 hello` is a question, `a1 ...` an answer. */
function stored(...lines: string[]) {
  const messages = lines.map((line) => {
    const [id = '', ...words] = line.split(' ');
    return { id, role: id.startsWith('q') ? ('user' as const) : ('assistant' as const), content: words.join(' ') };
  });
  return { id: 'c1', title: 'T', messages };
}

const chatOf = (...lines: string[]) => storedChat(stored(...lines), 'running');
const sent = (content: string, before: Before | undefined) => ({ clientMessageId: `our ${content}`, content, before });

function judge(lines: string[], before: Before | undefined, content = 'hello') {
  const { found, doubtful } = arrivalsIn(stored(...lines), [sent(content, before)]);
  return found.get(`our ${content}`) ?? (doubtful.size > 0 ? 'may have arrived' : 'not there');
}

test('the same words behind what stood there before are the question', () => {
  const before = beforeSending(chatOf('q1 hi', 'a1 yes'), 'hello');
  assert.equal(judge(['q1 hi', 'a1 yes', 'q2 hello'], before), 'q2');
  assert.equal(judge(['q1 hi', 'a1 yes', 'q2 hello', 'a2 well'], before), 'q2');
  assert.equal(judge(['q1 hi', 'a1 yes'], before), 'not there');
});

test('the same words before that are an earlier question', () => {
  const before = beforeSending(chatOf('q1 hello', 'a1 yes'), 'hello');
  assert.equal(judge(['q1 hello', 'a1 yes'], before), 'not there');
  assert.equal(judge(['q1 hello', 'a1 yes', 'q2 hello'], before), 'q2');
});

test('an earlier question whose id was never told is counted, not taken for this one', () => {
  const chat = chatOf('q0 hi', 'a0 yes', 'q-local hello', 'a-local no');
  const before = beforeSending(chat, 'hello');
  assert.equal(judge(['q0 hi', 'a0 yes', 'q1 hello', 'a1 no'], before), 'not there');
  assert.equal(judge(['q0 hi', 'a0 yes', 'q1 hello', 'a1 no', 'q2 hello'], before), 'q2');
});

test('in a new chat the first question of these words is it', () => {
  assert.equal(judge(['q1 hello'], { messages: [], whole: true }), 'q1');
});

test('where the chat was not known, or somebody asks the same, nobody can tell', () => {
  assert.equal(judge(['q1 hello'], undefined), 'may have arrived');
  assert.equal(judge(['q1 other'], undefined), 'not there');
  const before = beforeSending(chatOf('q1 hi'), 'hello');
  assert.equal(judge(['q1 hi', 'q2 hello', 'a2 x', 'q3 hello'], before), 'may have arrived');
});

test('a question that was sent without a chat may be in one that nobody knows', () => {
  const question = { ...sent('hello', { messages: [], whole: true }), unseen: true };
  assert.deepEqual([...arrivalsIn(stored('q1 other'), [question]).doubtful], ['our hello']);
});

test('a server that keeps our ids is believed, whatever the words are', () => {
  const chat = stored('q1 hello', 'a1 yes');
  const named = chat.messages.map((message) => ({ ...message, metadata: { client_message_id: 'another' } }));
  const { found, doubtful } = arrivalsIn({ ...chat, messages: named }, [sent('hello', undefined)]);
  assert.deepEqual([found.size, doubtful.size], [0, 0]);
});

test('two questions of the same words are two messages', () => {
  const [one, two] = ['one', 'two'].map((key) => ({
    ...sent('hello', undefined),
    clientMessageId: key,
    serverId: `q-${key}`,
  }));
  assert.ok(one && two);
  const { found } = arrivalsIn(stored('q-one hello', 'a1 yes', 'q-two hello'), [two, one]);
  assert.deepEqual(Object.fromEntries(found), { one: 'q-one', two: 'q-two' });
});

// What comes twice, late or out of order on a socket (protocol/README.md), over a line in memory.
// Not here: what belongs to which of several running turns (trellisSession.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { heardSession } from '../support/heardSession.ts';
import { memoryConnect } from '../support/memoryTransport.ts';

/** A socket; `say` adds the chat where the server is one that names it, `turn` is a whole one. */
async function started(t: TestContext, { names = true } = {}) {
  const line = memoryConnect();
  const heard = heardSession(t, 'http://x', { connect: line.connect, paced: false });
  heard.session.start();
  await heard.clock.settle();
  line.last().say('authenticated');
  const say = (event: string, data: Record<string, unknown> = {}) =>
    line.last().say(event, { ...data, ...(names ? { chat_id: 'c1' } : {}) });
  const begin = (key: string) => {
    heard.ask(key);
    say('chat_metadata', { id: 'c1', user_message_id: `u${key}` });
  };
  const texts = (key: string) =>
    heard.updates.flatMap((update) =>
      update.key === key && update.kind === 'event' && 'content' in update.event.data
        ? [update.event.data.content]
        : [],
    );
  return { line, say, begin, texts, ...heard };
}

for (const names of [true, false]) {
  const who = names ? 'a server that names chats' : 'a server that names none';

  test(`${who}: an answer that comes twice ends no other`, async (t) => {
    const { say, begin, ask, of, texts } = await started(t, { names });
    begin('a');
    say('message', { content: 'x', id: 'm1' });
    say('message', { content: 'x', id: 'm1' });
    ask('b');
    say('message', { content: 'x', id: 'm1' });
    say('chat_metadata', { id: 'c1', user_message_id: 'ub' });
    say('text_delta', { content: 'long' });
    say('message', { content: 'x', id: 'm1' });
    say('message', { content: 'longer', id: 'm2' });
    assert.deepEqual(of('a'), ['chat_metadata', 'message']);
    assert.deepEqual(of('b'), ['chat_metadata', 'text_delta', 'message']);
    assert.deepEqual(texts('b'), ['long', 'longer']);
  });

  test(`${who}: what is late of a stopped answer is not added to the next, as long as that is not announced`, async (t) => {
    const { say, begin, ask, session, of, texts } = await started(t, { names });
    begin('a');
    say('text_delta', { content: 'old' });
    session.interrupt('c1');
    say('interrupted', { status: 'interrupted' });
    ask('b');
    say('text_delta', { content: 'late' });
    say('visualization', { id: 'v', type: 'table', headers: [], rows: [] });
    say('processing', { status: 'thinking' });
    say('message', { content: 'old late', id: 'm1' });
    say('interrupted', { status: 'interrupted' });
    assert.deepEqual(of('b'), []);
    say('chat_metadata', { id: 'c1', user_message_id: 'ub' });
    say('text_delta', { content: 'new' });
    say('message', { content: 'new', id: 'm2' });
    assert.deepEqual(texts('b'), ['new', 'new']);
  });

  test(`${who}: two answers with one id are both heard, with other words or with the same`, async (t) => {
    const { say, begin, of } = await started(t, { names });
    begin('a');
    say('message', { content: 'x', id: 'm' });
    begin('b');
    say('message', { content: 'y', id: 'm' });
    begin('c');
    say('text_delta', { content: 'x' });
    say('message', { content: 'x', id: 'm' });
    assert.deepEqual(
      [of('b'), of('c')],
      [
        ['chat_metadata', 'message'],
        ['chat_metadata', 'text_delta', 'message'],
      ],
    );
  });
}

test('where nothing tells an answer from the one before, the chat is read instead', async (t) => {
  const { say, begin, of } = await started(t);
  begin('a');
  say('message', { content: 'x', id: 'm' });
  begin('b');
  say('processing', { status: 'thinking' });
  say('message', { content: 'x', id: 'm' });
  assert.deepEqual(of('b'), ['chat_metadata', 'processing', 'lost, acknowledged']);
});

test('an acknowledgement that comes twice, or for another question, acknowledges nothing else', async (t) => {
  const { say, begin, ask, of } = await started(t);
  begin('a');
  say('chat_metadata', { id: 'c1', user_message_id: 'ua' });
  say('message', { content: 'x', id: 'm1' });
  ask('b');
  say('chat_metadata', { id: 'c1', user_message_id: 'ua' });
  say('chat_metadata', { id: 'c1', user_message_id: 'ub', client_message_id: 'another' });
  assert.deepEqual(of('b'), []);
  say('chat_metadata', { id: 'c1', user_message_id: 'ub', client_message_id: 'b' });
  say('chat_metadata', { id: 'c1', user_message_id: 'uc' });
  assert.deepEqual(of('b'), ['chat_metadata']);
});

test('chat_metadata that comes after the first deltas is heard, and so are they', async (t) => {
  const { say, ask, of } = await started(t);
  ask('a');
  say('processing', { status: 'starting' });
  say('text_delta', { content: 'x' });
  say('chat_metadata', { id: 'c1', user_message_id: 'ua' });
  say('message', { content: 'x', id: 'm1' });
  assert.deepEqual(of('a'), ['processing', 'text_delta', 'chat_metadata', 'message']);
});

test('an error that the server has numbered is told once; the same words may refuse two questions', async (t) => {
  const { say, begin, ask, of } = await started(t);
  begin('a');
  say('error', { error: 'No.', debug_id: 'd1' });
  ask('b');
  say('error', { error: 'No.', debug_id: 'd1' });
  assert.deepEqual(of('b'), []);
  say('error', { error: 'No.' });
  ask('c');
  say('error', { error: 'No.' });
  assert.deepEqual([of('b'), of('c')], [['error'], ['error']]);
});

test('a question that is stopped before it is announced may end so', async (t) => {
  const { say, begin, ask, session, of } = await started(t);
  for (const key of ['a', 'b']) {
    if (key === 'a') begin(key);
    else ask(key);
    session.interrupt('c1');
    say('interrupted', { status: 'interrupted' });
  }
  assert.deepEqual(of('b'), ['interrupted']);
});

test('events nobody knows, of chats nobody asked in, and after the end, change nothing', async (t) => {
  const { line, say, begin, updates, logged } = await started(t);
  begin('a');
  say('message', { content: 'x', id: 'm1' });
  const before = updates.length;
  for (let count = 0; count < 3; count++) {
    say('telepathy', { content: 'x' });
    say('interrupted', {});
    line.last().say('text_delta', { content: 'x', chat_id: 'elsewhere' });
    line.last().say('message', { content: 'x', id: 'm9', chat_id: 'elsewhere' });
  }
  assert.equal(updates.length, before);
  assert.equal(logged.filter((text) => text.includes('telepathy')).length, 1);
});

test('an answer without an end is given up before it fills the memory', async (t) => {
  const peer = memoryConnect();
  const heard = heardSession(t, 'http://127.0.0.1:1', { connect: peer.connect });
  heard.session.start();
  await heard.clock.settle();
  peer.last().say('authenticated');
  heard.ask('endless');
  const content = 'x'.repeat(1_000_000);
  for (let count = 0; count < 70; count++) peer.last().say('text_delta', { content, chat_id: 'c1' });
  const heardOf = heard.of('endless');
  assert.equal(heardOf.filter((name) => name === 'text_delta').length, 64);
  assert.equal(heardOf.at(-1), 'lost, acknowledged');
});

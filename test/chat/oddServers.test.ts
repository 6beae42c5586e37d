// What the state makes of servers that name things oddly: ends without ids, chats that come twice, names every object has.
// Not here: what is let in at all (test/protocol).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionsFor } from '../../src/chat/fromServer.ts';
import { reduce } from '../../src/chat/reducer.ts';
import { type AppState, initialState } from '../../src/chat/state.ts';
import { decodeEvent } from '../../src/protocol/trellis/events.ts';

const turn = { chatId: 'c', messageId: 'q', answerId: 'a' };

function after(...events: [name: string, data: unknown][]): AppState {
  const asked = { title: '', content: 'Hi', at: 0, integrationId: null, model: null } as const;
  let state = reduce(initialState, { type: 'questionAsked', ...turn, ...asked });
  for (const [name, data] of events) {
    const decoded = decodeEvent(name, data);
    assert.ok(decoded.kind === 'valid', name);
    for (const action of actionsFor(decoded.value, turn, 1)) state = reduce(state, action);
  }
  return state;
}

function answerAfter(...events: [name: string, data: unknown][]) {
  const answer = after(...events).chats.c?.messages[1];
  assert.ok(answer?.role === 'assistant');
  return answer;
}

test('an answer without an id is done, under the id it had here', () => {
  for (const data of [{ content: 'Yes.' }, { content: 'Yes.', id: 5 }, { content: 'Yes.', id: '' }, 'Yes.']) {
    const { id, status, content } = answerAfter(['message', data]);
    assert.deepEqual([id, status, content], ['a', 'done', 'Yes.']);
  }
});

test('an end that says nothing keeps what was said before it', () => {
  const { status, content } = answerAfter(['text_delta', { content: 'Yes.' }], ['message', { content: 5 }]);
  assert.deepEqual([status, content], ['done', 'Yes.']);
});

test('an error of any form fails its answer with a sentence', () => {
  for (const data of [null, 5, [], {}, { error: {} }, { error: 'No.', retry_after_seconds: 'soon' }]) {
    const { status, error } = answerAfter(['error', data]);
    assert.equal(status, 'failed');
    assert.ok(error?.message);
    assert.deepEqual(error?.suggestions, []);
  }
});

test('a chat that comes twice in a list is shown once', () => {
  const item = (id: string) => ({ id, title: id, preview: '', at: null });
  const first = reduce(initialState, {
    type: 'listLoaded',
    items: [item('a'), item('a'), item('b')],
    hasMore: true,
    append: false,
  });
  assert.deepEqual(
    first.list.items.map(({ id }) => id),
    ['a', 'b'],
  );
  const next = reduce(first, {
    type: 'listLoaded',
    items: [item('b'), item('c'), item('c')],
    hasMore: false,
    append: true,
  });
  assert.deepEqual(
    next.list.items.map(({ id }) => id),
    ['a', 'b', 'c'],
  );
});

test('a chat that is not there is not taken for what every object has', () => {
  for (const chatId of ['constructor', '__proto__', 'toString']) {
    const place = { chatId, answerId: 'a' };
    assert.equal(reduce(initialState, { type: 'textDelta', ...place, content: 'x' }), initialState, chatId);
    assert.equal(reduce(initialState, { type: 'chatLoadFailed', chatId, error: 'x' }), initialState, chatId);
    const created = reduce(initialState, { type: 'chatCreated', localId: chatId, chatId: 'c', title: '', at: 0 });
    assert.equal(created, initialState, chatId);
    const opened = reduce(initialState, { type: 'chatOpened', chatId, title: 'T' });
    assert.deepEqual(Object.keys(opened.chats), [chatId]);
  }
});

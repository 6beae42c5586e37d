// The reducer, from data files: what happened and what is known after it.
// Not here: rendering; identity and immutability are the only tests written by hand.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Action } from '../../src/chat/actions.ts';
import { reduce } from '../../src/chat/reducer.ts';
import { type AppState, initialState } from '../../src/chat/state.ts';
import { readFixtures } from '../support/fixtures.ts';

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

describe('the state after', () => {
  for (const { name, fixture } of readFixtures<{ initial: AppState; actions: Action[]; expected: AppState }>('chat')) {
    test(name, () =>
      assert.deepEqual(
        fixture.actions.reduce((state, action) => frozen(reduce(state, action)), frozen(fixture.initial)),
        fixture.expected,
      ),
    );
  }
});

test('an action that changes nothing returns the same reference', () => {
  const place = { chatId: 'nowhere', answerId: 'a' };
  const nothing: Action[] = [
    { type: 'textDelta', ...place, content: 'x' },
    { type: 'processing', ...place, status: 'thinking' },
    { type: 'chatOpened', chatId: null, title: '' },
    { type: 'noticeShown', notice: null },
    { type: 'chatLoadFailed', chatId: 'nowhere', error: 'x' },
    { type: 'questionAcknowledged', chatId: 'nowhere', messageId: 'q', serverId: 's' },
    { type: 'chatCreated', localId: 'local:1', chatId: 'c', title: '', at: 0 },
  ];
  for (const action of nothing) assert.equal(reduce(initialState, action), initialState, action.type);
});

test('a delta touches the chat it belongs to and no other', () => {
  const chat = { title: '', messages: [], load: 'loaded', integrationId: null, model: null } as const;
  const before: AppState = {
    ...initialState,
    chats: { a: { ...chat, id: 'a', messages: [] }, b: { ...chat, id: 'b', messages: [] } },
  };
  const after = reduce(before, {
    type: 'questionAsked',
    chatId: 'a',
    title: '',
    messageId: 'q',
    answerId: 'x',
    content: 'q',
    at: 0,
    integrationId: null,
    model: null,
  });
  assert.equal(after.chats.b, before.chats.b);
  assert.notEqual(after.chats.a, before.chats.a);
});

// Deleting several chats of which some cannot be deleted: what is gone is forgotten, what failed is told, the list is read either way.
// Not here: one server's calls (session/restClient.test.ts, session/assistant/oddServers.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createStoredMessages, type StoredMessagesParts } from '../../src/host/storedMessages.ts';
import { SessionError } from '../../src/session/errors.ts';
import type { RestClient } from '../../src/session/restClient.ts';

const refused = new SessionError('server', 'It is locked', { status: 500 });

function setting(rest: Partial<RestClient>) {
  const forgotten: string[] = [];
  let refreshed = 0;
  const unused = () => assert.fail('not used');
  const parts = {
    rest,
    settling: {},
    lists: {
      async refresh() {
        refreshed += 1;
      },
    },
    ...{ dispatch: unused, warn: unused, chatOf: unused, real: (id: string) => id },
    forget: (ids: readonly string[]) => void forgotten.push(...ids),
  } as unknown as StoredMessagesParts;
  return { messages: createStoredMessages(parts), forgotten, refreshed: () => refreshed };
}

describe('several chats', () => {
  test('all go', async () => {
    const { messages, forgotten, refreshed } = setting({ deleteChats: async () => new Map() });
    await messages.remove(['a', 'b']);
    assert.deepEqual([forgotten, refreshed()], [['a', 'b'], 1]);
  });

  test('some stay: how many, and why', async () => {
    const failed = new Map(['b', 'd'].map((id) => [id, refused]));
    const { messages, forgotten, refreshed } = setting({ deleteChats: async () => failed });
    await assert.rejects(messages.remove(['a', 'b', 'c', 'd']), {
      message: '2 of 4 chats could not be deleted: It is locked',
    });
    assert.deepEqual([forgotten, refreshed()], [['a', 'c'], 1]);
  });

  test('the call itself fails: nothing is forgotten', async () => {
    const { messages, forgotten, refreshed } = setting({ deleteChats: () => Promise.reject(refused) });
    await assert.rejects(messages.remove(['a', 'b']), { message: 'It is locked' });
    assert.deepEqual([forgotten, refreshed()], [[], 1]);
  });
});

describe('one chat', () => {
  test('gone already', async () => {
    const gone = new SessionError('notFound', 'Chat not found', { status: 404 });
    const { messages, forgotten } = setting({ deleteChat: () => Promise.reject(gone) });
    await messages.remove(['a']);
    assert.deepEqual(forgotten, ['a']);
  });

  test('refused', async () => {
    const { messages, forgotten, refreshed } = setting({ deleteChat: () => Promise.reject(refused) });
    await assert.rejects(messages.remove(['a']), { message: 'It is locked' });
    assert.deepEqual([forgotten, refreshed()], [[], 1]);
  });
});

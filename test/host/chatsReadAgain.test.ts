// A list of chats that could not be read, while the line stands: it is read again by itself.
// Not here: reading it (chatLists.test.ts), a line that breaks (conversation.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createChatStore } from '../../src/host/chatStore.ts';
import { fakeClock } from '../support/fakeClock.ts';
import { installFakeVscode } from './library/fakeVscode.ts';

installFakeVscode();
const { readAgainAfterFailure } = await import('../../src/host/chatTree.ts');

function setting() {
  const [store, clock] = [createChatStore(), fakeClock()];
  let reads = 0;
  let error: string | null = 'The server answered with status 500.';
  const read = async () => {
    reads += 1;
    if (error === null) store.dispatch({ type: 'listLoaded', items: [], hasMore: false, append: false });
    else store.dispatch({ type: 'listFailed', error });
  };
  const reading = readAgainAfterFailure(store, read, clock);
  store.dispatch({ type: 'sourceChanged', source: { kind: 'sample' } });
  store.dispatch({ type: 'connectionChanged', connection: { phase: 'ready' } });
  return {
    ...{ store, clock, read, reading, reads: () => reads },
    mend: () => {
      error = null;
    },
  };
}

test('it is read again after two seconds, then ever less often, until it can be read', async () => {
  const { clock, read, reads, mend } = setting();
  await read();
  await clock.pass(1_900);
  assert.equal(reads(), 1);
  await clock.pass(200);
  assert.equal(reads(), 2);
  await clock.pass(4_100);
  assert.equal(reads(), 3);
  await clock.pass(120_000);
  assert.ok(reads() >= 6 && reads() <= 9, String(reads()));
  mend();
  await clock.pass(31_000);
  const before = reads();
  await clock.pass(120_000);
  assert.equal(reads(), before);
});

test('without a line nothing is read, and nothing after the view is gone', async () => {
  const { store, clock, read, reads, reading } = setting();
  await read();
  store.dispatch({ type: 'connectionChanged', connection: { phase: 'idle' } });
  await clock.pass(60_000);
  assert.equal(reads(), 1);
  store.dispatch({ type: 'connectionChanged', connection: { phase: 'ready' } });
  reading.dispose();
  await clock.pass(60_000);
  assert.equal(reads(), 1);
});

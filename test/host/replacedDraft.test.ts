// What was being written when a reading took its place in the composer: it is kept as a draft is, and lost as little.
// Not here: the page's part in it (test/webview/view/instead.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyUi } from '../../src/bridge/messages.ts';
import { keepWordsOf } from '../../src/host/keptWords.ts';
import { createMemory } from '../../src/host/memory.ts';
import { memento } from '../support/chatSetting.ts';

const replaced = { by: 'A reading', draft: 'mine' };

test('it is remembered, also where nothing else is written', () => {
  const memory = createMemory(memento());
  memory.setUi('a', { ...emptyUi, replaced });
  assert.deepEqual(memory.ui('a').replaced, replaced);
});

test('of a chat that somebody else deletes both texts are in the composer of a new one', () => {
  const memory = createMemory(memento());
  memory.setUi('a', { ...emptyUi, draft: 'A reading', replaced });
  assert.ok(keepWordsOf('a', memory));
  assert.equal(memory.ui(null).draft, 'A reading\n\nmine');
});

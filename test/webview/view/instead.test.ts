// A reading that takes the place of what is being written: that is never lost, and comes back.
// Not here: the buttons (test/webview/preview/suggestions.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChatUi, decodeFromWebview, emptyUi } from '../../../src/bridge/messages.ts';
import { afterSending, putBack, withInstead } from '../../../webview/view/instead.ts';

const writing = (draft: string): ChatUi => ({ ...emptyUi, draft });

test('an empty composer takes it, and keeps nothing', () => {
  assert.deepEqual(withInstead(writing(' \n'), 'A reading'), { draft: 'A reading', replaced: undefined });
});

test('what was being written is kept, through any number of readings, until one is sent', () => {
  const first = { ...emptyUi, ...withInstead(writing('mine'), 'A reading') };
  const second = { ...emptyUi, ...withInstead(first, 'Another') };
  assert.deepEqual(second.replaced, { by: 'Another', draft: 'mine' });
  assert.deepEqual(afterSending(second), { draft: 'mine', replaced: undefined });
  assert.deepEqual(putBack(second), { draft: 'mine', replaced: undefined });
});

test('a reading that was changed is something written, too', () => {
  const first = { ...emptyUi, ...withInstead(writing('mine'), 'A reading') };
  const changed = { ...first, draft: 'A reading in 2025' };
  assert.equal(withInstead(changed, 'Another').replaced?.draft, 'mine\n\nA reading in 2025');
  const back = { ...emptyUi, ...putBack(changed) };
  assert.deepEqual([back.draft, back.replaced?.draft], ['mine', 'A reading in 2025']);
  assert.deepEqual({ ...emptyUi, ...putBack(back) }.draft, 'A reading in 2025');
});

test('the same reading twice, and one that is written there already, replace nothing', () => {
  const first = { ...emptyUi, ...withInstead(writing('mine'), 'A reading') };
  assert.deepEqual(withInstead(first, 'A reading').replaced, { by: 'A reading', draft: 'mine' });
  assert.equal(withInstead(writing('A reading'), 'A reading').replaced, undefined);
});

test('the host understands and keeps it', () => {
  const ui = { ...emptyUi, ...withInstead(writing('mine'), 'A reading') };
  const told = decodeFromWebview({ kind: 'uiChanged', chatId: 'c', ui });
  assert.deepEqual(told.kind === 'valid' && told.value.kind === 'uiChanged' && told.value.ui.replaced, {
    by: 'A reading',
    draft: 'mine',
  });
});

// An edit that was not sent comes back into the page: into its own chat, whichever is open by then.
// Not here: everything else that the page's store does (store.test.ts), why it was not sent (test/host/questionEditing.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FromWebview, ToWebview } from '../../src/bridge/messages.ts';
import { initialState } from '../../src/chat/state.ts';
import { createStore } from '../../webview/store.ts';

function setting(openChatId: string) {
  let receive: (message: ToWebview) => void = () => undefined;
  const posted: FromWebview[] = [];
  const bridge = {
    post: (intent: FromWebview) => void posted.push(intent),
    saved: () => undefined,
    save: () => undefined,
  };
  const onMessage = (listener: typeof receive) => {
    receive = listener;
  };
  const clock = { frame: () => undefined, afterPause: () => undefined, now: () => 0 };
  const store = createStore({ ...bridge, onMessage }, clock);
  const ui = { draft: '', context: [], scrollTop: null };
  receive({ kind: 'snapshot', seq: 1, state: { ...initialState, openChatId }, ui });
  return { store, posted, receive };
}

const edit = { messageId: 'row:0', draft: 'other words', original: 'words' };

test('an edit that is given back is open again, and the host is told', () => {
  const { store, posted, receive } = setting('a');
  receive({ kind: 'edit', chatId: 'a', ...edit });
  assert.deepEqual(store.get().ui.edit, edit);
  store.flush();
  const last = posted.at(-1);
  assert.deepEqual(last?.kind === 'uiChanged' && last.ui.edit, edit);
});

test('one of another chat leaves the open chat alone, although its messages have the same ids', () => {
  const { store, posted, receive } = setting('b');
  receive({ kind: 'edit', chatId: 'a', ...edit });
  assert.equal(store.get().ui.edit, undefined);
  store.flush();
  assert.ok(posted.every(({ kind }) => kind !== 'uiChanged'));
});

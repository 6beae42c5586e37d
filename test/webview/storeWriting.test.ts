// What is put into the composer in place of what was being written, and suggestions that arrive, as the page's store keeps them.
// Not here: everything else that the page's store does (store.test.ts), drawing it (preview/suggestions.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChatUi, emptyUi, type FromWebview, type ToWebview } from '../../src/bridge/messages.ts';
import { initialState } from '../../src/chat/state.ts';
import { createStore } from '../../webview/store.ts';

function setting(ui: Partial<ChatUi> = {}) {
  let receive: (message: ToWebview) => void = () => undefined;
  const posted: FromWebview[] = [];
  const bridge = {
    post: (intent: FromWebview) => void posted.push(intent),
    saved: () => undefined,
    save: () => undefined,
    onMessage: (listener: typeof receive) => {
      receive = listener;
    },
  };
  const store = createStore(bridge, { frame: () => undefined, afterPause: () => undefined, now: () => 0 });
  const snapshot = { kind: 'snapshot', seq: 1, state: { ...initialState, openChatId: 'a' } } as const;
  receive({ ...snapshot, ui: { ...emptyUi, ...ui } });
  return { store, posted, receive, again: () => receive({ ...snapshot, seq: 2, ui: emptyUi }) };
}

const item = { language: 'sql', path: 'a.sql', text: 'SELECT 1' };

test('a question takes the place of the draft, the composer the focus, and the host keeps both texts', () => {
  const { store, posted } = setting({ draft: 'mine' });
  store.write('A reading', []);
  assert.equal(store.get().ui.draft, 'A reading');
  assert.equal(store.get().focusRequests, 1);
  store.flush();
  const last = posted.at(-1);
  assert.deepEqual(last?.kind === 'uiChanged' && last.ui.replaced, { by: 'A reading', draft: 'mine' });
});

test('what the question was about comes along, and is there once', () => {
  const { store } = setting({ context: [item] });
  store.write('A reading', [item, { ...item, path: 'b.sql' }]);
  assert.deepEqual(
    store.get().ui.context.map(({ path }) => path),
    ['a.sql', 'b.sql'],
  );
});

test('a model that was chosen in the list of VS Code is that of the next question, and the host is told', () => {
  const { store, receive, posted } = setting({ choice: { integrationId: 'i' } });
  receive({ kind: 'modelChosen', model: 'claude/x' });
  const choice = { integrationId: 'i', model: 'claude/x' };
  assert.deepEqual(store.get().ui.choice, choice);
  store.flush();
  const last = posted.at(-1);
  assert.deepEqual(last?.kind === 'uiChanged' && last.ui.choice, choice);
});

test('suggestions are kept with the text they go on with, until the host begins anew', () => {
  const { store, receive, again } = setting();
  receive({ kind: 'suggestions', text: 'num', items: ['number of orders'] });
  assert.deepEqual(store.get().suggested, { text: 'num', items: ['number of orders'] });
  again();
  assert.equal(store.get().suggested, null);
});

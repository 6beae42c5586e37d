// The picture VS Code keeps of the page: bounded, and readable again.
// Not here: when it is taken (store.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AppState, initialState, type Message } from '../../src/chat/state.ts';
import { readPicture, takePicture } from '../../webview/picture.ts';

const ui = { draft: 'd', context: [], scrollTop: 7 };

function stateWith(contents: string[]): AppState {
  const messages = contents.map(
    (content, index): Message => ({ role: 'user', id: `m${index}`, content, at: null, delivery: 'sent' }),
  );
  const chat = { id: 'a', title: 'a', messages, load: 'loaded' as const, integrationId: null, model: null };
  const item = { id: 'a', title: 'a', preview: '', at: null };
  return {
    ...initialState,
    chats: { a: chat, b: { ...chat, id: 'b' } },
    openChatId: 'a',
    list: { ...initialState.list, items: [item] },
  };
}

test('a picture holds the open chat alone and comes back as it was', () => {
  const picture = takePicture(stateWith(['one', 'two']), ui);
  assert.deepEqual(Object.keys(picture.app?.chats ?? {}), ['a']);
  assert.deepEqual(picture.app?.list.items, []);
  assert.deepEqual(readPicture(JSON.parse(JSON.stringify(picture))), picture);
});

test('a chat that is too long is cut to its last turns', () => {
  const picture = takePicture(
    stateWith(Array.from({ length: 100 }, (_, index) => `${index} ${'x'.repeat(100)}`)),
    ui,
    5000,
  );
  assert.match(picture.app?.chats.a?.messages.at(-1)?.content ?? '', /^99 /);
  assert.ok(JSON.stringify(picture.app).length <= 5000);
});

test('what is too large even then is left out, the draft never', () => {
  const picture = takePicture(stateWith(['x'.repeat(10_000)]), ui, 5000);
  assert.equal(picture.app, null);
  assert.deepEqual(readPicture(picture)?.ui, ui);
});

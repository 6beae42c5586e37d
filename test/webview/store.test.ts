// The page's store: snapshots, numbered actions and what the person writes, with a bridge and a clock of the test's own.
// Not here: what the reducer makes of actions (test/chat).
// Over 300 lines, because every test shares the one setting with its bridge, frames and pauses.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChatUi, FromWebview, ToWebview } from '../../src/bridge/messages.ts';
import type { Action } from '../../src/chat/actions.ts';
import { type AppState, type Chat, initialState } from '../../src/chat/state.ts';
import { createStore, type Store } from '../../webview/store.ts';

const noUi: ChatUi = { draft: '', context: [], scrollTop: null };
const notice: Action = { type: 'noticeShown', notice: { kind: 'info', text: 'Hello', action: 'none' } };

function chatState(openChatId: string | null): AppState {
  const chat = (id: string) => ({
    id,
    title: id,
    messages: [],
    load: 'loaded' as const,
    integrationId: null,
    model: null,
  });
  return { ...initialState, source: { kind: 'sample' }, chats: { a: chat('a'), b: chat('b') }, openChatId };
}

function chatOf(state: AppState, messages: Chat['messages'], load: Chat['load'] = 'loaded'): Chat {
  const chat = state.chats.a;
  assert.ok(chat);
  return { ...chat, messages, load };
}

interface Setting {
  store: Store;
  posted: FromWebview[];
  saved(): unknown;
  /** How often a picture was saved, and what each costs, in milliseconds. */
  pictures: { count: number; cost: number };
  /** Moves the clock. */
  wait(milliseconds: number): void;
  receive(message: ToWebview): void;
  frame(): number;
  pause(): void;
}

/** A store whose frames and pauses the test brings about. `frame` returns how often the page was drawn. */
function setting(saved?: unknown): Setting {
  const posted: FromWebview[] = [];
  const pictures = { count: 0, cost: 0 };
  let now = 0;
  let kept = saved;
  let listener: (message: ToWebview) => void = () => undefined;
  let frames: (() => void)[] = [];
  let pauses: (() => void)[] = [];
  const store = createStore(
    {
      post: (intent) => posted.push(intent),
      onMessage: (next) => {
        listener = next;
      },
      saved: () => kept,
      save: (state) => {
        pictures.count += 1;
        now += pictures.cost;
        kept = JSON.parse(JSON.stringify(state));
      },
    },
    { frame: (work) => frames.push(work), afterPause: (work) => pauses.push(work), now: () => now },
  );
  let drawn = 0;
  store.subscribe(() => {
    drawn += 1;
  });
  const run = (work: (() => void)[]): void => {
    for (const each of work) each();
  };
  return {
    store,
    posted,
    saved: () => kept,
    pictures,
    wait: (milliseconds) => {
      now += milliseconds;
    },
    receive: (message) => listener(message),
    frame: () => {
      const now = frames;
      frames = [];
      run(now);
      return drawn;
    },
    pause: () => {
      const now = pauses;
      pauses = [];
      run(now);
    },
  };
}

function uiChanges(posted: readonly FromWebview[]): FromWebview[] {
  return posted.filter((intent) => intent.kind === 'uiChanged');
}

describe('the store of the page', () => {
  test('says it is ready at once, and takes the host’s snapshot', () => {
    const { store, posted, receive } = setting();
    assert.deepEqual(posted, [{ kind: 'ready' }]);
    assert.equal(store.get().live, false);
    receive({ kind: 'snapshot', seq: 4, state: chatState('a'), ui: { ...noUi, draft: 'kept' } });
    assert.equal(store.get().live, true);
    assert.equal(store.get().app.openChatId, 'a');
    assert.equal(store.get().ui.draft, 'kept');
  });

  test('applies numbered actions in order, ignores old ones, and asks again after a gap, once', () => {
    const { store, posted, receive } = setting();
    receive({ kind: 'actions', seq: 1, actions: [notice] });
    assert.equal(store.get().app.notice, null, 'nothing is applied before a snapshot');
    receive({ kind: 'snapshot', seq: 4, state: chatState('a'), ui: noUi });
    receive({ kind: 'actions', seq: 4, actions: [notice] });
    assert.equal(store.get().app.notice, null);
    receive({ kind: 'actions', seq: 5, actions: [notice] });
    assert.equal(store.get().app.notice?.text, 'Hello');
    receive({ kind: 'actions', seq: 7, actions: [{ type: 'noticeShown', notice: null }] });
    receive({ kind: 'actions', seq: 8, actions: [{ type: 'noticeShown', notice: null }] });
    assert.equal(store.get().app.notice?.text, 'Hello');
    assert.deepEqual(posted, [{ kind: 'ready' }, { kind: 'ready' }]);
    receive({ kind: 'snapshot', seq: 8, state: chatState('a'), ui: noUi });
    receive({ kind: 'actions', seq: 9, actions: [notice] });
    assert.equal(store.get().app.notice?.text, 'Hello');
  });

  test('many changes are drawn once a frame', () => {
    const { receive, frame } = setting();
    receive({ kind: 'snapshot', seq: 1, state: chatState('a'), ui: noUi });
    for (let seq = 2; seq < 50; seq++) receive({ kind: 'actions', seq, actions: [{ ...notice }] });
    assert.equal(frame(), 1);
    assert.equal(frame(), 1);
  });

  test('what is written goes to the host after a pause, with its chat, and at once when asked', () => {
    const { store, posted, receive, pause } = setting();
    receive({ kind: 'snapshot', seq: 1, state: chatState('a'), ui: noUi });
    store.setUi(() => ({ draft: 'h' }));
    store.setUi(() => ({ draft: 'hi' }));
    assert.deepEqual(uiChanges(posted), []);
    pause();
    assert.deepEqual(uiChanges(posted), [{ kind: 'uiChanged', chatId: 'a', ui: { ...noUi, draft: 'hi' } }]);
    store.setUi(() => ({ draft: 'hi!' }));
    store.flush();
    assert.equal(uiChanges(posted).length, 2);
    pause();
    assert.equal(uiChanges(posted).length, 2, 'nothing is told twice');
  });

  test('each chat keeps its own draft while the page lives; the one left is told to the host first', () => {
    const { store, posted, receive } = setting();
    receive({ kind: 'snapshot', seq: 1, state: chatState('a'), ui: noUi });
    store.setUi(() => ({ draft: 'for a' }));
    const conversation = store.get().conversation;
    receive({ kind: 'actions', seq: 2, actions: [{ type: 'chatOpened', chatId: 'b', title: 'b' }] });
    assert.equal(store.get().ui.draft, '');
    assert.notEqual(store.get().conversation, conversation);
    assert.deepEqual(uiChanges(posted), [{ kind: 'uiChanged', chatId: 'a', ui: { ...noUi, draft: 'for a' } }]);
    receive({ kind: 'actions', seq: 3, actions: [{ type: 'chatOpened', chatId: 'a', title: 'a' }] });
    assert.equal(store.get().ui.draft, 'for a');
  });

  test('a snapshot of another chat brings its draft, and the words of the one left reach the host first', () => {
    const { store, posted, receive } = setting();
    receive({ kind: 'snapshot', seq: 1, state: chatState('a'), ui: noUi });
    store.setUi(() => ({ draft: 'for a' }));
    receive({ kind: 'snapshot', seq: 2, state: chatState('b'), ui: { ...noUi, draft: 'for b' } });
    assert.equal(store.get().ui.draft, 'for b');
    assert.deepEqual(uiChanges(posted), [{ kind: 'uiChanged', chatId: 'a', ui: { ...noUi, draft: 'for a' } }]);
  });

  test('a snapshot made before the host heard what was written takes none of it away', () => {
    const { store, receive } = setting();
    receive({ kind: 'snapshot', seq: 1, state: chatState('a'), ui: noUi });
    store.setUi(() => ({ edit: { messageId: 'm', draft: 'new words' } }));
    store.flush();
    receive({ kind: 'snapshot', seq: 2, state: chatState('a'), ui: noUi });
    assert.deepEqual(store.get().ui.edit, { messageId: 'm', draft: 'new words' });
    const other = { ...chatState('a'), source: { kind: 'data', path: '/d' } } as const;
    receive({ kind: 'snapshot', seq: 3, state: other, ui: { ...noUi, draft: 'of the other data' } });
    assert.equal(store.get().ui.draft, 'of the other data');
  });

  test('the snapshot that follows the first question of a new chat takes nothing from the composer', () => {
    const { store, receive } = setting();
    receive({ kind: 'snapshot', seq: 1, state: chatState(null), ui: noUi });
    store.setUi(() => ({ draft: 'the next one' }));
    const { conversation } = store.get();
    receive({ kind: 'snapshot', seq: 2, state: { ...chatState('a'), openChatId: 'local:1' }, ui: noUi });
    assert.equal(store.get().ui.draft, 'the next one');
    assert.equal(store.get().conversation, conversation);
  });

  test('a new chat that gets its id stays the same conversation, with what is being typed', () => {
    const { store, receive } = setting();
    receive({ kind: 'snapshot', seq: 1, state: chatState(null), ui: noUi });
    const { conversation } = store.get();
    receive({ kind: 'actions', seq: 2, actions: [{ type: 'chatOpened', chatId: 'local:1', title: 't' }] });
    store.setUi(() => ({ draft: 'next' }));
    receive({
      kind: 'actions',
      seq: 3,
      actions: [{ type: 'chatCreated', localId: 'local:1', chatId: 'real', title: 't', at: 1 }],
    });
    assert.equal(store.get().app.openChatId, 'real');
    assert.equal(store.get().ui.draft, 'next');
    assert.equal(store.get().conversation, conversation);
  });

  test('the last picture is shown before the snapshot, and words typed in between win over the host’s', () => {
    const first = setting();
    first.receive({ kind: 'snapshot', seq: 1, state: chatState('a'), ui: { ...noUi, scrollTop: 120 } });
    first.pause();
    const second = setting(first.saved());
    assert.equal(second.store.get().app.openChatId, 'a');
    assert.equal(second.store.get().ui.scrollTop, 120);
    second.store.setUi(() => ({ draft: 'typed early' }));
    second.receive({ kind: 'snapshot', seq: 1, state: chatState('a'), ui: { ...noUi, draft: 'older' } });
    assert.equal(second.store.get().ui.draft, 'typed early');
    second.pause();
    assert.equal(uiChanges(second.posted).length, 1);
  });

  test('while the messages of the open chat are on their way, those of the last picture stay', () => {
    const message = { role: 'user', id: 'q', content: 'How many?', at: 1, delivery: 'sent' } as const;
    const full = chatState('a');
    const first = setting();
    first.receive({ kind: 'snapshot', seq: 1, ui: noUi, state: { ...full, chats: { a: chatOf(full, [message]) } } });
    first.store.flush();
    const { store, receive } = setting(first.saved());
    receive({ kind: 'snapshot', seq: 1, ui: noUi, state: { ...full, chats: { a: chatOf(full, [], 'loading') } } });
    assert.deepEqual(store.get().app.chats.a?.messages, [message]);
    receive({ kind: 'actions', seq: 2, actions: [{ type: 'chatLoaded', chat: chatOf(full, []) }] });
    assert.deepEqual(store.get().app.chats.a?.messages, []);
  });

  test('a picture that costs much is taken seldom, while what is written goes to the host after every pause', () => {
    const { store, posted, receive, pause, pictures, wait } = setting();
    receive({ kind: 'snapshot', seq: 1, state: chatState('a'), ui: noUi });
    pictures.cost = 10;
    for (let at = 1; at <= 100; at++) {
      store.setUi(() => ({ draft: 'x'.repeat(at) }));
      wait(10);
      pause();
    }
    assert.equal(uiChanges(posted).length, 100);
    assert.ok(pictures.count >= 4 && pictures.count <= 6, `${pictures.count} pictures in a second`);
    wait(1000);
    pause();
    const taken = pictures.count;
    wait(1000);
    pause();
    assert.equal(pictures.count, taken, 'nothing new, no new picture');
  });

  test('a picture of another version, or of nothing, is not read', () => {
    for (const saved of [undefined, null, 'x', { version: 2 }, { version: 1, chatId: 'a', ui: { draft: 1 } }]) {
      assert.equal(setting(saved).store.get().app, initialState);
    }
  });

  test('words that come back to the composer stand before what was begun there meanwhile', () => {
    const { store, receive } = setting();
    receive({ kind: 'snapshot', seq: 1, state: chatState('a'), ui: { ...noUi, draft: 'two' } });
    receive({ kind: 'compose', context: [], draft: 'one', focus: true });
    assert.equal(store.get().ui.draft, 'one\n\ntwo');
    store.setUi(() => ({ draft: '' }));
    receive({ kind: 'compose', context: [], draft: 'one', focus: true });
    assert.equal(store.get().ui.draft, 'one');
  });

  test('context from the editor is added to the chips once, and the composer takes the focus', () => {
    const { store, receive } = setting();
    receive({ kind: 'snapshot', seq: 1, state: chatState('a'), ui: { ...noUi, draft: 'mine' } });
    const item = { language: 'sql', path: 'a.sql', lines: { from: 1, to: 2 }, text: 'select 1' };
    receive({ kind: 'compose', context: [item], draft: null, focus: true });
    receive({ kind: 'compose', context: [{ ...item }], draft: null, focus: false });
    assert.deepEqual(store.get().ui, { draft: 'mine', context: [item], scrollTop: null });
    assert.equal(store.get().focusRequests, 1);
  });

  test('a picture is made ready before the host hears of it, and what is said of it goes with it', () => {
    const { store, receive } = setting();
    const assistant = { kind: 'assistant', url: 'http://localhost:8010', user: null } as const;
    receive({ kind: 'snapshot', seq: 1, state: { ...chatState('a'), source: assistant }, ui: noUi });
    store.preparing({ id: 'p', name: 'large.png' });
    store.say('large.png was made smaller.');
    store.post({ kind: 'fileBegin', chatId: 'a', id: 'p', name: 'large.jpg', size: 3, isFolder: false });
    assert.deepEqual(store.get().attaching, [{ id: 'p', name: 'large.jpg' }]);
    const file = (id: string) => ({ id, name: `${id}.jpg`, size: 3 });
    receive({ kind: 'attached', chatId: 'a', settled: ['p'], files: [file('f')] });
    assert.deepEqual(store.get().said, { text: 'large.png was made smaller.', isRefusal: false });
    receive({ kind: 'attached', chatId: 'a', settled: [], files: [file('g')] });
    assert.deepEqual(store.get().ui.files, [file('g')], 'one picture goes with a question');
    store.setUi(() => ({ draft: '', files: [] }));
    assert.equal(store.get().said, null);
    store.preparing({ id: 'q', name: 'x.svg' });
    store.refused('q', 'x.svg is none.');
    assert.deepEqual(store.get().attaching, []);
    assert.deepEqual(store.get().said, { text: 'x.svg is none.', isRefusal: true });
    receive({ kind: 'actions', seq: 2, actions: [{ type: 'chatOpened', chatId: 'b', title: 'b' }] });
    assert.equal(store.get().said, null, 'it was about the other chat');
  });
});

// What a workspace remembers of each source when another is chosen and chosen back.
// Not here: drafts and questions on their way (leaving.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyUi } from '../../src/bridge/messages.ts';
import type { Source } from '../../src/chat/state.ts';
import type { AssistantAccounts } from '../../src/host/assistantAccounts.ts';
import { createChatStore } from '../../src/host/chatStore.ts';
import { createMemory } from '../../src/host/memory.ts';
import type { SourcesOptions } from '../../src/host/sources.ts';
import { memento } from '../support/chatSetting.ts';
import { installFakeVscode } from './library/fakeVscode.ts';

installFakeVscode();
const { createSources } = await import('../../src/host/sources.ts');

const ada: Source = { kind: 'assistant', url: 'http://127.0.0.1:1', user: 'ada' };
const bob: Source = { ...ada, user: 'bob' };
const open: Source = { ...ada, user: null };
const choice = { model: 'claude', options: { mood: 'friendly', web: true } } as const;

function setting(t: { after(work: () => void): void }) {
  const [store, memory] = [createChatStore(), createMemory(memento())];
  const nothing = { dispose: () => undefined };
  const assistants = { read: async () => undefined, onDidChange: () => nothing, keepServersIn: () => undefined };
  const sources = createSources({
    ...{ store, memory, assistants: assistants as unknown as AssistantAccounts },
    models: { onDidChange: () => nothing },
    settings: {
      timezone: () => null,
      fiscalYearStart: () => null,
      transport: () => 'auto',
      onTransportChange: () => nothing,
      dataPath: () => null,
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  } as unknown as SourcesOptions);
  // As the panel does it.
  store.onChange(({ before, after }) => {
    if (before.openChatId !== after.openChatId) memory.setOpenChatId(after.openChatId);
  });
  t.after(() => sources.dispose());
  return { store, memory, sources };
}

test('who comes back to a source finds the chat that was open there, and no other account finds it', (t) => {
  const { store, sources } = setting(t);
  sources.choose(ada);
  assert.equal(store.state.openChatId, null);
  store.dispatch({ type: 'chatOpened', chatId: 'of ada', title: '' });
  sources.choose(bob);
  assert.equal(store.state.openChatId, null);
  store.dispatch({ type: 'chatOpened', chatId: 'of bob', title: '' });
  sources.choose(ada);
  assert.equal(store.state.openChatId, 'of ada');
  sources.choose(bob);
  assert.equal(store.state.openChatId, 'of bob');
  store.dispatch({ type: 'chatOpened', chatId: null, title: '' });
  sources.choose(ada);
  sources.choose(bob);
  assert.equal(store.state.openChatId, null);
});

test('after a sign-out nothing is open, also for whoever signs in there next', (t) => {
  const { store, sources } = setting(t);
  sources.choose(open);
  store.dispatch({ type: 'chatOpened', chatId: 'private', title: '' });
  sources.choose({ kind: 'none' });
  assert.deepEqual([store.state.openChatId, Object.keys(store.state.chats)], [null, []]);
  sources.choose(open);
  assert.equal(store.state.openChatId, null);
});

test('a new chat begins with the provider, mood and web that were chosen last there, and no other server does', () => {
  const memory = createMemory(memento());
  memory.setSource(ada);
  memory.setUi(null, { ...emptyUi, choice });
  // Asked: the composer is empty, and what was made of it is a chat.
  memory.setUi(null, emptyUi);
  memory.moveUi('local:1', 'c1');
  assert.deepEqual(memory.ui('c1').choice, choice);
  assert.deepEqual(memory.ui(null), { ...emptyUi, choice });
  memory.setUi('c1', emptyUi);
  assert.deepEqual(memory.ui('c1').choice, choice, 'a question that was asked leaves what is chosen in its chat');
  const other = { ...choice, model: 'google' };
  memory.setUi('c1', { ...emptyUi, choice: other });
  assert.deepEqual(memory.ui(null).choice, other);
  memory.setSource(bob);
  assert.equal(memory.ui(null).choice, undefined);
  memory.setSource(ada);
  assert.deepEqual(memory.ui(null).choice, other);
});

test('of data a new chat begins as ever', () => {
  const memory = createMemory(memento());
  memory.setSource({ kind: 'sample' });
  memory.setUi(null, { ...emptyUi, choice: { model: 'planner' } });
  memory.setUi(null, emptyUi);
  assert.deepEqual(memory.ui(null), emptyUi);
});

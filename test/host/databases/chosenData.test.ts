// Which data new chats ask: remembered for the workspace and source, gone when it is removed, and never taken from a chat that has begun.
// Not here: the list to choose from (test/vscode/databases.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AppState } from '../../../src/chat/state.ts';
import { createChatStore } from '../../../src/host/chatStore.ts';
import { createChosenData } from '../../../src/host/databases/chosenData.ts';
import type { Databases, DataSchema } from '../../../src/host/databases/databases.ts';
import { createMemory, type Memento } from '../../../src/host/memory.ts';

const sample = { id: 'sample', display_name: 'Sample data' };
const shop = { id: 'shop', display_name: 'Shop' };
const source = { kind: 'sample' } as const;

function setting(stored: Record<string, unknown> = {}) {
  const memento: Memento = {
    get: <T>(key: string) => stored[key] as T | undefined,
    update: async (key, value) => {
      stored[key] = value;
    },
  };
  const memory = createMemory(memento);
  memory.setSource(source);
  const store = createChatStore();
  store.dispatch({ type: 'sourceChanged', source });
  const done: string[] = [];
  const schema = async (id: string): Promise<DataSchema> => ({ tables: [], suggestions: [`About ${id}?`] });
  const chosen = createChosenData({
    ...{ store, memory, databases: { schema } as unknown as Databases },
    sources: {
      conversation: { open: async (id: string | null) => void done.push(`open ${id}`) } as never,
    },
    view: { choose: (id) => void done.push(`choose ${id}`) },
  });
  const list = (...integrations: AppState['integrations']) =>
    store.dispatch({ type: 'choicesLoaded', integrations, models: [], defaultModel: null });
  return { store, memory, chosen, done, stored, list };
}

function begin({ store }: ReturnType<typeof setting>, integrationId: string) {
  store.dispatch({ type: 'chatOpened', chatId: 'c1', title: 'T' });
  store.dispatch({
    ...{ type: 'questionAsked', chatId: 'c1', answerId: 'a', title: '', messageId: 'q', content: 'How many?', at: 1 },
    ...{ integrationId, model: null },
  });
}

test('it is the first until another is chosen, also after a reload, and the first again when that is gone', async () => {
  const first = setting();
  first.list(sample, shop);
  assert.equal(first.chosen.forNewChats(), 'sample');
  await first.chosen.choose('shop');
  assert.equal(first.chosen.forNewChats(), 'shop');
  assert.deepEqual(first.done, ['choose shop']);
  const again = setting(first.stored);
  assert.equal(again.chosen.forNewChats(), null);
  again.list(sample, shop);
  assert.equal(again.chosen.forNewChats(), 'shop');
  assert.equal(again.memory.ui(null).choice?.integrationId, 'shop');
  again.list(sample);
  assert.equal(again.chosen.forNewChats(), 'sample');
});

test('questions to begin with are about it', async () => {
  const { chosen, store, list } = setting();
  list(sample, shop);
  await chosen.choose('shop');
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(store.state.starters, ['About shop?']);
});

test('a chat that has begun keeps its own: a new one is opened, and what was being written goes along', async () => {
  const all = setting();
  all.list(sample, shop);
  begin(all, 'sample');
  all.memory.setUi('c1', { draft: 'How many orders', context: [], scrollTop: null });
  await all.chosen.choose('shop');
  assert.deepEqual(all.done, ['open null', 'choose shop']);
  assert.equal(all.memory.ui(null).draft, 'How many orders');
  assert.equal(all.memory.ui('c1').draft, '');
  assert.equal(all.chosen.forOpenChat(), 'sample');
});

test('where its data is gone, a chat goes on with what is chosen', async () => {
  const all = setting();
  all.list(sample);
  begin(all, 'shop');
  await all.chosen.choose('sample');
  assert.deepEqual(all.done, ['choose sample']);
});

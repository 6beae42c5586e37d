// The lists of the library against the embedded server: when they are read, and what is left of them when that fails.
// Not here: the requests (test/session/libraryClient.test.ts), the views (test/vscode/library.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createChatStore } from '../../../src/host/chatStore.ts';
import { createLibrary, type Library } from '../../../src/host/library/library.ts';
import { createShelf } from '../../../src/host/library/shelf.ts';
import { SessionError } from '../../../src/session/errors.ts';
import { createLibraryClient, type LibraryClient } from '../../../src/session/libraryClient.ts';
import { testServer } from '../../support/testServer.ts';

const content = { title: 'T', prompt: 'P', sql: 'SELECT 1', description: '', keywords: [] };

async function setting(t: TestContext) {
  const server = await testServer(t);
  const tokens = { token: async () => server.token, renewed: () => assert.fail('the token is good') };
  const store = createChatStore();
  const client = createLibraryClient(async () => server.url, tokens);
  const connected: { client: LibraryClient | null } = { client };
  const library = createLibrary({ store, client: () => connected.client });
  t.after(() => library.dispose());
  const ready = () => {
    store.dispatch({ type: 'connectionChanged', connection: { phase: 'connecting', attempt: 1 } });
    store.dispatch({ type: 'connectionChanged', connection: { phase: 'ready' } });
  };
  return { server, store, client, connected, library, ready };
}

function untilLoad(list: Library['queries' | 'memories'], load: string): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (list.state.load === load) resolve();
    };
    list.onChange(look);
    look();
  });
}

test('nothing is read before somebody looks; then it is, and again when the line is back', async (t) => {
  const { client, library, ready } = await setting(t);
  await client.createQuery(content);
  ready();
  assert.equal(library.queries.state.load, 'idle');
  library.queries.want();
  await untilLoad(library.queries, 'loaded');
  assert.equal(library.queries.state.items.length, 1);
  await client.createQuery({ ...content, title: 'Of another window' });
  const { promise, resolve } = Promise.withResolvers<void>();
  library.queries.onChange(resolve);
  ready();
  await promise;
  assert.equal(library.queries.state.items.length, 2);
});

test('a change shows in the list; a change that is refused throws and leaves the list as it is', async (t) => {
  const { library } = await setting(t);
  const made = await library.createQuery(content);
  assert.deepEqual(library.queries.state.items, [made]);
  await assert.rejects(library.updateQuery(made, { title: ' ' }), SessionError);
  assert.deepEqual(library.queries.state.items, [made]);
  await library.removeQuery(made.id);
  assert.deepEqual(library.queries.state.items, []);
});

test('what another window deleted first is deleted', async (t) => {
  const { client, library } = await setting(t);
  const made = await library.createQuery(content);
  await client.removeQuery(made.id);
  await library.removeQuery(made.id);
  const memory = await library.addNote('memories', 'M');
  await client.memories.remove(memory.id);
  await library.removeNote('memories', memory.id);
  assert.deepEqual(library.memories.state.items, []);
});

test('a server that cannot delete is not believed to have deleted', async (t) => {
  const { connected, client, library } = await setting(t);
  const made = await library.addNote('rules', 'R');
  const without = async () => Promise.reject(new SessionError('notFound', 'Method Not Allowed', { status: 405 }));
  connected.client = { ...client, rules: { ...client.rules, remove: without } };
  await assert.rejects(library.removeNote('rules', made.id), /Method Not Allowed/);
  assert.deepEqual(library.rules.state.items, [made]);
});

test('another source shows nothing of the old one, and what the old one still says is nobody’s', async (t) => {
  const { store, connected, library } = await setting(t);
  store.dispatch({ type: 'sourceChanged', source: { kind: 'sample' } });
  await library.createQuery(content);
  const late = library.queries.refresh();
  store.dispatch({ type: 'sourceChanged', source: { kind: 'data', path: '/d' } });
  connected.client = null;
  await late;
  assert.deepEqual(library.queries.state, { load: 'idle', items: [], error: null });
  await assert.rejects(library.createQuery(content), /Nothing is connected/);
});

test('a list that cannot be read again keeps what was read', async () => {
  const answers: (() => Promise<number[]>)[] = [
    async () => [1, 2],
    async () => Promise.reject(new Error('away')),
    async () => [3],
  ];
  const shelf = createShelf(() => answers.shift() ?? null);
  await shelf.refresh();
  await shelf.refresh();
  assert.equal(shelf.state.load, 'failed');
  assert.deepEqual(shelf.state.items, [1, 2]);
  assert.match(shelf.state.error?.message ?? '', /away/);
  await shelf.refresh();
  assert.deepEqual(shelf.state, { load: 'loaded', items: [3], error: null });
});

test('of two readings under way the later one counts', async () => {
  const slow = Promise.withResolvers<number[]>();
  const answers = [() => slow.promise, async () => [2]];
  const shelf = createShelf(() => answers.shift() ?? null);
  const first = shelf.refresh();
  await shelf.refresh();
  slow.resolve([1]);
  await first;
  assert.deepEqual(shelf.state.items, [2]);
});

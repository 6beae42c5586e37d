// The data of a source as the window knows it: read once, again when asked, told to the composer, and gone with its source.
// Not here: the server's part (test/server/databases), the views (test/vscode/databases.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createChatStore } from '../../../src/host/chatStore.ts';
import { createDatabases } from '../../../src/host/databases/databases.ts';
import { SessionError } from '../../../src/session/errors.ts';

const shop = { id: 'shop', display_name: 'Shop', removable: true };
const sample = { id: 'sample', display_name: 'Sample' };
const tables = [{ name: 'orders', columns: [] }];
const { signal } = new AbortController();
const given = { url: 'postgres://db/shop', ca: null };

function setting() {
  const store = createChatStore();
  store.dispatch({ type: 'sourceChanged', source: { kind: 'sample' } });
  const asked: string[] = [];
  const server = {
    listed: [sample] as (typeof sample)[],
    schema: async () => ({ tables, suggestions: ['How many?'] }),
  };
  const databases = createDatabases({
    store,
    connection: () => ({
      rest: {
        integrations: async () => {
          asked.push('list');
          return { integrations: server.listed as never[] };
        },
        schema: async (id) => {
          asked.push(id);
          return server.schema() as never;
        },
      },
      integrations: {
        check: async () => ({ engine: 'postgresql', version: '15', tables: 1, warnings: [] }),
        add: async () => {
          server.listed = [sample, shop];
          return shop as never;
        },
        remove: async () => {
          server.listed = [sample];
          throw new SessionError('notFound', 'Integration not found');
        },
      },
    }),
  });
  return { store, databases, asked, server };
}

describe('the data of a source', () => {
  test('is told to the composer when something was added or removed', async () => {
    const { store, databases } = setting();
    await databases.list.refresh();
    await databases.add({ ...given, name: 'Shop', connect: true }, signal);
    assert.deepEqual(
      store.state.integrations.map(({ id }) => id),
      ['sample', 'shop'],
    );
    assert.equal(databases.find('shop')?.display_name, 'Shop');
    // Another window was quicker.
    await databases.remove('shop');
    assert.deepEqual(
      store.state.integrations.map(({ id }) => id),
      ['sample'],
    );
  });

  test('has its tables read once, however many ask, and again after a refresh', async () => {
    const { databases, asked } = setting();
    const [first, second] = await Promise.all([databases.schema('sample'), databases.schema('sample')]);
    assert.equal(first, second);
    assert.deepEqual(databases.known('sample')?.suggestions, ['How many?']);
    await databases.schema('sample');
    assert.deepEqual(asked, ['sample']);
    await databases.refresh('sample');
    assert.equal(databases.known('sample'), undefined);
    await databases.schema('sample');
    assert.deepEqual(asked, ['sample', 'list', 'sample']);
  });

  test('is asked for again after it could not be read', async () => {
    const { databases, server } = setting();
    const { schema } = server;
    server.schema = () => Promise.reject(new SessionError('server', 'It is down.'));
    await assert.rejects(databases.schema('sample'), /It is down/);
    server.schema = schema;
    assert.equal((await databases.schema('sample')).tables.length, 1);
  });

  test('of another source is forgotten', async () => {
    const { store, databases } = setting();
    await databases.list.refresh();
    await databases.schema('sample');
    store.dispatch({ type: 'sourceChanged', source: { kind: 'data', path: '/a' } });
    assert.equal(databases.known('sample'), undefined);
    assert.deepEqual(databases.list.state.items, []);
  });
});

test('where databases are set up elsewhere, adding one says so', async () => {
  const databases = createDatabases({ store: createChatStore(), connection: () => null });
  await assert.rejects(databases.check(given, signal), /server on this machine/);
});

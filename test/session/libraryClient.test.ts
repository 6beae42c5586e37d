// Saved queries, memories and rules against the embedded server in its three revisions, and against stranger ones.
// Not here: what the server makes of them (test/server), how they are shown (test/vscode).
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type RevisionName, revisionNames } from '../../src/server/revisions.ts';
import { SessionError } from '../../src/session/errors.ts';
import { createLibraryClient, type QueryContent } from '../../src/session/libraryClient.ts';
import { httpPeer } from '../support/httpPeer.ts';
import { testServer } from '../support/testServer.ts';

const content: QueryContent = {
  title: 'Sales of a region',
  prompt: 'How much was sold in {{region}}?',
  sql: 'SELECT sum(amount) FROM sales WHERE region = {{region}}',
  description: 'What a region sold, **all years**.',
  keywords: ['sales', 'region'],
};

async function library(t: TestContext, revision: RevisionName, email?: string) {
  const server = await testServer(t, { revision });
  const token = email === undefined ? server.token : await server.tokenFor(email);
  const tokens = { token: async () => token, renewed: () => assert.fail('the token is good') };
  return createLibraryClient(async () => server.url, tokens);
}

const is = (kind: SessionError['kind'], text?: RegExp) => (error: unknown) =>
  error instanceof SessionError && error.kind === kind && (text?.test(error.message) ?? true);

for (const revision of revisionNames) {
  const older = revision !== 'current';
  describe(`revision ${revision}`, () => {
    test('a query is created, read, changed in parts and deleted', async (t) => {
      const client = await library(t, revision);
      assert.deepEqual(await client.queries(), []);
      const made = await client.createQuery(content);
      assert.equal(made.older, older);
      assert.equal(made.title, content.title);
      assert.equal(made.prompt, content.prompt);
      assert.equal(made.sql, content.sql);
      assert.deepEqual(made.parameters, older ? [] : ['region']);
      assert.deepEqual(made.keywords, older ? [] : content.keywords);
      assert.equal(made.description, older ? '' : content.description);
      assert.deepEqual(await client.queries(), [made]);
      assert.deepEqual(await client.query(made.id), made);

      const changed = await client.updateQuery(made, { prompt: 'And now?', sql: 'SELECT {{a}}, {{b}}' });
      assert.equal(changed.prompt, 'And now?');
      assert.equal(changed.title, content.title);
      assert.deepEqual(changed.parameters, older ? [] : ['a', 'b']);
      const bare = await client.updateQuery(changed, { sql: null });
      assert.equal(bare.sql, null);

      await client.removeQuery(made.id);
      assert.deepEqual(await client.queries(), []);
      await assert.rejects(client.removeQuery(made.id), is('notFound'));
    });

    test('a second query is written in the form the server has shown', async (t) => {
      const client = await library(t, revision);
      await client.createQuery(content);
      const second = await client.createQuery({ ...content, title: 'Second' });
      assert.equal(second.prompt, content.prompt);
      assert.deepEqual(
        (await client.queries()).map(({ title }) => title),
        ['Second', content.title],
      );
    });

    for (const kind of ['memories', 'rules'] as const) {
      test(`${kind} are added, read, changed and deleted`, async (t) => {
        const notes = (await library(t, revision))[kind];
        assert.deepEqual(await notes.list(), []);
        const made = await notes.create('We count\nin euro.');
        assert.deepEqual(await notes.list(), [made]);
        assert.equal((await notes.update(made.id, 'In dollars.')).content, 'In dollars.');
        assert.equal((await notes.get(made.id)).content, 'In dollars.');
        await notes.remove(made.id);
        assert.deepEqual(await notes.list(), []);
      });
    }

    test('rules are for admins alone', async (t) => {
      const client = await library(t, revision, 'somebody@else');
      await assert.rejects(client.rules.list(), is('forbidden', /admin/));
      assert.deepEqual(await client.memories.list(), []);
    });
  });
}

test('keywords can be cleared, and a parameter where none can stand is refused with the reason', async (t) => {
  const client = await library(t, 'current');
  const made = await client.createQuery(content);
  assert.deepEqual((await client.updateQuery(made, { keywords: [] })).keywords, []);
  const refused = client.updateQuery(made, { sql: 'SELECT "{{name}}" FROM sales' });
  await assert.rejects(refused, is('request', /cannot name a table or column/));
  assert.equal((await client.query(made.id)).sql, content.sql);
});

describe('a scripted server', () => {
  const stored = { id: 'sq_001', title: 'T', query: 'Q?', sql: 'SELECT 1', updated_at: '2025-01-01T00:00:00Z' };

  async function scripted(t: TestContext, answer: (method: string, url: string) => [number, unknown]) {
    const peer = await httpPeer(t, ({ method, url, response }) => {
      const [status, body] = answer(method, url);
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
      return true;
    });
    let renewals = 0;
    const tokens = { token: async () => 't', renewed: async () => `t${++renewals}` };
    return { peer, client: createLibraryClient(async () => peer.url, tokens), renewals: () => renewals };
  }

  test('an older server is written to with `query` and without what it does not know', async (t) => {
    const { peer, client } = await scripted(t, (_, url) => [
      200,
      url === '/v1/queries' ? { queries: [stored] } : stored,
    ]);
    const [query] = await client.queries();
    assert.ok(query?.older);
    await client.updateQuery(query, { prompt: 'P', description: 'D', keywords: ['k'] });
    assert.deepEqual(peer.requests.at(-1)?.body, { query: 'P' });
  });

  test('a newer one gets `prompt`, and one that has shown no query gets both', async (t) => {
    const { peer, client } = await scripted(t, (method) =>
      method === 'GET' ? [200, { queries: [] }] : [201, { ...stored, prompt: 'Q?' }],
    );
    await client.queries();
    await client.createQuery(content);
    assert.deepEqual(peer.requests.at(-1)?.body, { ...content, query: content.prompt });
    await client.createQuery(content);
    assert.deepEqual(peer.requests.at(-1)?.body, content);
  });

  test('what may be absent or null is; ids are escaped in paths', async (t) => {
    const bare = {
      id: '../a b',
      title: 'T',
      prompt: 'P',
      sql: null,
      keywords: null,
      parameters: null,
      description: null,
    };
    const { peer, client } = await scripted(t, () => [200, bare]);
    const query = await client.query('../a b');
    assert.equal(peer.requests[0]?.url, '/v1/queries/..%2Fa%20b');
    assert.deepEqual(query, {
      ...{ id: '../a b', title: 'T', prompt: 'P', sql: null, keywords: [], parameters: [], description: '' },
      ...{ updatedAt: null, updatedBy: null, older: false },
    });
  });

  test('a dead token is renewed once; a server without queries is `notFound`', async (t) => {
    const dead = await scripted(t, () => [401, { detail: 'no' }]);
    await assert.rejects(dead.client.queries(), is('unauthorized', /^no$/));
    assert.equal(dead.renewals(), 1);
    const without = await scripted(t, () => [404, { detail: 'Not Found' }]);
    await assert.rejects(without.client.queries(), is('notFound'));
    await assert.rejects(without.client.memories.list(), is('notFound'));
  });

  test('an answer that is not of this API says so', async (t) => {
    const { client } = await scripted(t, () => [200, { queries: { title: 'no list' } }]);
    await assert.rejects(client.queries(), is('protocol', /address/));
  });
});

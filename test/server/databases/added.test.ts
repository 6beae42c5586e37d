// Databases that an admin adds: kept over a restart, their passwords nowhere in the clear, and only their own key opens them.
// Not here: speaking to a real one (test/server/engine/network), what each request may say (conformance).
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { globSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { temporaryFolder, testServer } from '../../support/testServer.ts';

const password = 'correct-horse-battery';
const url = `postgres://me:${password}@127.0.0.1:1/shop`;
const shop = { display_name: 'Shop', url, connect: false };

type Item = { id: string; display_name: string; needs_credentials?: true; warnings?: string[] };

describe('a database that was added', () => {
  test('is there after a restart, with its name, and its password is nowhere in the store', async (t) => {
    const store = path.join(temporaryFolder(t), 'store');
    const first = await testServer(t, { store });
    const { body: added } = await first.call('POST', '/v1/integrations', shop);
    await first.call('POST', '/v1/integrations', { ...shop, display_name: 'The shop' });
    await first.close();
    for (const file of globSync('**/*', { cwd: store }).map((each) => path.join(store, each)))
      if (statSync(file).isFile()) assert.equal(readFileSync(file).includes(password), false, file);
    const second = await testServer(t, { store });
    const { body } = await second.call('GET', '/v1/integrations');
    const [, kept] = body.integrations as Item[];
    assert.deepEqual(
      { id: kept?.id, name: kept?.display_name, needs: kept?.needs_credentials },
      { id: added.id, name: 'The shop', needs: undefined },
    );
    assert.equal(JSON.stringify(body).includes(password), false);
  });

  test('whose key is gone asks for its password, and works again when it is given', async (t) => {
    const store = path.join(temporaryFolder(t), 'store');
    const first = await testServer(t, { store });
    const { body: added } = await first.call('POST', '/v1/integrations', shop);
    await first.close();
    rmSync(path.join(store, 'integrations.key'));
    const second = await testServer(t, { store });
    const kept = async (): Promise<Item | undefined> =>
      (await second.call('GET', '/v1/integrations')).body.integrations.find(({ id }: Item) => id === added.id);
    assert.equal((await kept())?.needs_credentials, true);
    const refused = await second.call('GET', `/v1/integrations/${added.id}/schema`);
    assert.deepEqual([refused.status, /password of Shop is needed again/.test(refused.body.detail)], [400, true]);
    await second.call('POST', '/v1/integrations', shop);
    assert.equal((await kept())?.needs_credentials, undefined);
  });

  test("is sealed with the person's own key where there is one, and another key does not open it", async (t) => {
    const store = path.join(temporaryFolder(t), 'store');
    const atRestKey = randomBytes(32).toString('base64url');
    const first = await testServer(t, { store, atRestKey });
    const { body: added } = await first.call('POST', '/v1/integrations', shop);
    assert.equal(globSync('*.key', { cwd: store }).includes('integrations.key'), false);
    await first.close();
    const needs = async (key: string) => {
      const server = await testServer(t, { store, atRestKey: key });
      const { body } = await server.call('GET', '/v1/integrations');
      await server.close();
      return (body.integrations as Item[]).find(({ id }) => id === added.id)?.needs_credentials;
    };
    assert.equal(await needs(atRestKey), undefined);
    assert.equal(await needs(randomBytes(32).toString('base64url')), true);
  });

  test('is seen by another server on the same store, and gone from it when it is removed', async (t) => {
    const store = path.join(temporaryFolder(t), 'store');
    const [one, other] = [await testServer(t, { store }), await testServer(t, { store })];
    const { body: added } = await one.call('POST', '/v1/integrations', shop);
    const ids = async () =>
      (await other.call('GET', '/v1/integrations')).body.integrations.map(({ id }: Item) => id) as string[];
    assert.equal((await ids()).includes(added.id), true);
    await one.call('DELETE', `/v1/integrations/${added.id}`);
    assert.equal((await ids()).includes(added.id), false);
  });

  test('whose row is damaged is left out, and hides nothing else', async (t) => {
    const store = path.join(temporaryFolder(t), 'store');
    const first = await testServer(t, { store });
    await first.call('POST', '/v1/integrations', shop);
    await first.close();
    const database = new DatabaseSync(path.join(store, 'trellis.db'));
    database.exec("UPDATE integrations SET address = 'no JSON'");
    database.close();
    const second = await testServer(t, { store });
    const { status, body } = await second.call('GET', '/v1/integrations');
    assert.deepEqual([status, body.integrations.length], [200, 1]);
  });

  test('cannot be reached: the answer says so, and repeats no password', async (t) => {
    const server = await testServer(t);
    const { body: added } = await server.call('POST', '/v1/integrations', shop);
    for (const [method, at, given] of [
      ['GET', `/v1/integrations/${added.id}/schema`, undefined],
      ['POST', '/v1/integrations/check', { url }],
      ['POST', '/v1/integrations', { ...shop, connect: true }],
    ] as const) {
      const { status, body } = await server.call(method, at, given);
      assert.ok(status === 400 || status === 502, `${at}: ${status}`);
      assert.equal(JSON.stringify(body).includes(password), false);
    }
  });
});

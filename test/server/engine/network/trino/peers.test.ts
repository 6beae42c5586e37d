// Whom a client of Trino speaks to: where a password goes, where pages are asked for, and peers that mean harm.
// Not here: what an honest server answers (session.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseAddress } from '../../../../../src/server/engine/network/address.ts';
import { createTrinoDriver } from '../../../../../src/server/engine/network/drivers/trino/driver.ts';
import { makeCertificates } from '../../../../support/certificate.ts';
import { trinoPeer } from '../../../../support/databases/trinoPeer.ts';
import { allRows, connected, driverTo, failed, password } from './support.ts';

const n = [{ name: 'n', type: 'integer' }];

describe('whom Trino is', () => {
  test('a password goes to nobody far away without TLS', async () => {
    const address = parseAddress(`trino://reader:${password}@db.example:8080/hive`);
    await assert.rejects(createTrinoDriver(address, () => undefined).connect(), failed(/only with TLS/));
  });

  test('the next page is asked for where the address says, whatever host it names', async (t) => {
    const other = await trinoPeer(t);
    const { connection, peer } = await connected(t, {
      nextBase: `http://localhost:${other.port}`,
      pages: (sql) => ({ 'SELECT n': [{ columns: n }, { data: [[1]] }, { data: [[2]] }] })[sql],
    });
    assert.deepEqual((await allRows(connection, 'SELECT n')).rows, [[1], [2]]);
    assert.equal(other.requests.length, 0);
    assert.ok(peer.requests.length > 3);
  });

  const hostile: readonly [string, unknown, RegExp][] = [
    ['a nextUri that is no address', { id: 'x', nextUri: 5 }, /no page of Trino/],
    ['a nextUri of a file', { id: 'x', nextUri: 'file:///etc/passwd' }, /no page of Trino/],
    ['a nextUri without an end', { id: 'x', nextUri: `http://x/${'a'.repeat(10_000)}` }, /no page of Trino/],
    ['columns that are none', { id: 'x', columns: [{ name: 1 }] }, /no page of Trino/],
    ['rows before columns', { id: 'x', data: [[1]] }, /no page of Trino/],
    ['rows of another length', { id: 'x', columns: n, data: [[1, 2]] }, /no page of Trino/],
    ['rows that are none', { id: 'x', columns: n, data: { encoding: 'json+zstd' } }, /no page of Trino/],
    ['a list', [], /no page of Trino/],
  ];
  for (const [name, body, message] of hostile)
    test(`${name} is refused`, async (t) => {
      const { connection } = await connected(t, {
        answer: ({ sql, response }) => {
          if (sql !== 'SELECT x') return false;
          response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
          return true;
        },
      });
      await assert.rejects(allRows(connection, 'SELECT x'), failed(message));
    });

  const others: readonly [string, number, Record<string, string>, string, RegExp][] = [
    ['a redirect', 307, { Location: 'http://127.0.0.1:1/' }, '', /redirect, which is not followed/],
    ['a wrong password', 401, {}, '<html>secret</html>', /refuses the user name or the password/],
    ['another server', 404, {}, 'no', /no Trino/],
    ['a page for people', 200, {}, '<html></html>', /no Trino/],
    ['a giant header', 200, { 'X-Much': 'x'.repeat(70_000) }, '{}', /headers that are too long/],
    ['an error of its own', 500, {}, 'java.lang.Secret', /status 500/],
  ];
  for (const [name, status, headers, body, message] of others)
    test(`${name} is told`, async (t) => {
      const peer = await trinoPeer(t, {
        answer: ({ response }) => {
          response.writeHead(status, headers).end(body);
          return true;
        },
      });
      await assert.rejects(driverTo(peer.port).connect(), failed(message));
    });

  test('over TLS, checked by the authority that was given', async (t) => {
    const { ca, cert, key } = makeCertificates('localhost');
    const peer = await trinoPeer(t, { tls: { cert, key } });
    const address = parseAddress(`trino+https://reader:${password}@localhost:${peer.port}/hive`, ca);
    const connection = await createTrinoDriver(address, () => undefined).connect();
    assert.deepEqual((await connection.info()).warnings, []);
    assert.equal((await connection.info()).defaultSchema, '');
    await connection.close();
    const unknown = parseAddress(`trino+https://reader:${password}@localhost:${peer.port}/hive`);
    await assert.rejects(createTrinoDriver(unknown, () => undefined).connect(), failed(/nobody who is trusted here/));
  });
});

// Peers that mean harm to a client of ClickHouse, or are none, and whom TLS lets in.
// Not here: what an honest server answers (session.test.ts, rows.test.ts).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createRawServer } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { parseAddress } from '../../../../../src/server/engine/network/address.ts';
import { createClickhouseDriver } from '../../../../../src/server/engine/network/drivers/clickhouse/driver.ts';
import { makeCertificates } from '../../../../support/certificate.ts';
import { beginText, clickhousePeer } from '../../../../support/databases/clickhousePeer.ts';
import { addressOf, allRows, connected, failed } from './support.ts';

/** A server of bytes: it answers each line with what it is given, whatever is asked. */
async function rawPeer(t: TestContext, answer: string | ((write: (text: string) => boolean) => void)): Promise<number> {
  const server = createRawServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      if (typeof answer === 'string') socket.end(answer);
      else answer((text) => !socket.destroyed && socket.write(text));
    });
    t.after(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => void server.close());
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  return address.port;
}

describe('a peer that means harm', () => {
  test('a row without an end is given up', async (t) => {
    const { connection, peer } = await connected(t);
    const asked = assert.rejects(allRows(connection, 'SELECT n'), failed(/too long to be taken in/));
    const request = await peer.next();
    const response = beginText(request);
    response.write('n\nString\n');
    const piece = 'x'.repeat(1024 * 1024);
    const more = () => {
      while (!response.destroyed && response.write(piece));
    };
    response.on('drain', more);
    more();
    await asked;
    await request.closed;
  });

  const answers: readonly [string, string, RegExp][] = [
    [
      'a redirect',
      'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n',
      /redirect, which is not followed/,
    ],
    ['a giant header', `HTTP/1.1 200 OK\r\nX-Much: ${'x'.repeat(70_000)}\r\n\r\n`, /headers that are too long/],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', /is no HTTP/],
    [
      'a body without a known end',
      'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nversion()\nString\n26.7.1\n',
      /broke before the answer was whole/,
    ],
    [
      'a version that is none',
      'HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\nv\nString\n<script>\n',
      /no ClickHouse|broke/,
    ],
    ['nothing', '', /broke/],
  ];
  for (const [name, answer, message] of answers)
    test(`${name} is no database`, async (t) => {
      const port = await rawPeer(t, answer);
      await assert.rejects(createClickhouseDriver(addressOf(port), () => undefined).connect(), failed(message));
    });

  test('one that answers nothing is left when nobody waits any more', async (t) => {
    const heard = Promise.withResolvers<void>();
    const port = await rawPeer(t, () => heard.resolve());
    const stop = new AbortController();
    const driver = createClickhouseDriver(addressOf(port), () => undefined);
    const asked = assert.rejects(driver.connect(stop.signal), failed(/cancelled/, 'cancelled'));
    await heard.promise;
    stop.abort();
    await asked;
  });

  test('nobody there is said with what to check', async (t) => {
    const server = createRawServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address);
    server.close();
    await once(server, 'close');
    t.diagnostic(`port ${address.port}`);
    await assert.rejects(
      createClickhouseDriver(addressOf(address.port), () => undefined).connect(),
      failed(/Nothing answers at 127\.0\.0\.1/),
    );
  });
});

describe('TLS to ClickHouse', () => {
  const certificates = makeCertificates('localhost');
  const connect = async (t: TestContext, text: (port: number) => string, ca?: string) => {
    const peer = await clickhousePeer(t, { tls: { cert: certificates.cert, key: certificates.key } });
    const connection = await createClickhouseDriver(parseAddress(text(peer.port), ca), () => undefined).connect();
    t.after(() => connection.close());
    return connection;
  };

  test('is checked by the authority that was given', async (t) => {
    const connection = await connect(
      t,
      (port) => `clickhouse+https://reader:x@localhost:${port}/shop`,
      certificates.ca,
    );
    assert.deepEqual((await connection.info()).warnings, []);
  });

  test('refuses a certificate of nobody known', async (t) => {
    await assert.rejects(
      connect(t, (port) => `clickhouse+https://reader:x@localhost:${port}/shop`),
      failed(/signed by nobody who is trusted here/),
    );
  });

  test('refuses a certificate of another name, unless only its authority is to be checked', async (t) => {
    await assert.rejects(
      connect(t, (port) => `clickhouse+https://reader:x@127.0.0.1:${port}/shop`, certificates.ca),
      failed(/certificate of another name/),
    );
    await connect(t, (port) => `clickhouse+https://reader:x@127.0.0.1:${port}/shop?sslmode=verify-ca`, certificates.ca);
  });

  test('unchecked is said', async (t) => {
    const connection = await connect(t, (port) => `clickhouse+https://reader:x@127.0.0.1:${port}/shop?sslmode=require`);
    assert.match((await connection.info()).warnings.join(), /certificate of the server is not checked/);
  });

  test('to a port without it is said', async (t) => {
    const peer = await clickhousePeer(t);
    const driver = createClickhouseDriver(
      parseAddress(`clickhouse+https://reader:x@127.0.0.1:${peer.port}/shop`),
      () => undefined,
    );
    await assert.rejects(driver.connect(), failed(/does not speak TLS/));
  });
});

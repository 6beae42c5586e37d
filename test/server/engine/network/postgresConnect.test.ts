// Lines to PostgreSQL: TLS in each of its modes, a cancel over it, and what is said when there is no line.
// Not here: lines that are cut (postgresStops.test.ts).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { parseAddress } from '../../../../src/server/engine/network/address.ts';
import { createNetworkEngine } from '../../../../src/server/engine/network/networkEngine.ts';
import { makeCertificates } from '../../../support/certificate.ts';
import { freePort } from '../../../support/databases/ownProcess.ts';
import { postgresSetting, untilRunning } from './postgresSupport.ts';

const certificates = makeCertificates('localhost');
const plain = await postgresSetting('SELECT 1', {
  settings: { max_connections: '8', superuser_reserved_connections: '2' },
});
const secured = await postgresSetting('SELECT 1', { tls: certificates });
const isEncrypted = 'SELECT (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS encrypted';

function engineOf(url: string, ca?: string) {
  return createNetworkEngine({ address: parseAddress(url, ca), log: () => undefined });
}

/** What somebody is told who connects by this URL. */
async function told(url: string, ca?: string): Promise<string> {
  const engine = engineOf(url, ca);
  try {
    const { rows } = await engine.query(isEncrypted);
    return rows[0]?.[0] === true ? 'encrypted' : 'plain';
  } catch (cause) {
    assert.equal(cause instanceof Error && cause.name, 'QueryError');
    const message = cause instanceof Error ? cause.message : '';
    const { password } = new URL(url);
    assert.ok(password === '' || !message.includes(password));
    return message;
  } finally {
    engine.dispose();
  }
}

describe('A line to PostgreSQL with TLS', () => {
  const url = (mode: string, host = '127.0.0.1') => {
    const own = new URL(secured.database().url);
    own.hostname = host;
    own.searchParams.set('sslmode', mode);
    return own.href;
  };

  test('is as its mode says', secured.skip, async () => {
    assert.equal(await told(url('disable')), 'plain');
    assert.equal(await told(url('prefer')), 'encrypted');
    assert.equal(await told(url('require')), 'encrypted');
    assert.equal(await told(url('verify-full', 'localhost'), certificates.ca), 'encrypted');
    assert.equal(await told(url('verify-ca'), certificates.ca), 'encrypted');
  });

  test('is refused when the certificate is for another name, or signed by nobody known', secured.skip, async () => {
    assert.match(await told(url('verify-full'), certificates.ca), /certificate .* is for another name/);
    assert.match(await told(url('verify-full', 'localhost')), /signed by nobody this machine trusts/);
    assert.match(await told(url('verify-ca')), /signed by nobody this machine trusts/);
    const other = makeCertificates('localhost');
    assert.match(await told(url('verify-full', 'localhost'), other.ca), /signed by nobody|could not be connected/);
  });

  test('is left without where the server has none, and only where that may be', plain.skip, async () => {
    const { url: own } = plain.database();
    assert.equal(await told(`${own}?sslmode=prefer`), 'plain');
    assert.match(await told(`${own}?sslmode=require`), /speaks no TLS/);
  });

  test('carries the cancel, too', secured.skip, async () => {
    const database = secured.database();
    const engine = engineOf(url('verify-full', 'localhost'), certificates.ca);
    const controller = new AbortController();
    const sql = 'SELECT count(*) AS over_tls FROM generate_series(1, 100000000000)';
    const stopped = assert.rejects(engine.query(sql, { signal: controller.signal }), { kind: 'cancelled' });
    await untilRunning(database, 'over_tls', 1);
    controller.abort();
    await stopped;
    await untilRunning(database, 'over_tls', 0);
    engine.dispose();
  });
});

describe('Who cannot connect to PostgreSQL', () => {
  test('is told what to do', plain.skip, async () => {
    const change = (part: 'password' | 'username' | 'pathname' | 'port', value: string) => {
      const url = new URL(plain.database().url);
      url[part] = value;
      return url.href;
    };
    assert.match(await told(change('password', 'wrong-secret')), /does not take this password for "reader"/);
    assert.match(await told(change('password', '')), /asks for a password of "reader"/);
    assert.match(await told(change('username', 'nobody')), /does not take this password for "nobody"/);
    assert.match(await told(change('username', '')), /names no user/);
    assert.match(await told(change('pathname', '/nix')), /no database "nix"/);
    assert.match(await told(change('port', String(await freePort()))), /Nothing answers at 127\.0\.0\.1/);
    assert.match(await told('postgres://a:b@nix.invalid/shop?sslmode=disable'), /leads to no address/);
  });

  test('is told that there are no connections left, and connects when there are', plain.skip, async () => {
    const { url } = plain.database();
    const engines = Array.from({ length: 9 }, () => engineOf(url));
    const answers = await Promise.all(
      engines.map((engine) =>
        engine.query('SELECT 1').then(
          () => '',
          (cause: unknown) => String(cause),
        ),
      ),
    );
    for (const engine of engines) engine.dispose();
    assert.match(answers.join('\n'), /no connection left/);
    await untilFree(url);
  });

  test('hears of a cancel at once while nobody answers', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    assert.ok(address !== null && typeof address !== 'string');
    const engine = engineOf(`postgres://a:b@127.0.0.1:${address.port}/shop`);
    const controller = new AbortController();
    const arrived = once(silent, 'connection');
    const stopped = assert.rejects(engine.query('SELECT 1', { signal: controller.signal }), { kind: 'cancelled' });
    const [socket] = await arrived;
    const closed = once(socket, 'close');
    socket.resume();
    controller.abort();
    await stopped;
    await closed;
    engine.dispose();
    silent.close();
  });

  test('is told when what answers is no PostgreSQL', async () => {
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    assert.ok(address !== null && typeof address !== 'string');
    const message = await told(`postgres://a:secret@127.0.0.1:${address.port}/shop`);
    other.close();
    assert.match(message, /Check that it is a PostgreSQL database/);
  });
});

/** A connection that was closed leaves its place a moment later. */
async function untilFree(url: string): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) if ((await told(url)) === 'plain') return;
  assert.fail('No place became free.');
}

// Servers that only seem to be PostgreSQL: silent, endless, speaking nonsense or after the password; and what judging takes of memory.
// Not here: real ones (postgresConnect.test.ts), lines that are cut (postgresStops.test.ts).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import process from 'node:process';
import { describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { parseAddress } from '../../../../src/server/engine/network/address.ts';
import { createNetworkEngine } from '../../../../src/server/engine/network/networkEngine.ts';

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function message(code: string, body: Buffer, length = body.length + 4): Buffer {
  return Buffer.concat([Buffer.from(code), int32(length), body]);
}

/** The login is taken, and statements may come. */
const welcome = Buffer.concat([message('R', int32(0)), message('Z', Buffer.from('I'))]);

interface Hostile {
  engine: ReturnType<typeof createNetworkEngine>;
  /** Resolves when no line is open any more. */
  left(): Promise<void>;
  heard(): string;
}

/** `answer` says what follows on each piece of what is heard, the first being number 0. */
async function hostile(
  t: TestContext,
  answer: (line: Socket, piece: number) => void,
  change: { host?: string; connectMs?: number } = {},
): Promise<Hostile> {
  let heard = '';
  const closed: Promise<unknown>[] = [];
  const server = createServer((line) => {
    let pieces = 0;
    closed.push(new Promise((resolve) => line.once('close', resolve)));
    // It may be cut while something is written.
    line.on('error', () => line.destroy());
    line.on('data', (data) => {
      heard += data.toString('latin1');
      answer(line, pieces++);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const { host = '127.0.0.1', ...more } = change;
  const address = { ...parseAddress(`postgres://somebody:s3cret-word@127.0.0.1:${port}/shop?sslmode=disable`), host };
  const engine = createNetworkEngine({ address, log: () => undefined, ...more });
  t.after(() => {
    engine.dispose();
    server.close();
  });
  return {
    engine,
    left: async () => {
      await Promise.all(closed);
    },
    heard: () => heard,
  };
}

describe('A server that only seems to be PostgreSQL', () => {
  test('is not waited for longer than connecting may take, and its line is closed', async (t) => {
    const { engine, left } = await hostile(t, (line, piece) => piece === 0 && line.write(welcome), { connectMs: 100 });
    await assert.rejects(engine.query('SELECT 1'), { name: 'QueryError', kind: 'failed', message: /within 0\.1 s/ });
    await left();
  });

  test('ends no process with a message that nobody knows', async (t) => {
    const { engine, left } = await hostile(t, (line) => line.write(message('R', int32(12345))));
    await assert.rejects(engine.query('SELECT 1'), { name: 'QueryError', kind: 'failed' });
    await left();
  });

  test('ends no process with lengths that are not so', async (t) => {
    const row = message('D', Buffer.from([0, 5, 0x7f, 0, 0, 0]));
    const { engine, left } = await hostile(t, (line, piece) => line.write(piece === 0 ? welcome : row));
    await assert.rejects(engine.query('SELECT 1'), { name: 'QueryError', kind: 'failed' });
    await left();
  });

  test('fills no memory with one message', async (t) => {
    const begun = message('D', Buffer.alloc(0), 2_000_000_000);
    const split = (line: Socket) => {
      line.write(begun.subarray(0, 3));
      setImmediate(() => line.write(begun.subarray(3)));
    };
    const { engine, left } = await hostile(t, (line, piece) => (piece === 0 ? line.write(welcome) : split(line)));
    await assert.rejects(engine.query('SELECT 1'), {
      name: 'QueryError',
      kind: 'failed',
      message: /does not speak as PostgreSQL/,
    });
    await left();
  });

  test('is given no password in the clear over a line that others could read', async (t) => {
    // The loopback too, though it is not known as such.
    const { engine, left, heard } = await hostile(t, (line) => line.write(message('R', int32(3))), { host: '127.1' });
    await assert.rejects(engine.query('SELECT 1'), { name: 'QueryError', message: /was not given it/ });
    await left();
    assert.match(heard(), /somebody/);
    assert.doesNotMatch(heard(), /s3cret-word/);
  });
});

describe('Judging statements', () => {
  test('takes little memory, however many there are', async () => {
    const guard = new URL('../../../../src/server/engine/network/drivers/postgres/guard.ts', import.meta.url);
    const script = `
      const { judge } = await import(${JSON.stringify(guard.href)});
      const names = { harmless: new Set(['count', 'sum']), functions: new Set(), columns: new Set() };
      const sql = 'SELECT a, sum(b) FROM t JOIN u USING (c) WHERE d IN (SELECT 1) GROUP BY 1 HAVING count(*) > 1 ORDER BY 1';
      for (let i = 0; i < 400; i++) await judge(sql, names, async () => names);
      // V8 compiles beside what runs.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      console.log(process.resourceUsage().maxRSS);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    const kilobytes = Number(stdout);
    assert.ok(kilobytes > 0 && kilobytes < 300_000, `${stdout.trim()} kB`);
  });
});

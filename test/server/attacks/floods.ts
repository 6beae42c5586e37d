// Lines that are opened and not used, requests that take their time, answers nobody reads: the server lets go of them, and
// answers others meanwhile.
// Not here: single requests and frames that are wrong (the tables beside this file).
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import process from 'node:process';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { type Attack, as, json } from './attack.ts';
import { bytesOf, exchange, type Pieces } from './rawHttp.ts';
import { frame, opcodes, talk, upgradeOf } from './rawSocket.ts';
import type { World } from './world.ts';

/** Against a server that waits about a second for a request: one byte every 50 ms would take ten. */
export async function* drip(start: Buffer | string, byte = 'x'): AsyncGenerator<Buffer | string> {
  yield start;
  for (let at = 0; at < 200; at++) {
    await wait(50);
    yield byte;
  }
}

/** `world` is a server of little patience; they are meant to run together. */
export function slowAttacks(world: World): Attack[] {
  const { port, host, eve } = world;
  const post = (target: string, headers: [string, string][]) =>
    bytesOf(host, { method: 'POST', target, headers: [as(eve.token), ...headers] });
  const form = `--b\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n${eve.chat}\r\n--b\r\nContent-Disposition: form-data; name="files"; filename="x.csv"\r\n\r\na,b\n`;
  const upload = post('/v1/chats/uploads', [
    ['Content-Type', 'multipart/form-data; boundary=b'],
    ['Content-Length', '100000'],
  ]);
  const cases: [string, Pieces][] = [
    ['a request line', drip('GET /')],
    ['headers', drip(`GET /healthz HTTP/1.1\r\nHost: ${host}\r\nX: `)],
    ['headers, each whole', drip(`GET /healthz HTTP/1.1\r\nHost: ${host}\r\n`, 'X: y\r\n')],
    ['headers of an upgrade', drip(upgradeOf(host).subarray(0, -2), 'X: y\r\n')],
    ['a body', drip(post('/v1/user-memories', [json, ['Content-Length', '10000']]), ' ')],
    ['a body that never begins', [post('/v1/user-memories', [json, ['Content-Length', '10000']])]],
    ['a body in chunks', drip(post('/v1/user-memories', [json, ['Transfer-Encoding', 'chunked']]), '1\r\n \r\n')],
    [
      'a chunk that never ends',
      drip(
        Buffer.concat([post('/v1/user-memories', [['Transfer-Encoding', 'chunked']]), Buffer.from('fffff\r\n')]),
        ' ',
      ),
    ],
    ['a file', drip(Buffer.concat([upload, Buffer.from(form)]), '1,2\n')],
    ['a file that stops', [upload, form]],
    ['line ends', drip('\r\n', '\r\n')],
    ['nothing at all', ['']],
  ];
  const others = {
    name: 'slow: others are answered meanwhile',
    async run() {
      for (let round = 0; round < 20; round++) {
        await healthy(world);
        await othersAreAnswered(world);
      }
    },
  };
  const slow = cases.map(([name, bytes]) => ({
    name: `slow: ${name}`,
    async run() {
      const { answers, closed } = await exchange(port, bytes, { answers: 0 });
      assert.ok(closed, 'the line stays open');
      const statuses = answers.map(({ status }) => status);
      assert.ok(statuses.length === 0 || (statuses.length === 1 && statuses[0] === 408), `${statuses}`);
    },
  }));
  return [...slow, others];
}

async function healthy({ port, host }: World): Promise<void> {
  const { answers } = await exchange(port, [bytesOf(host, { target: '/healthz' })]);
  assert.equal(answers[0]?.status, 200);
}

/** A question of somebody else is answered. */
export async function othersAreAnswered({ call, admin }: World): Promise<void> {
  const { id } = (await call(admin.token, 'POST', '/v1/chats/create', { title: 'x' })).body;
  const told = await call(admin.token, 'POST', '/v1/chats', { chat_id: id, message: 'How many sales are there?' });
  await call(admin.token, 'DELETE', `/v1/chats/${id}`);
  assert.match(told.body, /event: message\ndata: .*\b7\b/);
}

const openSockets = () => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;

async function until(condition: () => boolean, what: () => string, patienceMs = 5_000): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!condition()) {
    if (performance.now() > end) assert.fail(what());
    await turn();
  }
}

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => resolve(socket));
    socket.once('error', reject);
    socket.on('error', () => socket.destroy());
  });
}

async function withLines(port: number, count: number, use: (lines: Socket[]) => Promise<void>): Promise<void> {
  const lines = await Promise.all(Array.from({ length: count }, () => opened(port)));
  try {
    await use(lines);
  } finally {
    for (const line of lines) line.destroy();
  }
}

export function floodAttacks(world: World): Attack[] {
  const { port, host, eve } = world;
  /** All lines of an attack are gone when it is over, on both ends. */
  const leavesNothing = async (attack: () => Promise<void>) => {
    const before = openSockets();
    await attack();
    await until(
      () => openSockets() <= before + 4,
      () => `${openSockets() - before} sockets are left`,
    );
  };
  const ends = (line: Socket) => new Promise<void>((resolve) => line.once('end', resolve).resume());
  return [
    {
      name: '2,000 idle lines',
      run: () =>
        leavesNothing(() =>
          withLines(port, 2_000, async () => {
            await healthy(world);
            await othersAreAnswered(world);
          }),
        ),
    },
    {
      name: '2,000 lines with half a request',
      run: () =>
        leavesNothing(() =>
          withLines(port, 2_000, async (lines) => {
            for (const line of lines) line.write(`POST /v1/chats HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 100\r\n`);
            await healthy(world);
            await othersAreAnswered(world);
          }),
        ),
    },
    {
      name: '500 sockets that never say who they are',
      run: () =>
        leavesNothing(() =>
          withLines(port, 500, async (lines) => {
            for (const line of lines) line.write(upgradeOf(host));
            await healthy(world);
            await othersAreAnswered(world);
          }),
        ),
    },
    {
      name: '200 refused upgrades whose lines are closed',
      run: () =>
        leavesNothing(() =>
          withLines(port, 200, async (lines) => {
            for (const line of lines) line.write(upgradeOf(host, '/nowhere'));
            await Promise.all(lines.map(ends));
            for (const line of lines) line.end();
          }),
        ),
    },
    {
      name: '200 refused upgrades that are kept open',
      run: () => {
        const before = openSockets();
        return leavesNothing(() =>
          withLines(port, 200, async (lines) => {
            for (const line of lines) line.write(upgradeOf(host, '/nowhere'));
            await Promise.all(lines.map(ends));
            await until(
              // The 200 of this side, and hardly any of the server's.
              () => openSockets() <= before + 210,
              () => 'the server keeps its end',
              2_000,
            );
          }),
        );
      },
    },
    {
      name: '200 requests whose lines are reset',
      run: () =>
        leavesNothing(() =>
          withLines(port, 200, async (lines) => {
            for (const [at, line] of lines.entries()) {
              const target = at % 2 ? '/v1/chats' : '/openapi.json';
              line.write(bytesOf(host, { target, headers: [as(eve.token)] }), () => line.resetAndDestroy());
            }
            await healthy(world);
          }),
        ),
    },
    {
      name: 'events nobody reads',
      // A refusal is longer than what caused it: 16 MiB are kept for a client, and then its line is cut.
      run: () =>
        leavesNothing(() =>
          withLines(port, 1, async ([line]) => {
            assert.ok(line);
            line.write(upgradeOf(host, '/v1/chats/ws', [as(eve.token)]));
            const action = frame(opcodes.text, JSON.stringify({ action: 'x'.repeat(100), chat_id: 'x'.repeat(200) }));
            const many = Buffer.concat(Array.from({ length: 1_000 }, () => action));
            const cut = new Promise<void>((resolve) => line.once('close', resolve));
            for (let round = 0; round < 150 && !line.destroyed; round++) {
              await Promise.race([new Promise((resolve) => line.write(many, resolve)), cut]);
            }
            await Promise.race([cut, wait(10_000).then(() => assert.fail('the line stays'))]);
            await healthy(world);
          }),
        ),
    },
  ];
}

/** Three sockets that wait for the deadline of ten seconds; started early, awaited late. */
export function strangersDeadline({ port, host }: World): () => Promise<void> {
  const half = frame(opcodes.text, '{"action":"authenticate","token":"x"}').subarray(0, 20);
  const waiting = [[], [half], [frame(opcodes.ping, 'x')]].map((frames) => talk({ port, host, frames }));
  return async () => {
    for (const said of await Promise.all(waiting)) said.mustClose(4001);
  };
}

// Bodies made to harm, and lines that break, over real HTTP and as they come: each ends in a refusal with nothing left.
// Not here: uploads as clients send them (receive.test.ts).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, watch } from 'node:fs';
import { type ClientRequest, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { type TestContext, test } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import { ApiError } from '../../../src/server/apiError.ts';
import { receiveUploads } from '../../../src/server/uploads/receive.ts';

const mebibyte = 1024 * 1024;
const limits = { maxFiles: 5, maxFileBytes: 30 * mebibyte };
const type = 'multipart/form-data; boundary=b';
const head = '--b\r\nContent-Disposition: form-data; name="files"; filename="x.csv"\r\n\r\n';
const rows = Buffer.from('12345,67890,abc\n'.repeat(4_096));

function folder(t: TestContext): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'hostile-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A server that answers with the code of the refusal, or with what it received. */
async function uploadServer(t: TestContext, directory: string) {
  const outcome = Promise.withResolvers<string>();
  const listener = getRequestListener(
    async (incoming) => {
      try {
        const { files, discard } = await receiveUploads(incoming, directory, limits);
        await discard();
        outcome.resolve('received');
        return Response.json(files.map(({ size }) => size));
      } catch (cause) {
        if (!(cause instanceof ApiError)) throw cause;
        outcome.resolve(`${cause.code} ${cause.message}`);
        return Response.json(cause.code, { status: cause.status });
      }
    },
    { overrideGlobalObjects: false },
  );
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const post = (headers: Record<string, string>): ClientRequest =>
    request({ host: '127.0.0.1', port, method: 'POST', headers: { 'content-type': type, ...headers } });
  return { post, outcome: outcome.promise };
}

async function answerOf(client: ClientRequest): Promise<{ status: number | undefined; body: unknown }> {
  const [response] = (await once(client, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, body: JSON.parse(text) };
}

const bytesOf = (body: string | Buffer, size = 64 * 1024) => ({
  headers: new Headers({ 'content-type': type }),
  body: new ReadableStream<Uint8Array>({
    start(controller) {
      const bytes = Buffer.from(body);
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.subarray(at, at + size));
      controller.close();
    },
  }),
});

async function codeOf(body: string | Buffer, directory: string, size?: number): Promise<string> {
  try {
    await (await receiveUploads(bytesOf(body, size), directory, limits)).discard();
    return 'received';
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause;
    return cause.code;
  } finally {
    assert.deepEqual(readdirSync(directory), []);
  }
}

test('an announced length of 10 GB is answered before anything is read or made', async (t) => {
  const directory = folder(t);
  const { post } = await uploadServer(t, directory);
  const client = post({ 'content-length': '10000000000' });
  client.on('error', () => assert.ok(client.destroyed));
  client.flushHeaders();
  assert.deepEqual(await answerOf(client), { status: 413, body: 'UPLOAD_TOO_LARGE' });
  client.destroy();
});

test('an endless file is answered soon after its limit, and the client is not read on', async (t) => {
  const directory = folder(t);
  const { post } = await uploadServer(t, directory);
  const client = post({ 'transfer-encoding': 'chunked' });
  const answer = answerOf(client);
  let isAnswered = false;
  const answered = answer.finally(() => {
    isAnswered = true;
  });
  client.on('error', () => assert.ok(isAnswered, 'the answer comes before the line closes'));
  client.write(head);
  let sent = 0;
  while (!isAnswered && sent < 1024 * mebibyte) {
    sent += rows.length;
    if (!client.write(rows)) await Promise.race([once(client, 'drain'), answered]);
  }
  assert.deepEqual(await answer, { status: 413, body: 'UPLOAD_TOO_LARGE' });
  assert.ok(sent < 2 * limits.maxFileBytes, `${sent} bytes were taken`);
  assert.deepEqual(readdirSync(directory), []);
  client.destroy();
});

test('a client that goes away in the middle of a large file leaves nothing', async (t) => {
  const directory = folder(t);
  const watcher = watch(directory);
  t.after(() => watcher.close());
  const { post, outcome } = await uploadServer(t, directory);
  const client = post({ 'content-length': String(100 * mebibyte) });
  client.on('error', () => assert.ok(client.destroyed));
  const isBegun = once(watcher, 'change');
  client.write(head);
  for (let count = 0; count < 20; count++) client.write(rows);
  await isBegun;
  client.destroy();
  assert.match(await outcome, /^INVALID_REQUEST The upload broke off/);
  assert.deepEqual(readdirSync(directory), []);
});

test('five files of 30 MB pass through little memory', async (t) => {
  const directory = folder(t);
  const { post } = await uploadServer(t, directory);
  const client = post({ 'transfer-encoding': 'chunked' });
  const answer = answerOf(client);
  const before = process.memoryUsage().rss;
  let most = 0;
  for (let file = 0; file < limits.maxFiles; file++) {
    client.write(file ? `\r\n${head}` : head);
    for (let sent = 0; sent < limits.maxFileBytes; sent += rows.length) {
      if (!client.write(rows)) await once(client, 'drain');
      most = Math.max(most, process.memoryUsage().rss);
    }
  }
  client.end('\r\n--b--');
  assert.deepEqual(await answer, { status: 200, body: Array(5).fill(limits.maxFileBytes) });
  const grown = (most - before) / mebibyte;
  t.diagnostic(`memory grew by ${grown.toFixed(0)} MiB while 150 MiB went through`);
  assert.ok(grown < 100, `memory grew by ${grown} MiB`);
  await finished(client);
});

test('a source faster than the disk waits: few chunks are taken ahead', async (t) => {
  const directory = folder(t);
  let asked = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        asked++;
        controller.enqueue(asked === 1 ? Buffer.from(head) : rows);
      },
    },
    { highWaterMark: 0 },
  );
  const stopped = receiveUploads({ headers: new Headers({ 'content-type': type }), body }, directory, limits);
  await assert.rejects(stopped, { code: 'UPLOAD_TOO_LARGE' });
  assert.equal(asked, 1 + Math.ceil((limits.maxFileBytes + 1) / rows.length));
});

test('a body cut off anywhere is refused', async (t) => {
  const directory = folder(t);
  const whole = `${head}a,b\r\n1,2\r\n--b\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\nc\r\n--b--`;
  for (let length = 0; length < whole.length; length++) {
    assert.equal(await codeOf(whole.slice(0, length), directory), 'INVALID_REQUEST', `cut at ${length}`);
  }
  assert.equal(await codeOf(whole, directory), 'received');
});

const field = (index: number) => `--b\r\nContent-Disposition: form-data; name="f${index}"\r\n\r\n1\r\n`;
const whole = `${head}a,b\r\n1,2\r\n`;
const bodies: [string, string | Buffer, string][] = [
  [
    'nested multipart',
    `--b\r\nContent-Disposition: form-data; name="files"\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\nContent-Disposition: attachment; filename="x.csv"\r\n\r\na\r\n--c--\r\n--b--`,
    'INVALID_REQUEST',
  ],
  ['an inner boundary that begins as the outer one', `${head}--bb\r\na,b\r\n--bb--\r\n--b--`, 'INVALID_REQUEST'],
  [
    'an outer boundary with more behind it',
    `${whole}--bb\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--b--`,
    'INVALID_REQUEST',
  ],
  ['a boundary within a line', `${head}a --b--\r\n--b--`, 'received'],
  ['a boundary after a bare line feed', `${head}a\n--b--\n1\r\n--b--`, 'received'],
  ['bare line feeds for line ends', `${head}a\r\n--b--`.replaceAll('\r\n', '\n'), 'INVALID_REQUEST'],
  ['more parts after the closing boundary', `${whole}--b--\r\n${head}%PDF-\r\n--b--`, 'received'],
  ['a first boundary far behind', `${'x'.repeat(2 * mebibyte)}\r\n${whole}--b--`, 'INVALID_REQUEST'],
  ['an end that never ends', `${whole}--b--${'x'.repeat(2 * mebibyte)}`, 'INVALID_REQUEST'],
  [
    'headers of 100 KB before the name',
    `--b\r\nX-Pad: ${'x'.repeat(100_000)}\r\n${head.slice(5)}a\r\n--b--`,
    'INVALID_REQUEST',
  ],
  [
    'headers of 100 KB after the name',
    `${head.slice(0, -2)}X-Pad: ${'x'.repeat(100_000)}\r\n\r\na\r\n--b--`,
    'received',
  ],
  ['a name of 100 KB', `${head.replace('x.csv', 'x'.repeat(100_000))}a\r\n--b--`, 'INVALID_REQUEST'],
  ['headers without end', `--b\r\nX-Pad: ${'x'.repeat(2 * mebibyte)}`, 'INVALID_REQUEST'],
  ['10,000 headers', `${head.slice(0, -2)}${'X: 1\r\n'.repeat(10_000)}\r\na\r\n--b--`, 'received'],
  [
    '10,000 fields',
    `${whole}${Array.from({ length: 10_000 }, (_, index) => field(index)).join('')}--b--`,
    'INVALID_REQUEST',
  ],
  ['10,000 files', `${whole.repeat(10_000)}--b--`, 'INVALID_REQUEST'],
  ['10,000 parts without headers', `${whole}${'--b\r\n\r\n1\r\n'.repeat(10_000)}--b--`, 'INVALID_REQUEST'],
  ['10,000 empty parts', `${whole}${'--b\r\n'.repeat(10_000)}--b--`, 'INVALID_REQUEST'],
  ['a part without a name', `${whole}--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--`, 'INVALID_REQUEST'],
  [
    'a part that is no form data',
    `${whole}--b\r\nContent-Disposition: attachment; name="files"\r\n\r\n1\r\n--b--`,
    'INVALID_REQUEST',
  ],
  ['two names', `${head.replace('name=', 'name="x"; name=')}a\r\n--b--`, 'INVALID_REQUEST'],
  [
    'two dispositions',
    `--b\r\nContent-Disposition: form-data; name="x"\r\n${head.slice(5)}a\r\n--b--`,
    'INVALID_REQUEST',
  ],
  ['an open quotation mark', `${head.replace('x.csv"', 'x.csv')}a\r\n--b--`, 'INVALID_REQUEST'],
  ['a name of the language', `${field(1).replace('f1', '__proto__')}${whole}--b--`, 'received'],
  [
    'a field that is no UTF-8',
    Buffer.from(`${field(1).replace('\n1', '\n\xff')}${whole}--b--`, 'latin1'),
    'INVALID_REQUEST',
  ],
  [
    'base64',
    `${head.replace('\r\n\r\n', '\r\nContent-Transfer-Encoding: Base64\r\n\r\n')}YSxi\r\n--b--`,
    'INVALID_REQUEST',
  ],
];

test('tricks with boundaries, headers and parts end as they should, however the bytes are cut', async (t) => {
  const directory = folder(t);
  for (const [name, body, expected] of bodies) {
    const sizes = body.length < 2_000 ? [1, 2, 3, 5, 64, body.length] : [999, 64 * 1024, body.length];
    for (const size of sizes) assert.equal(await codeOf(body, directory, size), expected, `${name}, by ${size}`);
  }
});

test('hundreds of damaged bodies are received or refused, and none hangs or leaves anything', async (t) => {
  const directory = folder(t);
  const sound = `${whole}${field(1)}${whole}--b--\r\n`;
  const scraps = ['\r\n', '--b', '--b--', '\r\n\r\n', '"', ';', '--', '\r', '\n', '-', 'filename=', '\0', head];
  let seed = 1;
  const below = (count: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % count;
  };
  const counts: Record<string, number> = {};
  for (let round = 0; round < 600; round++) {
    let body = sound;
    for (let change = below(4); change >= 0; change--) {
      const at = below(body.length + 1);
      const scrap = scraps[below(scraps.length)] ?? '';
      body = body.slice(0, at) + (below(2) ? scrap : '') + body.slice(at + below(12));
    }
    const code = await codeOf(body, directory, 1 + below(body.length + 1));
    counts[code] = (counts[code] ?? 0) + 1;
  }
  t.diagnostic(JSON.stringify(counts));
  assert.ok((counts.received ?? 0) > 20 && (counts.INVALID_REQUEST ?? 0) > 50);
});

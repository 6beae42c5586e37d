// Files on their way to a chat: to the embedded server in its three revisions, and to stranger ones.
// Not here: what the server accepts (test/server/uploads), which files a person may attach (test/host).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { truncateSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { type RevisionName, revisionNames } from '../../src/server/revisions.ts';
import { systemClock } from '../../src/session/clock.ts';
import { SessionError } from '../../src/session/errors.ts';
import { createUploadsClient } from '../../src/session/uploadsClient.ts';
import { fakeClock } from '../support/fakeClock.ts';
import { temporaryFolder, testServer } from '../support/testServer.ts';

const mebibyte = 1024 * 1024;
const never = () => ({ signal: new AbortController().signal, onProgress: () => undefined });
const is = (kind: SessionError['kind'], text?: RegExp) => (error: unknown) =>
  error instanceof SessionError && error.kind === kind && (text?.test(error.message) ?? true);

function file(t: TestContext, name: string, content: string | Buffer) {
  const at = path.join(temporaryFolder(t), 'file');
  writeFileSync(at, content);
  return { name, path: at, size: Buffer.byteLength(content) };
}

/** CSV of that many bytes at least. */
function largeCsv(bytes: number): Buffer {
  const row = 'East,10.25,some words that fill the row\n';
  return Buffer.from(`region,amount,note\n${row.repeat(Math.ceil(bytes / row.length))}`);
}

async function embedded(t: TestContext, revision: RevisionName, options = {}) {
  const server = await testServer(t, { revision, ...options });
  const tokens = { token: async () => server.token, renewed: () => assert.fail('the token is good') };
  return { server, client: createUploadsClient(async () => server.url, tokens, systemClock) };
}

for (const revision of revisionNames) {
  describe(`revision ${revision}`, () => {
    test('files arrive in their order, byte for byte, and are listed with their links', async (t) => {
      const { server, client } = await embedded(t, revision);
      const chatId = revision === 'current' ? await server.createChat() : null;
      const names = ['sales.csv', 'a "quoted" name, ünïcode.csv'];
      const contents = ['region,amount\nEast,1\n', largeCsv(mebibyte).toString()];
      const shares: number[] = [];
      const sent = await client.upload(
        chatId,
        names.map((name, at) => file(t, name, contents[at] ?? '')),
        { ...never(), onProgress: (share) => shares.push(share) },
      );
      assert.ok(sent.chatId !== '' && (chatId === null || sent.chatId === chatId));
      assert.deepEqual(
        sent.uploads.map(({ file_size }) => file_size),
        contents.map((content) => content.length),
      );
      assert.equal(sent.uploads[0]?.filename, 'sales.csv');
      assert.equal(sent.uploads[1]?.filename, 'a "quoted" name, ünïcode.csv');
      assert.deepEqual(
        shares,
        shares.toSorted((a, b) => a - b),
      );
      assert.equal(shares[0], 0);
      assert.equal(shares.at(-1), 1);
      assert.ok(shares.length > 10, `${shares.length} steps`);

      const listed = await client.list(sent.chatId);
      assert.deepEqual(
        listed.map(({ id }) => id),
        sent.uploads.map(({ id }) => id),
      );
      const content = await fetch(listed[1]?.presigned_url ?? '');
      assert.equal(await content.text(), contents[1]);
    });

    test('a file that is too large is refused in words that say how large it may be', async (t) => {
      const { server, client } = await embedded(t, revision);
      const chatId = revision === 'current' ? await server.createChat() : null;
      const limit = revision === 'current' ? 30 : 5;
      const large = file(t, 'large.csv', largeCsv((limit + 1) * mebibyte));
      await assert.rejects(client.upload(chatId, [large], never()), is('request', new RegExp(`${limit} MB`)));
    });
  });
}

test('what is no whole file, an unknown chat, and a list of a chat that is gone are said as the server says them', async (t) => {
  const { server, client } = await embedded(t, 'current');
  const chatId = await server.createChat();
  const pdf = file(t, 'report.pdf', '%PDF-1.7 and more');
  await assert.rejects(
    client.upload(chatId, [pdf], never()),
    is('request', /report\.pdf: it is no PDF, or is not whole/),
  );
  await assert.rejects(client.upload('nowhere', [file(t, 'a.csv', 'a\n1')], never()), is('notFound'));
  await assert.rejects(client.list('nowhere'), is('notFound'));
  assert.deepEqual(await client.list(chatId), []);
});

test('a burst of uploads is told how long to wait', async (t) => {
  const { server, client } = await embedded(t, 'current', { limits: true });
  const chatId = await server.createChat();
  const small = file(t, 'a.csv', 'a\n1\n');
  for (let sent = 0; sent < 30; sent++) await client.upload(chatId, [small], never());
  await assert.rejects(
    client.upload(chatId, [small], never()),
    (error) => error instanceof SessionError && error.kind === 'rateLimit' && (error.retryAfterSeconds ?? 0) > 0,
  );
});

describe('a scripted server', () => {
  async function scripted(
    t: TestContext,
    answer: (request: IncomingMessage, response: ServerResponse) => void,
    clock = systemClock,
  ) {
    const server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const asked: string[] = [];
    const tokens = {
      token: async () => 'old',
      renewed: async (refused: string) => {
        asked.push(refused);
        return 'new';
      },
    };
    return { url, asked, client: createUploadsClient(async () => url, tokens, clock) };
  }
  const uploadOf = (request: IncomingMessage) => ({ id: `u-${request.headers.authorization}`, filename: 'a.csv' });
  async function readAll(request: IncomingMessage): Promise<number> {
    let length = 0;
    for await (const chunk of request) length += chunk.length;
    return length;
  }
  function json(response: ServerResponse, status: number, body: unknown, headers = {}) {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
  }

  test('the length is told before, and is true; what is read is never far ahead of what was taken', async (t) => {
    const whole = 100 * mebibyte;
    const large = file(t, 'large.csv', '');
    truncateSync(large.path, whole);
    let told = 0;
    let taken = 0;
    let sent = 0;
    let ahead = 0;
    const { client } = await scripted(t, async (request, response) => {
      told = Number(request.headers['content-length']);
      for await (const chunk of request) {
        taken += chunk.length;
        ahead = Math.max(ahead, sent - taken);
        // Slower than a disk.
        await new Promise(setImmediate);
      }
      json(response, 201, { chat_id: 'c', uploads: [uploadOf(request)] });
    });
    const onProgress = (share: number) => {
      sent = share * whole;
    };
    await client.upload('c', [{ ...large, size: whole }], { ...never(), onProgress });
    assert.ok(told > whole);
    assert.equal(taken, told);
    assert.ok(ahead < 20 * mebibyte, `${Math.round(ahead / mebibyte)} MB ahead`);
  });

  test('a dead token is renewed once and the files are sent again; a dead key ends there', async (t) => {
    const { client, asked } = await scripted(t, async (request, response) => {
      if (request.headers.authorization === 'Bearer old') return json(response, 401, { detail: 'no' });
      await readAll(request);
      json(response, 201, { chat_id: 'c', uploads: [uploadOf(request)] });
    });
    const shares: number[] = [];
    const { uploads } = await client.upload('c', [file(t, 'a.csv', largeCsv(mebibyte))], {
      ...never(),
      onProgress: (share) => shares.push(share),
    });
    assert.equal(uploads[0]?.id, 'u-Bearer new');
    assert.deepEqual(asked, ['old']);
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => a - b),
    );
    const dead = await scripted(t, (_, response) => json(response, 401, { detail: 'no' }));
    await assert.rejects(dead.client.upload('c', [file(t, 'a.csv', 'a\n1')], never()), is('unauthorized'));
    assert.deepEqual(dead.asked, ['old']);
  });

  test('stopping ends the request in its middle', async (t) => {
    const stop = new AbortController();
    const closed = Promise.withResolvers<void>();
    const { client } = await scripted(t, (request) => {
      request.once('data', () => stop.abort());
      request.once('close', () => closed.resolve());
      request.on('error', () => closed.resolve());
    });
    const sending = client.upload('c', [file(t, 'a.csv', largeCsv(20 * mebibyte))], {
      signal: stop.signal,
      onProgress: () => undefined,
    });
    await assert.rejects(sending, is('offline', /stopped/));
    await closed.promise;
    await assert.rejects(
      client.upload('c', [file(t, 'a.csv', 'a\n1')], { ...never(), signal: stop.signal }),
      is('offline'),
    );
  });

  test('a server that takes nothing more for a minute is given up', async (t) => {
    const clock = fakeClock();
    const began = Promise.withResolvers<void>();
    const { client } = await scripted(t, () => began.resolve(), clock);
    const sending = client.upload('c', [file(t, 'a.csv', 'a\n1')], never());
    const ended = assert.rejects(sending, is('offline', /No answer/));
    await began.promise;
    await clock.pass(60_000);
    await ended;
  });

  test('a refusal that comes before the body was read is heard', async (t) => {
    const { client } = await scripted(t, (_, response) => json(response, 413, 'too much', { Connection: 'close' }));
    const sending = client.upload('c', [file(t, 'a.csv', largeCsv(20 * mebibyte))], never());
    await assert.rejects(sending, is('request', /too large for this server/));
    const busy = await scripted(t, (_, response) => json(response, 429, 'wait', { 'Retry-After': '17' }));
    const small = file(t, 'a.csv', 'a\n1');
    await assert.rejects(busy.client.upload('c', [small], never()), is('rateLimit', /again in 17 s\./));
  });

  test('a redirect is not followed, and what is no answer of this API says so', async (t) => {
    const { client } = await scripted(t, (request, response) => {
      request.resume();
      response.writeHead(307, { Location: 'http://127.0.0.1:9/elsewhere' }).end();
    });
    await assert.rejects(client.upload('c', [file(t, 'a.csv', 'a\n1')], never()), is('protocol', /redirects/));
    const strange = await scripted(t, (request, response) => {
      request.resume();
      json(response, 200, { uploads: [] });
    });
    await assert.rejects(strange.client.upload('c', [file(t, 'a.csv', 'a\n1')], never()), is('protocol'));
  });

  test('only an address over https, or of the server itself, may be opened', async (t) => {
    const addresses: Record<string, string | null> = {
      far: 'https://files.example.org/a.csv?X-Amz-Signature=abc%2F',
      plain: 'http://files.example.org/a.csv',
      script: 'javascript:alert(1)',
      command: 'command:workbench.action.quit',
      file: 'file:///etc/passwd',
      named: 'https://somebody:secret@example.org/a.csv',
      none: null,
    };
    const { client, url } = await scripted(t, (_, response) => {
      const uploads = Object.entries({ ...addresses, own: `${url}/v1/x` }).map(([id, presigned_url]) => {
        return { id, filename: 'a.csv', presigned_url };
      });
      json(response, 200, { uploads });
    });
    assert.equal(await client.link('c', 'far'), addresses.far);
    assert.equal(await client.link('c', 'own'), `${url}/v1/x`);
    for (const id of ['plain', 'script', 'command', 'file', 'named', 'none', 'unknown'])
      assert.equal(await client.link('c', id), null, id);
  });

  test('a file that is shorter by now, or gone, is named', async (t) => {
    const { client } = await scripted(t, (request) => request.resume());
    const short = { ...file(t, 'short.csv', 'a\n1'), size: 1000 };
    await assert.rejects(client.upload('c', [short], never()), is('request', /short\.csv became shorter/));
    const gone = { name: 'gone.csv', path: '/nowhere/gone.csv', size: 10 };
    await assert.rejects(client.upload('c', [gone], never()), is('request', /gone\.csv cannot be read/));
  });

  test('nobody at that address is said as such', async (t) => {
    const tokens = { token: async () => 't', renewed: async () => 't' };
    const client = createUploadsClient(async () => 'http://127.0.0.1:9', tokens, systemClock);
    await assert.rejects(client.upload('c', [file(t, 'a.csv', 'a\n1')], never()), is('offline', /No answer/));
  });
});

// Servers that answer with too much, too slowly, without end or not as they say.
// Not here: where they are (hostileAddresses.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { PageError } from '../../../../src/server/models/web/pageError.ts';
import { redirect, say, sayRaw, web } from './webPeer.ts';

const site = 'http://site.example/';
const neverStopped = new AbortController().signal;
const refused = (sentence: RegExp) => (cause: unknown) => cause instanceof PageError && sentence.test(cause.message);
const brokeOff = refused(/cannot be read: its server/);

describe('too much', () => {
  const bomb = Buffer.alloc(60 * 1024 * 1024, 'a ');
  for (const [encoding, packed] of [
    ['gzip', gzipSync(bomb)],
    ['br', brotliCompressSync(bomb)],
  ] as const)
    test(`what a few bytes of ${encoding} unpack to is cut`, async (t) => {
      const headers = { 'Content-Encoding': encoding, 'Content-Type': 'text/plain' };
      const { fetchPage } = await web(t, (request) => say(request, packed, headers));
      const page = await fetchPage(site, neverStopped);
      assert.ok(page.truncated);
      assert.ok(page.text.length < 20_100);
    });

  test('a body without end is cut at 2 MB, and its line closed', async (t) => {
    const closed = Promise.withResolvers<void>();
    const { fetchPage } = await web(t, ({ response }) => {
      response.writeHead(200, { 'Content-Type': 'text/plain' });
      const more = () => {
        while (response.writable && response.write('endless '.repeat(1_000)));
      };
      response.on('drain', more);
      response.on('close', closed.resolve);
      more();
    });
    const page = await fetchPage(site, neverStopped);
    assert.ok(page.truncated);
    assert.match(page.text, /^endless /);
    assert.match(page.text, /\n\[The page goes on; this is its beginning\.\]$/);
    await closed.promise;
  });

  test('of a page in 16-bit characters nothing is halved where it is cut', async (t) => {
    const { fetchPage } = await web(t, (request) =>
      say(request, `x${'😀'.repeat(20_000)}`, { 'Content-Type': 'text/plain' }),
    );
    const { text } = await fetchPage(site, neverStopped);
    assert.ok(text.isWellFormed() && !text.includes('\ufffd'));
  });

  test('elements nested without end are cut', async (t) => {
    const { fetchPage } = await web(t, (request) =>
      say(request, `begun ${'<b>'.repeat(300_000)}${'</i>'.repeat(250_000)}never`),
    );
    const page = await fetchPage(site, neverStopped);
    assert.ok(page.truncated);
    assert.match(page.text, /^begun/);
  });

  test('a head without end is refused', async (t) => {
    const { fetchPage } = await web(t, (request) =>
      sayRaw(request, `HTTP/1.1 200 OK\r\n${'X-More: and more\r\n'.repeat(10_000)}`, 'open'),
    );
    await assert.rejects(fetchPage(site, neverStopped), brokeOff);
  });
});

describe('without end', () => {
  test('redirects are followed five times', async (t) => {
    const { fetchPage, peer } = await web(t, (request) => redirect(request, `${request.url}a`));
    await assert.rejects(fetchPage(site, neverStopped), refused(/without end/));
    assert.equal(peer.requests.length, 6);
  });

  test('a page that leads to itself is no page', async (t) => {
    const { fetchPage } = await web(t, (request) => redirect(request, site));
    await assert.rejects(fetchPage(site, neverStopped), refused(/without end/));
  });

  test('the body of a redirect is not read, and its line closed', async (t) => {
    const closed = Promise.withResolvers<void>();
    const { fetchPage } = await web(t, (request) => {
      if (request.url !== '/') return say(request, 'found');
      request.response.on('close', closed.resolve);
      request.response.writeHead(302, { Location: '/b' }).write('and more');
    });
    assert.equal((await fetchPage(site, neverStopped)).text, 'found');
    await closed.promise;
  });

  for (const location of ['', 'http://', 'mailto:me@site.example'])
    test(`a redirect to ${JSON.stringify(location)} is refused`, async (t) => {
      const { fetchPage, peer } = await web(t, (request) => redirect(request, location));
      await assert.rejects(fetchPage(site, neverStopped), PageError);
      assert.equal(peer.requests.length, 1);
    });
});

describe('too slowly', () => {
  const steps: [string, string][] = [
    ['before its head', ''],
    ['in its head', 'HTTP/1.1 200 OK\r\nContent-Type: te'],
    ['after notes that it will come', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
    ['in its body', 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nbegun'],
    ['in a chunk', 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nbegun'],
  ];
  for (const [place, bytes] of steps)
    for (const who of ['the deadline', 'the person'])
      test(`a server that is silent ${place} is given up by ${who}`, async (t) => {
        const late = new AbortController();
        const stopped = new AbortController();
        const asked = Promise.withResolvers<void>();
        const closed = Promise.withResolvers<void>();
        const { fetchPage } = await web(
          t,
          (request) => {
            request.response.socket?.once('close', closed.resolve);
            sayRaw(request, bytes, 'open');
            asked.resolve();
          },
          { deadline: () => late.signal },
        );
        const reading = fetchPage(site, stopped.signal);
        const outcome =
          who === 'the deadline'
            ? assert.rejects(reading, refused(/did not arrive within 10 seconds/))
            : assert.rejects(reading, { name: 'AbortError' });
        await asked.promise;
        (who === 'the deadline' ? late : stopped).abort();
        await outcome;
        await closed.promise;
      });

  test('a name that is looked up for ever is given up', async (t) => {
    const late = new AbortController();
    const { fetchPage } = await web(t, () => assert.fail(), {
      lookup: () => {
        queueMicrotask(() => late.abort());
        return new Promise(() => undefined);
      },
      deadline: () => late.signal,
    });
    await assert.rejects(fetchPage(site, neverStopped), refused(/did not arrive/));
  });

  test('a question that was stopped before reads nothing', async (t) => {
    const { fetchPage, dialled } = await web(t, () => assert.fail());
    await assert.rejects(fetchPage(site, AbortSignal.abort()), { name: 'AbortError' });
    assert.deepEqual(dialled, []);
  });
});

describe('not as it says', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n';
  const broken: [string, string][] = [
    ['a body shorter than its length', `${head}Content-Length: 100\r\n\r\nshort`],
    ['a body cut in a chunk', `${head}Transfer-Encoding: chunked\r\n\r\nff\r\nshort`],
    ['two lengths', `${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
    ['a length and chunks', `${head}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`],
    ['a length below nothing', `${head}Content-Length: -1\r\n\r\na`],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['nothing', ''],
    ['bytes that are no gzip', `${head}Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain`],
    ['bytes that are no brotli', `${head}Content-Encoding: br\r\nContent-Length: 5\r\n\r\nplain`],
  ];
  for (const [what, bytes] of broken)
    test(`${what} is refused`, async (t) => {
      const { fetchPage } = await web(t, (request) => sayRaw(request, bytes));
      await assert.rejects(fetchPage(site, neverStopped), brokeOff);
    });

  test('what follows a body is not read', async (t) => {
    const { fetchPage } = await web(t, (request) => sayRaw(request, `${head}Content-Length: 5\r\n\r\nshortand more`));
    assert.equal((await fetchPage(site, neverStopped)).text, 'short');
  });

  test('another protocol on the same line is refused', async (t) => {
    const { fetchPage, peer } = await web(t, (request) =>
      sayRaw(request, 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n', 'open'),
    );
    await assert.rejects(fetchPage(site, neverStopped), refused(/no page/));
    assert.equal(peer.requests.length, 1);
  });

  for (const encoding of ['gzip, gzip', 'compress', 'zstd', '../x'])
    test(`the packing ${encoding} is refused`, async (t) => {
      const { fetchPage } = await web(t, (request) => say(request, 'x', { 'Content-Encoding': encoding }));
      await assert.rejects(fetchPage(site, neverStopped), refused(/packed in a way/));
    });

  for (const kind of ['image/png', 'application/pdf', 'text/css', 'text/javascript', 'multipart/mixed', '', 'html'])
    test(`the kind ${JSON.stringify(kind)} is refused`, async (t) => {
      const { fetchPage } = await web(t, (request) => say(request, 'x', { 'Content-Type': kind }));
      await assert.rejects(fetchPage(site, neverStopped), refused(/no text/));
    });

  for (const status of [204, 206, 304, 401, 404, 500])
    test(`the status ${status} is refused`, async (t) => {
      const { fetchPage } = await web(t, ({ response }) => response.writeHead(status).end());
      await assert.rejects(fetchPage(site, neverStopped), refused(new RegExp(`answered ${status}`)));
    });
});

test('a line that is closed at once is said to have broken off', async (t) => {
  const { fetchPage, peer } = await web(t, ({ response }) => response.destroy());
  await assert.rejects(fetchPage(site, neverStopped), brokeOff);
  assert.equal(peer.requests.length, 1);
});

// Pages as they should be: what is asked, and what comes of each kind and encoding.
// Not here: hostile addresses and answers (hostileAddresses.test.ts, hostileAnswers.test.ts), lines over TLS (pageTls.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { dialDirectly } from '../../../../src/server/models/web/line.ts';
import { createPageFetcher } from '../../../../src/server/models/web/pageFetcher.ts';
import { httpPeer } from '../../../support/httpPeer.ts';
import { redirect, say, somewherePublic, web } from './webPeer.ts';

const site = 'http://site.example/';
const neverStopped = new AbortController().signal;

test('a page is its title, its text and its links', async (t) => {
  const { fetchPage, dialled } = await web(t, (request) =>
    say(request, '<title>Prices</title><h1>Prices</h1><p>A costs 3. <a href="/b">B</a> is free.'),
  );
  assert.deepEqual(await fetchPage('http://site.example/prices?year=2025#a', neverStopped), {
    url: 'http://site.example/prices?year=2025#a',
    title: 'Prices',
    text: '# Prices\n\nA costs 3. B is free.',
    truncated: false,
    links: ['http://site.example/b'],
  });
  assert.deepEqual(dialled, [`site.example:80 -> ${somewherePublic}`]);
});

test('a request says who asks and nothing of the person', async (t) => {
  const { fetchPage, peer } = await web(t, (request) => {
    if (request.url === '/a?b=1') redirect(request, '/c');
    else say(request, 'x', { 'Set-Cookie': 'id=1' });
  });
  await fetchPage('http://site.example:8080/a?b=1#secret', neverStopped);
  await fetchPage('http://site.example:8080/c', neverStopped);
  assert.deepEqual(
    peer.requests.map(({ method, url }) => `${method} ${url}`),
    ['GET /a?b=1', 'GET /c', 'GET /c'],
  );
  for (const { headers } of peer.requests)
    assert.deepEqual(headers, {
      host: 'site.example:8080',
      accept: 'text/html, text/plain, text/markdown, application/json, text/csv, application/xml;q=0.8',
      'accept-encoding': 'gzip, deflate, br',
      'user-agent': 'Trellis',
      connection: 'close',
    });
});

test('a proxy of the environment is not asked', async (t) => {
  const proxies = ['HTTP_PROXY', 'http_proxy', 'NODE_USE_ENV_PROXY'];
  const before = proxies.map((name) => [name, process.env[name]] as const);
  t.after(() => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });
  for (const name of proxies) process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : 'http://127.0.0.1:9/';
  const { fetchPage } = await web(t, (request) => say(request, 'direct'));
  assert.equal((await fetchPage(site, neverStopped)).text, 'direct');
});

test('redirects are followed, and the page is where it was found', async (t) => {
  const { fetchPage, dialled } = await web(t, (request) => {
    const { url, headers } = request;
    if (url === '/') redirect(request, '/b', 301);
    else if (headers.host === 'site.example') redirect(request, '//other.example/c', 307);
    else say(request, 'found');
  });
  const page = await fetchPage(site, neverStopped);
  assert.equal(page.url, 'http://other.example/c');
  assert.equal(page.text, 'found');
  assert.deepEqual(
    dialled.map((each) => each.split(' ')[0]),
    ['site.example:80', 'site.example:80', 'other.example:80'],
  );
});

test('the address that was judged is the one that is dialled, by the real dialler', async (t) => {
  const peer = await httpPeer(t, (request) => {
    say(request, `to ${request.headers.host}`);
    return true;
  });
  const { port } = new URL(peer.url);
  const lookups: string[] = [];
  const fetchPage = createPageFetcher({
    lookup: async (name) => {
      lookups.push(name);
      return [{ address: '127.0.0.1', family: 4 }];
    },
    allowAddress: (address) => address === '127.0.0.1',
    dial: (target) => dialDirectly({ ...target, port: Number(port) }),
  });
  assert.equal((await fetchPage('http://site.example/', neverStopped)).text, 'to site.example');
  assert.equal((await fetchPage('http://127.0.0.1/', neverStopped)).text, 'to 127.0.0.1');
  assert.deepEqual(lookups, ['site.example']);
});

test('of several addresses the one that answers is taken', async (t) => {
  const peer = await httpPeer(t, (request) => {
    say(request, 'here');
    return true;
  });
  const fetchPage = createPageFetcher({
    // Nobody listens at the first.
    lookup: async () => ['127.0.0.2', '127.0.0.1'].map((address) => ({ address, family: 4 })),
    allowAddress: (address) => address.startsWith('127.'),
    dial: (target) => dialDirectly({ ...target, port: Number(new URL(peer.url).port) }),
  });
  assert.equal((await fetchPage(site, neverStopped)).text, 'here');
});

describe('kinds', () => {
  const kinds: [string, string, string][] = [
    ['text/plain', ' a\r\n<b>b</b>\u200b ', 'a\n<b>b</b>'],
    ['TEXT/Plain; charset="utf-8"', 'é', 'é'],
    ['application/json', '{"a": "<p>é"}', '{"a": "<p>é"}'],
    ['application/ld+json', '{}', '{}'],
    ['text/csv', 'a,b\n1,2', 'a,b\n1,2'],
    ['text/markdown', '# A', '# A'],
    ['application/rss+xml', '<rss><title>x</title></rss>', '<rss><title>x</title></rss>'],
    ['application/xhtml+xml', '<p>x</p>', 'x'],
    ['text/html', '<p>é</p>', 'é'],
  ];
  for (const [kind, body, text] of kinds)
    test(kind, async (t) => {
      const { fetchPage } = await web(t, (request) => say(request, body, { 'Content-Type': kind }));
      assert.equal((await fetchPage(site, neverStopped)).text, text);
    });

  test('20,000 characters are read, and more is marked', async (t) => {
    const { fetchPage } = await web(t, (request) =>
      say(request, 'x'.repeat(request.url === '/' ? 20_000 : 20_001), { 'Content-Type': 'text/plain' }),
    );
    assert.equal((await fetchPage(site, neverStopped)).truncated, false);
    const { text, truncated } = await fetchPage('http://site.example/more', neverStopped);
    assert.ok(truncated);
    assert.equal(text, `${'x'.repeat(20_000)}\n[The page goes on; this is its beginning.]`);
  });
});

describe('packings', () => {
  const packings = [
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['identity', (text: string) => Buffer.from(text)],
  ] as const;
  for (const [encoding, pack] of packings)
    test(`${encoding} (${pack.name})`, async (t) => {
      const { fetchPage } = await web(t, (request) =>
        say(request, pack('<p>packed</p>'), { 'Content-Encoding': encoding }),
      );
      assert.equal((await fetchPage(site, neverStopped)).text, 'packed');
    });
});

describe('encodings', () => {
  const latin = Buffer.from('<p>caf\u00e9</p>', 'latin1');
  const encodings: [string, string, Buffer][] = [
    ['of the server', 'text/html; charset=ISO-8859-1', latin],
    ['of the page', 'text/html', Buffer.concat([Buffer.from('<meta charset=windows-1252>'), latin])],
    [
      'of the page, in the older way',
      'text/html',
      Buffer.concat([Buffer.from('<meta http-equiv="Content-Type" content="text/html; charset=latin1">'), latin]),
    ],
    ['that nobody names', 'text/html', Buffer.from('<p>café</p>')],
    ['that nobody knows', 'text/html; charset=x-secret', Buffer.from('<p>café</p>')],
    ['of the first bytes, whatever is named', 'text/html; charset=latin1', Buffer.from('\ufeff<p>café</p>')],
    ['of sixteen bits', 'text/html', Buffer.from('\ufeff<p>café</p>', 'utf16le')],
    ['of sixteen bits that are not', 'text/html', Buffer.from('<meta charset="utf-16"><p>café</p>')],
    [
      'of Japanese',
      'text/html; charset=shift_jis',
      Buffer.concat([Buffer.from('<i>'), Buffer.from([0x93, 0xfa, 0x96, 0x7b]), Buffer.from('</i> café'.slice(0, -1))]),
    ],
  ];
  for (const [what, kind, bytes] of encodings)
    test(what, async (t) => {
      const { fetchPage } = await web(t, (request) => say(request, bytes, { 'Content-Type': kind }));
      const { text } = await fetchPage(site, neverStopped);
      assert.equal(text, what === 'of Japanese' ? '日本 caf' : 'café');
    });
});

// Pages over TLS: the name that was asked for is the one the certificate is judged by, whatever address is dialled.
// Not here: everything that is the same without TLS (pageFetcher.test.ts).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { dialDirectly } from '../../../../src/server/models/web/line.ts';
import { createPageFetcher } from '../../../../src/server/models/web/pageFetcher.ts';
import { makeCertificates } from '../../../support/certificate.ts';
import { lookupIn } from './webPeer.ts';

const neverStopped = new AbortController().signal;
const { ca, cert, key } = makeCertificates('site.example');

async function secureWeb(t: TestContext, answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer({ cert, key }, answer);
  const names: unknown[] = [];
  server.on('secureConnection', ({ servername }) => names.push(servername));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const fetchPage = createPageFetcher({
    lookup: lookupIn({}),
    dial: (target) => dialDirectly({ ...target, name: '127.0.0.1', port }),
  });
  return { fetchPage, names };
}

function trustOurAuthority(t: TestContext) {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, ca]);
  t.after(() => setDefaultCACertificates(before));
}

test('a page with a certificate for its name is read', async (t) => {
  trustOurAuthority(t);
  const { fetchPage, names } = await secureWeb(t, (_request, response) => {
    response.setHeader('Content-Type', 'text/plain').end('secure');
  });
  assert.equal((await fetchPage('https://site.example/', neverStopped)).text, 'secure');
  assert.deepEqual(names, ['site.example']);
});

test('a certificate for another name, or of an unknown authority, is refused', async (t) => {
  const { fetchPage } = await secureWeb(t, () => assert.fail());
  const refused = { name: 'PageError', message: /cannot be read/ };
  await assert.rejects(fetchPage('https://site.example/', neverStopped), refused);
  trustOurAuthority(t);
  await assert.rejects(fetchPage('https://other.example/', neverStopped), refused);
  await assert.rejects(fetchPage('https://93.184.215.14/', neverStopped), refused);
});

test('a secure page that leads to one that is not is refused', async (t) => {
  trustOurAuthority(t);
  const { fetchPage } = await secureWeb(t, (_request, response) => {
    response.writeHead(302, { Location: 'http://site.example/' }).end();
  });
  await assert.rejects(fetchPage('https://site.example/', neverStopped), { name: 'PageError', message: /not secure/ });
});

test('who does not speak TLS on its port is refused', async (t) => {
  const { fetchPage } = await secureWeb(t, () => assert.fail());
  await assert.rejects(fetchPage('http://site.example/', neverStopped), { name: 'PageError' });
});

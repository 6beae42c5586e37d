// The request of a question on real sockets: a line of its own, and no end of patience but the one that is set.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { sendPatiently } from '../../../src/session/assistant/patientRequest.ts';

async function served(t: TestContext, listener: Parameters<typeof createServer>[1]) {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const lines = { count: 0 };
  server.on('connection', () => {
    lines.count += 1;
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, lines };
}

const question = { headers: {}, body: '{}', signal: new AbortController().signal };

test('each question has a line of its own, also where the server would keep one', async (t) => {
  const { url, lines } = await served(t, (request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(200, { Connection: 'keep-alive' }).end('x'));
  });
  for (const nth of [1, 2, 3]) {
    const answer = await sendPatiently(url, question);
    assert.deepEqual([answer.status, await answer.text(), lines.count], [200, 'x', nth]);
  }
});

test('a server that goes silent is given up after the time that is set', async (t) => {
  const { url } = await served(t, (_, response) => void response.writeHead(200).write('begun'));
  const answer = await sendPatiently(url, { ...question, silentForMs: 50 });
  await assert.rejects(answer.text());
});

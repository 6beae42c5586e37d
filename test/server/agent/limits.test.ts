// What one answer of a model may do at most, whatever it wishes for.
// Not here: how each way of failing ends (scenarios.test.ts).
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import { type ModelReply, startModelPeer } from '../../support/models/modelPeer.ts';
import { testServer } from '../../support/testServer.ts';
import { askStream } from '../assistant/assistantClient.ts';

const call = (name: string, input: unknown) => ({ name, input });

async function ask(t: Parameters<typeof testServer>[0], script: ModelReply[]) {
  const peer = await startModelPeer(t, 'compatible', script);
  const server = await testServer(t, { models: { compatible: { apiKey: peer.apiKey, baseUrl: peer.baseUrl } } });
  const { events, end } = await askStream(server, { text: 'Which regions are there?', provider: 'compatible/m1' });
  return { peer, events, end };
}

test('of a hundred calls at once the first forty run, and the others hear that it is enough', async (t) => {
  const sql = { sql: 'SELECT 1' };
  const { peer } = await ask(t, [
    { calls: Array.from({ length: 100 }, () => call('run_sql', sql)) },
    { text: 'Done.' },
  ]);
  const results = peer.asked[1]?.results ?? [];
  assert.equal(results.filter((text) => text.includes('"result"')).length, 40);
  assert.equal(results.filter((text) => text.includes('too many calls')).length, 60);
});

test('the person is shown eight tables and charts, and no more', async (t) => {
  const shown = { sql: 'SELECT region FROM sales', show: true };
  const { events } = await ask(t, [
    { calls: Array.from({ length: 12 }, () => call('run_sql', shown)) },
    { text: 'Done.' },
  ]);
  assert.equal(events.filter(({ event }) => event === 'visualization').length, 8);
});

test('rows that nobody was told or shown make no number right', async (t) => {
  const many = { sql: 'SELECT range * 7 + 3 AS n FROM range(1000)' };
  const { end } = await ask(t, [
    { calls: [call('run_sql', many)] },
    { text: 'It begins with 3, and 4,203 is among them.' },
  ]);
  assert.match(String(end.data.reply), /not verified: 4,203\./);
});

test('where the question is over its budget the model is still told its tools, and to use none', async (t) => {
  const again = { calls: [call('run_sql', { sql: 'SELECT nothing' })] };
  const { peer } = await ask(t, [again, again, again, again, { text: 'I cannot.' }]);
  assert.equal(peer.asked.length, 5);
  assert.deepEqual([peer.asked[3]?.toolChoice, peer.asked[4]?.toolChoice], ['auto', 'none']);
  assert.equal(peer.asked[4]?.tools.length, 4);
});

test('a chart of thirty thousand columns is refused before it is made', async (t) => {
  const rows = call('run_sql', { sql: 'SELECT range AS n FROM range(5000)' });
  const chart = call('draw_chart', { result: 'r1', kind: 'bar', x: 'n', y: Array.from({ length: 30_000 }, () => 'n') });
  const { peer, events } = await ask(t, [{ calls: [rows] }, { calls: [chart] }, { text: 'Done.' }]);
  assert.match(peer.asked[2]?.results[0] ?? '', /Invalid length|too many|error/i);
  assert.equal(events.filter(({ event, data }) => event === 'visualization' && data.type === 'chart').length, 0);
});

test('a call whose arguments lie in each other without end is told as none, and the answer goes on', async (t) => {
  let deep: unknown = 1;
  for (let depth = 0; depth < 3_000; depth += 1) deep = [deep];
  const { end } = await ask(t, [{ calls: [call('run_sql', { sql: 'SELECT 1', more: deep })] }, { text: 'Done.' }]);
  assert.equal(end.event, 'done');
});

test('an error of the database that repeats a cell of a megabyte is cut', async (t) => {
  const sql = "SELECT CAST(repeat('x', 1000000) AS INTEGER)";
  const { peer, end } = await ask(t, [{ calls: [call('run_sql', { sql })] }, { text: '' }]);
  assert.ok((peer.asked[1]?.results[0] ?? '').length < 3_000);
  assert.ok(JSON.stringify(end).length < 10_000);
});

test('a model whose answer never ends is left after its time, and what it said stays', async (t) => {
  const sockets = new Set<Socket>();
  const http = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const chunk = (delta: object) =>
      response.write(
        `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`,
      );
    chunk({ role: 'assistant', content: 'I will look.' });
    const call = { index: 0, id: 'c1', type: 'function', function: { name: 'run_sql', arguments: '{"sql": "' } };
    chunk({ tool_calls: [call] });
    const more = setInterval(() => chunk({ tool_calls: [{ index: 0, function: { arguments: 'SELECT ' } }] }), 50);
    response.once('close', () => clearInterval(more));
  });
  http.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    http.close();
  });
  const baseUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}/v1`;
  const server = await testServer(t, { models: { compatible: { baseUrl } } }, { budgets: { ms: 500 } });
  const { end } = await askStream(server, { text: 'Which regions are there?', provider: 'compatible/m1' });
  assert.match(String(end.data.reply), /^I will look\.\n\nThe answer ends here/);
});

test('names of models that would lead elsewhere are nobody’s, and a wrong address leaves the question to the planner', async (t) => {
  const peer = await startModelPeer(t, 'google', []);
  const models = { google: { apiKey: peer.apiKey, baseUrl: peer.baseUrl }, groq: { apiKey: 'k', baseUrl: 'ftp://x' } };
  const server = await testServer(t, { models });
  for (const model of ['google/../../admin/x?y=1#', `google/${'x'.repeat(500)}`, 'google/a\nb']) {
    const chat_id = await server.createChat();
    const { status } = await server.call('POST', '/v1/chats', { chat_id, message: 'Hello', model });
    assert.equal(status, 400, model.slice(0, 50));
  }
  assert.equal(peer.asked.length, 0);
  const { end } = await askStream(server, { text: 'How many sales are there?', provider: 'groq' });
  assert.match(String(end.data.reply), /^The address of Groq is none.*There are 7 sales\./s);
});

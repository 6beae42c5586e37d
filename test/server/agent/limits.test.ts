// What one answer of a model may do at most, whatever it wishes for.
// Not here: how each way of failing ends (scenarios.test.ts).
import assert from 'node:assert/strict';
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

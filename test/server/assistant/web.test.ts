// Questions that may ask the web: which tools the model has then, what it is told, and which pages it can read.
// Not here: how a page is read (test/server/models/web/).
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type Script, startModelPeer } from '../../support/models/modelPeer.ts';
import { testServer } from '../../support/testServer.ts';
import { say, web } from '../models/web/webPeer.ts';

async function worldOf(t: TestContext, script: Script) {
  const pages = await web(t, (request) => say(request, '<title>Prices</title><p>Copper costs 9,412 today.</p>'));
  const peer = await startModelPeer(t, 'claude', script);
  const models = { claude: { apiKey: peer.apiKey, baseUrl: peer.baseUrl } };
  const server = await testServer(t, { models, defaultModel: 'claude' }, { fetchPage: pages.fetchPage });
  const ask = async (body: Record<string, unknown>) => (await server.call('POST', '/api/chat', body)).body;
  return { pages, peer, server, ask };
}

const address = 'http://metals.example.org/prices';
const fetching: Script = [
  { calls: [{ name: 'fetch_page', input: { url: address } }] },
  { text: 'Copper costs 9,412.' },
];

describe('a question that may ask the web', () => {
  test('reads the page it names, and has no tables', async (t) => {
    const { pages, peer, ask } = await worldOf(t, fetching);
    const { reply } = await ask({ text: `What does copper cost, says ${address}?`, web: true });
    assert.equal(reply, 'Copper costs 9,412.');
    assert.equal(pages.dialled.length, 1);
    assert.deepEqual(
      peer.asked[0]?.tools.filter((name) => !name.includes('search')),
      ['fetch_page'],
    );
    assert.ok(!JSON.stringify(peer.asked).includes('region'), 'nothing of the tables is told');
    assert.match(peer.asked[1]?.results[0] ?? '', /Copper costs 9,412 today\./);
  });

  test('cannot read what nobody named, so that nothing of the chat leaves in an address', async (t) => {
    const { pages, peer, ask } = await worldOf(t, [
      { calls: [{ name: 'fetch_page', input: { url: `${address}?told=secret` } }] },
      { text: 'I could not read it.' },
    ]);
    await ask({ text: `Look at ${address}`, web: true });
    assert.deepEqual(pages.dialled, []);
    assert.match(peer.asked[1]?.results[0] ?? '', /neither in the question nor in what a search found/);
  });

  test('is told nothing of answers from the data, memories, rules and saved queries', async (t) => {
    const { peer, server, ask } = await worldOf(t, () => ({ text: 'Fine.' }));
    await server.call('POST', '/v1/user-memories', { content: 'My margin is hidden-memory' });
    await server.call('POST', '/v1/organization-rules', { content: 'The rule is hidden-rule' });
    const first = await ask({ text: 'total amount by region', provider: 'planner' });
    await ask({ text: 'And what does the world say?', conversation_id: first.conversation_id, web: true });
    const told = JSON.stringify(peer.asked[0]?.body);
    for (const word of ['hidden-memory', 'hidden-rule', 'East', 'SUM(']) assert.ok(!told.includes(word), word);
    assert.match(told, /total amount by region/);
  });

  test('is told nothing of answers that a model gave about the data, with or without SQL', async (t) => {
    const { peer, ask } = await worldOf(t, (_, number) => ({ text: number === 0 ? 'ACME owes 1,234,567.' : 'Fine.' }));
    const first = await ask({ text: 'Who owes us most?' });
    await ask({ text: 'And what does the world say?', conversation_id: first.conversation_id, web: true });
    assert.ok(!JSON.stringify(peer.asked[1]?.body).includes('1,234,567'));
  });

  test('asks the data, too, where the person has allowed it', async (t) => {
    const { peer, ask } = await worldOf(t, () => ({ text: 'Fine.' }));
    await ask({ text: 'Compare my sales with the market.', web: true, web_with_data: true });
    const [told] = peer.asked;
    assert.ok(told);
    for (const name of ['run_sql', 'draw_chart', 'fetch_page']) assert.ok(told.tools.includes(name), name);
    assert.match(told.instructions, /sales\(/);
  });

  test('without that flag there is no such tool, and a model that calls it hears so', async (t) => {
    const { pages, peer, ask } = await worldOf(t, fetching);
    await ask({ text: `What does copper cost, says ${address}?` });
    assert.ok(!peer.asked[0]?.tools.includes('fetch_page'));
    assert.deepEqual(pages.dialled, []);
    assert.match(peer.asked[1]?.results[0] ?? '', /unavailable tool/);
  });
});

test('a mood is one line of what the model is told; the ordinary one is none', async (t) => {
  const { peer, ask } = await worldOf(t, () => ({ text: 'Fine.' }));
  for (const mood of ['normal', 'serious', 'friendly']) await ask({ text: 'Hello', mood });
  const [normal = '', serious = '', friendly = ''] = peer.asked.map(({ instructions }) => instructions);
  assert.ok(serious.length > normal.length && friendly.length > normal.length);
  assert.match(serious, /sober/);
  assert.match(friendly, /warm/);
});

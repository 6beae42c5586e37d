// Language models behind the assistant API: who is set up, who is asked, and in which mood.
// Not here: what a model does with the question (test/server/agent/), the planner (chat.test.ts).
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { ModelSettings } from '../../../src/protocol/localServer.ts';
import { providerFlow, providerNames, resolveProvider, whyNot } from '../../../src/server/assistant/providers.ts';
import { type ModelPeer, type Script, startModelPeer, type Wire } from '../../support/models/modelPeer.ts';
import { slowQuestion, type TestServer, testServer } from '../../support/testServer.ts';
import { askStream, postChat, streamReader } from './assistantClient.ts';

const question = 'How many sales are there?';
const answered: Script = () => ({ text: 'As you like.' });

/** A server with these providers, each of which answers the same. */
async function withModels(t: TestContext, wires: Wire[], script: Script = answered) {
  const peers = await Promise.all(wires.map((wire) => startModelPeer(t, wire, script)));
  const models: ModelSettings = Object.fromEntries(
    peers.map(({ wire, baseUrl, apiKey }) => [
      wire,
      { baseUrl, model: `${wire}-usual`, ...(apiKey ? { apiKey } : {}) },
    ]),
  );
  return { server: await testServer(t, { models }), peers };
}

async function flowOf(server: TestServer) {
  const { body } = await server.call('GET', '/api/settings/provider-flow');
  const { default_provider, providers } = body as ReturnType<typeof providerFlow>;
  const names = (wanted: (each: (typeof providers)[number]) => boolean) =>
    providers.filter(wanted).map(({ provider }) => provider);
  return {
    default_provider,
    all: names(() => true),
    connected: names((each) => each.connected),
    active: names((each) => each.active),
  };
}

const named = ['planner', 'ollama', 'groq', 'google', 'claude', 'openai', 'openrouter'];

describe('who may answer', () => {
  test('is told as it is set up, the planner first', async (t) => {
    const { server } = await withModels(t, ['claude', 'groq']);
    assert.deepEqual((await server.call('GET', '/api/providers')).body, { providers: named });
    const expected = { all: named, connected: ['planner', 'groq', 'claude'] };
    assert.deepEqual(await flowOf(server), { ...expected, default_provider: 'planner', active: ['planner'] });
    server.services.models.set({}, null);
    assert.deepEqual((await flowOf(server)).connected, ['planner']);
  });

  test('may be a server that is compatible with OpenAI’s, which is named where there is one', async (t) => {
    const { server } = await withModels(t, ['compatible']);
    const { all, connected } = await flowOf(server);
    assert.deepEqual(
      [all, connected],
      [
        [...named, 'compatible'],
        ['planner', 'compatible'],
      ],
    );
    const { meta, end } = await askStream(server, { text: question, provider: 'compatible' });
    assert.deepEqual([meta.provider, end.data.reply], ['compatible', 'As you like.']);
  });

  test('is what each member has chosen, while it can', async (t) => {
    const { server, peers } = await withModels(t, ['claude']);
    const other = { Authorization: `Bearer ${await server.tokenFor('other@example.org')}` };
    const choose = async (provider: string) =>
      (await server.call('PUT', '/api/settings/default-ai', { provider })).body;
    assert.deepEqual(await choose('claude'), { provider: 'claude' });
    assert.deepEqual((await server.call('GET', '/api/settings/default-ai')).body, { provider: 'claude' });
    assert.deepEqual((await flowOf(server)).active, ['claude']);
    assert.deepEqual((await server.call('GET', '/api/settings/default-ai', undefined, other)).body, {
      provider: 'planner',
    });
    for (const provider of ['default', undefined]) {
      const { body } = await server.call('POST', '/api/chat', { text: question, provider });
      assert.deepEqual([body.provider, body.reply], ['claude', 'As you like.']);
    }
    assert.equal(peers[0]?.asked.length, 2);
    assert.match((await choose('openai')).error, /"openai" is not set up.*planner, claude, default/);
    assert.deepEqual((await server.call('GET', '/api/settings/default-ai')).body, { provider: 'claude' });
    server.services.models.set({}, null);
    assert.deepEqual((await server.call('GET', '/api/settings/default-ai')).body, { provider: 'planner' });
    assert.equal((await server.call('POST', '/api/chat', { text: question })).body.provider, 'planner');
    assert.deepEqual(await choose('default'), { provider: 'planner' });
  });

  test('is the server’s own default for who has chosen nobody', async (t) => {
    const { server } = await withModels(t, ['claude']);
    server.services.models.set(
      { claude: { apiKey: 'k', baseUrl: 'http://127.0.0.1:9/v1' } },
      'claude/claude-sonnet-4-6',
    );
    assert.deepEqual((await server.call('GET', '/api/settings/default-ai')).body, { provider: 'claude' });
    const { providers } = (await server.call('GET', '/api/settings/provider-flow')).body as ReturnType<
      typeof providerFlow
    >;
    const active = providers.find((each) => each.active);
    assert.deepEqual([active?.provider, active?.model], ['claude', 'claude-sonnet-4-6']);
    await server.call('PUT', '/api/settings/default-ai', { provider: 'planner' });
    assert.equal((await server.call('POST', '/api/chat', { text: question })).body.provider, 'planner');
  });

  test('may be a model by its own name', async (t) => {
    const { server, peers } = await withModels(t, ['claude', 'openrouter']);
    for (const [provider, peer, model] of [
      ['claude', peers[0], 'claude-usual'],
      ['claude/other', peers[0], 'other'],
      ['openrouter/maker/model', peers[1], 'maker/model'],
    ] as const) {
      const { meta, end } = await askStream(server, { text: question, provider });
      assert.deepEqual([meta.provider, end.data.reply], [provider.split('/')[0], 'As you like.']);
      assert.equal(peer?.asked.at(-1)?.model, model);
    }
  });

  test('is refused by name when it is nobody, or not set up', async (t) => {
    const { server } = await withModels(t, ['claude']);
    for (const [provider, sentence] of [
      ['openai', /"openai" is not set up/],
      ['openai/gpt-5.2', /"openai\/gpt-5.2" is not set up/],
      ['gemini', /no provider "gemini"/],
      ['anthropic', /no provider "anthropic"/],
      ['editor', /no provider "editor"/],
      ['claude/', /no provider "claude\/"/],
      ['constructor', /no provider "constructor"/],
      ['Claude', /no provider "Claude"/],
      ['', /no provider ""/],
      ['x'.repeat(10_000), /^There is no provider "x{100}"/],
    ] as const) {
      for (const path of ['/api/chat', '/api/chat/stream']) {
        const { status, body } = await server.call('POST', path, { text: question, provider });
        assert.deepEqual([status, body.code], [400, 'UNKNOWN_MODEL'], provider.slice(0, 20));
        assert.match(body.detail, sentence);
        assert.match(body.detail, /Available here: planner, claude, default\.$/);
      }
    }
    assert.deepEqual((await server.call('GET', '/v1/chats')).body.chats, []);
  });

  test('that was taken away while a question waited is told where it is heard', async (t) => {
    const { server } = await withModels(t, ['claude']);
    const conversation_id = await server.createChat();
    const first = await streamReader(await postChat(server, { text: slowQuestion, conversation_id }));
    await first.next();
    const second = await streamReader(await postChat(server, { text: question, conversation_id, provider: 'claude' }));
    assert.equal((await second.next())?.data.provider, 'claude');
    server.services.models.set({}, null);
    await server.call('POST', `/v1/chats/${conversation_id}/interrupt`);
    const { event, data } = (await second.rest()).at(-1) ?? {};
    assert.deepEqual([event, data.code], ['error', 'UNKNOWN_MODEL']);
    await first.rest();
  });
});

describe('a model of the editor', () => {
  const models = { isSetUp: (name: string) => name === 'planner' || name === 'editor' };

  test('is a provider while it is the default', () => {
    const chosen = { ...models, byDefault: () => 'editor/vendor/model' };
    assert.deepEqual(providerNames(chosen, null), [...named, 'editor']);
    const { default_provider, providers } = providerFlow(chosen, null);
    const { provider, label, connected, model } = providers.at(-1) ?? {};
    assert.deepEqual(
      [default_provider, provider, label, connected, model],
      ['editor', 'editor', 'Models of the editor', true, 'vendor/model'],
    );
    assert.deepEqual(resolveProvider(undefined, null, chosen), { model: undefined, provider: 'editor' });
  });

  test('is asked by its own name', () => {
    const unchosen = { ...models, byDefault: () => 'planner' };
    assert.deepEqual(providerNames(unchosen, null), named);
    const model = 'editor/vendor/model';
    assert.deepEqual(resolveProvider(model, null, unchosen), { model, provider: 'editor' });
    assert.match(String(whyNot('editor', unchosen)), /no provider "editor"/);
  });
});

describe('how it answers', () => {
  /** What the model was told for that question. */
  async function toldFor(server: TestServer, peer: ModelPeer | undefined, body: object) {
    await server.call('POST', '/api/chat', { text: question, provider: 'claude', ...body });
    const asked = peer?.asked.at(-1);
    assert.ok(asked);
    return asked;
  }
  const warm = /Be warm/;
  const sober = /Be sober/;

  test('is the mood of the question, else the member’s', async (t) => {
    const { server, peers } = await withModels(t, ['claude']);
    const told = async (mood?: string | null) => {
      const { instructions } = await toldFor(server, peers[0], mood === undefined ? {} : { mood });
      return [warm, sober].filter((each) => each.test(instructions));
    };
    assert.deepEqual(await told(), []);
    assert.deepEqual(await told('friendly'), [warm]);
    await server.call('PUT', '/api/settings/mood', { mood: 'serious' });
    assert.deepEqual(await told(), [sober]);
    assert.deepEqual(await told(null), [sober]);
    assert.deepEqual(await told('friendly'), [warm]);
    assert.deepEqual(await told('normal'), []);
    assert.deepEqual(await told('gloomy'), []);
  });

  test('is from the data without the web, and from the web without the data', async (t) => {
    const { server, peers } = await withModels(t, ['claude']);
    const data = ['list_tables', 'describe_table', 'run_sql', 'draw_chart'];
    const tools = async (body: object) => (await toldFor(server, peers[0], body)).tools;
    for (const body of [{}, { web: false }]) {
      const all = await tools(body);
      assert.deepEqual([data.every((each) => all.includes(each)), all.includes('fetch_page')], [true, false]);
    }
    const all = await tools({ web: true });
    assert.deepEqual([data.some((each) => all.includes(each)), all.includes('fetch_page')], [false, true]);
    // The next question is one about the data again.
    assert.ok((await tools({})).includes('run_sql'));
  });

  test('is the planner’s where the model cannot be reached, and says so', async (t) => {
    const { server } = await withModels(t, ['claude'], () => ({ fault: 'badKey' }));
    const { end } = await askStream(server, { text: question, provider: 'claude' });
    assert.equal(end.event, 'done');
    assert.equal(end.data.provider, 'planner');
    assert.match(end.data.reply, /planner answers instead\.\n\n.*\b7\b/s);
  });

  test('is told with what the model thinks and does, and who it was', async (t) => {
    const { server } = await withModels(t, ['openrouter'], (_asked, number) =>
      number === 0
        ? { reasoning: 'First look.', calls: [{ name: 'run_sql', input: { sql: 'SELECT count(*) FROM sales' } }] }
        : { reasoning: 'Then say it.', text: 'There are 7 sales.' },
    );
    const { events, end } = await askStream(server, { text: question, provider: 'openrouter' });
    const of = (name: string) => events.flatMap(({ event, data }) => (event === name ? [data] : []));
    const passes = of('reasoning')
      .map(({ delta }) => delta)
      .join('')
      .split('Reasoning:\n');
    assert.deepEqual(passes, ['', 'First look.', 'Then say it.']);
    assert.equal(of('reasoning').at(-1)?.text, 'Reasoning:\nThen say it.');
    assert.deepEqual(
      [...of('tool_start'), ...of('tool_end')].map(({ label }) => label),
      ['SQL (run)', 'SQL (run)'],
    );
    assert.deepEqual([end.event, end.data.provider], ['done', 'openrouter']);
    assert.match(end.data.reply, /^There are 7 sales\./);
    const { conversation_id } = end.data;
    const { messages } = (await server.call('GET', `/api/chat/messages?conversation_id=${conversation_id}`)).body;
    assert.deepEqual([messages[1].provider, messages[1].content], ['openrouter', end.data.reply]);
  });
});

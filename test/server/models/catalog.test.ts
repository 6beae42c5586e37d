// Who can answer, as `GET /v1/models` tells it and as a question may name it.
// Not here: answering (providers.test.ts), the assistant API's providers.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startModelPeer } from '../../support/models/modelPeer.ts';
import { testServer } from '../../support/testServer.ts';

const list = async (server: Awaited<ReturnType<typeof testServer>>) => (await server.call('GET', '/v1/models')).body;
const ids = (body: { models: { model_id: string }[] }) => body.models.map(({ model_id }) => model_id);

describe('the list of models', () => {
  test('is the planner alone where nothing is set up', async (t) => {
    const server = await testServer(t);
    const body = await list(server);
    assert.deepEqual(ids(body), ['planner']);
    assert.equal(body.default, 'planner');
  });

  test('holds what providers really offer, the planner first, and leaves out one that refuses its key', async (t) => {
    const claude = await startModelPeer(t, 'claude', [], { models: ['claude-sonnet-4-6', 'claude-haiku-4-5'] });
    const openai = await startModelPeer(t, 'openai', [], { models: ['gpt-5.2', 'text-embedding-3', 'gpt-4o-audio'] });
    const groq = await startModelPeer(t, 'groq', [], {});
    const server = await testServer(t, {
      models: {
        claude: { apiKey: claude.apiKey, baseUrl: claude.baseUrl },
        openai: { apiKey: openai.apiKey, baseUrl: openai.baseUrl },
        groq: { apiKey: 'wrong', baseUrl: groq.baseUrl },
        compatible: { baseUrl: 'http://127.0.0.1:9' },
      },
      defaultModel: 'claude',
    });
    const body = await list(server);
    assert.deepEqual(ids(body), ['planner', 'claude/claude-sonnet-4-6', 'claude/claude-haiku-4-5', 'openai/gpt-5.2']);
    assert.equal(body.default, 'claude/claude-sonnet-4-6');
    await list(server);
    assert.equal(claude.lists, 1, 'the list holds for a while');
  });

  test('of Ollama are those that can call tools', async (t) => {
    const ollama = await startModelPeer(t, 'ollama', [], { models: ['qwen3:8b'] });
    const server = await testServer(t, { models: { ollama: { baseUrl: ollama.baseUrl } } });
    assert.deepEqual(ids(await list(server)), ['planner', 'ollama/qwen3:8b']);
  });

  test('changes with what is set up, while the server runs', async (t) => {
    const claude = await startModelPeer(t, 'claude', [], { models: ['claude-sonnet-4-6'] });
    const server = await testServer(t);
    server.services.models.set({ claude: { apiKey: claude.apiKey, baseUrl: claude.baseUrl } }, null);
    assert.deepEqual(ids(await list(server)), ['planner', 'claude/claude-sonnet-4-6']);
    server.services.models.set({}, null);
    assert.deepEqual(ids(await list(server)), ['planner']);
  });
});

describe('a model that is named and cannot answer', () => {
  for (const [model, why] of [
    ['claude', /Anthropic Claude is not set up\. Set ANTHROPIC_API_KEY/],
    ['gpt-5.2', /OpenAI is not set up/],
    ['editor/copilot/gpt-5', /belongs to an editor/],
    ['nobody', /choose one of GET \/v1\/models/],
  ] as const) {
    test(`${model}: the question is refused before it is stored`, async (t) => {
      const server = await testServer(t);
      const chat = await server.createChat();
      const { status, body } = await server.call('POST', '/v1/chats', { chat_id: chat, message: 'Hello?', model });
      assert.equal(status, 400);
      assert.equal(body.code, 'UNKNOWN_MODEL');
      assert.match(body.detail, why);
      const { body: stored } = await server.call('GET', `/v1/chats/${chat}`);
      assert.deepEqual(stored.messages, []);
    });
  }

  test('a default that is not set up any more leaves the planner', async (t) => {
    const server = await testServer(t, { defaultModel: 'claude/claude-sonnet-4-6' });
    assert.equal((await list(server)).default, 'planner');
  });
});

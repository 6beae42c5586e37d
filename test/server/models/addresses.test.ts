// Addresses and keys as people give them, and the names of models.
// Not here: asking a provider.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { KeyedProvider } from '../../../src/protocol/localServer.ts';
import { completeUrl, partsOf, settingsFromEnvironment } from '../../../src/server/models/providers.ts';

describe('an address', () => {
  const rows: readonly [KeyedProvider, string | undefined, string][] = [
    ['claude', undefined, 'https://api.anthropic.com/v1'],
    ['claude', 'https://gateway.example.org', 'https://gateway.example.org/v1'],
    ['claude', 'https://gateway.example.org/anthropic/', 'https://gateway.example.org/anthropic/v1'],
    ['claude', 'https://gateway.example.org/v1', 'https://gateway.example.org/v1'],
    ['openai', 'https://gateway.example.org/openai/v1/', 'https://gateway.example.org/openai/v1'],
    ['openai', 'http://localhost:4000', 'http://localhost:4000/v1'],
    ['ollama', '0.0.0.0', 'http://127.0.0.1:11434/api'],
    ['ollama', 'box:1234', 'http://box:1234/api'],
    ['ollama', 'http://box', 'http://box:11434/api'],
    ['ollama', 'https://ollama.com', 'https://ollama.com/api'],
    ['google', 'http://127.0.0.1:9', 'http://127.0.0.1:9/v1beta'],
    ['compatible', 'localhost:8000', 'http://localhost:8000/v1'],
    ['compatible', 'http://localhost:8000/api/v3', 'http://localhost:8000/api/v3'],
  ];
  for (const [provider, given, url] of rows)
    test(`${provider}: ${given ?? 'none'}`, () => assert.equal(completeUrl(provider, given), url));

  for (const given of ['https://me:secret@host/v1', 'https://host/v1?key=abc', 'ftp://host', 'http://', 'file:///etc'])
    test(`refused: ${given}`, () => assert.throws(() => completeUrl('openai', given), /The address of OpenAI/));
});

test('a model is named by its provider, and a well-known one by itself', () => {
  assert.deepEqual(partsOf('claude'), { provider: 'claude', model: null });
  assert.deepEqual(partsOf('openrouter/anthropic/claude-sonnet-4.6'), {
    provider: 'openrouter',
    model: 'anthropic/claude-sonnet-4.6',
  });
  assert.deepEqual(partsOf('claude-sonnet-4-6'), { provider: 'claude', model: 'claude-sonnet-4-6' });
  assert.deepEqual(partsOf('gpt-5.2'), { provider: 'openai', model: 'gpt-5.2' });
  assert.deepEqual(partsOf('editor/copilot/gpt-5'), { provider: 'editor', model: 'copilot/gpt-5' });
  for (const name of ['', 'editor', 'claude/', 'constructor', 'constructor/x', 'nobody/m', 'planner'])
    assert.equal(partsOf(name), null, name);
});

test('variables set providers up', () => {
  assert.deepEqual(settingsFromEnvironment({}), {});
  const set = settingsFromEnvironment({
    ANTHROPIC_API_KEY: ' a ',
    ANTHROPIC_BASE_URL: 'http://x',
    GOOGLE_API_KEY: 'late',
    GEMINI_API_KEY: 'g',
    OPENAI_BASE_URL: 'http://without-a-key',
    OPENAI_COMPATIBLE_BASE_URL: 'http://y',
    OLLAMA_HOST: 'box',
  });
  assert.deepEqual(set, {
    ollama: { baseUrl: 'box' },
    google: { apiKey: 'g' },
    claude: { apiKey: 'a', baseUrl: 'http://x' },
    compatible: { baseUrl: 'http://y' },
  });
});

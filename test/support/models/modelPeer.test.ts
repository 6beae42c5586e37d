// The loopback peers of language models, driven by the real provider packages.
// Not here: our own use of those packages (test/server/models).
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createGroq } from '@ai-sdk/groq';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { APICallError, isStepCount, jsonSchema, type LanguageModel, streamText, tool } from 'ai';
import { createOllama } from 'ollama-ai-provider-v2';
import { type ModelPeer, type ModelReply, type Script, startModelPeer, type Wire, wires } from './modelPeer.ts';

type Ask = { baseURL: string; apiKey: string };
type ProviderOptions = NonNullable<Parameters<typeof streamText>[0]['providerOptions']>;

const speakers: Record<Wire, { model(ask: Ask): LanguageModel; options: ProviderOptions }> = {
  claude: {
    model: ({ baseURL, apiKey }) => createAnthropic({ baseURL: `${baseURL}/v1`, apiKey })('claude-sonnet-4-6'),
    options: { anthropic: { thinking: { type: 'enabled', budgetTokens: 1024 } } },
  },
  openai: {
    model: (ask) => createOpenAI(ask)('gpt-5.2'),
    options: { openai: { reasoningEffort: 'low', reasoningSummary: 'auto', store: false } },
  },
  groq: { model: (ask) => createGroq(ask)('openai/gpt-oss-120b'), options: { groq: { reasoningFormat: 'parsed' } } },
  openrouter: {
    model: (ask) => createOpenRouter({ ...ask, compatibility: 'strict' })('anthropic/claude-sonnet-4.6'),
    options: { openrouter: { reasoning: { effort: 'low' } } },
  },
  compatible: {
    model: (ask) => createOpenAICompatible({ ...ask, name: 'mine', includeUsage: true })('deepseek-v4'),
    options: {},
  },
  google: {
    model: (ask) => createGoogle(ask)('gemini-3.0-flash'),
    options: { google: { thinkingConfig: { includeThoughts: true } } },
  },
  ollama: {
    model: ({ baseURL }) => createOllama({ baseURL: `${baseURL}/api` })('qwen3:8b'),
    options: { ollama: { think: true } },
  },
};

Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

interface Told {
  text: string;
  reasoning: string;
  calls: unknown[];
  error: unknown;
  finish: string | undefined;
}

async function ask(peer: ModelPeer, signal?: AbortSignal, heard: () => void = () => undefined): Promise<Told> {
  const { model, options } = speakers[peer.wire];
  const told: Told = { text: '', reasoning: '', calls: [], error: undefined, finish: undefined };
  const { fullStream } = streamText({
    model: model({ baseURL: peer.baseUrl, apiKey: peer.apiKey }),
    instructions: 'Answer from the database.',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'How many?' },
          { type: 'file', mediaType: 'image/png', data: png },
        ],
      },
    ],
    tools: {
      run_sql: tool({
        description: 'Runs one query.',
        inputSchema: jsonSchema<{ sql: string }>({ type: 'object', properties: { sql: { type: 'string' } } }),
        execute: ({ sql }) => ({ rows: [[42]], sql }),
      }),
    },
    stopWhen: isStepCount(4),
    maxRetries: 0,
    providerOptions: options,
    ...(signal ? { abortSignal: signal } : {}),
    onError: () => undefined,
  });
  try {
    for await (const part of fullStream) {
      if (part.type === 'text-delta') told.text += part.text;
      if (part.type === 'reasoning-delta') told.reasoning += part.text;
      if (part.type === 'tool-call') told.calls.push(part.input);
      if (part.type === 'error') told.error = part.error;
      if (part.type === 'finish') told.finish = part.finishReason;
      if (part.type === 'text-delta' || part.type === 'abort') heard();
    }
  } catch (error) {
    told.error = error;
  }
  return told;
}

const sql = 'SELECT count(*) AS n FROM orders WHERE name = \'Żółć 🦊 "x"\'';
const calling: ModelReply = {
  reasoning: 'The orders table has them, I think.',
  text: 'I will count. ',
  calls: [{ name: 'run_sql', input: { sql } }],
};
const ending: ModelReply = { text: 'There are 42 orders: Żółć 🦊.' };

for (const wire of wires)
  describe(`the peer that speaks like ${wire}`, () => {
    const begin = (t: TestContext, script: Script, options = {}) => startModelPeer(t, wire, script, options);

    for (const piece of [undefined, 1])
      test(`tells text, reasoning and a call, then hears the result, ${piece ? 'byte by byte' : 'in ordinary pieces'}`, async (t) => {
        const cut = piece ? { piece } : {};
        const peer = await begin(t, [
          { ...calling, ...cut },
          { ...ending, ...cut },
        ]);
        const told = await ask(peer);
        assert.deepEqual(told, {
          text: `${calling.text}${ending.text}`,
          reasoning: calling.reasoning,
          calls: [{ sql }],
          error: undefined,
          finish: 'stop',
        });
        const [first, second] = peer.asked;
        assert.equal(peer.asked.length, 2);
        assert.equal(first?.instructions, 'Answer from the database.');
        assert.deepEqual(first?.messages, [
          { role: 'user', text: 'How many?', images: [{ mimeType: 'image/png', base64: png }] },
        ]);
        assert.deepEqual([first?.tools, first?.results], [['run_sql'], []]);
        assert.deepEqual(second?.messages.slice(1), [
          { role: 'assistant', text: calling.text, calls: calling.calls },
          { role: 'tool', text: JSON.stringify({ rows: [[42]], sql }) },
        ]);
        assert.deepEqual(second?.results, [JSON.stringify({ rows: [[42]], sql })]);
      });

    test('takes several calls of one reply', async (t) => {
      const calls = [1, 2, 3].map((n) => ({ name: 'run_sql', input: { sql: `SELECT ${n}` } }));
      const peer = await begin(t, [{ calls }, ending]);
      const told = await ask(peer);
      assert.deepEqual([told.calls.length, told.error], [3, undefined]);
      assert.deepEqual(peer.asked[1]?.messages[1]?.calls, calls);
      assert.equal(peer.asked[1]?.results.length, 3);
    });

    test('refuses a bad key, also for the list of models', async (t) => {
      const peer = await begin(t, [ending], { apiKey: 'the-right-key' });
      const { error } = await ask({ ...peer, apiKey: 'the-wrong-key' });
      assert.ok(APICallError.isInstance(error));
      assert.equal(error.statusCode, wire === 'google' ? 400 : 401);
      const list = { claude: '/v1/models', ollama: '/api/tags' }[String(wire)] ?? '/models';
      const { status } = await fetch(`${peer.baseUrl}${list}`, { headers: { authorization: 'Bearer the-wrong-key' } });
      assert.equal(status, { google: 400, openrouter: 200 }[String(wire)] ?? 401);
      assert.equal(peer.lists, 1);
    });

    test('says how long to wait the way that provider does', async (t) => {
      const peer = await begin(t, [{ fault: 'rateLimit', retryAfter: 7 }]);
      const { error } = await ask(peer);
      assert.ok(APICallError.isInstance(error));
      assert.deepEqual([error.statusCode, error.isRetryable], [429, true]);
      assert.equal(error.responseHeaders?.['retry-after'], wire === 'google' ? undefined : '7');
      if (wire === 'google') assert.match(error.responseBody ?? '', /"retryDelay":"7s"/);
    });

    for (const fault of ['overloaded', 'noModel', 'noCredit', 'html', 'errorInside'] as const)
      test(`ends badly: ${fault}`, async (t) => {
        const told = await ask(await begin(t, [{ ...ending, fault }]));
        assert.notEqual(told.finish, 'stop');
        if (fault !== 'html' && fault !== 'errorInside') assert.ok(APICallError.isInstance(told.error));
        if (fault === 'errorInside') assert.equal(told.text, ending.text);
      });

    for (const fault of ['cut', 'destroyed'] as const)
      test(`is ${fault} in its text and in a call, which is then not whole`, async (t) => {
        const inText = await ask(await begin(t, [{ ...ending, fault }]));
        assert.equal(inText.text, ending.text);
        assert.notEqual(inText.finish, 'stop');
        const peer = await begin(t, [{ ...calling, fault }, ending]);
        const inCall = await ask(peer);
        assert.equal(inCall.text.startsWith(calling.text ?? ''), true);
        if (fault === 'destroyed') assert.ok(inCall.error, 'the line broke');
        await assert.rejects(peer.leftAt(0), /whole reply/);
      });

    test('notices a client that leaves a silent line', { timeout: 10_000 }, async (t) => {
      for (const reply of [
        { text: 'Let me see what there is.', fault: 'silent' },
        { fault: 'never' },
      ] as ModelReply[]) {
        const leaving = new AbortController();
        const peer = await begin(t, () => {
          if (reply.fault === 'never') queueMicrotask(() => leaving.abort());
          return reply;
        });
        await ask(peer, leaving.signal, () => leaving.abort());
        await peer.leftAt(0);
      }
    });

    test('answers with a redirect', async (t) => {
      const peer = await begin(t, [{ fault: 'redirect', redirectTo: 'http://127.0.0.1:9/elsewhere' }]);
      const told = await ask(peer);
      assert.ok(told.error);
    });

    test('stops at the length', async (t) => {
      const told = await ask(await begin(t, [{ ...ending, length: true }]));
      assert.deepEqual([told.finish, told.text], ['length', ending.text]);
    });
  });

test('a script function that throws fails the test that gave it', async () => {
  const peer = await startModelPeer(null, 'openai', () => assert.fail('not this one'));
  const { error } = await ask(peer);
  assert.ok(APICallError.isInstance(error));
  await assert.rejects(peer.close(), /not this one/);
});

// The chat completions wire as Groq, OpenRouter and any compatible server speak it: unnamed server-sent events.
// Not here: OpenAI's own newer protocol (openaiResponses.ts), answering requests with it (modelPeer.ts).
import { fieldsOf, listOf, parsedOr, textOf, textOfParts } from './jsonFields.ts';
import { imageOf } from './openaiResponses.ts';
import {
  deltasOf,
  eventStream,
  piecesOf,
  type Refused,
  type SaidMessage,
  type StreamRecord,
  type WireProtocol,
} from './wireProtocol.ts';

/** What differs from server to server. */
interface Dialect
  extends Pick<
    WireProtocol,
    'flawOf' | 'inform' | 'base' | 'apiKey' | 'models' | 'wantsReasoning' | 'errorInside' | 'publicList'
  > {
  /** What a delta of reasoning looks like. */
  reasoning(text: string): object;
  /** Calls come whole, in one record each. */
  wholeCalls?: true;
  /** Comments before the first record. */
  prefix?: string;
  chunk: object;
  usageIn: 'a chunk of its own' | 'the last chunk' | 'x_groq';
  errors: Record<Refused['why'], [status: number, body: (refused: Refused) => unknown]>;
  models: string[];
  modelInfo(id: string): object;
}

function said({ role, content, tool_calls }: Record<string, unknown>): SaidMessage[] {
  const text = textOfParts(content);
  if (role === 'tool') return [{ role, text }];
  if (role === 'user') {
    const urls = listOf(content).flatMap((part) =>
      part.type === 'image_url' ? [textOf(fieldsOf(part.image_url).url)] : [],
    );
    return [{ role, text, ...(urls.length > 0 ? { images: urls.map(imageOf) } : {}) }];
  }
  if (role !== 'assistant') return [];
  const functions = listOf(tool_calls).map((call) => fieldsOf(call.function));
  const calls = functions.map((called) => ({ name: textOf(called.name), input: parsedOr(textOf(called.arguments)) }));
  return [{ role, text, ...(calls.length > 0 ? { calls } : {}) }];
}

function callDeltas({ wholeCalls }: Dialect, id: string, index: number, name: string, input: unknown): object[] {
  const whole = JSON.stringify(input);
  const first = (text: string) => ({ index, id, type: 'function', function: { name, arguments: text } });
  if (wholeCalls) return [{ tool_calls: [first(whole)] }];
  const rest = piecesOf(whole).map((text) => ({ tool_calls: [{ index, function: { arguments: text } }] }));
  return [{ tool_calls: [first('')] }, ...rest];
}

function protocol(dialect: Dialect): WireProtocol {
  const { base, usageIn, chunk } = dialect;
  return {
    ...dialect,
    keyOf: (headers) => (headers.authorization ?? '').replace(/^Bearer /, ''),
    isQuestion: (path) => path === `${base}/chat/completions`,
    read(_path, body) {
      const { model, messages, tools, tool_choice } = fieldsOf(body);
      const all = listOf(messages);
      const system = all.filter(({ role }) => role === 'system' || role === 'developer');
      return {
        model: textOf(model),
        instructions: system.map(({ content }) => textOfParts(content)).join(''),
        messages: all.flatMap(said),
        tools: listOf(tools).map((tool) => textOf(fieldsOf(tool.function).name) || textOf(tool.type)),
        toolChoice: tool_choice,
      };
    },
    contentType: eventStream,
    stream({ reasoning, text, calls = [], length }, model, number) {
      const common = {
        id: `chatcmpl-${number}`,
        object: 'chat.completion.chunk',
        created: 1_760_000_000,
        model,
        ...chunk,
      };
      const record = (
        kind: StreamRecord['kind'],
        delta: object,
        finish: string | null = null,
        more: object = {},
      ): StreamRecord => ({
        kind,
        bytes: `data: ${JSON.stringify({ ...common, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }], ...more })}\n\n`,
      });
      const usage = {
        prompt_tokens: 412,
        completion_tokens: 89,
        total_tokens: 501,
        completion_tokens_details: { reasoning_tokens: 40 },
      };
      const finish = length ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop';
      const inLast = {
        x_groq: { x_groq: { id: 'req_01', usage } },
        'the last chunk': { usage },
        'a chunk of its own': {},
      }[usageIn];
      const own = `data: ${JSON.stringify({ ...common, choices: [], usage })}\n\n`;
      return [
        ...(dialect.prefix ? [{ kind: 'opening' as const, bytes: dialect.prefix }] : []),
        record('opening', { role: 'assistant', content: '' }),
        ...deltasOf(reasoning ?? '').map((delta) => record('reasoning', dialect.reasoning(delta))),
        ...deltasOf(text ?? '').map((content) => record('text', { content })),
        ...calls.flatMap(({ name, input }, index) =>
          callDeltas(dialect, `call_${number}_${index}`, index, name, input).map((delta) => record('call', delta)),
        ),
        record('closing', {}, finish, inLast),
        ...(usageIn === 'a chunk of its own' ? [{ kind: 'closing' as const, bytes: own }] : []),
        { kind: 'closing', bytes: 'data: [DONE]\n\n' },
      ];
    },
    refuse(refused) {
      const [status, body] = dialect.errors[refused.why];
      const isLimit = refused.why === 'rateLimit';
      return { status, body: body(refused), ...(isLimit ? { headers: { 'retry-after': String(refused.after) } } : {}) };
    },
    listPath: `${base}/models`,
    list: (models) => ({ object: 'list', data: models.map(dialect.modelInfo) }),
  };
}

const error = (message: string, type: string, code: string | null) => ({ error: { message, type, param: null, code } });
const errorRecord = (body: object) => `data: ${JSON.stringify(body)}\n\n`;
const serverError = error('The server had an error while processing your request.', 'server_error', null);

export const groq = protocol({
  base: '/openai/v1',
  apiKey: 'gsk_loopback_peer',
  models: ['openai/gpt-oss-120b', 'llama-3.3-70b-versatile', 'whisper-large-v3'],
  chunk: { system_fingerprint: 'fp_groq' },
  usageIn: 'x_groq',
  wholeCalls: true,
  flawOf: ({ model }, _headers, body) =>
    fieldsOf(body).reasoning_format !== undefined && model.startsWith('llama')
      ? '`reasoning_format` is not supported with this model'
      : undefined,
  wantsReasoning: (body) => fieldsOf(body).reasoning_format !== 'hidden',
  reasoning: (text) => ({ reasoning: text, channel: 'analysis' }),
  errorInside: () => errorRecord(serverError),
  errors: {
    badKey: [401, () => error('Invalid API Key', 'invalid_request_error', 'invalid_api_key')],
    rateLimit: [
      429,
      ({ model, after }) =>
        error(
          `Rate limit reached for model \`${model}\` in organization \`org_1\` service tier \`on_demand\` on tokens per minute (TPM): Limit 8000, Used 7900. Please try again in ${after}s.`,
          'tokens',
          'rate_limit_exceeded',
        ),
    ],
    overloaded: [503, () => ({ error: { message: 'Service Unavailable', type: 'internal_server_error' } })],
    noModel: [
      404,
      ({ model }) =>
        error(
          `The model \`${model}\` does not exist or you do not have access to it.`,
          'invalid_request_error',
          'model_not_found',
        ),
    ],
    noCredit: [
      400,
      () => error('Your organization has reached its spend limit.', 'invalid_request_error', 'blocked_api_access'),
    ],
    invalid: [400, ({ flaw }) => error(`invalid request: ${flaw}`, 'invalid_request_error', null)],
  },
  modelInfo: (id) => ({
    id,
    object: 'model',
    created: 1_760_000_000,
    owned_by: 'peer',
    active: true,
    context_window: 131_072,
    max_completion_tokens: 65_536,
  }),
});

const routerError = (code: number, message: string, metadata?: object) => ({
  error: { message, code, ...(metadata ? { metadata } : {}) },
  user_id: 'user_2',
});

export const openrouter = protocol({
  base: '/api/v1',
  apiKey: 'sk-or-loopback-peer',
  models: ['anthropic/claude-sonnet-4.6', 'openai/gpt-5.2'],
  chunk: { provider: 'Anthropic' },
  usageIn: 'the last chunk',
  prefix: ': OPENROUTER PROCESSING\n\n',
  publicList: true,
  // The only thing that tells whether a key is good.
  inform: (path) =>
    path === '/api/v1/key'
      ? { status: 200, body: { data: { label: 'sk-or-loo...eer', usage: 0, limit: null, is_free_tier: false } } }
      : undefined,
  wantsReasoning: (body) => fieldsOf(body).reasoning !== undefined || fieldsOf(body).include_reasoning === true,
  reasoning: (text) => ({
    role: 'assistant',
    content: '',
    reasoning: text,
    reasoning_details: [{ type: 'reasoning.text', text, format: 'anthropic-claude-v1', index: 0 }],
  }),
  errorInside: (model) =>
    errorRecord({
      id: 'gen-1',
      object: 'chat.completion.chunk',
      created: 1_760_000_000,
      model,
      provider: 'Anthropic',
      error: { code: 502, message: 'Provider disconnected unexpectedly' },
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
    }),
  errors: {
    badKey: [401, () => routerError(401, 'User not found.')],
    rateLimit: [
      429,
      ({ model }) =>
        routerError(429, 'Provider returned error', {
          raw: `${model} is temporarily rate-limited upstream.`,
          provider_name: 'Anthropic',
        }),
    ],
    overloaded: [
      502,
      () => routerError(502, 'Provider returned error', { raw: 'Overloaded', provider_name: 'Anthropic' }),
    ],
    noModel: [404, ({ model }) => routerError(404, `No endpoints found for ${model}.`)],
    noCredit: [
      402,
      () => routerError(402, 'Insufficient credits. Add more using https://openrouter.ai/settings/credits'),
    ],
    invalid: [400, ({ flaw }) => routerError(400, `Invalid request: ${flaw}`)],
  },
  modelInfo: (id) => ({
    id,
    name: id,
    created: 1_760_000_000,
    context_length: 200_000,
    architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'] },
    supported_parameters: ['tools', 'tool_choice', 'reasoning'],
    pricing: { prompt: '0.000003', completion: '0.000015' },
  }),
});

export const compatible = protocol({
  base: '/v1',
  apiKey: 'compatible-loopback-peer',
  models: ['deepseek-v4', 'local-model'],
  chunk: {},
  usageIn: 'a chunk of its own',
  wantsReasoning: () => true,
  reasoning: (text) => ({ content: null, reasoning_content: text }),
  errorInside: () => errorRecord(serverError),
  errors: {
    badKey: [401, () => error('Invalid key', 'authentication_error', 'invalid_api_key')],
    rateLimit: [429, () => error('Too many requests', 'rate_limit', null)],
    overloaded: [503, () => 'upstream connect error'],
    noModel: [404, ({ model }) => error(`The model \`${model}\` does not exist.`, 'NotFoundError', 'model_not_found')],
    noCredit: [402, () => error('Insufficient Balance', 'unknown_error', 'invalid_request_error')],
    invalid: [400, ({ flaw }) => error(`Invalid request: ${flaw}`, 'BadRequestError', null)],
  },
  modelInfo: (id) => ({ id, object: 'model', created: 1_760_000_000, owned_by: 'peer' }),
});

// Ollama's wire: POST /api/chat, one JSON object a line; /api/tags and /api/show tell of the models.
// Not here: its OpenAI-like door under /v1, which is the compatible wire (chatCompletions.ts).
import { fieldsOf, listOf, textOf } from './jsonFields.ts';
import { deltasOf, type Refused, type SaidMessage, type StreamRecord, type WireProtocol } from './wireProtocol.ts';

const created_at = '2026-11-22T14:00:00.123456789Z';
const refusals: Record<Refused['why'], [number, (refused: Refused) => string]> = {
  badKey: [401, () => 'unauthorized'],
  rateLimit: [429, () => 'too many concurrent requests'],
  overloaded: [503, () => 'server busy, please try again.  maximum pending requests exceeded'],
  noModel: [404, ({ model }) => `model '${model}' not found`],
  noCredit: [
    429,
    () => 'you (peer) have reached your weekly usage limit, upgrade for higher limits: https://ollama.com/upgrade',
  ],
  invalid: [400, ({ flaw }) => flaw ?? ''],
};

/** Images are bare base64; their first bytes tell what they are. */
function mimeTypeOf(base64: string): string {
  if (base64.startsWith('iVBOR')) return 'image/png';
  return base64.startsWith('/9j/') ? 'image/jpeg' : 'application/octet-stream';
}

function said({ role, content, images, tool_calls }: Record<string, unknown>): SaidMessage[] {
  const text = textOf(content);
  if (role === 'tool') return [{ role, text }];
  if (role === 'user') {
    const shown = (Array.isArray(images) ? images : []).map(textOf);
    return [
      {
        role,
        text,
        ...(shown.length > 0 ? { images: shown.map((base64) => ({ mimeType: mimeTypeOf(base64), base64 })) } : {}),
      },
    ];
  }
  if (role !== 'assistant') return [];
  const functions = listOf(tool_calls).map((call) => fieldsOf(call.function));
  const calls = functions.map((called) => ({ name: textOf(called.name), input: called.arguments }));
  return [{ role, text, ...(calls.length > 0 ? { calls } : {}) }];
}

/** By its name, as it sees: `plain` ones do not. */
const thinks = (model: string) => !model.includes('plain');
const details = {
  format: 'gguf',
  family: 'qwen3',
  families: ['qwen3'],
  parameter_size: '8.2B',
  quantization_level: 'Q4_K_M',
};

export const ollama: WireProtocol = {
  base: '',
  apiKey: '',
  models: ['qwen3:8b', 'llama-vision:11b', 'llama-plain:8b'],
  keyOf: (headers) => (headers.authorization ?? '').replace(/^Bearer /, ''),
  isQuestion: (path) => path === '/api/chat',
  read(_path, body) {
    const { model, messages, tools, tool_choice } = fieldsOf(body);
    const all = listOf(messages);
    const system = all.filter(({ role }) => role === 'system');
    return {
      model: textOf(model),
      instructions: system.map(({ content }) => textOf(content)).join(''),
      messages: all.flatMap(said),
      tools: listOf(tools).map((tool) => textOf(fieldsOf(tool.function).name)),
      toolChoice: tool_choice,
    };
  },
  flawOf: ({ model }, _headers, body) =>
    fieldsOf(body).think === true && !thinks(model) ? `"${model}" does not support thinking` : undefined,
  wantsReasoning: (body) => fieldsOf(body).think !== false,
  contentType: 'application/x-ndjson',
  stream({ reasoning, text, calls = [], length }, model, number) {
    const record = (kind: StreamRecord['kind'], message: object, more: object = { done: false }): StreamRecord => ({
      kind,
      bytes: `${JSON.stringify({ model, created_at, message: { role: 'assistant', content: '', ...message }, ...more })}\n`,
    });
    const times = {
      total_duration: 1_234_567_890,
      load_duration: 98_765_432,
      prompt_eval_duration: 45_678_901,
      eval_duration: 1_000_000_000,
    };
    return [
      ...deltasOf(reasoning ?? '').map((thinking) => record('reasoning', { thinking })),
      ...deltasOf(text ?? '').map((content) => record('text', { content })),
      // A call comes whole, its arguments an object.
      ...calls.map(({ name, input }, index) =>
        record('call', {
          tool_calls: [{ id: `call_${number}_${index}`, function: { index, name, arguments: input } }],
        }),
      ),
      record(
        'closing',
        {},
        { done: true, done_reason: length ? 'length' : 'stop', ...times, prompt_eval_count: 412, eval_count: 89 },
      ),
    ];
  },
  errorInside: () =>
    `${JSON.stringify({ error: 'an error was encountered while running the model: unexpected EOF' })}\n`,
  refuse(refused) {
    const [status, message] = refusals[refused.why];
    const wait = refused.why === 'rateLimit' ? { headers: { 'retry-after': String(refused.after) } } : {};
    return { status, body: { error: message(refused) }, ...wait };
  },
  listPath: '/api/tags',
  list(models) {
    const about = { modified_at: created_at, size: 5_225_388_164, digest: '500a1f067a9f', details };
    return { models: models.map((name) => ({ name, model: name, ...about })) };
  },
  inform(path, models, body) {
    if (path !== '/api/show') return undefined;
    const model = textOf(fieldsOf(body).model);
    if (!models.includes(model)) return this.refuse({ why: 'noModel', model, after: 0 });
    const thinking = thinks(model) ? ['thinking'] : [];
    const capabilities = ['completion', 'tools', ...thinking, ...(model.includes('vision') ? ['vision'] : [])];
    const model_info = { 'general.architecture': 'qwen3', 'qwen3.context_length': 40_960 };
    return { status: 200, body: { capabilities, model_info, details, parameters: '' } };
  },
};

// Anthropic's wire: POST /v1/messages, server-sent events named by their type.
// Not here: answering requests with it (modelPeer.ts).
import { fieldsOf, listOf, textOf, textOfParts } from './jsonFields.ts';
import {
  deltasOf,
  eventStream,
  piecesOf,
  type Refused,
  type SaidMessage,
  type StreamRecord,
  type WireProtocol,
} from './wireProtocol.ts';

const record = (kind: StreamRecord['kind'], data: { type: string }): StreamRecord => ({
  kind,
  bytes: `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`,
});
const error = (type: string, message: string) => ({ type: 'error', error: { type, message } });

function block(kind: StreamRecord['kind'], index: number, start: object, deltas: object[]): StreamRecord[] {
  return [
    record(kind, { type: 'content_block_start', index, content_block: start } as { type: string }),
    ...deltas.map((delta) => record(kind, { type: 'content_block_delta', index, delta } as { type: string })),
    record(kind, { type: 'content_block_stop', index } as { type: string }),
  ];
}

/** Results of tools are parts of a message of the user; each becomes a message of its own. */
function said({ role, content }: Record<string, unknown>): SaidMessage[] {
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : listOf(content);
  const of = (type: string) =>
    parts.filter((part) => part.type === type).map((part) => part as Record<string, unknown>);
  const text = of('text')
    .map((part) => textOf(part.text))
    .join('');
  if (role === 'assistant') {
    const calls = of('tool_use').map(({ name, input }) => ({ name: textOf(name), input }));
    return [{ role: 'assistant', text, ...(calls.length > 0 ? { calls } : {}) }];
  }
  const results = of('tool_result').map((part): SaidMessage => ({ role: 'tool', text: textOfParts(part.content) }));
  const images = of('image').map(({ source }) => {
    const { media_type, data } = fieldsOf(source);
    return { mimeType: textOf(media_type), base64: textOf(data) };
  });
  if (text === '' && images.length === 0) return results;
  return [...results, { role: 'user', text, ...(images.length > 0 ? { images } : {}) }];
}

const refusals: Record<Refused['why'], [number, string, string]> = {
  badKey: [401, 'authentication_error', 'invalid x-api-key'],
  rateLimit: [
    429,
    'rate_limit_error',
    "This request would exceed your organization's rate limit of 50,000 input tokens per minute.",
  ],
  overloaded: [529, 'overloaded_error', 'Overloaded'],
  noModel: [404, 'not_found_error', 'model: '],
  noCredit: [
    400,
    'invalid_request_error',
    'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
  ],
  invalid: [400, 'invalid_request_error', ''],
};

export const anthropic: WireProtocol = {
  base: '',
  apiKey: 'sk-ant-loopback-peer',
  models: ['claude-sonnet-4-6', 'claude-opus-4-6', 'claude-haiku-4-5'],
  keyOf: (headers) => headers['x-api-key'] ?? '',
  isQuestion: (path) => path === '/v1/messages',
  read(_path, body) {
    const { model, system, messages, tools, tool_choice } = fieldsOf(body);
    return {
      model: textOf(model),
      instructions: textOfParts(system),
      messages: listOf(messages).flatMap(said),
      tools: listOf(tools).map(({ name }) => textOf(name)),
      toolChoice: tool_choice,
    };
  },
  flawOf({ model }, headers, body) {
    const { messages, max_tokens, thinking } = fieldsOf(body);
    if (!headers['anthropic-version']) return 'anthropic-version: header is required';
    if (typeof max_tokens !== 'number') return 'max_tokens: Field required';
    const { type: thinks, budget_tokens } = fieldsOf(thinking);
    if (thinks && thinks !== 'disabled' && /^claude-3-[^7]/.test(model)) return `"${model}" does not support thinking.`;
    if (typeof budget_tokens === 'number' && budget_tokens >= max_tokens)
      return '`max_tokens` must be greater than `thinking.budget_tokens`.';
    const parts = listOf(messages).flatMap(({ content }) => listOf(content));
    if (parts.some(({ type, text }) => type === 'text' && text === ''))
      return 'messages: text content blocks must be non-empty';
    const first = listOf(messages)[0];
    return first?.role === 'user' ? undefined : 'messages: first message must use the "user" role';
  },
  wantsReasoning: (body) => ['enabled', 'adaptive'].includes(textOf(fieldsOf(fieldsOf(body).thinking).type)),
  contentType: eventStream,
  stream({ reasoning, text, calls = [], length }, model, number) {
    const usage = { cache_creation_input_tokens: 0, cache_read_input_tokens: 64, service_tier: 'standard' };
    const message = { id: `msg_01Peer${number}`, type: 'message', role: 'assistant', model, content: [] };
    const begun = {
      ...message,
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 412, output_tokens: 1, ...usage },
    };
    const records = [
      record('opening', { type: 'message_start', message: begun } as { type: string }),
      record('opening', { type: 'ping' }),
    ];
    let index = 0;
    if (reasoning) {
      const thoughts: object[] = deltasOf(reasoning).map((thinking) => ({ type: 'thinking_delta', thinking }));
      const signature = { type: 'signature_delta', signature: `EqQBCgIYAhIM1gbcDa9GJwZA2b3h${number}` };
      records.push(
        ...block('reasoning', index++, { type: 'thinking', thinking: '', signature: '' }, [...thoughts, signature]),
      );
    }
    if (text) {
      const deltas = deltasOf(text).map((delta) => ({ type: 'text_delta', text: delta }));
      records.push(...block('text', index++, { type: 'text', text: '' }, deltas));
    }
    for (const { name, input } of calls) {
      const pieces = ['', ...piecesOf(JSON.stringify(input))];
      const deltas = pieces.map((partial_json) => ({ type: 'input_json_delta', partial_json }));
      const id = `toolu_01Peer${number}n${index}`;
      records.push(...block('call', index++, { type: 'tool_use', id, name, input: {} }, deltas));
    }
    const stop_reason = length ? 'max_tokens' : calls.length > 0 ? 'tool_use' : 'end_turn';
    const delta = { stop_reason, stop_sequence: null };
    return [
      ...records,
      record('closing', { type: 'message_delta', delta, usage: { output_tokens: 89 } } as { type: string }),
      record('closing', { type: 'message_stop' }),
    ];
  },
  errorInside: () => record('closing', error('overloaded_error', 'Overloaded')).bytes,
  refuse({ why, model, after, flaw = '' }) {
    const [status, type, message] = refusals[why];
    return {
      status,
      headers: {
        'request-id': 'req_011PeerPeer',
        ...(why === 'rateLimit' ? { 'retry-after': String(after), 'anthropic-ratelimit-requests-remaining': '0' } : {}),
      },
      body: { ...error(type, message + (why === 'noModel' ? model : flaw)), request_id: 'req_011PeerPeer' },
    };
  },
  listPath: '/v1/models',
  list(models) {
    const data = models.map((id) => ({
      type: 'model',
      id,
      display_name: id,
      created_at: '2026-02-17T00:00:00Z',
      max_input_tokens: 200_000,
      max_tokens: 64_000,
    }));
    return { data, has_more: false, first_id: models[0] ?? null, last_id: models.at(-1) ?? null };
  },
};

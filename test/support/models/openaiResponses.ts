// OpenAI's wire: POST /v1/responses, named server-sent events that count themselves.
// Not here: its older protocol (chatCompletions.ts), answering requests with it (modelPeer.ts).
import { fieldsOf, listOf, parsedOr, textOf, textOfParts, textOrJson } from './jsonFields.ts';
import {
  deltasOf,
  eventStream,
  piecesOf,
  type Refused,
  type SaidMessage,
  type StreamRecord,
  type WireProtocol,
} from './wireProtocol.ts';

type Event = Record<string, unknown> & { type: string };

/** `data:<mime>;base64,<bytes>`, taken apart. */
export function imageOf(url: string): { mimeType: string; base64: string } {
  const found = /^data:([^;,]*);base64,(.*)$/s.exec(url);
  return { mimeType: found?.[1] ?? '', base64: found?.[2] ?? '' };
}

/** What the model said and called stands in items of its own; those of one reply are one message. */
function said(input: unknown): { instructions: string; messages: SaidMessage[] } {
  const messages: SaidMessage[] = [];
  let instructions = '';
  const assistant = (): SaidMessage => {
    const last = messages.at(-1);
    if (last?.role === 'assistant') return last;
    const fresh: SaidMessage = { role: 'assistant', text: '' };
    messages.push(fresh);
    return fresh;
  };
  for (const item of listOf(input)) {
    const { type, role, content, name, output } = item;
    if (type === 'function_call') {
      const message = assistant();
      message.calls = [...(message.calls ?? []), { name: textOf(name), input: parsedOr(textOf(item.arguments)) }];
    } else if (type === 'function_call_output')
      messages.push({ role: 'tool', text: Array.isArray(output) ? textOfParts(output) : textOrJson(output) });
    else if (role === 'developer' || role === 'system') instructions += textOfParts(content);
    else if (role === 'assistant') assistant().text += textOfParts(content);
    else if (role === 'user') {
      const images = listOf(content).flatMap((part) =>
        part.type === 'input_image' ? [imageOf(textOf(part.image_url))] : [],
      );
      messages.push({ role: 'user', text: textOfParts(content), ...(images.length > 0 ? { images } : {}) });
    }
  }
  return { instructions, messages };
}

function reasoningItem(id: string, at: number, text: string): Event[] {
  const where = { item_id: id, output_index: at, summary_index: 0 };
  const item = { id, type: 'reasoning', summary: [] };
  const part = { type: 'summary_text', text };
  return [
    { type: 'response.output_item.added', output_index: at, item: { ...item, encrypted_content: 'gAAAAA-begin' } },
    { type: 'response.reasoning_summary_part.added', ...where, part: { ...part, text: '' } },
    ...deltasOf(text).map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...where, delta })),
    { type: 'response.reasoning_summary_text.done', ...where, text },
    { type: 'response.reasoning_summary_part.done', ...where, part },
    {
      type: 'response.output_item.done',
      output_index: at,
      item: { ...item, summary: [part], encrypted_content: 'gAAAAA-whole' },
    },
  ];
}

function messageItem(id: string, at: number, text: string): Event[] {
  const where = { item_id: id, output_index: at, content_index: 0 };
  const item = { id, type: 'message', status: 'in_progress', content: [], role: 'assistant' };
  const part = { type: 'output_text', annotations: [], logprobs: [], text };
  return [
    { type: 'response.output_item.added', output_index: at, item },
    { type: 'response.content_part.added', ...where, part: { ...part, text: '' } },
    ...deltasOf(text).map((delta) => ({ type: 'response.output_text.delta', ...where, delta, logprobs: [] })),
    { type: 'response.output_text.done', ...where, text, logprobs: [] },
    { type: 'response.content_part.done', ...where, part },
    { type: 'response.output_item.done', output_index: at, item: { ...item, status: 'completed', content: [part] } },
  ];
}

function callItem(id: string, at: number, name: string, input: unknown): Event[] {
  const where = { item_id: id, output_index: at };
  const whole = JSON.stringify(input);
  const item = { id, type: 'function_call', status: 'in_progress', arguments: '', call_id: `call_${id}`, name };
  return [
    { type: 'response.output_item.added', output_index: at, item },
    ...piecesOf(whole).map((delta) => ({ type: 'response.function_call_arguments.delta', ...where, delta })),
    { type: 'response.function_call_arguments.done', ...where, arguments: whole },
    { type: 'response.output_item.done', output_index: at, item: { ...item, status: 'completed', arguments: whole } },
  ];
}

const error = (message: string, type: string, code: string | null) => ({ error: { message, type, param: null, code } });
const refusals: Record<Refused['why'], [number, string, string, string | null]> = {
  badKey: [
    401,
    'Incorrect API key provided: sk-loo***peer. You can find your API key at https://platform.openai.com/account/api-keys.',
    'invalid_request_error',
    'invalid_api_key',
  ],
  rateLimit: [
    429,
    'Rate limit reached for gpt-5.2 in organization org-x on tokens per min (TPM): Limit 30000.',
    'tokens',
    'rate_limit_exceeded',
  ],
  overloaded: [503, 'The engine is currently overloaded, please try again later.', 'server_error', null],
  noModel: [
    404,
    'The model does not exist or you do not have access to it.',
    'invalid_request_error',
    'model_not_found',
  ],
  noCredit: [
    429,
    'You exceeded your current quota, please check your plan and billing details.',
    'insufficient_quota',
    'insufficient_quota',
  ],
  invalid: [400, 'Invalid request: ', 'invalid_request_error', null],
};

export const openaiResponses: WireProtocol = {
  base: '/v1',
  apiKey: 'sk-openai-loopback-peer',
  models: ['gpt-5.2', 'gpt-5.2-mini', 'text-embedding-3-small'],
  keyOf: (headers) => (headers.authorization ?? '').replace(/^Bearer /, ''),
  isQuestion: (path) => path === '/v1/responses',
  read(_path, body) {
    const { model, instructions, input, tools, tool_choice } = fieldsOf(body);
    const read = said(typeof input === 'string' ? [{ role: 'user', content: input }] : input);
    return {
      model: textOf(model),
      instructions: textOf(instructions) + read.instructions,
      messages: read.messages,
      tools: listOf(tools).map(({ name, type }) => textOf(name) || textOf(type)),
      toolChoice: tool_choice,
    };
  },
  flawOf: ({ model }, _headers, body) =>
    fieldsOf(body).reasoning !== undefined && /^gpt-4/.test(model)
      ? "Unsupported parameter: 'reasoning.effort' is not supported with this model."
      : undefined,
  wantsReasoning: (body) => textOf(fieldsOf(fieldsOf(body).reasoning).summary) !== '',
  contentType: eventStream,
  stream({ reasoning, text, calls = [], length }, model, number) {
    let at = 0;
    let sequence = 0;
    const status = length ? 'incomplete' : 'completed';
    const usage = {
      input_tokens: 412,
      input_tokens_details: { cached_tokens: 64 },
      output_tokens: 89,
      output_tokens_details: { reasoning_tokens: 40 },
      total_tokens: 501,
    };
    const response = {
      id: `resp_${number}`,
      object: 'response',
      created_at: 1_760_000_000,
      model,
      output: [],
      error: null,
      incomplete_details: null,
      store: false,
    };
    const begun = { ...response, status: 'in_progress', usage: null };
    const ended = {
      ...response,
      status,
      usage,
      ...(length ? { incomplete_details: { reason: 'max_output_tokens' } } : {}),
    };
    const records = (kind: StreamRecord['kind'], events: Event[]): StreamRecord[] =>
      events.map((event) => ({
        kind,
        bytes: `event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number: sequence++ })}\n\n`,
      }));
    return [
      ...records('opening', [
        { type: 'response.created', response: begun },
        { type: 'response.in_progress', response: begun },
      ]),
      ...(reasoning ? records('reasoning', reasoningItem(`rs_${number}`, at++, reasoning)) : []),
      ...(text ? records('text', messageItem(`msg_${number}`, at++, text)) : []),
      ...calls.flatMap(({ name, input }) => records('call', callItem(`fc_${number}_${at}`, at++, name, input))),
      ...records('closing', [{ type: `response.${status}`, response: ended }]),
    ];
  },
  errorInside(model) {
    const failed = {
      id: 'resp_0',
      object: 'response',
      created_at: 1_760_000_000,
      status: 'failed',
      model,
      output: [],
      usage: null,
    };
    const told = { code: 'server_error', message: 'The model failed to generate a response.' };
    const event = { type: 'response.failed', response: { ...failed, error: told }, sequence_number: 99 };
    return `event: response.failed\ndata: ${JSON.stringify(event)}\n\n`;
  },
  refuse({ why, after, flaw = '' }) {
    const [status, message, type, code] = refusals[why];
    const wait = {
      'retry-after': String(after),
      'retry-after-ms': String(after * 1000),
      'x-ratelimit-remaining-tokens': '0',
    };
    return { status, body: error(message + flaw, type, code), ...(why === 'rateLimit' ? { headers: wait } : {}) };
  },
  listPath: '/v1/models',
  list(models) {
    const data = models.map((id) => ({ id, object: 'model', created: 1_760_000_000, owned_by: 'openai' }));
    return { object: 'list', data };
  },
};

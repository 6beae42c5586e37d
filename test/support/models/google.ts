// Google's wire: POST /v1beta/models/<model>:streamGenerateContent?alt=sse, unnamed events whose lines end in CRLF.
// Not here: answering requests with it (modelPeer.ts).
import { fieldsOf, listOf, textOf, textOrJson } from './jsonFields.ts';
import {
  deltasOf,
  eventStream,
  type Refused,
  type SaidMessage,
  type StreamRecord,
  type WireProtocol,
} from './wireProtocol.ts';

const asking = /^\/v1beta\/models\/([^:/]+):streamGenerateContent$/;
const wordsOf = (parts: unknown) =>
  listOf(parts)
    .filter(({ thought }) => thought !== true)
    .map(({ text }) => textOf(text))
    .join('');

/** Results of tools are parts of a content of the user; each becomes a message of its own. */
function said({ role, parts }: Record<string, unknown>): SaidMessage[] {
  const text = wordsOf(parts);
  const of = (name: string) =>
    listOf(parts).flatMap((part) => (part[name] === undefined ? [] : [fieldsOf(part[name])]));
  if (role === 'model') {
    const calls = of('functionCall').map(({ name, args }) => ({ name: textOf(name), input: args ?? {} }));
    return [{ role: 'assistant', text, ...(calls.length > 0 ? { calls } : {}) }];
  }
  const results = of('functionResponse').map(
    ({ response }): SaidMessage => ({ role: 'tool', text: textOrJson(fieldsOf(response).content ?? response) }),
  );
  const images = of('inlineData').map(({ mimeType, data }) => ({ mimeType: textOf(mimeType), base64: textOf(data) }));
  if (text === '' && images.length === 0) return results;
  return [...results, { role: 'user', text, ...(images.length > 0 ? { images } : {}) }];
}

const detail = (type: string, more: object) => ({ '@type': `type.googleapis.com/google.rpc.${type}`, ...more });
const minuteLimit = detail('QuotaFailure', {
  violations: [
    {
      quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
      quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier',
      quotaDimensions: { location: 'global', model: 'gemini-3.0-flash' },
    },
  ],
});
const quota = 'You exceeded your current quota, please check your plan and billing details.';
const refusals: Record<Refused['why'], [number, string, (refused: Refused) => string, (refused: Refused) => object[]]> =
  {
    // A bad key is a 400 here, not a 401.
    badKey: [
      400,
      'INVALID_ARGUMENT',
      () => 'API key not valid. Please pass a valid API key.',
      () => [
        detail('ErrorInfo', {
          reason: 'API_KEY_INVALID',
          domain: 'googleapis.com',
          metadata: { service: 'generativelanguage.googleapis.com' },
        }),
      ],
    ],
    // It speaks of billing here, too; how long to wait stands in the body alone.
    rateLimit: [
      429,
      'RESOURCE_EXHAUSTED',
      ({ after }) => `${quota} Please retry in ${after}s.`,
      ({ after }) => [minuteLimit, detail('RetryInfo', { retryDelay: `${after}s` })],
    ],
    overloaded: [503, 'UNAVAILABLE', () => 'The model is overloaded. Please try again later.', () => []],
    noModel: [
      404,
      'NOT_FOUND',
      ({ model }) => `models/${model} is not found for API version v1beta, or is not supported for generateContent.`,
      () => [],
    ],
    noCredit: [
      429,
      'RESOURCE_EXHAUSTED',
      () =>
        'Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to manage your project and billing.',
      () => [],
    ],
    invalid: [400, 'INVALID_ARGUMENT', ({ flaw }) => flaw ?? '', () => []],
  };
const error = (code: number, message: string, status: string, details: object[] = []) => ({
  error: { code, message, status, details },
});
const line = (data: unknown) => `data: ${JSON.stringify(data)}\r\n\r\n`;

export const google: WireProtocol = {
  base: '/v1beta',
  apiKey: 'AIza-loopback-peer',
  models: ['gemini-3.0-flash', 'gemini-3.0-pro'],
  keyOf: (headers) => headers['x-goog-api-key'] ?? '',
  isQuestion: (path) => asking.test(path),
  read(path, body) {
    const { systemInstruction, contents, tools, toolConfig } = fieldsOf(body);
    const declared = listOf(tools).flatMap(({ functionDeclarations, ...others }) => [
      ...listOf(functionDeclarations).map(({ name }) => textOf(name)),
      ...Object.keys(others),
    ]);
    return {
      model: asking.exec(path)?.[1] ?? '',
      instructions: wordsOf(fieldsOf(systemInstruction).parts),
      messages: listOf(contents).flatMap(said),
      tools: declared,
      toolChoice: fieldsOf(fieldsOf(toolConfig).functionCallingConfig).mode,
    };
  },
  wantsReasoning: (body) => fieldsOf(fieldsOf(fieldsOf(body).generationConfig).thinkingConfig).includeThoughts === true,
  contentType: eventStream,
  stream({ reasoning, text, calls = [], length }, model, number) {
    let thoughtsTokenCount = 0;
    let candidatesTokenCount = 0;
    const record = (kind: StreamRecord['kind'], part: object, finishReason?: string): StreamRecord => {
      if (kind === 'reasoning') thoughtsTokenCount += 4;
      else candidatesTokenCount += 3;
      const totalTokenCount = 412 + thoughtsTokenCount + candidatesTokenCount;
      const candidate = {
        content: { parts: [part], role: 'model' },
        ...(finishReason ? { finishReason } : {}),
        index: 0,
      };
      const usageMetadata = { promptTokenCount: 412, candidatesTokenCount, totalTokenCount, thoughtsTokenCount };
      return {
        kind,
        bytes: line({ candidates: [candidate], usageMetadata, modelVersion: model, responseId: `peer${number}` }),
      };
    };
    return [
      ...deltasOf(reasoning ?? '').map((delta) => record('reasoning', { text: delta, thought: true })),
      ...deltasOf(text ?? '').map((delta) => record('text', { text: delta })),
      // The signature of a call must be sent back with it.
      ...calls.map(({ name, input }, index) =>
        record('call', {
          functionCall: { name, args: input, id: `fc-${number}-${index}` },
          thoughtSignature: 'CiQBveKK8gT9b3Q=',
        }),
      ),
      record('closing', { text: '' }, length ? 'MAX_TOKENS' : 'STOP'),
    ];
  },
  errorInside: () => line(error(503, 'The model is overloaded. Please try again later.', 'UNAVAILABLE')),
  refuse(refused) {
    const [status, name, message, details] = refusals[refused.why];
    return { status, body: error(status, message(refused), name, details(refused)) };
  },
  listPath: '/v1beta/models',
  list(models) {
    const about = models.map((id) => ({
      name: `models/${id}`,
      version: '001',
      displayName: id,
      inputTokenLimit: 1_048_576,
      outputTokenLimit: 65_536,
      supportedGenerationMethods: id.includes('embedding') ? ['embedContent'] : ['generateContent', 'countTokens'],
      thinking: true,
    }));
    return { models: about };
  },
};

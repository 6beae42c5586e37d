// One HTTP request to a server of either API: no redirect is followed, answers are bounded, refusals become SessionErrors.
// Not here: which calls there are (restClient.ts, assistant/), reading an answer as it streams (sseTransport.ts).
import type * as v from 'valibot';
import { decodeWith, parseJson } from '../protocol/decoded.ts';
import { errorBodySchema } from '../protocol/trellis/rest.ts';
import { kindOfStatus, SessionError } from './errors.ts';
import { retryAfterSeconds } from './retryAfter.ts';

const timeoutMs = 30_000;
/** Bytes of one answer. */
export const maxBody = 64 * 1024 * 1024;

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** Milliseconds until nobody waits any more; 30 s unless given. */
  withinMs?: number;
  /** Ends it earlier, or keeps it from being sent. */
  signal?: AbortSignal;
}

/** What of a request depends on the API that is spoken. */
export interface HttpApi {
  name: string;
  /** All its paths are under it. */
  root: string;
  errors: v.GenericSchema<unknown, { detail: string; code?: string | null; debug_id?: string | null }>;
}

const trellisApi: HttpApi = { name: 'Trellis', root: '/v1', errors: errorBodySchema };

/** The bytes as text, chunk by chunk; characters cut between chunks come whole. Throws a SessionError beyond `maxBody`. */
export async function* textOf(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBody) throw new SessionError('protocol', 'The answer of the server is too large.');
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

/** All of it at once, as bounded as `textOf`. */
export async function wholeText(response: Response): Promise<string> {
  const parts: string[] = [];
  for await (const part of textOf(response)) parts.push(part);
  return parts.join('');
}

/** Sends the request; rejects as fetch does. */
export function send(
  baseUrl: string,
  { method, path, headers = {}, body }: HttpRequest,
  signal: AbortSignal,
  { root } = trellisApi,
): Promise<Response> {
  return fetch(`${baseUrl}${root}${path}`, {
    method,
    headers: {
      Accept: 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    // A redirect could carry the key or token to another host.
    redirect: 'manual',
    signal,
  });
}

/** Node's names for a certificate that is not accepted. */
const certificateCodes = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|INVALID_CA|HOSTNAME_MISMATCH|ERR_TLS_CERT)/;

/** Why nobody answered, as far as it can be told: the certificate, the proxy, or just the network. */
export function noAnswer(baseUrl: string, cause: unknown): SessionError {
  for (let error = cause; error instanceof Error; error = error.cause) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
    if (certificateCodes.test(code)) {
      const advice = "Add its authority to this machine's certificates; VS Code takes them from there.";
      return new SessionError('offline', `The certificate of ${baseUrl} is not trusted here (${code}). ${advice}`, {
        cause,
      });
    }
    const proxy = /Proxy response \((\d+)\)/.exec(error.message);
    if (proxy) {
      const text = `The proxy refused the way to ${baseUrl} (${proxy[1]}). Check the setting http.proxy of VS Code.`;
      return new SessionError('offline', text, { cause });
    }
  }
  return new SessionError('offline', `No answer from ${baseUrl}. Check the address and the network.`, { cause });
}

/** What an answer that is no success means. Reads its body, so it rejects as reading does. */
export async function refusalOf(baseUrl: string, response: Response, api = trellisApi): Promise<SessionError> {
  const detail = decodeWith(api.errors, parseJson(await wholeText(response)));
  const { status } = response;
  if (status >= 300 && status < 400) {
    return new SessionError(
      'protocol',
      `${baseUrl} redirects to another place, which is not followed. Give the server's own address.`,
      { status },
    );
  }
  const { headers } = response;
  return new SessionError(
    kindOfStatus(status),
    detail.kind === 'valid' ? detail.value.detail : `The server answered with status ${status}.`,
    {
      status,
      code: detail.kind === 'valid' ? (detail.value.code ?? null) : null,
      debugId: detail.kind === 'valid' ? (detail.value.debug_id ?? null) : null,
      retryAfterSeconds: retryAfterSeconds(headers.get('retry-after'), headers.get('date')),
    },
  );
}

/** One request and its JSON answer (undefined when the body is not JSON). Throws a SessionError. */
export async function call(baseUrl: string, request: HttpRequest, api = trellisApi): Promise<unknown> {
  try {
    const timeout = AbortSignal.timeout(request.withinMs ?? timeoutMs);
    const signal = request.signal ? AbortSignal.any([timeout, request.signal]) : timeout;
    const response = await send(baseUrl, request, signal, api);
    if (!response.ok) throw await refusalOf(baseUrl, response, api);
    return parseJson(await wholeText(response));
  } catch (cause) {
    if (cause instanceof SessionError) throw cause;
    throw noAnswer(baseUrl, cause);
  }
}

/** The answer as its schema has it, or a SessionError `protocol`. */
export function judged<T>(schema: v.GenericSchema<unknown, T>, json: unknown, { name } = trellisApi): T {
  const decoded = decodeWith(schema, json);
  if (decoded.kind === 'valid') return decoded.value;
  const reason = decoded.kind === 'malformed' ? decoded.reason : decoded.name;
  throw new SessionError(
    'protocol',
    `The answer is not one of the ${name} API (${reason}). Check the server's address.`,
  );
}

// Requests to a database that speaks HTTP: one host, TLS as the address says, bodies read as they are asked for.
// Not here: what is said (clickhouse/, trino/). No redirect is followed: the password was given for one host.
import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { cancelled } from '../../cancelled.ts';
import { QueryError } from '../../engine.ts';
import type { Address, Tls } from '../address.ts';
import { BrokenLine, explainedFailure, placeOf } from './httpFailures.ts';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'DELETE';
  /** With its query. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  signal?: AbortSignal | undefined;
}

export interface HttpReply {
  status: number;
  header(name: string): string | undefined;
  /** Read only as fast as it is asked for. Throws a QueryError when the line breaks before the end, or the signal says so. */
  chunks: AsyncIterator<Buffer, undefined>;
  /** The whole body. Throws a QueryError when it is longer than `maxBytes`. */
  text(maxBytes: number): Promise<string>;
  /** Gives up what was not read: the line is closed unless all of it was. */
  drop(): void;
}

export interface HttpLine {
  /** Throws a QueryError, `failed` or (by the signal) `cancelled`. A redirect is `failed`. */
  send(request: HttpRequest): Promise<HttpReply>;
  close(): void;
}

const maxHeaderBytes = 32 * 1024;
const connectTimeoutMs = 10_000;

export function createHttpLine(address: Address): HttpLine {
  const { host, port, tls } = address;
  const isEncrypted = tls.mode !== 'off';
  const secure: ConnectionOptions = isEncrypted ? tlsOptions(tls, host) : {};
  const agentOptions = { keepAlive: true, maxFreeSockets: 2, scheduling: 'lifo' as const };
  const agent = isEncrypted ? new https.Agent({ ...agentOptions, ...secure }) : new http.Agent(agentOptions);

  async function send(request: HttpRequest): Promise<HttpReply> {
    try {
      return await sendOnce(request);
    } catch (error) {
      // A line that was kept may have been closed by the other side just before: then nothing has been heard there.
      if (error instanceof StaleLineError) return await sendOnce(request);
      throw error;
    }
  }

  function sendOnce({ method, path, headers, body, signal }: HttpRequest): Promise<HttpReply> {
    if (signal?.aborted) return Promise.reject(cancelled(signal));
    const answered = Promise.withResolvers<HttpReply>();
    const options = {
      host,
      port,
      method,
      path,
      agent,
      maxHeaderSize: maxHeaderBytes,
      headers: headersOf(headers, body),
    };
    const asked = isEncrypted ? https.request(options) : http.request(options);
    const onAbort = () => void asked.destroy();
    signal?.addEventListener('abort', onAbort, { once: true });
    const unheard = setTimeout(() => asked.destroy(new ConnectTimeoutError()), connectTimeoutMs);
    asked.once('socket', (socket) => {
      const heard = () => clearTimeout(unheard);
      if (!socket.connecting) heard();
      else socket.once(isEncrypted ? 'secureConnect' : 'connect', heard);
    });
    asked.once('close', () => {
      clearTimeout(unheard);
      signal?.removeEventListener('abort', onAbort);
    });
    // It stays after the reply has begun: an error without a listener would end the process.
    asked.on('error', (error: NodeJS.ErrnoException) => {
      if (signal?.aborted) answered.reject(cancelled(signal));
      else if (asked.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE'))
        answered.reject(new StaleLineError());
      else answered.reject(explainedFailure(error, address));
    });
    asked.once('response', (response) => {
      const { statusCode = 0 } = response;
      response.on('error', () => undefined);
      if (statusCode >= 300 && statusCode < 400) {
        response.destroy();
        answered.reject(
          new QueryError(
            'failed',
            `${placeOf(address)} answers with a redirect, which is not followed. Give the address it leads to.`,
          ),
        );
        return;
      }
      answered.resolve(replyOf(response, address, signal));
    });
    asked.end(body);
    return answered.promise;
  }

  return { send, close: () => agent.destroy() };
}

/** The kept line was closed while the request was on its way. */
class StaleLineError extends Error {}

class ConnectTimeoutError extends Error {
  override readonly name = 'ConnectTimeout';
}

function replyOf(response: http.IncomingMessage, address: Address, signal: AbortSignal | undefined): HttpReply {
  const chunks = chunksOf(response, address, signal);
  return {
    status: response.statusCode ?? 0,
    header: (name) => {
      const value = response.headers[name.toLowerCase()];
      return Array.isArray(value) ? value[0] : value;
    },
    chunks,
    async text(maxBytes) {
      const parts: Buffer[] = [];
      let length = 0;
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
        parts.push(next.value);
        length += next.value.length;
        if (length <= maxBytes) continue;
        response.destroy();
        throw new QueryError('failed', `${placeOf(address)} answers with more than can be taken in.`);
      }
      return Buffer.concat(parts).toString();
    },
    drop: () => {
      if (!response.readableEnded) response.destroy();
    },
  };
}

async function* chunksOf(
  response: http.IncomingMessage,
  address: Address,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, undefined> {
  const { headers } = response;
  const tellsItsEnd = headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined;
  const broken = (cause?: unknown) =>
    signal?.aborted
      ? cancelled(signal)
      : new BrokenLine('failed', `The line to ${placeOf(address)} broke before the answer was whole. Ask again.`, {
          cause,
        });
  try {
    for await (const chunk of response) yield chunk;
  } catch (error) {
    throw broken(error);
  }
  // A body that ends with its line may have been cut anywhere; rows that are missing would not be noticed.
  if (!response.complete || (!tellsItsEnd && response.statusCode === 200)) throw broken();
  return undefined;
}

/** In UTF-8, which Node sends when each byte is given as a character. Throws a QueryError. */
function headersOf(headers: Readonly<Record<string, string>> = {}, body: string | undefined): Record<string, string> {
  const sent: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if ([...value].some((character) => character < ' ' || character === '\u007f'))
      throw new QueryError('failed', 'The address holds a line break or another character that cannot be sent.');
    sent[name] = Buffer.from(value, 'utf8').toString('latin1');
  }
  if (body !== undefined) sent['Content-Length'] = String(Buffer.byteLength(body));
  return sent;
}

/** What the mode of the address means to Node. */
function tlsOptions({ mode, ca }: Tls, host: string): ConnectionOptions {
  const isChecked = mode === 'verify' || mode === 'verify-ca';
  return {
    rejectUnauthorized: isChecked,
    ...(ca === undefined ? {} : { ca }),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(mode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  };
}

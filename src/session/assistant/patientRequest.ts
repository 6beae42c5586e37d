// The request of a question: its answer may be silent for very long while a model thinks or an earlier answer is made, and `fetch` ends
// any answer after five silent minutes, which it does not let one choose. Not here: what is read of the answer (askStream.ts).
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { Readable } from 'node:stream';
import { SessionError } from '../errors.ts';

/** A server that says nothing for so long has gone without saying so. */
export const silentForMinutes = 30;
const connectsWithinMs = 10_000;

export interface PatientRequest {
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal;
  /** Milliseconds without a byte either way; half an hour unless given. */
  silentForMs?: number;
}

/** How a question is sent; tests have others. */
export type SendQuestion = (url: string, request: PatientRequest) => Promise<Response>;

/** POSTs it and resolves with the head of the answer, whatever its status. No redirect is followed. Rejects as `fetch` does. */
export const sendPatiently: SendQuestion = (url, { headers, body, signal, silentForMs = silentForMinutes * 60_000 }) =>
  new Promise((resolve, reject) => {
    const bytes = Buffer.from(body);
    const all = { ...headers, 'Content-Length': String(bytes.length) };
    const request = (new URL(url).protocol === 'https:' ? secureRequest : plainRequest)(url, {
      method: 'POST',
      headers: all,
      signal,
    });
    // Of a line that is used again nobody knows whether the server is just closing it.
    request.shouldKeepAlive = false;
    let answer: IncomingMessage | undefined;
    const giveUp = (message: string) => (answer ?? request).destroy(new SessionError('offline', message));
    request.setTimeout(silentForMs, () => giveUp(`The server was silent for ${minutes(silentForMs)}.`));
    request.on('socket', (socket) => {
      if (!socket.connecting) return;
      const timer = setTimeout(() => giveUp('Nobody answered at that address.'), connectsWithinMs);
      for (const event of ['connect', 'close']) socket.once(event, () => clearTimeout(timer));
    });
    request.on('error', reject);
    request.on('response', (incoming) => {
      answer = incoming;
      try {
        resolve(responseOf(incoming));
      } catch (cause) {
        request.destroy();
        reject(cause);
      }
    });
    request.end(bytes);
  });

/** Statuses that cannot have a body. */
const bare = new Set([204, 205, 304]);

function responseOf(incoming: IncomingMessage): Response {
  const status = incoming.statusCode ?? 0;
  const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values]) =>
    (values ?? []).map((value): [string, string] => [name, value]),
  );
  if (!bare.has(status)) return new Response(Readable.toWeb(incoming), { status, headers });
  incoming.resume();
  return new Response(null, { status, headers });
}

function minutes(ms: number): string {
  return `${Math.round(ms / 60_000)} minutes`;
}

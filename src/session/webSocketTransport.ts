// A transport over `ws`: the token in the Authorization header, never in the URL; redirects are not followed.
// Not here: reconnecting (trellisSession.ts).
import WebSocket from 'ws';
import { SessionError } from './errors.ts';
import { retryAfterSeconds } from './retryAfter.ts';
import type { Transport } from './transport.ts';

const handshakeMs = 15_000;
/** A peer that is gone never answers to the close; its socket is not kept for it. */
const closeWithinMs = 2_000;
const maxFrame = 16 * 1024 * 1024;

export function connectWebSocket(url: string, token: string): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, {
      headers: { Authorization: `Bearer ${token}` },
      handshakeTimeout: handshakeMs,
      followRedirects: false,
      maxPayload: maxFrame,
    });
    let opened = false;
    let closing: NodeJS.Timeout | undefined;
    // What arrives right behind the upgrade is kept until somebody listens.
    const early: string[] = [];
    let ended: { code: number; reason: string } | undefined;
    let onMessage: (text: string) => void = (text) => early.push(text);
    let onClose = (code: number, reason: string) => {
      ended = { code, reason };
    };
    socket.on('open', () => {
      opened = true;
      resolve({
        send: (text) => socket.send(text),
        close: (code) => {
          socket.close(code);
          closing ??= setTimeout(() => socket.terminate(), closeWithinMs).unref();
        },
        onMessage: (listener) => {
          onMessage = listener;
          for (const text of early.splice(0)) listener(text);
        },
        onClose: (listener) => {
          onClose = listener;
          if (ended) listener(ended.code, ended.reason);
        },
      });
    });
    socket.on('message', (data, isBinary) => onMessage(isBinary ? '' : data.toString()));
    socket.on('unexpected-response', (_request, response) => {
      response.destroy();
      const status = response.statusCode ?? null;
      const { 'retry-after': retryAfter, date } = response.headers;
      const kind = status === 401 || status === 403 ? 'unauthorized' : status === 429 ? 'rateLimit' : 'server';
      const details = { status, retryAfterSeconds: retryAfterSeconds(retryAfter, date) };
      reject(new SessionError(kind, `The server refused the connection (HTTP ${status}).`, details));
      socket.terminate();
    });
    socket.on('error', (cause) => {
      if (!opened) reject(new SessionError('offline', 'The server does not answer.', { cause }));
    });
    socket.on('close', (code, reason) => {
      clearTimeout(closing);
      onClose(code, reason.toString());
    });
  });
}

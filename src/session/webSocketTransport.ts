// A transport over `ws`: the token in the Authorization header, never in the URL; redirects are not followed.
// Not here: reconnecting (trellisSession.ts).
import WebSocket from 'ws';
import { SessionError } from './errors.ts';
import type { Transport } from './transport.ts';

const handshakeMs = 15_000;
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
    let onMessage: (text: string) => void = () => undefined;
    let onClose: (code: number, reason: string) => void = () => undefined;
    socket.on('open', () => {
      opened = true;
      resolve({
        send: (text) => socket.send(text),
        close: (code) => socket.close(code),
        onMessage: (listener) => {
          onMessage = listener;
        },
        onClose: (listener) => {
          onClose = listener;
        },
      });
    });
    socket.on('message', (data, isBinary) => onMessage(isBinary ? '' : data.toString()));
    socket.on('unexpected-response', (_request, response) => {
      response.destroy();
      const kind = response.statusCode === 401 || response.statusCode === 403 ? 'unauthorized' : 'server';
      reject(new SessionError(kind, `The server refused the connection (HTTP ${response.statusCode}).`));
      socket.terminate();
    });
    socket.on('error', (cause) => {
      if (!opened) reject(new SessionError('offline', 'The server does not answer.', { cause }));
    });
    socket.on('close', (code, reason) => onClose(code, reason.toString()));
  });
}

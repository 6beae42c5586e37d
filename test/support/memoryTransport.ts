// A line without a network: what the client sends is kept, what the test says arrives.
// Not here: real sockets (test/session/webSocketTransport.test.ts).
import type { SessionError } from '../../src/session/errors.ts';
import type { Connect } from '../../src/session/transport.ts';

export interface MemoryLine {
  url: string;
  token: string;
  sent: Record<string, unknown>[];
  closedWith: number | undefined;
  say(event: string, data?: unknown): void;
  sayRaw(text: string): void;
  cut(code: number, reason?: string): void;
}

/** `lines` grows with each attempt; `refuse` makes the next attempts fail. */
export function memoryConnect() {
  const lines: MemoryLine[] = [];
  let refusal: SessionError | undefined;
  const connect: Connect = async (url, token) => {
    if (refusal) throw refusal;
    let onMessage: (text: string) => void = () => undefined;
    let onClose: (code: number, reason: string) => void = () => undefined;
    const line: MemoryLine = {
      url,
      token,
      sent: [],
      closedWith: undefined,
      say: (event, data = {}) => onMessage(JSON.stringify({ event, data })),
      sayRaw: (text) => onMessage(text),
      cut: (code, reason = '') => onClose(code, reason),
    };
    lines.push(line);
    return {
      send: (text) => void line.sent.push(JSON.parse(text)),
      close: (code) => {
        line.closedWith = code;
      },
      onMessage: (listener) => {
        onMessage = listener;
      },
      onClose: (listener) => {
        onClose = listener;
      },
    };
  };
  return {
    connect,
    lines,
    refuse: (error: SessionError | undefined) => {
      refusal = error;
    },
    last(): MemoryLine {
      const line = lines.at(-1);
      if (!line) throw new Error('Nothing has connected yet.');
      return line;
    },
  };
}

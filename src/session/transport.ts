// The line as four members; a WebSocket in life, a pair of queues in tests.
// Not here: what is said on it.
export interface Transport {
  send(text: string): void;
  /** Starts closing; `onClose` still comes. */
  close(code: number): void;
  onMessage(listener: (text: string) => void): void;
  /** Comes exactly once, also when the line never opened. */
  onClose(listener: (code: number, reason: string) => void): void;
}

/** Opens a line, or rejects with a SessionError. */
export type Connect = (url: string, token: string) => Promise<Transport>;

// The bytes a scripted peer writes on one connection, under a plan: cut after so many, split anywhere, or silent for good.
// Not here: what the bytes say (scriptedPeer.ts and its other parts).
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** Bytes are counted from the first of the answer, its head included: of a socket, from `HTTP/1.1 101`. */
export interface BytePlan {
  /** The connection ends after that many bytes. */
  cutAfter?: number;
  /** How it ends: `reset` (default) as a line that breaks, `fin` as a process that ends. */
  end?: 'reset' | 'fin';
  /** Half-open after that many bytes: nothing is read or written any more, but the TCP connection stands. */
  stallAfter?: number;
  /** Sizes of the writes, used in turn and over again; `[1]` writes byte by byte. */
  split?: readonly number[];
}

export interface ByteGate {
  /** What the HTTP server takes for the connection. */
  readonly stream: Duplex;
  /** Bytes that were written. */
  readonly sent: number;
  plan(plan: BytePlan): void;
  stall(): void;
  cut(end?: 'reset' | 'fin'): void;
  /** Bytes past whatever the HTTP server says; they obey the plan like any. */
  write(bytes: Uint8Array): void;
}

export function createByteGate(raw: Socket): ByteGate {
  let plan: BytePlan = {};
  let sent = 0;
  let turn = 0;
  let state: 'open' | 'stalled' | 'cut' = 'open';
  raw.setNoDelay(true);

  function cut(end: 'reset' | 'fin' = 'reset') {
    if (state === 'cut') return;
    state = 'cut';
    if (end === 'fin') raw.end(() => raw.destroy());
    else raw.resetAndDestroy();
    stream.destroy();
  }

  function stall() {
    if (state !== 'open') return;
    state = 'stalled';
    raw.pause();
  }

  /** How many of the next bytes go out in one write. */
  function nextSize(left: number): number {
    const { split = [], cutAfter = Number.POSITIVE_INFINITY, stallAfter = Number.POSITIVE_INFINITY } = plan;
    const size = split.length === 0 ? left : Math.max(1, split[turn++ % split.length] ?? 1);
    return Math.max(0, Math.min(size, left, cutAfter - sent, stallAfter - sent));
  }

  async function put(bytes: Uint8Array): Promise<void> {
    let at = 0;
    while (state === 'open' && at < bytes.length) {
      const size = nextSize(bytes.length - at);
      const part = bytes.subarray(at, at + size);
      at += size;
      sent += size;
      if (size > 0) await new Promise<void>((resolve) => raw.write(part, () => resolve()));
      // A turn of the loop between two writes, so that the reader may see them apart.
      if (plan.split) await new Promise<void>((resolve) => setImmediate(resolve));
      if (sent >= (plan.cutAfter ?? Number.POSITIVE_INFINITY)) cut(plan.end);
      else if (sent >= (plan.stallAfter ?? Number.POSITIVE_INFINITY)) stall();
    }
  }

  const stream = new Duplex({
    read: () => {
      if (state === 'open') raw.resume();
    },
    write(chunk: Buffer, _encoding, done) {
      put(chunk).then(() => done(), done);
    },
    final(done) {
      if (state === 'open') raw.end();
      done();
    },
    destroy(error, done) {
      // A half-open line stays, whatever the server above it does.
      if (state === 'open') raw.destroy();
      done(error);
    },
  });
  raw.on('data', (chunk) => {
    if (state === 'open' && !stream.push(chunk)) raw.pause();
  });
  raw.on('end', () => state === 'open' && stream.push(null));
  raw.on('error', () => stream.destroy());
  raw.on('close', () => stream.destroy());
  // A client that goes away in the middle is what these tests are about.
  stream.on('error', () => raw.destroy());

  return {
    stream,
    get sent() {
      return sent;
    },
    plan(next) {
      plan = next;
    },
    stall,
    cut,
    write: (bytes) => void stream.write(bytes),
  };
}

/** One WebSocket frame of a server, unmasked; `opcode` 1 is text, 2 binary. */
export function socketFrame(opcode: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  const head =
    length < 126
      ? [0x80 | opcode, length]
      : length < 65_536
        ? [0x80 | opcode, 126, length >> 8, length & 255]
        : [0x80 | opcode, 127, 0, 0, 0, 0, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255];
  return Uint8Array.from([...head, ...payload]);
}

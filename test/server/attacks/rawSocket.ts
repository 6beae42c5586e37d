// WebSocket frames as bytes, right or wrong, and what a server says to them.
// Not here: what it should say.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { parseJson } from '../../../src/protocol/decoded.ts';
import { bytesOf } from './rawHttp.ts';

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface FrameOptions {
  /** Default true. */
  fin?: boolean;
  /** The three reserved bits, 0 to 7. */
  reserved?: number;
  /** Default true, as a client must. */
  masked?: boolean;
  /** What the header says, when it lies. */
  length?: bigint;
}

export function frame(opcode: number, payload: string | Buffer = '', options: FrameOptions = {}): Buffer {
  const { fin = true, reserved = 0, masked = true } = options;
  const content = Buffer.from(payload);
  const length = options.length ?? BigInt(content.length);
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  const mask = masked ? 0x80 : 0;
  let head: Buffer;
  if (length < 126n) head = Buffer.from([first, mask | Number(length)]);
  else if (length < 65_536n) head = Buffer.from([first, mask | 126, Number(length >> 8n), Number(length & 255n)]);
  else {
    head = Buffer.alloc(10);
    head[0] = first;
    head[1] = mask | 127;
    head.writeBigUInt64BE(length, 2);
  }
  if (!masked) return Buffer.concat([head, content]);
  const key = randomBytes(4);
  const hidden = Buffer.from(content);
  for (let at = 0; at < hidden.length; at++) hidden[at] = (hidden[at] ?? 0) ^ (key[at % 4] ?? 0);
  return Buffer.concat([head, key, hidden]);
}

export interface Talk {
  port: number;
  host: string;
  target?: string;
  headers?: readonly (readonly [string, string])[];
  frames?: readonly Buffer[];
  /** Stops listening when this says so; otherwise at the end of the line. */
  until?: (said: Said) => boolean;
  /** Instead of the upgrade of a WebSocket. */
  upgrade?: Buffer;
}

export interface Said {
  /** Of the answer to the upgrade. */
  status: number;
  events: { event: string; data: Record<string, unknown> }[];
  pongs: number;
  /** 1005 is a close without a code, 1006 an end without a close. */
  close: number | undefined;
  reason: string;
  mustClose(code: number | readonly number[]): void;
}

const patienceMs = 15_000;

export function upgradeOf(host: string, target = '/v1/chats/ws', headers: Talk['headers'] = []): Buffer {
  const has = (name: string) => headers.some(([given]) => given.toLowerCase() === name.toLowerCase());
  const usual: [string, string][] = [
    ['Connection', 'Upgrade'],
    ['Upgrade', 'websocket'],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Key', randomBytes(16).toString('base64')],
  ];
  return bytesOf(host, { target, headers: [...usual.filter(([name]) => !has(name)), ...headers] });
}

/** Upgrades, writes the frames at once, and listens until the line ends. A close is answered, as a client does. */
export async function talk({ port, host, target, headers, frames = [], until, upgrade }: Talk): Promise<Said> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: false });
  const done = Promise.withResolvers<void>();
  const timer = setTimeout(done.resolve, patienceMs);
  const said: Said = {
    status: 0,
    events: [],
    pongs: 0,
    close: undefined,
    reason: '',
    mustClose(code) {
      const codes = typeof code === 'number' ? [code] : code;
      const shown = `${said.status} ${said.close} ${said.reason} ${JSON.stringify(said.events).slice(0, 300)}`;
      assert.ok(
        said.status === 101 && said.close !== undefined && codes.includes(said.close),
        `expected ${codes}, got ${shown}`,
      );
    },
  };
  let received: Buffer = Buffer.alloc(0);
  const read = () => {
    if (said.status === 0) {
      const end = received.indexOf('\r\n\r\n');
      if (end === -1) return;
      said.status = Number(received.subarray(9, 12).toString());
      received = received.subarray(end + 4);
    }
    if (said.status !== 101) return;
    for (let next = takeFrame(received); next; next = takeFrame(received)) {
      received = next.rest;
      hear(said, next.opcode, next.payload);
      if (next.opcode === opcodes.close) socket.write(frame(opcodes.close, next.payload.subarray(0, 2)));
    }
    if (until?.(said)) done.resolve();
  };
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    read();
  });
  const ended = () => {
    if (said.status === 101) said.close ??= 1006;
    done.resolve();
  };
  socket.on('end', ended);
  socket.on('error', ended);
  socket.on('close', ended);
  socket.write(upgrade ?? upgradeOf(host, target, headers));
  for (const each of frames) socket.write(each);
  await done.promise;
  clearTimeout(timer);
  socket.destroy();
  return said;
}

function hear(said: Said, opcode: number, payload: Buffer): void {
  if (opcode === opcodes.pong) said.pongs += 1;
  if (opcode === opcodes.text) said.events.push(parseJson(payload.toString()) as Said['events'][number]);
  if (opcode !== opcodes.close) return;
  said.close = payload.length < 2 ? 1005 : payload.readUInt16BE(0);
  said.reason = payload.subarray(2).toString();
}

function takeFrame(bytes: Buffer): { opcode: number; payload: Buffer; rest: Buffer } | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const short = second & 0x7f;
  const start = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < start) return undefined;
  const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  if (bytes.length < start + length) return undefined;
  return { opcode: first & 15, payload: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) };
}

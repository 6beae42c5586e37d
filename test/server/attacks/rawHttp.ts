// HTTP as bytes on a socket: what is sent may be anything, what comes back is taken apart without helping.
// Not here: what the answers should be.
import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  /** Names in lower case; several of one name are joined by a comma. */
  headers: Map<string, string>;
  body: string;
}

export interface Exchange {
  answers: Answer[];
  /** The server ended the line. */
  closed: boolean;
  /** Bytes that could be written before the answer or the end. */
  sent: number;
}

export interface ExchangeOptions {
  /** How many answers are waited for; none waits for the end of the line. */
  answers?: number;
  /** The answer to HEAD has headers that speak of a body it does not have. */
  isHead?: boolean;
  /** Ends our side after the last byte. */
  half?: boolean;
}

export type Pieces = Iterable<Buffer | string> | AsyncIterable<Buffer | string>;

/** Only for a server that says nothing: a test must end. */
const patienceMs = 15_000;

/** Writes all of it, as fast as the line takes it, until the answers are there, the line ends or patience does. */
export async function exchange(
  port: number,
  bytes: Pieces,
  { answers: wanted = 1, isHead = false, half = false }: ExchangeOptions = {},
): Promise<Exchange> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const done = Promise.withResolvers<void>();
  const timer = setTimeout(done.resolve, patienceMs);
  const result: Exchange = { answers: [], closed: false, sent: 0 };
  let received = Buffer.alloc(0);
  const read = (ended: boolean) => {
    const parsed = parseAnswers(received, { isHead, ended });
    result.answers = parsed;
    if (ended || (wanted > 0 && parsed.length >= wanted)) done.resolve();
  };
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    read(false);
  });
  const close = () => {
    result.closed = true;
    read(true);
  };
  socket.on('end', close);
  socket.on('error', close);
  socket.on('close', close);
  const stopped = done.promise.then(() => 'stopped');
  const sending = send(socket, bytes, result, stopped, half);
  await Promise.all([done.promise, sending]);
  clearTimeout(timer);
  socket.destroy();
  return result;
}

async function send(
  socket: Socket,
  bytes: Pieces,
  result: Exchange,
  stopped: Promise<string>,
  half: boolean,
): Promise<void> {
  for await (const piece of bytes) {
    if (result.closed) return;
    const buffer = typeof piece === 'string' ? Buffer.from(piece) : piece;
    const written = new Promise<string>((resolve) => socket.write(buffer, () => resolve('written')));
    if ((await Promise.race([written, stopped])) === 'stopped') return;
    result.sent += buffer.length;
  }
  if (half) socket.end();
}

interface ParseOptions {
  isHead: boolean;
  ended: boolean;
}

/** All answers that are whole. */
function parseAnswers(received: Buffer, options: ParseOptions): Answer[] {
  const answers: Answer[] = [];
  let rest = received;
  for (let next = parseAnswer(rest, options); next; next = parseAnswer(rest, options)) {
    if (next.answer.status >= 200 || next.answer.status === 101) answers.push(next.answer);
    rest = next.rest;
  }
  return answers;
}

function parseAnswer(bytes: Buffer, { isHead, ended }: ParseOptions): { answer: Answer; rest: Buffer } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [statusLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1] ?? 0);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
  }
  const after = bytes.subarray(end + 4);
  const whole = (length: number, body = after.subarray(0, length)) => ({
    answer: { status, headers, body: body.toString() },
    rest: after.subarray(length),
  });
  if (isHead || status < 200 || status === 204 || status === 304) return whole(0);
  if (headers.get('transfer-encoding') === 'chunked') {
    const chunked = parseChunks(after);
    return chunked && whole(chunked.length, chunked.body);
  }
  const length = headers.get('content-length');
  if (length !== undefined) return after.length >= Number(length) ? whole(Number(length)) : undefined;
  return ended ? whole(after.length) : undefined;
}

function parseChunks(bytes: Buffer): { body: Buffer; length: number } | undefined {
  const pieces: Buffer[] = [];
  let at = 0;
  for (;;) {
    const line = bytes.indexOf('\r\n', at);
    if (line === -1) return undefined;
    const size = Number.parseInt(bytes.subarray(at, line).toString('latin1'), 16);
    const start = line + 2;
    if (bytes.length < start + size + 2) return undefined;
    pieces.push(bytes.subarray(start, start + size));
    at = start + size + 2;
    if (size === 0) return { body: Buffer.concat(pieces), length: at };
  }
}

export interface Said {
  method?: string;
  target: string;
  /** In this order; a `host` of ours is added in front unless one is named here. */
  headers?: readonly (readonly [string, string])[];
  body?: string | Buffer;
}

/** A request as bytes. `Content-Length` is added when there is a body and no header says how long it is. */
export function bytesOf(host: string, { method = 'GET', target, headers = [], body }: Said): Buffer {
  const has = (...names: string[]) => headers.some(([name]) => names.includes(name.trim().toLowerCase()));
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...(has('host') ? [] : [`Host: ${host}`]),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body !== undefined && !has('content-length', 'transfer-encoding')
      ? [`Content-Length: ${Buffer.byteLength(body)}`]
      : []),
  ];
  // Latin-1, so that a header can hold any byte.
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body ?? '')]);
}

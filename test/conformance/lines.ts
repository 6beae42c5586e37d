// The two lines events come over: a WebSocket, and the stream of server-sent events in an HTTP answer.
// Not here: what is expected of them (events.ts).
import assert from 'node:assert/strict';
import WebSocket from 'ws';
import { createQueue, type EventQueue } from './events.ts';

export interface SocketLine {
  queue: EventQueue;
  socket: WebSocket;
  /** The close code. */
  closed: Promise<number>;
}

/** Opens a socket; an upgrade that is refused gives the HTTP status instead. */
export function openLine(url: string, headers: Record<string, string>): Promise<SocketLine | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers });
    const queue = createQueue();
    const closed = new Promise<number>((done) => {
      socket.on('close', (code) => {
        queue.end();
        done(code);
      });
    });
    socket.on('message', (data) => {
      const { event, data: said, ...others } = JSON.parse(data.toString());
      queue.push({ event, data: Object.keys(others).length > 0 ? { unknown: others } : said });
    });
    socket.on('unexpected-response', (_request, response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
    socket.on('open', () => resolve({ queue, socket, closed }));
  });
}

export interface StreamLine {
  queue: EventQueue;
  cut(): void;
}

/** Reads an answer as server-sent events; a record is `event:`, one line `data:` and a blank line, or a comment. */
export function readStream(response: Response, abort: AbortController): StreamLine {
  const queue = createQueue();
  const isCut = () => abort.signal.aborted;
  readRecords(response, (record) => queue.push(eventOf(record))).then(
    () => queue.end(),
    (cause: unknown) => queue.end(isCut() ? undefined : new Error('The stream broke off.', { cause })),
  );
  return { queue, cut: () => abort.abort() };
}

async function readRecords(response: Response, take: (record: string) => void): Promise<void> {
  let rest = '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of response.body ?? []) {
    const records = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = records.pop() ?? '';
    for (const record of records) take(record);
  }
  assert.equal(rest, '', 'The stream ends in the middle of a record.');
}

function eventOf(record: string): { event: string; data: unknown } {
  if (record.startsWith(':')) return { event: ':', data: record.slice(1).trim() };
  const [, event, data] = /^event: (\w+)\ndata: (.+)$/.exec(record) ?? [];
  assert.ok(event && data, `not a record: ${record}`);
  return { event, data: JSON.parse(data) };
}

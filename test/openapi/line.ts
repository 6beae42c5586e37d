// One HTTP request as bytes, and its answer: a whole one, or one that is read event by event and may be cut.
// Not here: what is asked (request.ts) and what is made of the answer (judge.ts).
import { Agent, request } from 'node:http';
import { createParser, type EventSourceMessage } from 'eventsource-parser';

export const eventStream = 'text/event-stream';

export interface Sent {
  method: string;
  /** With the query. */
  path: string;
  headers: Record<string, string>;
  body?: Buffer;
}

export interface Received {
  status: number;
  /** In lower case, without parameters; undefined: none. */
  type: string | undefined;
  retryAfter: string | undefined;
  text: string;
}

export interface Events {
  events: EventSourceMessage[];
  /** Text that the parser of the format could not read. */
  unread: string[];
}

export interface Line {
  /** `onFirst` is asked when the first events of a stream are there: 'cut' gives the answer up. */
  send(sent: Sent, onFirst?: (text: string) => 'cut' | 'go on'): Promise<Received>;
  close(): void;
}

export function createLine(url: string): Line {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const { hostname, port } = new URL(url);
  return {
    send: ({ method, path, headers, body }, onFirst) =>
      new Promise((resolve, reject) => {
        const length = body && !headers['Transfer-Encoding'] ? { 'Content-Length': String(body.length) } : {};
        const asked = request({ agent, hostname, port, method, path, headers: { ...length, ...headers } });
        asked.on('error', reject);
        asked.on('response', (response) => {
          const about = {
            status: response.statusCode ?? 0,
            type: response.headers['content-type']?.split(';')[0]?.toLowerCase(),
            retryAfter: response.headers['retry-after'],
          };
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => {
            chunks.push(chunk);
            if (chunks.length > 1 || about.type !== eventStream || onFirst?.(chunk.toString()) !== 'cut') return;
            resolve({ ...about, text: chunk.toString() });
            response.destroy();
          });
          response.on('end', () => resolve({ ...about, text: Buffer.concat(chunks).toString() }));
          response.on('error', reject);
        });
        asked.end(body);
      }),
    close: () => agent.destroy(),
  };
}

/** Reads a whole stream. */
export function eventsOf(stream: string): Events {
  const events: EventSourceMessage[] = [];
  const unread: string[] = [];
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onError: (error) => unread.push(error.message),
  });
  parser.feed(stream);
  return { events, unread };
}

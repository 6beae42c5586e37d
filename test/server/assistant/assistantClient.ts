// A client of the assistant API for the tests of this folder: questions, and the records of a stream read strictly.
// Not here: what is expected of the answers.
import assert from 'node:assert/strict';
import type { TestServer } from '../../support/testServer.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a server answers is judged by the assertions of each test.
type Body = any;

export interface AssistantEvent {
  event: string;
  data: Body;
}

/** Every record is exactly `event: <name>` LF `data: <one line>` LF LF, and its JSON repeats the name; or it is the one comment. */
export function recordsOf(text: string): AssistantEvent[] {
  assert.ok(text.endsWith('\n\n') && !text.includes('\r'), 'not whole records');
  return text
    .slice(0, -2)
    .split('\n\n')
    .filter((record) => record !== ': keep-alive')
    .map((record) => {
      const [, event, line] = /^event: (\w+)\ndata: ([^\n]+)$/.exec(record) ?? [];
      assert.ok(event && line, `not a record: ${record}`);
      const data = JSON.parse(line);
      assert.equal(data.type, event);
      return { event, data };
    });
}

export function postChat(
  { url, token }: Pick<TestServer, 'url' | 'token'>,
  body: unknown,
  {
    path = '/api/chat/stream',
    headers = {},
    signal,
  }: { path?: string; headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
}

export interface Streamed {
  events: AssistantEvent[];
  headers: Headers;
  meta: Body;
  /** The last event: `done` or `error`. */
  end: AssistantEvent;
}

/** Asks and reads the stream to its end. */
export async function askStream(
  server: Pick<TestServer, 'url' | 'token'>,
  body: unknown,
  options: Parameters<typeof postChat>[2] = {},
): Promise<Streamed> {
  const response = await postChat(server, body, options);
  const text = await response.text();
  assert.equal(response.status, 200, text);
  const events = recordsOf(text);
  const end = events.at(-1);
  assert.ok(end);
  return { events, headers: response.headers, meta: events[0]?.data, end };
}

export interface StreamReader {
  /** The next event; undefined at the end. */
  next(): Promise<AssistantEvent | undefined>;
  /** All that still come. */
  rest(): Promise<AssistantEvent[]>;
}

/** Reads a stream event by event. */
export async function streamReader(response: Response): Promise<StreamReader> {
  assert.equal(response.status, 200);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.ok(reader);
  const events: AssistantEvent[] = [];
  let text = '';
  async function next(): Promise<AssistantEvent | undefined> {
    while (events.length === 0) {
      const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
      if (done) return undefined;
      text += value;
      const end = text.lastIndexOf('\n\n') + 2;
      if (end < 2) continue;
      events.push(...recordsOf(text.slice(0, end)));
      text = text.slice(end);
    }
    return events.shift();
  }
  return {
    next,
    async rest() {
      const all: AssistantEvent[] = [];
      for (let event = await next(); event; event = await next()) all.push(event);
      return all;
    },
  };
}

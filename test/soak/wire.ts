// A plain client of the server: REST calls, a socket and an SSE answer, both as decoded events that stop when the line is lost.
// Not here: reconnecting, sending again and judging what comes (conversation.ts, loadSocket.ts).
import { once } from 'node:events';
import { createParser } from 'eventsource-parser';
import * as v from 'valibot';
import WebSocket from 'ws';
import { type Decoded, decodeWith, parseJson } from '../../src/protocol/decoded.ts';
import { decodeEvent, decodeFrame, type ServerEvent } from '../../src/protocol/trellis/events.ts';
import {
  authenticateResponseSchema,
  chatSchema,
  createdChatSchema,
  errorBodySchema,
  type StoredChat,
} from '../../src/protocol/trellis/rest.ts';
import type { Ready } from './builtServer.ts';

/** The server is gone, or has closed the line. */
export class LineLost extends Error {
  override readonly name = 'LineLost';
}

/** The server answered, and not as it should. */
export class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer';
}

export interface Question {
  chat_id: string;
  message: string;
  client_message_id?: string;
}

export interface Line {
  send(frame: Record<string, unknown>): void;
  /** The next event that nobody has taken. Rejects with LineLost. */
  next(): Promise<ServerEvent>;
  /** Events that have come and that nobody has taken. */
  untaken(): number;
  close(): void;
}

async function request(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw new LineLost(`${init.method} ${url}`, { cause });
  }
}

async function bodyOf<T>(response: Response, status: number, schema: v.GenericSchema<unknown, T>): Promise<T> {
  const text = await response.text().catch((cause: unknown) => {
    throw new LineLost('The body was cut.', { cause });
  });
  const decoded = decodeWith(schema, parseJson(text));
  if (response.status === status && decoded.kind === 'valid') return decoded.value;
  throw new WrongAnswer(`${response.status} instead of ${status}: ${text.slice(0, 300)}`);
}

export async function tokenFor({ url, apiKey }: Ready, email: string): Promise<string> {
  const headers = { 'X-API-Key': apiKey, 'Content-Type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify({ email }) };
  return (await bodyOf(await request(`${url}/v1/authenticate`, init), 200, authenticateResponseSchema)).token;
}

export interface Rest {
  createChat(): Promise<string>;
  chat(id: string): Promise<StoredChat>;
  deleteChat(id: string): Promise<void>;
  /** The answer over SSE; a refusal is an `error` event. Rejects with LineLost when the stream ends without an end. */
  ask(question: Question): AsyncGenerator<ServerEvent>;
}

export function restOf({ url }: Ready, token: string): Rest {
  const call = (method: string, where: string, body?: unknown) =>
    request(`${url}/v1/chats${where}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    createChat: async () => (await bodyOf(await call('POST', '/create', {}), 201, createdChatSchema)).id,
    chat: async (id) => bodyOf(await call('GET', `/${id}`), 200, chatSchema),
    async deleteChat(id) {
      await bodyOf(await call('DELETE', `/${id}`), 200, v.object({ message: v.string() }));
    },
    async *ask(question) {
      const response = await call('POST', '', { ...question, on_disconnect: 'continue' });
      if (response.status === 200) {
        yield* eventsOf(response);
        return;
      }
      const refusal = v.intersect([errorBodySchema, v.object({ user_message_id: v.optional(v.string()) })]);
      const { detail, ...rest } = await bodyOf(response, response.status, refusal);
      yield { event: 'error', data: { error: String(detail), ...rest } };
    },
  };
}

async function* eventsOf(response: Response): AsyncGenerator<ServerEvent> {
  const events: ServerEvent[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => events.push(valid(decodeEvent(event ?? '', parseJson(data)))),
  });
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  for (;;) {
    const chunk = await reader?.read().catch((cause: unknown) => {
      throw new LineLost('The stream was cut.', { cause });
    });
    if (!chunk || chunk.done) return;
    parser.feed(decoder.decode(chunk.value, { stream: true }));
    yield* events.splice(0);
  }
}

function valid(decoded: Decoded<ServerEvent>): ServerEvent {
  if (decoded.kind === 'valid') return decoded.value;
  throw new WrongAnswer(decoded.kind === 'unknown' ? `An unknown event: ${decoded.name}` : decoded.reason);
}

/** An authenticated socket. Rejects with LineLost. */
export async function openLine({ url }: Ready, token: string): Promise<Line> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/chats/ws`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const frames: string[] = [];
  let waiting: PromiseWithResolvers<void> | undefined;
  let lost: LineLost | undefined;
  const wake = () => {
    waiting?.resolve();
    waiting = undefined;
  };
  socket.on('message', (data) => {
    frames.push(data.toString());
    wake();
  });
  socket.on('close', (code) => {
    lost ??= new LineLost(`The socket was closed with ${code}.`);
    wake();
  });
  // It is followed by `close`, where those who wait hear of it.
  socket.on('error', (cause) => {
    lost = new LineLost('The socket failed.', { cause });
  });
  await once(socket, 'open').catch((cause: unknown) => {
    throw new LineLost('The socket could not be opened.', { cause });
  });

  const line: Line = {
    send: (frame) => socket.send(JSON.stringify(frame), () => undefined),
    async next() {
      while (frames.length === 0) {
        if (lost) throw lost;
        waiting ??= Promise.withResolvers();
        await waiting.promise;
      }
      return valid(decodeFrame(frames.shift() ?? ''));
    },
    untaken: () => frames.length,
    close: () => socket.close(),
  };
  const first = await line.next();
  if (first.event !== 'authenticated') throw new WrongAnswer(`The socket began with ${first.event}.`);
  return line;
}

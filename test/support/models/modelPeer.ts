// A server on loopback that answers as the service of a language model does, byte for byte, and says what a script tells it.
// Not here: the bytes of each wire (anthropic.ts and its neighbours), what their records have in common (wireProtocol.ts).
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { setImmediate as tick, setTimeout as wait } from 'node:timers/promises';
import { anthropic } from './anthropic.ts';
import { compatible, groq, openrouter } from './chatCompletions.ts';
import { google } from './google.ts';
import { parsedOr } from './jsonFields.ts';
import { ollama } from './ollama.ts';
import { openaiResponses } from './openaiResponses.ts';
import type {
  Asked,
  ModelReply,
  Question,
  Script,
  StreamRecord,
  WholeReply,
  Wire,
  WireProtocol,
} from './wireProtocol.ts';

export type { Asked, ModelReply, Script, Wire } from './wireProtocol.ts';

export interface ModelPeer {
  wire: Wire;
  /** As our settings take it: what people set. */
  baseUrl: string;
  /** Empty: none is needed. */
  apiKey: string;
  asked: Asked[];
  /** Requests of the list of models. */
  lists: number;
  /** Resolves when the client has left the n-th request before its reply was whole; rejects when it became whole. */
  leftAt(number: number): Promise<void>;
  /** Rejects with what a script function threw. */
  close(): Promise<void>;
}

const protocols: Record<Wire, WireProtocol> = {
  claude: anthropic,
  openai: openaiResponses,
  groq,
  openrouter,
  compatible,
  google,
  ollama,
};
export const wires = Object.keys(protocols) as Wire[];

export async function startModelPeer(
  t: TestContext | null,
  wire: Wire,
  script: Script,
  options: { apiKey?: string; models?: string[] } = {},
): Promise<ModelPeer> {
  const protocol = protocols[wire];
  const { apiKey = protocol.apiKey, models = protocol.models } = options;
  const lines = requestLines();
  const thrown: unknown[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      thrown.push(error);
      if (response.headersSent) response.destroy(new Error('The script of the peer failed.'));
      else send(response, { status: 500, body: { error: { message: 'The script of the peer failed.' } } });
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = parsedOr(Buffer.concat(chunks).toString());
    const { pathname: path } = new URL(request.url ?? '', 'http://peer');
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const isKnown = apiKey === '' || protocol.keyOf(headers) === apiKey;
    const badKey = protocol.refuse({ why: 'badKey', model: '', after: 0 });
    if (path === protocol.listPath) {
      peer.lists += 1;
      return send(response, isKnown || protocol.publicList ? { status: 200, body: protocol.list(models) } : badKey);
    }
    const informed = protocol.inform?.(path, models, body);
    if (informed) return send(response, isKnown ? informed : badKey);
    if (!protocol.isQuestion(path))
      return send(response, { status: 404, body: { error: { message: `No ${path} here.` } } });
    const question = protocol.read(path, body);
    const asked: Asked = { wire, path, headers, body, ...question, results: resultsOf(question) };
    const number = peer.asked.push(asked) - 1;
    lines.follow(number, response);
    if (!isKnown) return send(response, badKey);
    const flaw = unmatchedCalls(question) ?? protocol.flawOf?.(question, headers, body);
    if (flaw) return send(response, protocol.refuse({ why: 'invalid', model: question.model, after: 0, flaw }));
    const reply = Array.isArray(script) ? script[number] : await script(asked, number);
    if (!reply) return send(response, { status: 500, body: { error: { message: 'The script has ended.' } } });
    const shown = protocol.wantsReasoning(body) ? reply : withoutReasoning(reply);
    await say(response, protocol, shown, question.model, number);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const peer: ModelPeer = {
    wire,
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${protocol.base}`,
    apiKey,
    asked: [],
    lists: 0,
    leftAt: lines.leftAt,
    async close() {
      if (server.listening) {
        lines.close();
        const closed = once(server, 'close');
        server.close();
        server.closeAllConnections();
        await closed;
      }
      if (thrown.length > 0) throw thrown[0];
    },
  };
  t?.after(() => peer.close());
  return peer;
}

/** The reply with its fault. Returns when the peer has nothing more to say; a silent line stays open. */
async function say(
  response: ServerResponse,
  protocol: WireProtocol,
  reply: ModelReply,
  model: string,
  number: number,
): Promise<void> {
  const { fault, retryAfter: after = 1, piece = 400 } = reply;
  switch (fault) {
    case 'badKey':
    case 'rateLimit':
    case 'overloaded':
    case 'noModel':
    case 'noCredit':
      return send(response, protocol.refuse({ why: fault, model, after }));
    case 'never':
      return;
    case 'html':
      return send(response, {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<!doctype html><title>Sign in</title>',
      });
    case 'redirect':
      return send(response, { status: 307, headers: { location: reply.redirectTo ?? '' }, body: '' });
  }
  const records = protocol.stream(reply, model, number);
  response.writeHead(200, { 'content-type': protocol.contentType, 'cache-control': 'no-cache' });
  response.flushHeaders();
  const kept = fault ? keptOf(records, fault) : records;
  await write(response, Buffer.from(kept.map(({ bytes }) => bytes).join('')), piece);
  if (fault === 'silent') return;
  // A client drops what it has not read yet when its line breaks; it shall have read this.
  if (fault === 'destroyed' || fault === 'errorInside') await wait(50);
  if (fault === 'destroyed') response.destroy(new Error('The peer breaks the line.'));
  else response.end(fault === 'errorInside' ? protocol.errorInside(model) : '');
}

/** What is sent before the fault. A call that takes several records is cut in its arguments; one of a single record is only torn by `destroyed`. */
function keptOf(records: StreamRecord[], fault: ModelReply['fault']): StreamRecord[] {
  const before = records.filter(({ kind }) => kind !== 'call' && kind !== 'closing');
  const calls = records.filter(({ kind }) => kind === 'call');
  if (fault === 'errorInside') return before;
  if (fault === 'silent') {
    const first = records.findIndex(({ kind }) => kind === 'text' || kind === 'reasoning');
    // The record that opens a part says nothing yet.
    return records
      .filter(({ kind }) => kind === 'opening')
      .concat(first < 0 ? [] : records.slice(first, first + 3).filter(({ kind }) => kind !== 'closing'));
  }
  const begun = calls.slice(0, Math.ceil(Math.min(calls.length, 6) / 2));
  const last = begun.at(-1);
  if (fault !== 'destroyed' || !last) return [...before, ...begun];
  return [...before, ...begun.slice(0, -1), { ...last, bytes: last.bytes.slice(0, last.bytes.length / 2) }];
}

async function write(response: ServerResponse, bytes: Buffer, piece: number): Promise<void> {
  for (let at = 0; at < bytes.length && !response.destroyed; at += piece) {
    response.write(bytes.subarray(at, at + piece));
    await tick();
  }
}

function send(response: ServerResponse, { status, headers, body }: WholeReply): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers });
  response.end(isText ? body : JSON.stringify(body));
}

function withoutReasoning({ reasoning: _, ...reply }: ModelReply): ModelReply {
  return reply;
}

function resultsOf({ messages }: Question): string[] {
  const last = messages.findLastIndex(({ role }) => role === 'assistant');
  return messages.slice(last + 1).flatMap(({ role, text }) => (role === 'tool' ? [text] : []));
}

/** Every service refuses calls without results and results without calls. */
function unmatchedCalls({ messages }: Question): string | undefined {
  if (messages.length === 0) return 'messages: at least one message is required';
  let open = 0;
  for (const { role, calls = [] } of messages) {
    if (role === 'tool') open -= 1;
    else if (open !== 0) return 'tool calls must be followed by a result for each of them';
    else open = calls.length;
    if (open < 0) return 'a tool result must follow the call it belongs to';
  }
  return open === 0 ? undefined : 'tool calls must be followed by a result for each of them';
}

/** Which requests were left by their clients. */
function requestLines() {
  const ends = new Map<number, 'left' | 'whole'>();
  const waiting: { number: number; resolve: () => void; reject: (error: Error) => void }[] = [];
  let isClosing = false;
  const settle = () => {
    for (const waiter of waiting.splice(0)) {
      const end = ends.get(waiter.number);
      if (end === 'left') waiter.resolve();
      else if (end === 'whole') waiter.reject(new Error(`Request ${waiter.number} had its whole reply.`));
      else if (isClosing) waiter.reject(new Error(`Request ${waiter.number} was not left before the peer closed.`));
      else waiting.push(waiter);
    }
  };
  return {
    follow(number: number, response: ServerResponse) {
      response.on('close', () => {
        // A line that the peer broke was not left, either.
        if (!isClosing) ends.set(number, response.writableEnded || response.errored ? 'whole' : 'left');
        settle();
      });
    },
    leftAt: (number: number) =>
      new Promise<void>((resolve, reject) => {
        waiting.push({ number, resolve, reject });
        settle();
      }),
    close() {
      isClosing = true;
      settle();
    },
  };
}

// An assistant server on loopback that speaks its API as the reference does, or as its documentation says, and does wrong what its
// fault script says, to the byte. Not here: answers about data (testServer.ts), the Trellis API (scriptedPeer.ts).
//
//   const peer = await assistantPeer(t, { auth: 'login', script: () => scripts.plain, faults: [
//     { at: 'POST /api/chat/stream', do: { kind: 'bytes', cutAfter: 300 } },      // its answer is cut after 300 bytes
//     { at: 'event done', do: { kind: 'hold', name: 'end' } },                    // until peer.release('end')
//     { at: 'store', do: { kind: 'hold', name: 'stored' } },                      // before the answer is stored
//     { at: 'GET /api/chat/messages', do: { kind: 'answer', status: 500, body: 'Internal Server Error' } },  // a string: plain text
//   ] });
//   peer.requests, peer.posts()      everything a client asked for; the questions alone, on whatever path
//   peer.store.conversations         what is stored; peer.rows(id) as pairs, peer.only() where there is one conversation
//   await peer.until(() => ...)      looked at whenever something arrives, is stored or held: no test needs to sleep
import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';
import { assistantRoutes, invalid, type RouteAnswer, refused } from './assistantPeerRoutes.ts';
import { echo, recordOf } from './assistantPeerScripts.ts';
import {
  type AssistantPeerStore,
  createAssistantPeerStore,
  type Json,
  type PeerConversation,
  type PeerUser,
} from './assistantPeerStore.ts';
import { createAssistantPeerTurns, deafSink, type MakeScript, type StreamSink } from './assistantPeerTurns.ts';
import { createLooks, type Looks } from './looks.ts';
import { headersOf, peerServer, routeOf } from './peerServer.ts';
import type { ByteGate } from './scriptedPeerBytes.ts';
import { createFaultScript, type Deed, type Fault } from './scriptedPeerFaults.ts';

export interface AssistantPeerOptions {
  /** `token`: as for a client that is not on its machine. `login`: there is somebody (`ada`, `lovelace`). */
  auth?: 'open' | 'token' | 'login';
  app?: string;
  version?: string;
  /** `path`: the reference. `accept`: as documented, `/api/chat` by its Accept alone. `never`: JSON only. */
  streaming?: 'path' | 'accept' | 'never';
  deltaOnly?: boolean;
  truncate?: 'first' | 'last';
  folders?: boolean;
  lineEnd?: '\n' | '\r\n';
  script?: MakeScript;
  faults?: Fault[];
}

export interface SeenAssistantRequest {
  method: string;
  url: string;
  /** As faults name it: `GET /api/chat/messages`. */
  route: string;
  headers: NodeJS.Dict<string | string[]>;
  body: Json;
  text: string;
  /** The client has broken it off before its answer was whole. */
  aborted: boolean;
  /** Its answer is whole, or its line is gone. */
  over: boolean;
}

export interface AssistantPeer {
  url: string;
  /** What gets one in where there is one token for everybody. */
  token: string;
  store: AssistantPeerStore;
  requests: SeenAssistantRequest[];
  fail(...faults: Fault[]): void;
  release(name: string): void;
  holding(): string[];
  until: Looks['until'];
  count(route: string): number;
  /** The questions, on whatever path. */
  posts(): SeenAssistantRequest[];
  rows(id: string): [role: string, content: string][];
  only(): PeerConversation;
  /** Resolves when every turn has ended, whoever listened. */
  idle(): Promise<void>;
  cutAll(): void;
}

export const peerToken = 'secret-token-of-the-peer';
const publicRoutes = ['GET /', 'GET /health', 'GET /api/health', 'POST /api/auth/login', 'POST /api/auth/register'];
const chatRoutes = ['POST /api/chat', 'POST /api/chat/stream'];

export async function assistantPeer(t: TestContext, options: AssistantPeerOptions = {}): Promise<AssistantPeer> {
  const { auth = 'open', app = 'Asta', version = '1.4.8', streaming = 'path', truncate = 'first' } = options;
  const { deltaOnly = false, folders: hasFolders = true, lineEnd = '\n', script = ({ text }) => echo(text) } = options;
  const store = createAssistantPeerStore();
  if (auth === 'login') store.addUser('ada', 'lovelace');
  const { look: changed, until } = createLooks();
  const faults = createFaultScript(changed);
  faults.add(...(options.faults ?? []));
  const turns = createAssistantPeerTurns({ store, faults, script, deltaOnly, changed });
  const routes = assistantRoutes({ store, app, version, truncate, hasFolders, hasUsers: auth === 'login' });

  function whoIs(authorization: string | undefined, inUrl: string | null): PeerUser | RouteAnswer {
    // The word is taken as it is written.
    const given = authorization?.startsWith('Bearer ') ? authorization.slice(7) : inUrl;
    if (auth === 'open') return store.nobody;
    if (auth === 'token') return given === peerToken ? store.nobody : refused(401, 'Unauthorized');
    if (given === null) return refused(401, 'Authentication required');
    return store.tokens.get(given) ?? refused(401, 'Invalid or expired token');
  }

  function sinkOf(response: ServerResponse, gate: ByteGate): StreamSink {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
    });
    response.flushHeaders();
    const raw = (bytes: Uint8Array) => void (response.destroyed || response.write(bytes));
    return {
      event: (name, data) => raw(Buffer.from(recordOf(name, data, lineEnd))),
      raw,
      stall: gate.stall,
      cut: () => gate.cut(),
      end: () => void (response.destroyed || response.end()),
    };
  }

  async function ask(body: Json, user: PeerUser, streams: boolean, response: ServerResponse, gate: ByteGate) {
    const { text, provider = 'default', conversation_id: named = null } = body;
    if (typeof text !== 'string') return invalid(['body', 'text'], 'Field required');
    if (typeof provider !== 'string') return invalid(['body', 'provider'], 'Input should be a valid string');
    const conversation = typeof named === 'string' ? store.withId(named) : store.addConversation([], user.id);
    const shown = provider === 'default' ? store.settings.provider : provider;
    const sink = streams ? sinkOf(response, gate) : deafSink;
    const { reply, provider: by } = await turns.begin({ text, provider, conversation, body }, shown, sink);
    return streams ? null : { status: 200, body: { reply, conversation_id: conversation.id, provider: by } };
  }

  async function serve(request: IncomingMessage, response: ServerResponse, raw: Buffer) {
    const text = raw.toString();
    const { method = '', url = '', headers } = request;
    const target = new URL(url, 'http://peer');
    const { route, params } = routeOf([...chatRoutes, ...Object.keys(routes)], method, target.pathname);
    const body = jsonOf(text);
    const seen = { method, url, route, headers, body: body ?? {}, text, aborted: false, over: false };
    peer.requests.push(seen);
    response.on('close', () => {
      [seen.aborted, seen.over] = [!response.writableFinished, true];
      changed();
    });
    changed();
    const gate = server.gateOf(request.socket);
    const deeds = faults.take(route);
    const reply = ({ status, body: given }: RouteAnswer, more: Record<string, string> = {}) => {
      const isText = typeof given === 'string';
      const type = isText ? 'text/plain; charset=utf-8' : 'application/json';
      response.writeHead(status, { 'content-type': type, connection: 'close', ...more });
      response.end(isText ? given : JSON.stringify(given));
    };
    for (const deed of deeds) {
      if (deed.kind === 'hold') await faults.held(deed.name);
      else if (deed.kind === 'stall') gate.stall();
      else if (deed.kind === 'bytes') gate.plan(planFrom(deed, gate.sent));
      else if (deed.kind === 'answer') return reply(insteadOf(deed), headersOf(deed));
    }
    const who = whoIs(headers.authorization, target.searchParams.get('token'));
    if ('status' in who && !publicRoutes.includes(route)) return reply(who);
    const user = 'status' in who ? store.nobody : who;
    const given = await answerTo(route, { params, query: target.searchParams, body: body ?? {}, user }, body !== null);
    changed();
    if (deeds.some(({ kind }) => kind === 'cut')) gate.cut();
    else if (given) reply(given);

    async function answerTo(
      name: string,
      asked: Omit<Parameters<(typeof routes)[string]>[0], 'hasBody'>,
      hasBody: boolean,
    ) {
      const wantsStream = String(headers.accept ?? '').includes('text/event-stream');
      if (name === 'POST /api/chat/stream' && streaming === 'path') return ask(asked.body, user, true, response, gate);
      if (name === 'POST /api/chat')
        return ask(asked.body, user, streaming === 'accept' && wantsStream, response, gate);
      return routes[name]?.({ ...asked, hasBody }) ?? refused(404, 'Not Found');
    }
  }

  const server = await peerServer(t, { serve });
  const peer: AssistantPeer = {
    url: server.url,
    token: peerToken,
    store,
    requests: [],
    fail: faults.add,
    release: faults.release,
    holding: faults.holding,
    until,
    count: (route) => peer.requests.filter((request) => request.route === route).length,
    posts: () => peer.requests.filter(({ route }) => chatRoutes.includes(route)),
    rows: (id) => (store.conversations.get(id)?.rows ?? []).map(({ role, content }) => [role, content]),
    only() {
      const [conversation, ...more] = store.conversations.values();
      assert.ok(conversation && more.length === 0, `${store.conversations.size} conversations`);
      return conversation;
    },
    idle: turns.idle,
    cutAll: server.cutAll,
  };
  return peer;
}

type Instead = Extract<Deed, { kind: 'answer' }>;

function insteadOf({ status, body }: Instead): RouteAnswer {
  return { status, body: body ?? { detail: `Status ${status}.` } };
}

/** Counted from this answer on, whatever the connection has carried before. */
function planFrom(plan: Extract<Deed, { kind: 'bytes' }>, sent: number) {
  const { cutAfter, stallAfter, ...rest } = plan;
  return {
    ...rest,
    ...(cutAfter === undefined ? {} : { cutAfter: sent + cutAfter }),
    ...(stallAfter === undefined ? {} : { stallAfter: sent + stallAfter }),
  };
}

/** Null: there was no JSON. */
function jsonOf(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Json) : null;
  } catch {
    return null;
  }
}

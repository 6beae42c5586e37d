// A Trellis server on loopback that speaks any revision and does wrong what its fault script says, to the byte.
// Not here: answers to questions about data (the embedded server, testServer.ts); requests answered by hand (httpPeer.ts).
//
//   const peer = await scriptedPeer(t, { revision: 'previous', faults: [
//     { at: 'GET /v1/chats/:id', do: { kind: 'answer', status: 429, retryAfter: 7 } },   // once
//     { at: 'event text_delta', skip: 2, do: { kind: 'cut' } },                          // in place of the third delta
//     { at: 'socket', times: Infinity, do: { kind: 'bytes', split: [1, 3] } },           // each socket in tiny pieces
//     { at: 'event message', do: { kind: 'hold', name: 'end' } },                        // until peer.release('end')
//   ] });
//   peer.url, peer.apiKey          what a client connects with; POST /v1/authenticate hands out token_1, token_2 ...
//   peer.store.chats               what is stored, to compare with what is shown; peer.transcript(chatId) its texts
//   peer.requests, peer.frames     everything a client said, upgrades too, in its order, to count and search
//   await peer.until(() => ...)    looked at whenever something arrives, is stored or held: no test needs to sleep
//   peer.fail(fault, ...)          more faults later; peer.release(name) lets go what is held
//
// `extras` adds what our own server has beyond the API: chat_id on events, client_message_id, running, stop over HTTP.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TestContext } from 'node:test';
import { WebSocketServer } from 'ws';
import { createLooks, type Looks } from './looks.ts';
import { headersOf, peerServer, routeOf } from './peerServer.ts';
import type { ByteGate } from './scriptedPeerBytes.ts';
import { createFaultScript, type Deed, type Fault } from './scriptedPeerFaults.ts';
import { type RestAnswer, restEndpoints, sseSink } from './scriptedPeerHttp.ts';
import { type Dialect, type PeerRevision, refusalBody, refusalStatus } from './scriptedPeerShapes.ts';
import { servePeerSocket } from './scriptedPeerSocket.ts';
import { createPeerStore, type Json, type PeerStore } from './scriptedPeerStore.ts';
import { createPeerTurns, type MakeAnswer, plainAnswer } from './scriptedPeerTurns.ts';

export interface ScriptedPeerOptions {
  revision?: PeerRevision;
  faults?: Fault[];
  extras?: boolean;
  /** The events of an answer, in the current revision's form and without ids; the last is `message` or `error`. */
  answer?: MakeAnswer;
  tokenLifeMs?: number;
}

export interface SeenRequest {
  /** `GET`, and `UPGRADE` for a socket that is asked for. */
  method: string;
  url: string;
  /** As faults name it: `GET /v1/chats/:id`, `upgrade`. */
  route: string;
  headers: NodeJS.Dict<string | string[]>;
  /** Parsed JSON; `{}` when there was none. */
  body: Json;
  text: string;
}

export interface ScriptedPeer {
  url: string;
  apiKey: string;
  store: PeerStore;
  requests: SeenRequest[];
  /** What was said on sockets. */
  frames: Json[];
  fail(...faults: Fault[]): void;
  release(name: string): void;
  holding(): string[];
  until: Looks['until'];
  /** How often that route was asked for. */
  count(route: string): number;
  transcript(chatId: string): { role: string; content: string }[];
  /** Breaks every connection as it is. */
  cutAll(): void;
}

export async function scriptedPeer(t: TestContext, options: ScriptedPeerOptions = {}): Promise<ScriptedPeer> {
  const { revision = 'current', extras = false, answer = plainAnswer, tokenLifeMs = 6 * 3_600_000 } = options;
  const dialect: Dialect = { revision, extras };
  const store = createPeerStore();
  const { look: changed, until } = createLooks();
  const faults = createFaultScript(changed);
  faults.add(...(options.faults ?? []));
  const turns = createPeerTurns({ dialect, store, faults, answer, changed });
  const apiKey = 'key-of-the-peer';
  const endpoints = restEndpoints({ dialect, store, turns, apiKey, url: () => peer.url, tokenLifeMs });
  const sockets = new WebSocketServer({ noServer: true });

  function see(request: Omit<SeenRequest, 'text'>, text: string) {
    peer.requests.push({ ...request, text });
    changed();
  }

  /** Does what can be done before an answer; an answer that is to take its place comes back. */
  async function before(
    deeds: readonly Deed[],
    gate: ByteGate,
  ): Promise<Extract<Deed, { kind: 'answer' }> | undefined> {
    let instead: Extract<Deed, { kind: 'answer' }> | undefined;
    for (const deed of deeds) {
      if (deed.kind === 'hold') await faults.held(deed.name);
      else if (deed.kind === 'stall') gate.stall();
      else if (deed.kind === 'bytes') gate.plan(deed);
      else if (deed.kind === 'answer') instead = deed;
    }
    return instead;
  }

  async function serve(request: IncomingMessage, response: ServerResponse, raw: Buffer) {
    const { method = '', url = '', headers } = request;
    const target = new URL(url, 'http://peer');
    const { route, params } = routeOf(Object.keys(endpoints), method, target.pathname);
    const body = jsonOf(raw);
    see({ method, url, route, headers, body }, raw.toString());
    const gate = server.gateOf(request.socket);
    const deeds = faults.take(route);
    const instead = await before(deeds, gate);
    const reply = (status: number, json: unknown, more: Record<string, string> = {}) => {
      response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close', ...more });
      response.end(json === undefined ? undefined : JSON.stringify(json));
    };
    if (instead)
      return reply(instead.status, instead.body ?? { detail: `Status ${instead.status}.` }, headersOf(instead));
    const endpoint = endpoints[route];
    const isPublic = route === 'POST /v1/authenticate' || target.pathname.startsWith('/files/');
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    const refusal = { status: 401, code: 'UNAUTHORIZED', text: 'Unauthorized' };
    const given: RestAnswer =
      !isPublic && !store.tokens.has(token)
        ? { refusal }
        : (endpoint?.({ params, query: target.searchParams, body, raw, headers }) ?? {
            refusal: { status: 404, code: 'NOT_FOUND', text: 'Not Found' },
          });
    changed();
    if ('refusal' in given) reply(refusalStatus(dialect, given.refusal), refusalBody(dialect, given.refusal));
    else if ('turn' in given) {
      const goesOn = extras && body.on_disconnect === 'continue';
      given.begin(sseSink(response, gate, () => goesOn || given.turn.abandon()));
    } else if (deeds.every(({ kind }) => kind !== 'cut')) reply(given.status, given.body);
    if (deeds.some(({ kind }) => kind === 'cut')) gate.cut();
  }

  async function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer) {
    const { url = '', headers } = request;
    see({ method: 'UPGRADE', url, route: 'upgrade', headers, body: {} }, '');
    const gate = server.gateOf(stream);
    const instead = await before(faults.take('upgrade'), gate);
    const inUrl = new URL(url, 'http://peer').searchParams.get('token');
    const status = revision === 'first' ? 404 : revision === 'current' && inUrl !== null ? 403 : undefined;
    if (instead || status) {
      const lines = Object.entries(instead ? headersOf(instead) : {}).map(([name, value]) => `${name}: ${value}\r\n`);
      stream.end(
        `HTTP/1.1 ${instead?.status ?? status} No\r\n${lines.join('')}Content-Length: 0\r\nConnection: close\r\n\r\n`,
      );
      return;
    }
    const inHeader = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? null;
    // The previous revision does not read the header.
    const token = revision === 'current' ? inHeader : inUrl;
    sockets.handleUpgrade(request, stream as Socket, head, (socket) => {
      const onFrame = (frame: Json) => {
        peer.frames.push(frame);
        changed();
      };
      servePeerSocket({ dialect, store, faults, turns, socket, gate, token, onFrame });
    });
  }

  const server = await peerServer(t, { serve, upgrade });
  const peer: ScriptedPeer = {
    url: server.url,
    apiKey,
    store,
    requests: [],
    frames: [],
    fail: faults.add,
    release: faults.release,
    holding: faults.holding,
    until,
    count: (route) => peer.requests.filter((request) => request.route === route).length,
    transcript: (chatId) => (store.chats.get(chatId)?.messages ?? []).map(({ role, content }) => ({ role, content })),
    cutAll: server.cutAll,
  };
  return peer;
}

function jsonOf(raw: Buffer): Json {
  try {
    return JSON.parse(raw.toString()) as Json;
  } catch {
    // Files, or nothing at all.
    return {};
  }
}

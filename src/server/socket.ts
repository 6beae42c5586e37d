// The WebSocket of section 7 of the Trellis API: ways in, actions, events, heartbeat, close codes.
// Not here: running a turn (chats/turns.ts); what frames look like (protocol/trellis).
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { assertNever } from '../base/assertNever.ts';
import { parseJson } from '../protocol/decoded.ts';
import { type ClientAction, decodeAction, notJson } from '../protocol/trellis/actions.ts';
import { closeCodes } from '../protocol/trellis/closeCodes.ts';
import { ApiError, asApiError, errorEventData } from './apiError.ts';
import { bearerToken, type Session } from './auth.ts';
import { isEnding, type Turn } from './chats/turns.ts';
import type { Services } from './http/context.ts';
import type { Door } from './http/door.ts';
import { limits, noLimits, socketsPerToken } from './limits.ts';

const socketPath = '/v1/chats/ws';
const maxFrame = 1024 * 1024;
const authenticationDeadlineMs = 10_000;
const heartbeatMs = 15_000;
/** Only the path and the query of a target mean anything; the base is for parsing it. */
const origin = 'http://localhost';

export interface Sockets {
  /** Closes every socket as "going away". */
  close(): void;
}

export function attachSockets(server: Server, services: Services, door: Door): Sockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxFrame, perMessageDeflate: false });
  /** Open sockets by the token's `jti`. */
  const open = new Map<string, Set<WebSocket>>();

  server.on('upgrade', (request, stream: Duplex, head) => {
    // Nobody else listens on this stream: a client that resets it must not end the server.
    stream.on('error', () => stream.destroy());
    // What a client writes as its target may be no URL at all.
    const url = URL.canParse(request.url ?? '', origin) ? new URL(request.url ?? '', origin) : undefined;
    const refusal = refuse(request, url, door);
    if (refusal || !url) {
      stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => serveSocket(socket, request, url, services, open));
  });

  return {
    close() {
      for (const socket of sockets.clients) socket.close(closeCodes.goingAway, 'The server is stopping.');
      sockets.close();
    },
  };
}

function refuse(request: IncomingMessage, url: URL | undefined, door: Door): string | undefined {
  try {
    door.check(request.headers.host, request.headers.origin);
  } catch (error) {
    return error instanceof ApiError && error.status === 421 ? '421 Misdirected Request' : '403 Forbidden';
  }
  if (!url) return '400 Bad Request';
  if (url.pathname !== socketPath) return '404 Not Found';
  // A token in a URL ends up in logs: it counts as leaked.
  return url.searchParams.has('token') ? '403 Forbidden' : undefined;
}

function serveSocket(
  socket: WebSocket,
  request: IncomingMessage,
  url: URL,
  services: Services,
  open: Map<string, Set<WebSocket>>,
) {
  const { auth, turns, store, limiter, log } = services;
  const socketId = randomUUID();
  const running: Turn[] = [];
  let session: Session | undefined;

  const send = (event: string, data: Record<string, unknown>) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ event, data }));
  };
  const sendError = (cause: unknown, place: Record<string, string> = {}) => {
    const error = asApiError(cause);
    const data = errorEventData(error);
    if (error.code === 'INTERNAL') log('error', 'socket.failed', { debug_id: data.debug_id, cause });
    send('error', { ...data, ...place });
  };

  const deadline = setTimeout(
    () => socket.close(closeCodes.unauthorized, 'No authentication came in time.'),
    authenticationDeadlineMs,
  );
  const wantsHeartbeat = url.searchParams.get('heartbeat') === '1';
  const heartbeat = wantsHeartbeat
    ? setInterval(() => running.length > 0 && send('heartbeat', {}), heartbeatMs)
    : undefined;

  async function authenticate(token: string | undefined) {
    let verified: Session;
    try {
      verified = await auth.verify(token);
    } catch {
      // The reason is the same for every bad token; the close code says it (4001).
      socket.close(closeCodes.unauthorized, 'The token is missing or invalid.');
      return;
    }
    clearTimeout(deadline);
    if (socket.readyState !== socket.OPEN) return;
    if (session && session.member.id !== verified.member.id) {
      socket.close(closeCodes.unauthorized, 'A socket belongs to one member.');
      return;
    }
    if (!session) {
      const mates = open.get(verified.jti) ?? new Set();
      if (limiter !== noLimits && mates.size >= socketsPerToken) {
        sendError(
          new ApiError(
            'WS_CONNECTION_CAP',
            `A token holds at most ${socketsPerToken} sockets: close one, or authenticate again.`,
          ),
        );
        socket.close(closeCodes.connectionCap, 'Too many sockets for this token.');
        return;
      }
      open.set(verified.jti, mates.add(socket));
      session = verified;
    }
    send('authenticated', { status: 'ok' });
  }

  async function startTurn(member: Session, action: Extract<ClientAction, { action: 'send_message' }>) {
    const turn = await turns.start(member.member, action, () =>
      limiter.take([
        { key: `send:${member.jti}`, windows: limits.send },
        { key: `socket:${socketId}`, windows: limits.sendOnSocket },
      ]),
    );
    running.push(turn);
    // The line may go, the turn runs on and is stored: nothing here interrupts it.
    const subscription = turn.subscribe((event) => {
      if (isEnding(event)) {
        running.splice(running.indexOf(turn), 1);
        queueMicrotask(() => subscription.dispose());
      }
      send(event.event, event.data);
    });
    socket.once('close', () => subscription.dispose());
  }

  function interrupt(member: Session, chatId: string | null | undefined) {
    const turn = chatId ? turns.running(store.chat(member.member.id, chatId).id) : running.at(-1);
    if (!turn) throw new ApiError('NOTHING_TO_INTERRUPT', 'No answer is running.');
    turn.interrupt();
  }

  async function take(frame: string) {
    const decoded = decodeAction(frame);
    if (!session) {
      const isAuthentication = decoded.kind === 'valid' && decoded.value.action === 'authenticate';
      if (isAuthentication)
        await authenticate(decoded.value.action === 'authenticate' ? decoded.value.token : undefined);
      else socket.close(closeCodes.unauthorized, 'Authenticate first.');
      return;
    }
    if (decoded.kind === 'malformed' && decoded.reason === notJson) {
      socket.close(closeCodes.badFrame, 'The frame is not a JSON object.');
      return;
    }
    if (decoded.kind === 'malformed') throw new ApiError('INVALID_REQUEST', decoded.reason);
    if (decoded.kind === 'unknown')
      throw new ApiError('INVALID_REQUEST', `action: "${decoded.name.slice(0, 100)}" is not known`);
    const action = decoded.value;
    switch (action.action) {
      case 'authenticate':
        await authenticate(action.token);
        return;
      case 'ping':
        send('pong', {});
        return;
      case 'send_message':
        await startTurn(session, action);
        return;
      case 'interrupt':
        interrupt(session, action.chat_id);
        return;
      default:
        assertNever(action);
    }
  }

  // One frame after the other: a frame right behind `authenticate` must find its session.
  let queue: Promise<void> = Promise.resolve();
  const enqueue = (work: () => Promise<void>) => {
    queue = queue.then(work).catch((cause: unknown) => sendError(cause));
  };

  const header = request.headers.authorization;
  if (header !== undefined) enqueue(() => authenticate(bearerToken(header)));
  socket.on('message', (data: RawData, isBinary: boolean) => {
    // A binary frame is no JSON text, whatever it holds.
    enqueue(() => takeWithPlace(isBinary ? '' : data.toString()));
  });
  async function takeWithPlace(frame: string) {
    try {
      await take(frame);
    } catch (cause) {
      sendError(cause, placeOf(frame));
    }
  }
  socket.on('error', (cause) => log('info', 'socket.error', { cause }));
  socket.on('close', () => {
    clearTimeout(deadline);
    clearInterval(heartbeat);
    limiter.forget(`socket:${socketId}`);
    if (!session) return;
    const mates = open.get(session.jti);
    mates?.delete(socket);
    if (mates?.size === 0) open.delete(session.jti);
  });
}

/** What a refused frame was about, however wrong the rest of it, so that a client knows which question failed. */
function placeOf(frame: string): Record<string, string> {
  const json = parseJson(frame);
  if (typeof json !== 'object' || json === null) return {};
  const named = Object.entries(json).filter(([name]) => name === 'chat_id' || name === 'client_message_id');
  return Object.fromEntries(
    named.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value.slice(0, 200)]] : [])),
  );
}

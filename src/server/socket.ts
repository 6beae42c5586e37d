// The WebSocket of section 7 of the Trellis API: ways in, actions, events, heartbeat, close codes.
// Not here: running a turn (chats/turns.ts); what frames look like (protocol/trellis).
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { assertNever } from '../base/assertNever.ts';
import type { Disposable } from '../base/disposable.ts';
import { parseJson } from '../protocol/decoded.ts';
import { decodeAction, notJson } from '../protocol/trellis/actions.ts';
import { closeCodes } from '../protocol/trellis/closeCodes.ts';
import { ApiError, asApiError, errorEventData } from './apiError.ts';
import { bearerToken, type Session } from './auth.ts';
import { isEnding, type Turn } from './chats/turn.ts';
import type { Services } from './http/context.ts';
import type { Door } from './http/door.ts';
import { limits, socketsPerToken } from './limits.ts';
import type { Revision } from './revisions.ts';

const socketPath = '/v1/chats/ws';
const maxFrame = 1024 * 1024;
const authenticationDeadlineMs = 10_000;
const heartbeatMs = 15_000;
const closeWithinMs = 1_000;
/** Bytes. */
const maxUnread = 16 * 1024 * 1024;
/** Only the path and the query of a target mean anything; the base is for parsing it. */
const origin = 'http://localhost';

export interface Sockets {
  /** Closes every socket as "going away". */
  close(): void;
}

export function attachSockets(server: Server, services: Services, door: Door): Sockets {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrame,
    perMessageDeflate: false,
    // There is no subprotocol to agree on.
    handleProtocols: () => false,
  });
  /** Open sockets by the token's `jti`. */
  const open = new Map<string, Set<WebSocket>>();

  server.on('upgrade', (request, stream: Duplex, head) => {
    // Nobody else listens on this stream: a client that resets it must not end the server.
    stream.on('error', () => stream.destroy());
    // What a client writes as its target may be no URL at all.
    const url =
      request.url?.startsWith('/') && URL.canParse(request.url ?? '', origin)
        ? new URL(request.url, origin)
        : undefined;
    const refusal = refuse(request, url, door, services.revision);
    if (refusal || !url) {
      // Both halves: a client that never closes its own must not keep the line.
      stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => stream.destroy());
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => serveSocket(socket, request, url, services, open));
  });

  return {
    close() {
      for (const socket of sockets.clients) socket.close(closeCodes.goingAway, 'The server is stopping.');
      sockets.close();
      // Who does not answer in time is not waited for.
      const left = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, closeWithinMs);
      left.unref();
    },
  };
}

function refuse(request: IncomingMessage, url: URL | undefined, door: Door, revision: Revision): string | undefined {
  try {
    door.check(request.headers.host, request.headers.origin);
  } catch (error) {
    return error instanceof ApiError && error.status === 421 ? '421 Misdirected Request' : '403 Forbidden';
  }
  if (!url) return '400 Bad Request';
  if (url.pathname !== socketPath || !revision.hasSocket) return '404 Not Found';
  // A token in a URL ends up in logs: it counts as leaked. Older revisions knew no better.
  return revision.isCurrent && url.searchParams.has('token') ? '403 Forbidden' : undefined;
}

function serveSocket(
  socket: WebSocket,
  request: IncomingMessage,
  url: URL,
  services: Services,
  open: Map<string, Set<WebSocket>>,
) {
  const { auth, turns, limiter, log, revision } = services;
  const socketId = randomUUID();
  const running: Turn[] = [];
  let session: Session | undefined;

  const send = (event: string, data: Record<string, unknown>, turn = { madeChat: false }) => {
    if (socket.readyState !== socket.OPEN) return;
    const said = revision.event({ event, data }, turn);
    if (said) socket.send(JSON.stringify(said));
    // Whoever does not read what it asked for must not fill this process's memory.
    if (socket.bufferedAmount > maxUnread) {
      socket.close(closeCodes.serverError, 'The client does not read what it asked for.');
      socket.terminate();
    }
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
  const wantsHeartbeat = revision.isCurrent && url.searchParams.get('heartbeat') === '1';
  const heartbeat = wantsHeartbeat
    ? setInterval(() => running.length > 0 && send('heartbeat', {}), heartbeatMs)
    : undefined;

  const wantsChanges = revision.isCurrent && url.searchParams.get('changes') === '1';
  let changes: Disposable | undefined;

  async function authenticate(token: string | undefined) {
    let verified: Session;
    try {
      verified = await auth.verify(token);
    } catch (cause) {
      if (asApiError(cause).code === 'UNAUTHORIZED') {
        // The reason is the same for every bad token; the close code says it (4001).
        socket.close(closeCodes.unauthorized, 'The token is missing or invalid.');
      } else {
        // Without knowing who it is there is nothing to go on with.
        log('error', 'socket.failed', { debug_id: randomUUID(), cause });
        socket.close(closeCodes.serverError, 'Something went wrong in the server.');
      }
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
      if (limiter.isOn && mates.size >= socketsPerToken) {
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
      if (wantsChanges) changes = services.changes.onChange(verified.member.id, () => send('chats_changed', {}));
    }
    send('authenticated', { status: 'ok' });
  }

  /** The line may go, the turn runs on and is stored: nothing here interrupts it. */
  function follow(turn: Turn) {
    running.push(turn);
    const subscription = turn.subscribe((event) => {
      if (isEnding(event)) {
        running.splice(running.indexOf(turn), 1);
        queueMicrotask(leave);
      }
      send(event.event, event.data, turn);
    });
    // With its turn the listener goes too: a socket lives for days, and a turn holds all its events.
    function leave() {
      subscription.dispose();
      socket.off('close', leave);
    }
    socket.once('close', leave);
  }

  async function interrupt({ member }: Session, chatId: string | null | undefined) {
    if (chatId) {
      await turns.interrupt(member, chatId);
      return;
    }
    const turn = running.at(-1);
    if (!turn) throw new ApiError('NOTHING_TO_INTERRUPT', 'No answer is running.');
    turn.interrupt();
  }

  async function take(frame: string) {
    const decoded = decodeAction(frame, (json) => revision.body('socket', json));
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
      case 'send_message': {
        const { jti } = session;
        const admit = () =>
          limiter.take([
            { key: `send:${jti}`, windows: limits.send },
            { key: `socket:${socketId}`, windows: limits.sendOnSocket },
          ]);
        follow(await turns.start(session.member, action, admit));
        return;
      }
      case 'edit_message':
        follow(await turns.edit(session.member, action));
        return;
      case 'delete_message':
        await turns.deleteMessage(session.member, action.message_id, action.chat_id);
        send('deleted', { message_id: action.message_id });
        return;
      case 'interrupt':
        await interrupt(session, action.chat_id);
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
  const inUrl = url.searchParams.get('token');
  if (revision.isCurrent && header !== undefined) enqueue(() => authenticate(bearerToken(header)));
  else if (inUrl !== null) enqueue(() => authenticate(inUrl));
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
    changes?.dispose();
    limiter.forget(`socket:${socketId}`);
    if (!session) return;
    const mates = open.get(session.jti);
    mates?.delete(socket);
    if (mates?.size === 0) open.delete(session.jti);
  });
}

/**
 * What a refused frame was about, however wrong the rest of it, so that a client knows what failed. `refused` tells it from
 * the error that ends a turn of the same chat.
 */
function placeOf(frame: string): Record<string, string> {
  const json = parseJson(frame);
  if (typeof json !== 'object' || json === null) return {};
  const names: Record<string, string> = {
    action: 'refused',
    chat_id: 'chat_id',
    client_message_id: 'client_message_id',
    message_id: 'message_id',
  };
  return Object.fromEntries(
    Object.entries(json).flatMap(([name, value]) =>
      Object.hasOwn(names, name) && typeof value === 'string' ? [[names[name], value.slice(0, 200)]] : [],
    ),
  );
}

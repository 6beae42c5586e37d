// One attempt at a socket, from its token to its end: open, authenticate, ping, judge frames. It ends once and says why.
// Not here: what follows an end (trellisSession.ts), whose turn an event belongs to (turns.ts).
import type { ClientAction } from '../protocol/trellis/actions.ts';
import { closeCodes } from '../protocol/trellis/closeCodes.ts';
import { decodeFrame, type ServerEvent } from '../protocol/trellis/events.ts';
import type { Clock } from './clock.ts';
import { type AfterClose, asSessionError, decideAfterClose, passes, SessionError } from './errors.ts';
import type { TokenSource } from './tokenSource.ts';
import type { Connect, Transport } from './transport.ts';

export interface SocketLineOptions {
  url: () => Promise<string>;
  tokens: TokenSource;
  connect: Connect;
  clock: Clock;
  log: (level: 'info' | 'warn', text: string) => void;
  onUnknown: (name: string) => void;
  /** Whether an answer is awaited on it. */
  isBusy: () => boolean;
  /** Once, when it is not ready some seconds after it was tried, with its token; it may still become ready. */
  onSlow: (token: string) => void;
  onReady: () => void;
  onEvent: (event: ServerEvent) => void;
  /** Once, and last; not after `drop`. */
  onEnd: (end: LineEnd) => void;
}

export interface LineEnd {
  reason: SessionError;
  next: AfterClose;
  /** What it was tried with; null when there was no token to be had. */
  token: string | null;
  /** It had been ready. */
  stood: boolean;
}

export interface SocketLine {
  write(action: ClientAction): void;
  /** Closes it; nothing is heard of it any more. */
  drop(): void;
}

const idlePingMs = 25_000;
/** While an answer is awaited; a server that sends heartbeats is not asked at all. */
const busyPingMs = 20_000;
const slowMs = 5_000;
const pongWithinMs = 15_000;
/** Against a server that only knows the first frame: the header is tried first, the frame follows. */
const firstFrameAfterMs = 1_000;
const authenticatedWithinMs = 10_000;
const maxMalformedPerMinute = 3;

export function openSocketLine(options: SocketLineOptions): SocketLine {
  const { clock, log } = options;
  let phase: 'opening' | 'authenticating' | 'ready' | 'over' = 'opening';
  let token: string | null = null;
  let transport: Transport | undefined;
  let timer: unknown;
  let slowTimer: unknown;
  let lastHeard = 0;
  let lastAsked = 0;
  /** When the ping was sent that nothing was heard after. */
  let pingedAt: number | null = null;
  let malformedAt: number[] = [];

  const isOver = () => phase === 'over';

  function end(reason: SessionError, next: AfterClose, code: number = closeCodes.normal) {
    if (phase === 'over') return;
    const stood = phase === 'ready';
    drop(code);
    options.onEnd({ reason, next, token, stood });
  }

  function drop(code: number = closeCodes.normal) {
    if (phase === 'over') return;
    phase = 'over';
    clock.clearTimeout(timer);
    clock.clearTimeout(slowTimer);
    transport?.close(code);
  }

  async function open() {
    try {
      const got = await options.tokens.token();
      token = got;
      const base = await options.url();
      if (isOver()) return;
      slowTimer = clock.setTimeout(() => options.onSlow(got), slowMs);
      const opened = await options.connect(`${base.replace(/^http/, 'ws')}/v1/chats/ws?heartbeat=1&changes=1`, got);
      if (phase === 'over') opened.close(closeCodes.normal);
      else attach(opened, got);
    } catch (cause) {
      const reason = asSessionError(cause);
      // A server may refuse a token before the socket opens, too. A key that is refused is not helped by another token.
      const refused = reason.kind === 'unauthorized' && reason.status !== 403 && token !== null;
      end(reason, refused ? 'newToken' : passes(reason.kind) ? 'retry' : 'giveUp');
    }
  }

  function attach(opened: Transport, used: string) {
    phase = 'authenticating';
    transport = opened;
    lastHeard = clock.now();
    // Before listening: what came right behind the upgrade is heard at once, and ends this wait.
    timer = clock.setTimeout(() => {
      send({ action: 'authenticate', token: used });
      timer = clock.setTimeout(
        () => end(new SessionError('server', 'The server did not answer to the sign-in.'), 'retry'),
        authenticatedWithinMs,
      );
    }, firstFrameAfterMs);
    opened.onMessage((text) => {
      if (phase !== 'over') hear(text);
    });
    opened.onClose((code, reason) => {
      if (phase !== 'over') closed(code, reason);
    });
  }

  function closed(code: number, reason: string) {
    transport = undefined;
    log('info', `The line closed (${code}${reason ? `: ${reason}` : ''}).`);
    const next = decideAfterClose(code);
    end(reasons[next](), next);
  }

  /** Silence is asked about, and silence after that is the end, whoever still holds the other side open. */
  function watch() {
    clock.clearTimeout(timer);
    const now = clock.now();
    if (pingedAt !== null && lastHeard < pingedAt) {
      if (now - pingedAt >= pongWithinMs) end(new SessionError('offline', 'The line went silent.'), 'retry');
      else timer = clock.setTimeout(watch, pingedAt + pongWithinMs - now);
      return;
    }
    pingedAt = null;
    const dueAt = Math.max(lastHeard, lastAsked) + (options.isBusy() ? busyPingMs : idlePingMs);
    if (dueAt > now) timer = clock.setTimeout(watch, dueAt - now);
    else {
      pingedAt = now;
      send({ action: 'ping' });
      timer = clock.setTimeout(watch, pongWithinMs);
    }
  }

  function hear(text: string) {
    lastHeard = clock.now();
    const decoded = decodeFrame(text);
    if (decoded.kind === 'valid') take(decoded.value);
    // A newer server may say more than we know.
    else if (decoded.kind === 'unknown') options.onUnknown(decoded.name);
    else {
      log('warn', `A frame was dropped: ${decoded.reason}`);
      const now = clock.now();
      malformedAt = [...malformedAt.filter((at) => at > now - 60_000), now];
      if (malformedAt.length < maxMalformedPerMinute) return;
      const reason = new SessionError('protocol', 'The server sends what is not this API. Check its address.');
      end(reason, 'retry', closeCodes.badFrame);
    }
  }

  function take(event: ServerEvent) {
    if (event.event === 'pong' || event.event === 'heartbeat') return;
    if (event.event !== 'authenticated') options.onEvent(event);
    else if (phase === 'authenticating') {
      phase = 'ready';
      clock.clearTimeout(slowTimer);
      watch();
      options.onReady();
    }
  }

  function send(action: ClientAction) {
    transport?.send(JSON.stringify(action));
  }

  function write(action: ClientAction) {
    send(action);
    lastAsked = clock.now();
    // An answer is awaited from now on, which is watched more closely.
    if (phase === 'ready') watch();
  }

  void open();
  return { write, drop: () => drop() };
}

const reasons: Record<AfterClose, () => SessionError> = {
  newToken: () => new SessionError('unauthorized', 'The token ran out.'),
  noPlace: () =>
    new SessionError('rateLimit', 'This account has too many open connections. Close another window, or wait.', {
      code: 'WS_CONNECTION_CAP',
      // A place may be free by then; who may not go over HTTP waits for it.
      retryAfterSeconds: 60,
    }),
  giveUp: () =>
    new SessionError('protocol', 'The server takes our messages for broken. Update Trellis, or check the address.'),
  retry: () => new SessionError('offline', 'The connection was lost.'),
};

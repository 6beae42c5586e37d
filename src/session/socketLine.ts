// One attempt at a socket, from its token to its end: open, authenticate, ping, judge frames. It ends once and says why.
// Not here: what follows an end (trellisSession.ts), whose turn an event belongs to (turns.ts).
import type { ClientAction } from '../protocol/trellis/actions.ts';
import { closeCodes } from '../protocol/trellis/closeCodes.ts';
import { decodeFrame, type ServerEvent } from '../protocol/trellis/events.ts';
import type { Clock } from './clock.ts';
import { type AfterClose, decideAfterClose, passes, SessionError } from './errors.ts';
import type { TokenSource } from './tokenSource.ts';
import type { Connect, Transport } from './transport.ts';

export interface SocketLineOptions {
  url: () => Promise<string>;
  tokens: TokenSource;
  connect: Connect;
  clock: Clock;
  log: (level: 'info' | 'warn', text: string) => void;
  onUnknown: (name: string) => void;
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
  let lastHeard = 0;
  let malformedAt: number[] = [];

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
    transport?.close(code);
  }

  async function open() {
    try {
      token = await options.tokens.token();
      const base = await options.url();
      const opened = await options.connect(`${base.replace(/^http/, 'ws')}/v1/chats/ws?heartbeat=1&changes=1`, token);
      if (phase === 'over') opened.close(closeCodes.normal);
      else attach(opened, token);
    } catch (cause) {
      const reason =
        cause instanceof SessionError
          ? cause
          : new SessionError('offline', 'The connection could not be made.', { cause });
      // A server may refuse a token before the socket opens, too. A key that is refused is not helped by another token.
      const refused = reason.kind === 'unauthorized' && reason.status !== 403 && token !== null;
      end(reason, refused ? 'newToken' : passes(reason.kind) ? 'retry' : 'giveUp');
    }
  }

  function attach(opened: Transport, used: string) {
    phase = 'authenticating';
    transport = opened;
    lastHeard = clock.now();
    opened.onMessage((text) => {
      if (phase !== 'over') hear(text);
    });
    opened.onClose((code, reason) => {
      if (phase !== 'over') closed(code, reason);
    });
    timer = clock.setTimeout(() => {
      write({ action: 'authenticate', token: used });
      timer = clock.setTimeout(
        () => end(new SessionError('server', 'The server did not answer to the sign-in.'), 'retry'),
        authenticatedWithinMs,
      );
    }, firstFrameAfterMs);
  }

  function closed(code: number, reason: string) {
    transport = undefined;
    log('info', `The line closed (${code}${reason ? `: ${reason}` : ''}).`);
    const next = decideAfterClose(code);
    end(reasons[next](), next);
  }

  function schedulePing() {
    clock.clearTimeout(timer);
    timer = clock.setTimeout(() => {
      const asked = clock.now();
      write({ action: 'ping' });
      timer = clock.setTimeout(() => {
        if (lastHeard >= asked) schedulePing();
        else end(new SessionError('offline', 'The line went silent.'), 'retry');
      }, pongWithinMs);
    }, idlePingMs);
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
      schedulePing();
      options.onReady();
    }
  }

  function write(action: ClientAction) {
    transport?.send(JSON.stringify(action));
  }

  void open();
  return { write, drop: () => drop() };
}

const reasons: Record<AfterClose, () => SessionError> = {
  newToken: () => new SessionError('unauthorized', 'The token ran out.'),
  noPlace: () =>
    new SessionError('rateLimit', 'This account has too many open connections. Close another window, or wait.'),
  giveUp: () =>
    new SessionError('protocol', 'The server takes our messages for broken. Update Trellis, or check the address.'),
  retry: () => new SessionError('offline', 'The connection was lost.'),
};

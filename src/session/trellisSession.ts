// The socket session: connect, authenticate, ping, turns, reconnect; one union for its life, one way down.
// Not here: REST (restClient.ts), what events mean for the chat (chat/fromServer.ts), SSE.
// Over 300 lines, because it is one machine: every part of it changes the same few variables.

import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { ClientAction } from '../protocol/trellis/actions.ts';
import { closeCodes } from '../protocol/trellis/closeCodes.ts';
import { decodeFrame, type ServerEvent } from '../protocol/trellis/events.ts';
import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { decideAfterClose, SessionError, type SessionErrorKind } from './errors.ts';
import type { SessionState } from './sessionState.ts';
import type { TokenSource } from './tokenSource.ts';
import type { Connect, Transport } from './transport.ts';

export interface SessionOptions {
  /** Read at each attempt: the embedded server has another port after a restart. */
  url: () => Promise<string>;
  tokens: TokenSource;
  connect: Connect;
  clock: Clock;
  random: () => number;
  log: (level: 'info' | 'warn', text: string) => void;
}

export interface AskRequest {
  /** Ours, for telling turns apart. */
  key: string;
  chatId: string;
  message: string;
  integrationId: string | null;
  model: string | null;
  clientMessageId: string;
}

/** What becomes of a question: events of its turn, or the end of the line under it. */
export type TurnUpdate =
  | { kind: 'event'; event: ServerEvent }
  /** `acknowledged`: the server had said `chat_metadata`, so it has the question. */
  | { kind: 'lost'; acknowledged: boolean; reason: SessionError };

export interface TrellisSession extends Disposable {
  readonly state: SessionState;
  readonly onState: (listener: (state: SessionState) => void) => Disposable;
  readonly onTurn: (listener: (update: TurnUpdate & { key: string }) => void) => Disposable;
  /** Chats were made, renamed or deleted, or their messages changed, here or elsewhere; only some servers tell. */
  readonly onChatsChanged: (listener: () => void) => Disposable;
  start(): void;
  /** Connects now, whatever the countdown says. */
  retryNow(): void;
  /** Sends the question, at once or when the line is ready; its fate comes through `onTurn`. */
  ask(request: AskRequest): void;
  interrupt(chatId: string): void;
}

const idlePingMs = 25_000;
const pongWithinMs = 15_000;
/** Against a server that only knows the first frame: the header is tried first, the frame follows. */
const firstFrameAfterMs = 1_000;
const authenticatedWithinMs = 10_000;
/** The retry count starts over only after the line has lasted this long. */
const lastedMs = 10_000;
const waitForPlaceMs = 30_000;
const maxMalformedPerMinute = 3;

/** Failures to connect that pass by themselves; after any other, trying again would only fail again. */
const passing = new Set<SessionErrorKind>(['offline', 'server', 'rateLimit', 'conflict']);

interface OpenTurn {
  request: AskRequest;
  phase: 'queued' | 'sent' | 'acknowledged';
}

export function createTrellisSession(options: SessionOptions): TrellisSession {
  const { clock, log } = options;
  const states = new Emitter<SessionState>();
  const updates = new Emitter<TurnUpdate & { key: string }>();
  const changes = new Emitter<void>();
  let state: SessionState = { phase: 'idle' };
  let transport: Transport | undefined;
  /** Grows with each attempt; what an older attempt still reports is not heard. */
  let generation = 0;
  let readySince = 0;
  let attempt = 0;
  let tokenRefused = false;
  let timer: unknown;
  let pingTimer: unknown;
  let lastHeard = 0;
  let malformedAt: number[] = [];
  const turns: OpenTurn[] = [];
  const unknownSeen = new Set<string>();

  function setState(next: SessionState) {
    state = next;
    states.fire(next);
  }

  async function connect() {
    generation += 1;
    const mine = generation;
    attempt += 1;
    clock.clearTimeout(timer);
    setState({ phase: 'connecting', attempt });
    let token: string | undefined;
    try {
      token = await options.tokens.token();
      const base = await options.url();
      const opened = await options.connect(`${base.replace(/^http/, 'ws')}/v1/chats/ws?heartbeat=1&changes=1`, token);
      if (mine !== generation) {
        opened.close(closeCodes.normal);
        return;
      }
      attach(opened, token, mine);
    } catch (cause) {
      if (mine !== generation) return;
      // A server may refuse a token before the socket opens, too.
      if (token !== undefined && !tokenRefused && cause instanceof SessionError && cause.kind === 'unauthorized')
        renew(token);
      else failedToConnect(cause);
    }
  }

  /** Once: a token that ran out is replaced; a key that is dead stays dead. */
  function renew(refused: string) {
    tokenRefused = true;
    const mine = generation;
    options.tokens.renewed(refused).then(
      () => mine === generation && void connect(),
      (cause: unknown) => mine === generation && failedToConnect(cause),
    );
  }

  function failedToConnect(cause: unknown) {
    const reason =
      cause instanceof SessionError
        ? cause
        : new SessionError('offline', 'The connection could not be made.', { cause });
    afterFailure(reason, passing.has(reason.kind) ? 'retry' : 'giveUp');
  }

  function attach(opened: Transport, token: string, mine: number) {
    transport = opened;
    lastHeard = clock.now();
    opened.onMessage((text) => {
      if (mine === generation) hear(text);
    });
    opened.onClose((code, reason) => {
      if (mine === generation) closed(code, reason, token);
    });
    timer = clock.setTimeout(() => {
      write({ action: 'authenticate', token });
      timer = clock.setTimeout(() => {
        opened.close(closeCodes.normal);
        tearDown(new SessionError('server', 'The server did not answer to the sign-in.'));
      }, authenticatedWithinMs);
    }, firstFrameAfterMs);
  }

  function write(action: ClientAction) {
    transport?.send(JSON.stringify(action));
  }

  function ready() {
    clock.clearTimeout(timer);
    readySince = clock.now();
    tokenRefused = false;
    setState({ phase: 'ready' });
    schedulePing();
    for (const turn of turns) if (turn.phase === 'queued') submit(turn);
  }

  function schedulePing() {
    clock.clearTimeout(pingTimer);
    pingTimer = clock.setTimeout(() => {
      const asked = clock.now();
      write({ action: 'ping' });
      pingTimer = clock.setTimeout(() => {
        if (lastHeard >= asked) schedulePing();
        else {
          transport?.close(closeCodes.normal);
          tearDown(new SessionError('offline', 'The line went silent.'));
        }
      }, pongWithinMs);
    }, idlePingMs);
  }

  function hear(text: string) {
    lastHeard = clock.now();
    const decoded = decodeFrame(text);
    if (decoded.kind === 'unknown') {
      // A newer server may say more than we know.
      if (!unknownSeen.has(decoded.name)) log('info', `Event "${decoded.name.slice(0, 60)}" is not known; ignored.`);
      unknownSeen.add(decoded.name);
      return;
    }
    if (decoded.kind === 'malformed') {
      log('warn', `A frame was dropped: ${decoded.reason}`);
      const now = clock.now();
      malformedAt = [...malformedAt.filter((at) => at > now - 60_000), now];
      if (malformedAt.length >= maxMalformedPerMinute) {
        transport?.close(closeCodes.badFrame);
        tearDown(new SessionError('protocol', 'The server sends what is not this API. Check its address.'));
      }
      return;
    }
    take(decoded.value);
  }

  function take(event: ServerEvent) {
    switch (event.event) {
      case 'authenticated':
        if (state.phase !== 'ready') ready();
        return;
      case 'pong':
      case 'heartbeat':
        return;
      case 'chats_changed':
        changes.fire();
        return;
      case 'error':
        // The close code that follows the one says what to do; the other only says that a stop came too late.
        if (event.data.refused && event.data.refused !== 'send_message') return;
        if (event.data.code === 'WS_CONNECTION_CAP' || event.data.code === 'NOTHING_TO_INTERRUPT') return;
        break;
    }
    const turn = turnOf(event);
    if (!turn) return;
    if (turn.phase === 'sent') turn.phase = 'acknowledged';
    if (event.event === 'message' || event.event === 'interrupted' || event.event === 'error')
      turns.splice(turns.indexOf(turn), 1);
    updates.fire({ kind: 'event', event, key: turn.request.key });
  }

  /** By the chat the event names; a server that names none keeps its events in the order of the questions. */
  function turnOf(event: ServerEvent): OpenTurn | undefined {
    const open = turns.filter((turn) => turn.phase !== 'queued');
    const chatId =
      event.event === 'chat_metadata' ? event.data.id : 'chat_id' in event.data ? event.data.chat_id : undefined;
    const refused = event.event === 'error' ? event.data.client_message_id : undefined;
    if (refused) return open.find((turn) => turn.request.clientMessageId === refused);
    // These refuse the question that came last, and leave the one that is being answered alone.
    const refusesNewest =
      event.event === 'error' && ['TURN_IN_PROGRESS', 'DUPLICATE_MESSAGE'].includes(event.data.code ?? '');
    if (refusesNewest)
      return open.findLast((turn) => turn.phase === 'sent' && (!chatId || turn.request.chatId === chatId));
    return chatId ? open.find((turn) => turn.request.chatId === chatId) : open[0];
  }

  function closed(code: number, reason: string, token: string) {
    const what = decideAfterClose(code);
    log('info', `The line closed (${code}${reason ? `: ${reason}` : ''}).`);
    if (what === 'newToken' && !tokenRefused) {
      tearDown(new SessionError('unauthorized', 'The token ran out.'), 'none');
      setState({ phase: 'connecting', attempt: attempt + 1 });
      renew(token);
      return;
    }
    const error =
      what === 'newToken'
        ? new SessionError('unauthorized', 'The server refuses this account. Sign in again.')
        : what === 'waitForPlace'
          ? new SessionError('rateLimit', 'This account has too many open connections. Close another window, or wait.')
          : what === 'giveUp'
            ? new SessionError(
                'protocol',
                'The server takes our messages for broken. Update Trellis, or check the address.',
              )
            : new SessionError('offline', 'The connection was lost.');
    tearDown(error, what);
  }

  /** The one way down: what was sent is told that its line is gone, what was not waits for the next line. */
  function tearDown(reason: SessionError, then: ReturnType<typeof decideAfterClose> | 'none' = 'retry') {
    generation += 1;
    transport = undefined;
    malformedAt = [];
    clock.clearTimeout(timer);
    clock.clearTimeout(pingTimer);
    for (const turn of turns.filter(({ phase }) => phase !== 'queued')) {
      turns.splice(turns.indexOf(turn), 1);
      updates.fire({ kind: 'lost', acknowledged: turn.phase === 'acknowledged', reason, key: turn.request.key });
    }
    if (state.phase === 'ready' && clock.now() - readySince >= lastedMs) attempt = 0;
    if (then !== 'none') afterFailure(reason, then);
  }

  function afterFailure(reason: SessionError, then: ReturnType<typeof decideAfterClose>) {
    if (then === 'giveUp' || then === 'newToken') {
      setState({ phase: 'failed', reason });
      for (const turn of turns.splice(0))
        updates.fire({ kind: 'lost', acknowledged: false, reason, key: turn.request.key });
      return;
    }
    const delay =
      then === 'waitForPlace'
        ? waitForPlaceMs
        : Math.max(backoffMs(Math.max(1, attempt), options.random()), (reason.retryAfterSeconds ?? 0) * 1000);
    setState({ phase: 'waiting', attempt, retryAt: clock.now() + delay, reason });
    timer = clock.setTimeout(() => void connect(), delay);
  }

  function submit(turn: OpenTurn) {
    turn.phase = 'sent';
    const { message, chatId, integrationId, model, clientMessageId } = turn.request;
    write({
      action: 'send_message',
      message,
      chat_id: chatId,
      client_message_id: clientMessageId,
      ...(integrationId ? { integration_id: integrationId } : {}),
      ...(model ? { model } : {}),
    });
  }

  return {
    get state() {
      return state;
    },
    onState: states.event,
    onTurn: updates.event,
    onChatsChanged: changes.event,
    start() {
      if (state.phase === 'idle') void connect();
    },
    retryNow() {
      if (state.phase === 'waiting' || state.phase === 'failed') {
        tokenRefused = false;
        void connect();
      }
    },
    ask(request) {
      const turn: OpenTurn = { request, phase: 'queued' };
      turns.push(turn);
      if (state.phase === 'ready') submit(turn);
      else if (state.phase === 'idle' || state.phase === 'failed' || state.phase === 'waiting') void connect();
    },
    interrupt(chatId) {
      const queued = turns.find((turn) => turn.phase === 'queued' && turn.request.chatId === chatId);
      if (queued) {
        turns.splice(turns.indexOf(queued), 1);
        const reason = new SessionError('offline', 'Stopped before it was sent.');
        updates.fire({ kind: 'lost', acknowledged: false, reason, key: queued.request.key });
      } else write({ action: 'interrupt', chat_id: chatId });
    },
    dispose() {
      if (state.phase === 'closed') return;
      transport?.close(closeCodes.normal);
      tearDown(new SessionError('offline', 'Signed out.'), 'none');
      for (const turn of turns.splice(0)) {
        updates.fire({
          kind: 'lost',
          acknowledged: false,
          reason: new SessionError('offline', 'Signed out.'),
          key: turn.request.key,
        });
      }
      setState({ phase: 'closed' });
      states.dispose();
      updates.dispose();
      changes.dispose();
    },
  };
}

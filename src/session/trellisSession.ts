// The session: a socket where there can be one, SSE where there cannot, tried again for as long as that helps.
// Not here: one socket (socketLine.ts), answers over SSE (sseAnswers.ts), whose event it is (turns.ts), REST (restClient.ts).
import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { ServerEvent } from '../protocol/trellis/events.ts';
import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { mayBarSockets, passes, SessionError } from './errors.ts';
import { questionFrame } from './question.ts';
import { checkReach, interruptChat } from './restClient.ts';
import type { SessionState } from './sessionState.ts';
import { type LineEnd, openSocketLine, type SocketLine } from './socketLine.ts';
import { createSseAnswers, type SessionHttp } from './sseAnswers.ts';
import { askOverSse } from './sseTransport.ts';
import type { TokenSource } from './tokenSource.ts';
import type { Connect } from './transport.ts';
import { type AskRequest, createTurns, type TurnUpdate } from './turns.ts';

export type { AskRequest, TurnUpdate } from './turns.ts';

export interface SessionOptions {
  /** Read at each attempt: the embedded server has another port after a restart. */
  url: () => Promise<string>;
  tokens: TokenSource;
  connect: Connect;
  /** For tests; else the real one. */
  http?: SessionHttp;
  clock: Clock;
  random: () => number;
  log: (level: 'info' | 'warn', text: string) => void;
}

export interface TrellisSession extends Disposable {
  readonly state: SessionState;
  readonly onState: (listener: (state: SessionState) => void) => Disposable;
  readonly onTurn: (listener: (update: TurnUpdate & { key: string }) => void) => Disposable;
  /** Chats were made, renamed or deleted, or their messages changed, here or elsewhere; only some servers tell. */
  readonly onChatsChanged: (listener: () => void) => Disposable;
  start(): void;
  /** Connects now, whatever the countdown says; over SSE it tries for a socket now. */
  retryNow(): void;
  /** Sends the question, at once or when there is a way; its fate comes through `onTurn`. */
  ask(request: AskRequest): void;
  /** Stops what runs in the chat, or the question of that key, whose chat may not be known yet. */
  interrupt(chatId: string | null, key?: string): void;
}

/** The retry count starts over only after the line has lasted this long. */
const lastedMs = 10_000;
const socketAgainMs = 60_000;
/** Attempts in a row that find nobody, before it is asked whether only sockets fail. */
const missesBeforeDoubt = 2;
const maxUnknownNames = 100;
/** What is refused of these ends a turn; of any other it ends nothing. */
const questionActions = new Set(['send_message', 'edit_message']);

export function createTrellisSession(options: SessionOptions): TrellisSession {
  const { url, tokens, clock, log } = options;
  const http = options.http ?? { ask: askOverSse, reach: checkReach, interrupt: interruptChat };
  const states = new Emitter<SessionState>();
  const updates = new Emitter<TurnUpdate & { key: string }>();
  const changes = new Emitter<void>();
  const turns = createTurns((update) => updates.fire(update));
  const unknownSeen = new Set<string>();
  let state: SessionState = { phase: 'idle' };
  let line: SocketLine | undefined;
  /** Grows with whatever makes an earlier step meaningless; what that step still finds out is not used. */
  let generation = 0;
  let timer: unknown;
  let readySince = 0;
  let attempt = 0;
  let misses = 0;
  let tokenRefused = false;
  /** Sockets could not be had when it was last found out. */
  let barred = false;

  const isOver = (transport: 'socket' | 'sse') => state.phase === 'ready' && state.transport === transport;
  const sse = createSseAnswers({ url, tokens, http, turns, onLost: answerLost, onUnknown, log });

  function setState(next: SessionState) {
    state = next;
    states.fire(next);
  }

  function onUnknown(name: string) {
    if (unknownSeen.has(name) || unknownSeen.size >= maxUnknownNames) return;
    unknownSeen.add(name);
    log('info', `Event "${name.slice(0, 60)}" is not known; ignored.`);
  }

  /** Ends what is under way between answers: an attempt, a wait, a look. */
  function leave(): number {
    clock.clearTimeout(timer);
    line?.drop();
    line = undefined;
    generation += 1;
    return generation;
  }

  /** Tries for a socket. Whoever is served over SSE meanwhile does not see the attempt. */
  function connect() {
    leave();
    if (!isOver('sse')) {
      attempt += 1;
      setState({ phase: 'connecting', attempt });
    }
    line = openSocketLine({
      url,
      tokens,
      connect: options.connect,
      clock,
      log,
      onUnknown,
      onReady: socketReady,
      onEvent: take,
      onEnd: socketEnded,
    });
  }

  /** What is barred is not tried first: a socket that hangs would keep the questions waiting. */
  async function connectAgain() {
    if (!barred) {
      connect();
      return;
    }
    const mine = leave();
    attempt += 1;
    setState({ phase: 'connecting', attempt });
    try {
      const token = await tokens.token();
      if (mine === generation) await lookForHttp(token);
    } catch (cause) {
      if (mine === generation) failedToConnect(cause);
    }
  }

  function socketReady() {
    clock.clearTimeout(timer);
    [barred, misses] = [false, 0];
    ready('socket');
  }

  /** Sockets cannot be had, but HTTP works. */
  function overSse() {
    leave();
    if (!barred) log('info', 'There is no socket to be had: questions go over HTTP.');
    barred = true;
    timer = clock.setTimeout(connect, socketAgainMs);
    if (!isOver('sse')) ready('sse');
  }

  function ready(transport: 'socket' | 'sse') {
    tokenRefused = false;
    readySince = clock.now();
    setState({ phase: 'ready', transport });
    sendQueued();
  }

  function sendQueued() {
    if (isOver('sse')) for (let turn = turns.nextForSse(); turn; turn = turns.nextForSse()) sse.ask(turn);
    if (isOver('socket'))
      for (let turn = turns.nextForSocket(); turn; turn = turns.nextForSocket())
        line?.write(questionFrame(turn.request));
  }

  function take(event: ServerEvent) {
    if (event.event === 'chats_changed') {
      changes.fire();
      return;
    }
    if (event.event === 'error') {
      // The close code that follows the one says what to do; the other only says that a stop came too late.
      if (event.data.refused && !questionActions.has(event.data.refused)) return;
      if (event.data.code === 'WS_CONNECTION_CAP' || event.data.code === 'NOTHING_TO_INTERRUPT') return;
    }
    turns.take(event);
    sendQueued();
  }

  function socketEnded({ reason, next, token, stood }: LineEnd) {
    leave();
    turns.loseSocket(reason);
    if (stood && clock.now() - readySince >= lastedMs) attempt = 0;
    const silent = next === 'retry' && reason.status === null;
    misses = !stood && silent ? misses + 1 : 0;
    if (next === 'newToken' && token !== null && !tokenRefused) renew(token);
    else if (next === 'newToken')
      fail(new SessionError('unauthorized', 'The server refuses this account. Sign in again.', { cause: reason }));
    // Who says that has looked at the token and found it good.
    else if (next === 'noPlace') overSse();
    else if (token !== null && !stood && (barred || mayBarSockets(reason) || misses >= missesBeforeDoubt))
      void lookForHttp(token);
    else if (next === 'giveUp') fail(reason);
    else wait(reason);
  }

  /** Once: a token that ran out is replaced; a key that is dead stays dead. */
  function renew(refused: string) {
    const mine = leave();
    tokenRefused = true;
    if (!isOver('sse')) setState({ phase: 'connecting', attempt: attempt + 1 });
    tokens.renewed(refused).then(
      () => mine === generation && connect(),
      (cause: unknown) => mine === generation && failedToConnect(cause),
    );
  }

  /** Whether it is only sockets that fail. */
  async function lookForHttp(token: string) {
    const mine = generation;
    try {
      await http.reach(await url(), token);
    } catch (cause) {
      if (mine !== generation) return;
      const refused = cause instanceof SessionError && cause.kind === 'unauthorized';
      if (refused && !tokenRefused) renew(token);
      // A gateway says "not found", too, while the server behind it is away.
      else if (cause instanceof SessionError && cause.kind === 'notFound') wait(cause);
      else failedToConnect(cause);
      return;
    }
    if (mine === generation) overSse();
  }

  function failedToConnect(cause: unknown) {
    const reason =
      cause instanceof SessionError
        ? cause
        : new SessionError('offline', 'The connection could not be made.', { cause });
    if (passes(reason.kind)) wait(reason);
    else fail(reason);
  }

  /** Trying again helps nobody; what was not sent stays unsent. */
  function fail(reason: SessionError) {
    leave();
    setState({ phase: 'failed', reason });
    turns.loseQueued(reason);
  }

  function wait(reason: SessionError) {
    leave();
    const backoff = backoffMs(Math.max(1, attempt), options.random());
    const delay = Math.max(backoff, (reason.retryAfterSeconds ?? 0) * 1000);
    setState({ phase: 'waiting', attempt, retryAt: clock.now() + delay, reason });
    timer = clock.setTimeout(() => void connectAgain(), delay);
  }

  /** An answer over SSE broke off. Unless the line is down already, it is made again, which tells what is left of it. */
  function answerLost(reason: SessionError) {
    if (!isOver('sse')) return;
    if (clock.now() - readySince >= lastedMs) attempt = 0;
    if (reason.kind === 'unauthorized') fail(reason);
    else wait(reason);
  }

  return {
    get state() {
      return state;
    },
    onState: states.event,
    onTurn: updates.event,
    onChatsChanged: changes.event,
    start() {
      if (state.phase === 'idle') connect();
    },
    retryNow() {
      if (state.phase !== 'waiting' && state.phase !== 'failed' && !(isOver('sse') && !line)) return;
      tokenRefused = false;
      connect();
    },
    ask(request) {
      turns.add(request);
      if (state.phase === 'ready') sendQueued();
      else if (state.phase === 'idle' || state.phase === 'failed' || state.phase === 'waiting') void connectAgain();
    },
    interrupt(chatId, key) {
      const turn = turns.find(chatId, key ?? null);
      const place = turn?.chatId ?? chatId;
      if (turn?.phase === 'queued') turns.lose(turn, new SessionError('offline', 'Stopped before it was sent.'));
      else if (turn?.via === 'sse') sse.interrupt(turn);
      else if (isOver('socket') && (turn || place !== null) && turns.stopsOnSocket(turn))
        line?.write({ action: 'interrupt', ...(place === null ? {} : { chat_id: place }) });
      else if (place !== null && state.phase === 'ready') void sse.interruptChat(place);
    },
    dispose() {
      if (state.phase === 'closed') return;
      leave();
      sse.dispose();
      turns.loseAll(new SessionError('offline', 'Signed out.'));
      setState({ phase: 'closed' });
      states.dispose();
      updates.dispose();
      changes.dispose();
    },
  };
}

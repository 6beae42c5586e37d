// The session: a socket where there can be one, SSE where there cannot, tried again for as long as that helps.
// Not here: its socket (socketPlace.ts, socketLine.ts), what is asked (questions.ts), REST (restClient.ts).
import { Emitter } from '../base/emitter.ts';
import type { ServerEvent } from '../protocol/trellis/events.ts';
import { backoffMs } from './backoff.ts';
import {
  asSessionError,
  errorMessage,
  holdsEverywhere,
  mayBarSockets,
  passes,
  SessionError,
  socketsOnly,
} from './errors.ts';
import { createQuestions } from './questions.ts';
import type { ChatSession, SessionOptions } from './session.ts';
import type { SessionState } from './sessionState.ts';
import type { LineEnd } from './socketLine.ts';
import { createSocketPlace } from './socketPlace.ts';
import { overFetch } from './sseAnswers.ts';
import type { TurnUpdate } from './turns.ts';
import { createUnknownNames } from './unknownNames.ts';

export type { ChatSession, Pin, SessionOptions } from './session.ts';
export type { AskRequest, TurnUpdate } from './turns.ts';

/** The retry count starts over only after the line has lasted this long. */
const lastedMs = 10_000;
const socketAgainMs = 60_000;
/** Attempts in a row that find nobody, before it is asked whether only sockets fail. */
const missesBeforeDoubt = 2;
/** A token that is refused so soon after it was renewed says that the account is, not the token. */
const renewedLatelyMs = 60_000;

export function createTrellisSession(options: SessionOptions): ChatSession {
  const { url, tokens, clock, log } = options;
  const http = options.http ?? overFetch;
  const states = new Emitter<SessionState>();
  const updates = new Emitter<TurnUpdate & { key: string }>();
  const changes = new Emitter<void>();
  const onUnknown = createUnknownNames(log);
  let state: SessionState = { phase: 'idle' };
  let pinned = options.pin ?? 'auto';
  /** Grows with whatever makes an earlier step meaningless; what that step still finds out is not used. */
  let generation = 0;
  let timer: unknown;
  let readySince = 0;
  let attempt = 0;
  let misses = 0;
  let renewedAt: number | null = null;
  /** Sockets could not be had when it was last found out. */
  let barred = false;

  const isOver = (transport: 'socket' | 'sse') => state.phase === 'ready' && state.transport === transport;
  const questions = createQuestions({
    ...options,
    http,
    fire: (update) => updates.fire(update),
    way: () => (state.phase === 'ready' ? state.transport : null),
    socket: () => (isOver('socket') ? sockets.line() : sockets.retired()),
    onLost: answerLost,
    onUnknown,
  });

  const sockets = createSocketPlace({
    ...options,
    onUnknown,
    isBusy: questions.isBusy,
    onSlow: (token) => void socketIsSlow(token),
    onReady: socketReady,
    onEvent: take,
    onEnd: socketEnded,
    onRetiredEnd: questions.loseSocket,
  });

  function setState(next: SessionState) {
    state = next;
    states.fire(next);
  }

  /** Ends what is under way between answers: an attempt, a wait, a look. */
  function leave(): number {
    clock.clearTimeout(timer);
    sockets.drop();
    generation += 1;
    return generation;
  }

  /** Tries for a socket. Whoever is served over SSE meanwhile does not see the attempt. */
  function connect() {
    if (pinned === 'sse') {
      void connectOverHttp();
      return;
    }
    leave();
    if (!isOver('sse') || pinned === 'socket') {
      attempt += 1;
      setState({ phase: 'connecting', attempt });
    }
    sockets.open();
  }

  /** What is barred is not tried first: a socket that hangs would keep the questions waiting. */
  function connectAgain() {
    if (barred && pinned === 'auto') void connectOverHttp();
    else connect();
  }

  async function connectOverHttp() {
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

  /** A proxy may let an upgrade hang. The attempt goes on, and questions go over HTTP meanwhile where they can. */
  async function socketIsSlow(token: string) {
    if (pinned !== 'auto' || isOver('sse')) return;
    const mine = generation;
    try {
      await http.reach(await url(), token);
    } catch (cause) {
      log('info', `Neither a socket nor HTTP answers yet: ${errorMessage(cause)}`);
      return;
    }
    if (mine === generation && state.phase === 'connecting') servedOverSse();
  }

  function socketReady() {
    clock.clearTimeout(timer);
    [barred, misses] = [false, 0];
    questions.newSocket();
    ready('socket');
  }

  /** Sockets cannot be had, or are not wanted, but HTTP works. */
  function overSse() {
    leave();
    if (pinned === 'auto') timer = clock.setTimeout(connect, socketAgainMs);
    servedOverSse();
  }

  function servedOverSse() {
    if (pinned === 'auto') {
      if (!barred) log('info', 'There is no socket to be had: questions go over HTTP.');
      barred = true;
    }
    if (!isOver('sse')) ready('sse');
  }

  function ready(transport: 'socket' | 'sse') {
    readySince = clock.now();
    setState({ phase: 'ready', transport });
    questions.flush();
  }

  function take(event: ServerEvent) {
    if (event.event === 'chats_changed') {
      changes.fire();
      return;
    }
    questions.take(event);
    sockets.dropIdle();
    questions.flush();
  }

  function socketEnded({ reason, next, token, stood }: LineEnd) {
    leave();
    questions.loseSocket(reason);
    if (stood && clock.now() - readySince >= lastedMs) attempt = 0;
    const silent = next === 'retry' && reason.status === null;
    misses = !stood && silent ? misses + 1 : 0;
    if (next === 'newToken' && token !== null && mayRenew()) renew(token);
    else if (next === 'newToken')
      fail(new SessionError('unauthorized', 'The server refuses this account. Sign in again.', { cause: reason }));
    // Who says that has looked at the token and found it good.
    else if (next === 'noPlace' && pinned === 'auto') overSse();
    else if (token !== null && !stood && (barred || mayBarSockets(reason) || misses >= missesBeforeDoubt))
      void lookForHttp(token, reason);
    else if (next === 'giveUp') fail(reason);
    else wait(reason);
  }

  const mayRenew = () => renewedAt === null || clock.now() - renewedAt >= renewedLatelyMs;

  /** Once: a token that ran out is replaced; a key that is dead stays dead. */
  function renew(refused: string) {
    const mine = leave();
    renewedAt = clock.now();
    if (!isOver('sse')) setState({ phase: 'connecting', attempt: attempt + 1 });
    tokens.renewed(refused).then(
      () => mine === generation && connect(),
      (cause: unknown) => mine === generation && failedToConnect(cause),
    );
  }

  /** Whether it is only sockets that fail, of which the last failed so. */
  async function lookForHttp(token: string, failure?: SessionError) {
    const mine = generation;
    try {
      await http.reach(await url(), token);
    } catch (cause) {
      if (mine !== generation) return;
      const reason = asSessionError(cause);
      if (reason.kind === 'unauthorized' && mayRenew()) renew(token);
      // A gateway says "not found", too, while the server behind it is away.
      else if (reason.kind === 'notFound') wait(reason);
      else failedToConnect(reason);
      return;
    }
    if (mine !== generation) return;
    if (pinned === 'socket' && failure) wait(socketsOnly(failure));
    // A server that was away for a moment is back, and its sockets with it.
    else if (failure && !barred && misses === missesBeforeDoubt && !mayBarSockets(failure)) connect();
    else overSse();
  }

  function failedToConnect(cause: unknown) {
    const reason = asSessionError(cause);
    (passes(reason.kind) ? wait : fail)(reason);
  }

  /** Trying again helps nobody; what was not sent stays unsent. */
  function fail(reason: SessionError) {
    leave();
    setState({ phase: 'failed', reason });
    questions.loseQueued(reason);
  }

  function wait(reason: SessionError) {
    leave();
    const backoff = backoffMs(Math.max(1, attempt), options.random());
    const delay = Math.max(backoff, (reason.retryAfterSeconds ?? 0) * 1000);
    setState({ phase: 'waiting', attempt, retryAt: clock.now() + delay, reason });
    timer = clock.setTimeout(connectAgain, delay);
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
    pin(wanted) {
      if (wanted === pinned) return;
      pinned = wanted;
      if (wanted !== 'sse' && sockets.retired()) {
        leave();
        sockets.takeBack();
        ready('socket');
      } else if (wanted === 'sse' && isOver('socket')) {
        sockets.retire();
        connect();
      } else if (wanted === 'sse' && isOver('sse')) leave();
      else if (isOver('sse')) connect();
      else if (state.phase === 'waiting' && !holdsEverywhere(state.reason)) connectAgain();
      else if (state.phase === 'connecting' || state.phase === 'failed') connectAgain();
    },
    retryNow() {
      // An attempt that is under way may hang.
      const seeksSocket = isOver('sse') && pinned !== 'sse';
      if (state.phase !== 'waiting' && state.phase !== 'failed' && !seeksSocket) return;
      renewedAt = null;
      connect();
    },
    ask(request) {
      questions.add(request);
      if (state.phase === 'idle' || state.phase === 'failed') connectAgain();
      else if (state.phase === 'waiting' && state.reason.kind !== 'rateLimit') connectAgain();
    },
    canReplace: async () => 'yes',
    interrupt: (chatId, key) => questions.interrupt(chatId, key ?? null),
    dispose() {
      if (state.phase === 'closed') return;
      leave();
      sockets.dispose();
      questions.dispose(new SessionError('offline', 'Signed out.'));
      setState({ phase: 'closed' });
      for (const emitter of [states, updates, changes]) emitter.dispose();
    },
  };
}

// The session over the assistant API: whether its server is there, when questions go, when chats are worth reading again.
// Not here: the questions themselves (assistantTurns.ts), one answer (askStream.ts, answerSoFar.ts).
import { Emitter } from '../../base/emitter.ts';
import { backoffMs } from '../backoff.ts';
import type { Clock } from '../clock.ts';
import { asSessionError, passes, SessionError } from '../errors.ts';
import type { ChatSession } from '../session.ts';
import type { SessionState } from '../sessionState.ts';
import type { TurnUpdate } from '../turns.ts';
import { createUnknownNames } from '../unknownNames.ts';
import { createWatchdog } from '../watchdog.ts';
import { askAssistant } from './askStream.ts';
import { lookAtHealth, whoAmI } from './assistantSignIn.ts';
import { type AssistantTurn, type AssistantTurns, createAssistantTurns } from './assistantTurns.ts';
import type { Conversations } from './conversations.ts';
import { createLateNews } from './lateNews.ts';
import type { SendQuestion } from './patientRequest.ts';
import { learnApp, type Replacing, type ServerTraits } from './replacing.ts';
import { endsWithQuestion, type Rows } from './storedRows.ts';

const lookEveryMs = 15_000;
/** A server that stayed that long is tried again soon when it goes. */
const lastedMs = 10_000;

export interface AssistantSessionParts {
  url: string;
  token: () => Promise<string | null>;
  clock: Clock;
  random: () => number;
  log: (level: 'info' | 'warn', text: string) => void;
  conversations: Conversations;
  replacing: Replacing;
  traits: ServerTraits;
  send?: SendQuestion | undefined;
  /** Aborted with the session: nothing is sent any more. */
  life: AbortController;
  onChat: (chatId: string) => void;
}

export interface AssistantSession extends ChatSession {
  /** A call beside the questions has failed: that may be the line's fault. */
  callFailed(reason: SessionError): void;
  chatRead(chatId: string, rows: Rows): void;
  chatForgotten(chatId: string): void;
}

export function createAssistantSession(parts: AssistantSessionParts): AssistantSession {
  const { url, clock, log, life } = parts;
  const states = new Emitter<SessionState>();
  const updates = new Emitter<TurnUpdate & { key: string }>();
  const changes = new Emitter<void>();
  const onUnknown = createUnknownNames(log);
  let state: SessionState = { phase: 'idle' };
  /** Grows with whatever makes an earlier look at the server meaningless. */
  let generation = 0;
  let timer: unknown;
  let readySince = 0;
  let attempt = 0;

  const late = createLateNews(
    clock,
    (chatId) => turns.runsIn(chatId),
    () => {
      if (state.phase === 'ready') changes.fire();
    },
  );
  const turns: AssistantTurns = createAssistantTurns({
    ...parts,
    ask: (question) => askAssistant({ ...question, url, send: parts.send, onUnknown, log }),
    watchdog: createWatchdog<AssistantTurn>(clock, (turn, quiet) =>
      updates.fire({ kind: 'quiet', quiet, key: turn.request.key }),
    ),
    fire: (update) => updates.fire(update),
    isReady: () => state.phase === 'ready',
    onEnd: late.turnEnded,
    onLost: (reason, acknowledged) => void (acknowledged && reason.kind === 'offline' ? check() : lineFailed(reason)),
  });

  function setState(next: SessionState) {
    state = next;
    states.fire(next);
  }

  function leave(): number {
    clock.clearTimeout(timer);
    generation += 1;
    return generation;
  }

  async function connect() {
    const mine = leave();
    attempt += 1;
    setState({ phase: 'connecting', attempt });
    try {
      const { app } = await lookAtHealth(url, life.signal);
      await whoAmI(url, await parts.token(), life.signal);
      if (mine !== generation) return;
      learnApp(parts.traits, app);
      ready();
    } catch (cause) {
      if (mine === generation) failedToConnect(asSessionError(cause));
    }
  }

  function ready() {
    readySince = clock.now();
    setState({ phase: 'ready', transport: 'sse' });
    watch();
    turns.flush();
  }

  /** While an answer runs its line tells; a server may be too busy with it to say anything else. */
  function watch() {
    timer = clock.setTimeout(async () => {
      const mine = generation;
      if (!turns.isBusy()) await check();
      if (mine === generation) watch();
    }, lookEveryMs);
  }

  /** Whether the server is still there: an answer that broke off does not say so. */
  async function check() {
    if (state.phase !== 'ready') return;
    const mine = generation;
    try {
      await lookAtHealth(url, life.signal);
    } catch (cause) {
      const reason = asSessionError(cause);
      // Any other answer is one: somebody is there.
      if (mine === generation && state.phase === 'ready' && (reason.kind === 'offline' || reason.kind === 'server'))
        wait(reason);
    }
  }

  function failedToConnect(reason: SessionError) {
    // A gateway says "not found", too, while the server behind it is away.
    if (passes(reason.kind) || reason.status === 404) wait(reason);
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
    if (state.phase === 'ready' && clock.now() - readySince >= lastedMs) attempt = 0;
    const backoff = backoffMs(Math.max(1, attempt), parts.random());
    const delay = Math.max(backoff, (reason.retryAfterSeconds ?? 0) * 1000);
    setState({ phase: 'waiting', attempt, retryAt: clock.now() + delay, reason });
    timer = clock.setTimeout(() => void connect(), delay);
  }

  /** A call may be slow because an answer is made, and that answer's line tells how the server is. */
  function callFailed(reason: SessionError) {
    if (reason.kind !== 'offline' || !turns.isBusy()) lineFailed(reason);
  }

  /** What a request that failed says of the line; refusals say nothing of it. */
  function lineFailed(reason: SessionError) {
    if (state.phase !== 'ready') return;
    if (reason.kind === 'unauthorized') fail(reason);
    else if (reason.kind === 'offline') wait(reason);
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
    // There is one way only.
    pin: () => undefined,
    retryNow() {
      // An attempt that is under way may hang.
      if (state.phase === 'waiting' || state.phase === 'failed' || state.phase === 'connecting') void connect();
    },
    ask(request) {
      turns.add(request);
      if (state.phase === 'idle' || state.phase === 'failed') void connect();
      else if (state.phase === 'waiting' && state.reason.kind !== 'rateLimit') void connect();
    },
    canReplace: parts.replacing.canReplace,
    interrupt: (chatId, key) => turns.interrupt(chatId, key ?? null),
    callFailed,
    chatRead(chatId, read) {
      turns.read(chatId, read);
      if (state.phase !== 'closed')
        late.read(chatId, endsWithQuestion(read.rows), (read.offset ?? 0) + read.rows.length);
    },
    chatForgotten(chatId) {
      late.forget(chatId);
      turns.forget(chatId);
    },
    dispose() {
      if (state.phase === 'closed') return;
      leave();
      state = { phase: 'closed' };
      life.abort();
      turns.loseAll(new SessionError('offline', 'Signed out.'));
      late.dispose();
      states.fire(state);
      for (const emitter of [states, updates, changes]) emitter.dispose();
    },
  };
}

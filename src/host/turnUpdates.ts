// What the session tells of a question, put into the state: that the server has it, what it answers, that the line under it broke.
// Not here: sending it (delivery.ts), the truth after a break (settling.ts), whose question an event is about (session/turns.ts).
import type { Action } from '../chat/actions.ts';
import { doubt } from '../chat/arrival.ts';
import type { LineCode } from '../chat/failures.ts';
import { actionsFor, turnError } from '../chat/fromServer.ts';
import { createOnTheWay, type OnTheWay } from '../chat/onTheWay.ts';
import { lacksAnswers } from '../chat/selectors.ts';
import type { Chat, TurnError } from '../chat/state.ts';
import type { ErrorCode } from '../protocol/trellis/errorCodes.ts';
import type { Clock } from '../session/clock.ts';
import { SessionError, type SessionErrorKind } from '../session/errors.ts';
import { endsTurn, type TurnUpdate } from '../session/turns.ts';
import type { Memory, PendingQuestion } from './memory.ts';
import { isLocal, type OpenTurn, type OpenTurns } from './openTurns.ts';
import type { Settling } from './settling.ts';

type ServerEvent = Extract<TurnUpdate, { kind: 'event' }>['event'];

export interface TurnUpdatesParts {
  turns: OpenTurns;
  memory: Memory;
  settling: Settling;
  clock: Clock;
  dispatch: (action: Action) => void;
  /** As the source's capability of that name says. */
  beginningIsStored: boolean;
  isReady: () => boolean;
  chatOf: (chatId: string) => Chat | undefined;
  /** The server made a chat for the question. */
  onChat: (localId: string, chatId: string, title: string) => void;
  /** Nothing more comes of it. `asked`: the server had taken it. */
  onEnd: (turn: OpenTurn, asked: boolean) => void;
}

export interface TurnUpdates {
  take(key: string, update: TurnUpdate): void;
  acknowledge(turn: OpenTurn, serverId: string | null | undefined): void;
  lost(turn: OpenTurn, acknowledged: boolean, reason: SessionError): void;
}

export function createTurnUpdates(parts: TurnUpdatesParts): TurnUpdates {
  const { turns, memory, settling, clock, dispatch } = parts;
  const ways = new WeakMap<OpenTurn, OnTheWay>();
  /** The server has named a question by our id: sent twice, it is asked once. */
  let knowsAgain = false;

  function acknowledge(turn: OpenTurn, serverId: string | null | undefined, isStored = true) {
    turn.acknowledged = true;
    if (isStored) stored(turn);
    else remember(turn, { taken: { serverId: serverId ?? null } });
    const { chatId, messageId } = turn;
    dispatch({ type: 'questionAcknowledged', chatId, messageId, serverId: serverId ?? null });
    turn.messageId = serverId ?? turn.messageId;
  }

  function stored(turn: OpenTurn) {
    if (turn.stored) return;
    turn.stored = true;
    memory.setPending(turn.key, null);
  }

  function remember(turn: OpenTurn, more: Partial<PendingQuestion>) {
    const pending = memory.pending()[turn.key];
    if (pending) memory.setPending(turn.key, { ...pending, ...more });
  }

  function lost(turn: OpenTurn, acknowledged: boolean, reason: SessionError) {
    turns.delete(turn.key);
    const { chatId, messageId, answerId } = turn;
    const isStopped = memory.pending()[turn.key]?.stopped ?? false;
    // The line may not have said so yet, while the chat was read and had the question.
    const has = acknowledged || turn.acknowledged;
    if (has && reason.kind === 'stopped')
      dispatch({ type: 'answerInterrupted', chatId, answerId, serverId: null, at: clock.now() });
    else if (has) dispatch({ type: 'answerCut', chatId, answerId, error: asTurnError(reason), at: clock.now() });
    else {
      // Until the chat is read nobody knows. Where the server knows its questions again, sending one twice does no harm.
      const error =
        knowsAgain || turn.preparing || wasNotSent(reason)
          ? asTurnError(reason)
          : doubt(isStopped ? 'stopped' : 'lost', reason.status === null ? null : reason.message);
      dispatch({ type: 'questionUnsent', chatId, messageId, answerId, error });
    }
    if (isLocal(chatId)) {
      const pending = memory.pending()[turn.key];
      // Nobody knows whether the server made a chat for it.
      if (turn.makesChat && pending && !wasNotSent(reason)) memory.setPending(turn.key, { ...pending, strayed: true });
      if (turn.makesChat) parts.onEnd(turn, false);
      return;
    }
    settling.owe(chatId, has || isStopped);
    // An answer over HTTP may be cut while the line stays ready, and then no new one comes. A socket says so right after this.
    queueMicrotask(() => {
      if (parts.isReady()) void settling.settle(chatId);
    });
  }

  /** The server was not told: what it stores is read until it is there. Unheard of, the question may still have arrived. */
  function stopped(turn: OpenTurn, acknowledged: boolean) {
    remember(turn, { stopped: true });
    if (!acknowledged && !turn.acknowledged) {
      lost(turn, false, new SessionError('offline', 'Stopped before the server had said anything.'));
      return;
    }
    turns.delete(turn.key);
    const { chatId, answerId } = turn;
    dispatch({ type: 'answerInterrupted', chatId, answerId, serverId: null, at: clock.now(), mayGoOn: true });
    settling.owe(chatId, true);
    void settling.settle(chatId);
    parts.onEnd(turn, true);
  }

  /** Whatever comes of a question but its beginning and a refusal, the server has stored it. */
  function answered(turn: OpenTurn) {
    if (turn.acknowledged) stored(turn);
  }

  function onTheWay(turn: OpenTurn, event: ServerEvent): Action[] {
    const way = ways.get(turn) ?? createOnTheWay();
    ways.set(turn, way);
    return way.take(event, turn);
  }

  function takeEvent(turn: OpenTurn, event: ServerEvent) {
    if (event.event === 'error' && event.data.code === 'DUPLICATE_MESSAGE') {
      // It had arrived the first time: what is stored is the truth.
      turns.delete(turn.key);
      memory.setPending(turn.key, null);
      settling.owe(turn.chatId, true);
      void settling.settle(turn.chatId);
      return;
    }
    if (event.event === 'chat_metadata' && event.data.client_message_id === turn.key) knowsAgain = true;
    if (turn.makesChat && event.event === 'chat_metadata' && isLocal(turn.chatId))
      parts.onChat(turn.chatId, event.data.id, turn.title);
    // Whatever a server says about a question but "error", it has the question; not every server says `chat_metadata`.
    if (event.event === 'chat_metadata' && !turn.acknowledged)
      acknowledge(turn, event.data.user_message_id, parts.beginningIsStored);
    else if (event.event !== 'error' && !turn.acknowledged) acknowledge(turn, null);
    else if (event.event !== 'error' && event.event !== 'chat_metadata') answered(turn);
    const unsent = event.event === 'error' && !turn.acknowledged;
    const { chatId, messageId, answerId } = turn;
    if (unsent) dispatch({ type: 'questionUnsent', chatId, messageId, answerId, error: turnError(event.data) });
    else for (const action of [...onTheWay(turn, event), ...actionsFor(event, turn, clock.now())]) dispatch(action);
    // It may tell the question's id after something else had shown that the server has it.
    if (event.event === 'chat_metadata') turn.messageId = event.data.user_message_id ?? messageId;
    if (!endsTurn(event)) return;
    turns.delete(turn.key);
    // A look at the chat before it was edited, and what was not sent and stood below, are told apart by reading it.
    if (turn.replaces !== null) settling.owe(chatId);
    // It may have failed before its question was stored.
    if (turn.acknowledged && !turn.stored) {
      remember(turn, { taken: { serverId: turn.messageId, failed: true } });
      settling.owe(chatId);
    }
    // A server that does not hear of a stop by itself stores more of the answer than was heard.
    if (event.event === 'interrupted' && !event.data.id) settling.owe(chatId, true);
    // An older server does not say that it still answers; what it had not answered when it was read, it may have since.
    if (lacksAnswers(parts.chatOf(chatId))) settling.owe(chatId);
    if (settling.owes(chatId)) void settling.settle(chatId);
    parts.onEnd(turn, !unsent);
  }

  return {
    take(key, update) {
      const turn = turns.get(key);
      if (!turn) return;
      const { chatId, answerId } = turn;
      switch (update.kind) {
        case 'event':
          takeEvent(turn, update.event);
          break;
        case 'lost':
          lost(turn, update.acknowledged, update.reason);
          break;
        case 'text':
          answered(turn);
          dispatch({ type: 'textReplaced', chatId, answerId, content: update.content });
          break;
        case 'thinking':
          answered(turn);
          dispatch({ type: 'thinkingShown', chatId, answerId, text: update.text });
          break;
        case 'tools':
          answered(turn);
          dispatch({ type: 'toolsShown', chatId, answerId, tools: update.tools });
          break;
        case 'aside':
          dispatch({ type: 'asideShown', chatId, answerId, text: update.text });
          break;
        case 'silent':
          answered(turn);
          turns.delete(key);
          dispatch({ type: 'answerDropped', chatId, answerId });
          parts.onEnd(turn, true);
          break;
        case 'stopped':
          stopped(turn, update.acknowledged);
          break;
        case 'held':
          dispatch({ type: 'questionHeld', chatId, answerId, until: update.until, why: update.why });
          break;
        case 'quiet':
          dispatch({ type: 'answerQuiet', chatId, answerId, quiet: update.quiet });
          break;
      }
    },
    acknowledge,
    lost,
  };
}

/** The account was refused, or the person stopped it in time. */
function wasNotSent({ kind }: SessionError): boolean {
  return !['offline', 'server', 'protocol'].includes(kind);
}

/** What a failure without a code of the server counts as. */
const codesOfKinds: Record<SessionErrorKind, LineCode | ErrorCode | null> = {
  offline: 'OFFLINE',
  unauthorized: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  notFound: 'NOT_FOUND',
  conflict: null,
  stopped: null,
  rateLimit: 'RATE_LIMIT',
  request: 'INVALID_REQUEST',
  server: 'SERVER_FAILED',
  protocol: 'NOT_TRELLIS',
};

function asTurnError(error: SessionError): TurnError {
  const code = error.code ?? codesOfKinds[error.kind];
  return { code, message: error.message, retryable: true, debugId: error.debugId ?? null, suggestions: [] };
}

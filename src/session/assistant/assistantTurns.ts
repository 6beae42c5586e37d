// The questions to a server of the assistant API: which wait for another in their chat, which are answered, how each ends.
// Not here: the line's state (assistantSession.ts), reading an answer (askStream.ts), what is shown of it (answerSoFar.ts).
import type { AssistantEvent } from '../../protocol/assistant/events.ts';
import type { Clock } from '../clock.ts';
import { asSessionError, type SessionError } from '../errors.ts';
import { type AskRequest, endsTurn, type TurnUpdate } from '../turns.ts';
import type { Watchdog } from '../watchdog.ts';
import { type AnswerSoFar, createAnswerSoFar } from './answerSoFar.ts';
import type { AskedQuestion, QuestionPath } from './askStream.ts';
import { bodyOf, isRefusal, isUnknownPath, refusalToTell, stoppedBefore, wordsSent } from './assistantQuestion.ts';
import type { Conversations } from './conversations.ts';
import { type Replacing, unsent } from './replacing.ts';
import { createUnfinishedAnswers, type Unfinished } from './unfinished.ts';

export interface AssistantTurn {
  readonly request: AskRequest;
  /** The request's, or the one the server made for it. */
  chatId: string | null;
  phase: 'queued' | 'sent' | 'acknowledged';
  abort: AbortController;
  /** Before that, nothing of it is with the server. */
  posted: boolean;
  /** Whether rows go to make room for it: they do, whatever becomes of it, and a stop has to wait until they are gone. */
  cutting: 'no' | 'now' | 'thenStop' | 'done';
  /** The row of the question; null when nobody knows. */
  row: number | null;
  /** So many rows stood before it at the least. */
  from: number;
  answer: AnswerSoFar;
  /** It is said that it waits behind an answer that was stopped. */
  saysItWaits: boolean;
}

export interface AssistantTurnsParts {
  clock: Clock;
  log: (level: 'info' | 'warn', text: string) => void;
  ask: (question: Pick<AskedQuestion, 'token' | 'path' | 'body' | 'signal' | 'onEvent'>) => Promise<void>;
  token: () => Promise<string | null>;
  conversations: Conversations;
  replacing: Replacing;
  watchdog: Watchdog<AssistantTurn>;
  fire: (update: TurnUpdate & { key: string }) => void;
  /** Whether questions may go now. */
  isReady: () => boolean;
  /** The server names a chat for the first time. */
  onChat: (chatId: string) => void;
  /** Whatever the end was, the server had been asked. */
  onEnd: (chatId: string | null, expectsMore: boolean) => void;
  /** `acknowledged`: the line broke under an answer. */
  onLost: (reason: SessionError, acknowledged: boolean) => void;
}

export type AssistantTurns = ReturnType<typeof createAssistantTurns>;

const finishing: Record<Unfinished, string> = {
  stopped: 'The server is still finishing the answer you stopped.',
  other: 'The server may still be making an earlier answer.',
};
const finishedEveryMs = 2_000;

export function createAssistantTurns(parts: AssistantTurnsParts) {
  const { clock, conversations, fire, watchdog } = parts;
  const open: AssistantTurn[] = [];
  const unfinished = createUnfinishedAnswers(clock);
  /** It is said once that this server gives its conversations no ids. */
  let saysNoName = false;
  /** Servers differ in it, and one server stays as it is. */
  let path: QuestionPath = '/chat/stream';

  function tell(turn: AssistantTurn, update: TurnUpdate): void {
    fire({ ...update, key: turn.request.key });
  }

  function remove(turn: AssistantTurn): void {
    open.splice(open.indexOf(turn), 1);
    watchdog.stop(turn);
  }

  /** Sends what waits for nothing any more: one question at a time in a chat. */
  function flush(): void {
    const busy = new Set(open.filter(({ phase }) => phase !== 'queued').map(({ chatId }) => chatId));
    for (const turn of open.filter(({ phase }) => phase === 'queued')) {
      if (!parts.isReady()) return;
      if (turn.chatId !== null && busy.has(turn.chatId)) continue;
      busy.add(turn.chatId);
      turn.phase = 'sent';
      watchdog.start(turn);
      void run(turn);
    }
  }

  async function run(turn: AssistantTurn): Promise<void> {
    try {
      turn.row = conversations.nextRow(turn.chatId);
      turn.from = conversations.rowsAtLeast(turn.chatId);
      if (turn.request.replaces !== null && turn.chatId !== null) {
        await untilFinished(turn, turn.chatId);
        if (!open.includes(turn)) return;
        turn.row = turn.from = await makeRoom(turn, turn.chatId, turn.request.replaces);
      }
      const token = await parts.token();
      if (!open.includes(turn)) return;
      turn.posted = true;
      await post(turn, token);
    } catch (cause) {
      lose(turn, asSessionError(cause));
    }
  }

  /** Throws a SessionError; `stopped` when the person did, before the cut or while it was made. */
  async function makeRoom(turn: AssistantTurn, chatId: string, messageId: string): Promise<number> {
    const row = await parts.replacing.makeRoom(chatId, messageId, turn.request.replacedWords, () => {
      if (!open.includes(turn)) throw stoppedBefore();
      turn.cutting = 'now';
    });
    if (turn.cutting === 'thenStop') throw stoppedBefore();
    turn.cutting = 'done';
    return row;
  }

  /** An answer that is still being made would be stored behind the cut, in front of the new question. */
  async function untilFinished(turn: AssistantTurn, chatId: string): Promise<void> {
    let said: Unfinished | null = null;
    for (;;) {
      const read = await unsent(conversations.read(chatId));
      if (!open.includes(turn)) return;
      const made = unfinished.inReading(chatId, read, read.listed?.last_active ?? null);
      if (made === null) break;
      if (said !== made) tell(turn, { kind: 'aside', text: `${finishing[made]} The question goes when it is stored.` });
      said = made;
      await pause(turn.abort.signal);
    }
    if (said !== null) tell(turn, { kind: 'aside', text: null });
  }

  function pause(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const over = () => {
        clock.clearTimeout(timer);
        signal.removeEventListener('abort', over);
        resolve();
      };
      const timer = clock.setTimeout(over, finishedEveryMs);
      signal.addEventListener('abort', over);
    });
  }

  async function post(turn: AssistantTurn, token: string | null): Promise<void> {
    const question = {
      token,
      body: bodyOf(turn.request, turn.chatId),
      signal: turn.abort.signal,
      onEvent: (event: AssistantEvent) => heard(turn, event),
    };
    const tried = path;
    try {
      await parts.ask({ ...question, path: tried });
    } catch (cause) {
      // Who does not know the path has done nothing; its documentation names another.
      if (!isUnknownPath(cause)) throw cause;
      path = '/chat/stream';
      if (tried !== '/chat/stream' || !open.includes(turn)) throw cause;
      await parts.ask({
        ...question,
        path: '/chat',
        onEvent(event) {
          // It is known there. The next question may go before this one's answer is whole.
          path = '/chat';
          question.onEvent(event);
        },
      });
    }
  }

  function heard(turn: AssistantTurn, event: AssistantEvent): void {
    if (!open.includes(turn)) return;
    watchdog.heard(turn);
    if (event.event === 'meta') acknowledge(turn, event.data.conversation_id ?? null, event.data.message_id ?? null);
    else if (event.event === 'done' || (event.event !== 'error' && turn.chatId !== null)) {
      acknowledge(turn, 'conversation_id' in event.data ? (event.data.conversation_id ?? null) : null, null);
    }
    if (turn.chatId !== null && !['meta', 'done', 'error'].includes(event.event)) unfinished.begun(turn.chatId);
    if (event.event !== 'meta' && turn.saysItWaits) {
      turn.saysItWaits = false;
      tell(turn, { kind: 'aside', text: null });
    }
    const answerRow = turn.row === null || turn.phase !== 'acknowledged' ? null : `row:${turn.row + 1}`;
    for (const update of turn.answer.take(event, answerRow)) {
      const ends = update.kind === 'silent' || (update.kind === 'event' && endsTurn(update.event));
      if (ends) end(turn, update);
      tell(turn, update);
    }
    if (!open.includes(turn)) flush();
  }

  /** The server has the question; it is told once, with the chat it is in. */
  function acknowledge(turn: AssistantTurn, named: string | null, messageId: string | null): void {
    if (turn.phase === 'acknowledged') return;
    const isNew = turn.chatId === null;
    const chatId = turn.chatId ?? named;
    if (chatId === null) return;
    turn.phase = 'acknowledged';
    turn.chatId = chatId;
    const userMessageId = messageId ?? (turn.row === null ? null : `row:${turn.row}`);
    conversations.asked(chatId, userMessageId, turn.row, wordsSent(turn.request));
    if (isNew) parts.onChat(chatId);
    // Without a `client_message_id`: it would say that the server knows its questions again, which none of this API does.
    const data = { id: chatId, user_message_id: userMessageId };
    tell(turn, { kind: 'event', event: { event: 'chat_metadata', data } });
    const made = isNew ? null : unfinished.inChat(chatId);
    if (made !== null) {
      turn.saysItWaits = true;
      tell(turn, { kind: 'aside', text: finishing[made] });
    }
  }

  function end(turn: AssistantTurn, update?: TurnUpdate): void {
    remove(turn);
    // Of any other end it is not said what was stored.
    const answered = update?.kind === 'event' && update.event.event === 'message';
    if (turn.chatId !== null && turn.posted) {
      conversations.ended(turn.chatId, answered && turn.row !== null ? turn.row + 2 : null);
      if (update) unfinished.heardEnd(turn.chatId, rowOf(turn));
    }
    if (update && turn.chatId === null && !saysNoName) {
      saysNoName = true;
      parts.log(
        'warn',
        'The server names no conversation that a question can be asked in: each question begins a new one.',
      );
    }
    if (turn.posted || turn.cutting !== 'no') parts.onEnd(turn.chatId, turn.answer.startedSubagents);
  }

  /** The server may go on with it, and nobody hears it. */
  function leave(turn: AssistantTurn, stopped: boolean): void {
    if (turn.chatId === null) return;
    unfinished.leave(turn.chatId, rowOf(turn), { stopped, isThere: turn.phase === 'acknowledged' });
  }

  function lose(turn: AssistantTurn, cause: SessionError): void {
    if (!open.includes(turn)) return;
    end(turn);
    if (turn.posted && !isRefusal(cause)) leave(turn, false);
    turn.abort.abort();
    const reason = turn.phase === 'acknowledged' ? cause : refusalToTell(cause);
    tell(turn, { kind: 'lost', acknowledged: turn.phase === 'acknowledged', reason });
    parts.onLost(cause, turn.phase === 'acknowledged');
    flush();
  }

  function stop(turn: AssistantTurn): void {
    if (turn.cutting === 'now' || turn.cutting === 'thenStop') {
      turn.cutting = 'thenStop';
      return;
    }
    if (!turn.posted) {
      lose(turn, stoppedBefore());
      return;
    }
    end(turn);
    leave(turn, true);
    turn.abort.abort();
    tell(turn, { kind: 'stopped', acknowledged: turn.phase === 'acknowledged' });
    flush();
  }

  return {
    add(request: AskRequest): void {
      const abort = new AbortController();
      const fresh = { row: null, from: 0, answer: createAnswerSoFar(), saysItWaits: false, cutting: 'no' } as const;
      open.push({ request, chatId: request.chatId, phase: 'queued', abort, posted: false, ...fresh });
      flush();
    },
    flush,
    /** Whether there is a line that tells how the server is. */
    isBusy: (): boolean => open.some(({ posted }) => posted),
    runsIn: (chatId: string): boolean => open.some((turn) => turn.chatId === chatId && turn.phase !== 'queued'),
    /** Of a chat the question that waits comes before the one that runs. */
    interrupt(chatId: string | null, key: string | null): void {
      const fits = (turn: AssistantTurn) =>
        key === null ? chatId !== null && turn.chatId === chatId : turn.request.key === key;
      const turn = open.find((each) => each.phase === 'queued' && fits(each)) ?? open.find(fits);
      if (turn) stop(turn);
    },
    /** What was read of a chat: where a question has its answer, that one is not being made any more. */
    read: unfinished.read,
    forget: unfinished.forget,
    loseQueued(reason: SessionError): void {
      for (const turn of open.filter(({ phase }) => phase === 'queued')) lose(turn, reason);
    },
    loseAll(reason: SessionError): void {
      for (const turn of [...open]) lose(turn, reason);
    },
  };
}

const rowOf = ({ request, row, from }: AssistantTurn) => ({ text: wordsSent(request), from: row ?? from });

// The questions that are open: which wait, which were sent and on what, and whose turn an event of the socket belongs to.
// Not here: when they may go (outbox.ts), sending them (trellisSession.ts, sseAnswers.ts), what events mean for the chat
// (chat/fromServer.ts).
import type { AskOptions, ToolLine } from '../protocol/assistant/choices.ts';
import type { EventData, ServerEvent } from '../protocol/trellis/events.ts';
import { SessionError } from './errors.ts';
import { createLineMemory } from './lineMemory.ts';
import type { Watchdog } from './watchdog.ts';

export interface AskRequest {
  /** Ours, for telling turns apart. */
  key: string;
  /** Null: the server makes a chat for it and names it in `chat_metadata`; only older servers do. */
  chatId: string | null;
  message: string;
  /** The server's id of the question that this one takes the place of; it goes with all after it. Null: a new one. */
  replaces: string | null;
  /** That question's words, as they were shown: ids may stand for places alone, where another question may stand by now. */
  replacedWords?: string | null;
  integrationId: string | null;
  model: string | null;
  clientMessageId: string;
  /** Files of the chat that go with the question. */
  uploadIds?: readonly string[];
  /** A picture that goes with the question, where the server takes one so. */
  image?: AskImage | null;
  /** To be told what is thought and done on the way to the answer. */
  toolEvents?: boolean;
  /** Where the server lets the person choose. */
  options?: AskOptions | null;
  /** Run as it stands instead of the message, with a value for each of its parameters. */
  savedQuery?: { id: string; parameters: Record<string, ParameterValue> } | null;
}

export interface AskImage {
  /** `image/png`, `image/jpeg`, `image/gif` or `image/webp`. */
  mime: string;
  base64: string;
}

export type ParameterValue = string | number | boolean | null;

/** What becomes of a question: events of its turn, or the end of the line under it. */
export type TurnUpdate =
  | { kind: 'event'; event: ServerEvent }
  /** It waits, and is sent by itself at that time (milliseconds of the clock): the server asked for it, or too much at once. */
  | { kind: 'held'; until: number; why: 'pacing' | 'rateLimit' }
  /** The whole text, or the whole of what was thought, so far. */
  | { kind: 'text'; content: string }
  | { kind: 'thinking'; text: string }
  /** All tools of the turn so far, in order. */
  | { kind: 'tools'; tools: ToolLine[] }
  /** A passing word about what goes on; null: not true any more. */
  | { kind: 'aside'; text: string | null }
  /** The answer has ended as silence: nothing is to be shown. */
  | { kind: 'silent' }
  /** The person has stopped it and the line is cut; the server may go on. `acknowledged` as below. */
  | { kind: 'stopped'; acknowledged: boolean }
  /** Nothing was heard of the turn for 30 s; or, after that, something was. */
  | { kind: 'quiet'; quiet: boolean }
  /** `acknowledged`: the server had said something about the question, so it has it. */
  | { kind: 'lost'; acknowledged: boolean; reason: SessionError };

export interface OpenTurn {
  readonly request: AskRequest;
  /** The request's, or the one the server made for it. */
  chatId: string | null;
  phase: 'queued' | 'sent' | 'acknowledged';
  via: 'socket' | 'sse' | null;
  /** Milliseconds of the clock, when it was last sent. */
  sentAt: number;
  /** How often the server has said "later". */
  refusals: number;
  /** The person has asked to stop it since it was sent. */
  stopWanted: boolean;
  /** The server's id of the question, when it was told. */
  questionId: string | null;
  /** Characters of the answer so far. */
  textLength: number;
  /** Characters of all its events so far, about. */
  size: number;
}

/** Characters of one answer over a socket; over SSE its bytes are bounded as they come (httpCall.ts). */
const maxAnswerSize = 64_000_000;

export interface TurnHooks {
  watchdog?: Watchdog<OpenTurn>;
  /** True when that event refuses the question only for now: then its turn goes on. */
  takesBack?: (turn: OpenTurn, event: ServerEvent) => boolean;
}

export function endsTurn(event: ServerEvent): boolean {
  return event.event === 'message' || event.event === 'interrupted' || event.event === 'error';
}

/** Of what an answer grows by; everything else is small or comes once. */
function sizeOf(event: ServerEvent): number {
  switch (event.event) {
    case 'text_delta':
    case 'reasoning':
    case 'tool_message':
      return event.data.content.length;
    case 'visualization':
    case 'tool_call':
    case 'tool_result':
      return JSON.stringify(event.data).length;
    default:
      return 0;
  }
}

/** The chat that an event of a turn says it belongs to. */
function namedChat(event: ServerEvent): string | null {
  return 'chat_id' in event.data ? (event.data.chat_id ?? null) : null;
}

/** What is refused of these ends a turn; of any other it ends nothing. */
const questionActions = ['send_message', 'edit_message'];

/** The close code behind the first says what to do; the second only says that a stop came too late. */
function isOfNoTurn({ code, refused }: EventData<'error'>): boolean {
  if (code === 'WS_CONNECTION_CAP' || code === 'NOTHING_TO_INTERRUPT') return true;
  return Boolean(refused) && !questionActions.includes(refused ?? '');
}

export type Turns = ReturnType<typeof createTurns>;

export function createTurns(fire: (update: TurnUpdate & { key: string }) => void, hooks: TurnHooks = {}) {
  const { watchdog } = hooks;
  const memory = createLineMemory();
  const open: OpenTurn[] = [];
  /**
   * Whether the events of this server name their chat. Until one did, and for ever with a server that does not, one question
   * at a time is open on a socket: two answers without names could not be told apart.
   */
  let namesChats: boolean | null = null;
  /** A turn of the socket that was told to stop, and how many stops came too late: each is answered by an error of no turn. */
  let stopping: OpenTurn | undefined;
  let lateStops = 0;

  const onSocket = () => open.filter(({ via }) => via === 'socket');

  function remove(turn: OpenTurn): void {
    open.splice(open.indexOf(turn), 1);
    watchdog?.stop(turn);
  }

  /** One event of that turn, on whatever it came. */
  function heard(turn: OpenTurn, event: ServerEvent): void {
    if (!open.includes(turn) || hooks.takesBack?.(turn, event)) return;
    watchdog?.heard(turn);
    if (turn.via === 'socket') memory.note(turn, event, placeOf(turn));
    turn.phase = 'acknowledged';
    turn.size += sizeOf(event);
    if (turn.size > maxAnswerSize) {
      lose(turn, new SessionError('protocol', 'The answer of the server is too large.'));
      return;
    }
    if (event.event === 'chat_metadata') turn.chatId ??= event.data.id;
    if (endsTurn(event)) remove(turn);
    fire({ kind: 'event', event, key: turn.request.key });
  }

  function lose(turn: OpenTurn, reason: SessionError): void {
    if (!open.includes(turn)) return;
    remove(turn);
    fire({ kind: 'lost', acknowledged: turn.phase === 'acknowledged', reason, key: turn.request.key });
  }

  /** Where turns follow each other: in their chat, or on the line when nothing names chats. */
  function placeOf(turn: OpenTurn): string | null {
    return namesChats === true ? turn.chatId : null;
  }

  /** By the chat the event names; a server that names none keeps its events in the order of the questions. */
  function turnOf(event: ServerEvent): OpenTurn | undefined {
    const turns = onSocket();
    const named = event.event === 'error' || event.event === 'chat_metadata' ? event.data.client_message_id : undefined;
    if (named) return turns.find((turn) => turn.request.clientMessageId === named);
    const chatId = event.event === 'chat_metadata' ? event.data.id : namedChat(event);
    // These refuse the question that came last, and leave the one that is being answered alone.
    const code = event.event === 'error' ? (event.data.code ?? '') : '';
    if (['TURN_IN_PROGRESS', 'DUPLICATE_MESSAGE', 'RATE_LIMIT'].includes(code)) {
      const newest = turns.findLast((turn) => turn.phase === 'sent' && (!chatId || turn.chatId === chatId));
      // An answer may run into a limit, too.
      if (newest || code !== 'RATE_LIMIT') return newest;
    }
    if (!chatId) return turns[0];
    const found = turns.find((turn) => turn.chatId === chatId);
    // A chat nobody knows yet was made for the question that has none.
    return found ?? (event.event === 'chat_metadata' ? turns.find((turn) => turn.chatId === null) : undefined);
  }

  return {
    heard,
    lose,
    add(request: AskRequest): void {
      const fresh = { sentAt: 0, refusals: 0, stopWanted: false, questionId: null, textLength: 0, size: 0 };
      open.push({ request, chatId: request.chatId, phase: 'queued', via: null, ...fresh });
    },
    /** The next question that no other keeps waiting. Every answer over SSE has a line of its own. */
    next(via: 'socket' | 'sse'): OpenTurn | undefined {
      if (via === 'socket' && namesChats !== true && onSocket().length > 0) return undefined;
      return open.find(({ phase }) => phase === 'queued');
    },
    /** What was not sent yet, in order. */
    waiting: (): OpenTurn[] => open.filter(({ phase }) => phase === 'queued'),
    send(turn: OpenTurn, via: 'socket' | 'sse', at: number): void {
      Object.assign(turn, { phase: 'sent', via, sentAt: at });
      watchdog?.start(turn);
    },
    /** The server does not have it, and it waits in its old place. */
    putBack(turn: OpenTurn): void {
      Object.assign(turn, { phase: 'queued', via: null });
      watchdog?.stop(turn);
    },
    isBusy: (): boolean => onSocket().length > 0,
    /** An event from the socket. */
    take(event: ServerEvent): void {
      if (event.event === 'error' && isOfNoTurn(event.data)) return;
      const turn = turnOf(event);
      if (event.event !== 'error' && event.event !== 'deleted') namesChats = namedChat(event) !== null;
      if (event.event === 'error' && lateStops > 0 && namesChats !== true && turn?.phase !== 'acknowledged') {
        lateStops -= 1;
        return;
      }
      const verdict = turn ? memory.judge(turn, event, placeOf(turn)) : 'foreign';
      if (!turn || verdict === 'foreign') return;
      if (verdict === 'unclear') {
        lose(turn, new SessionError('protocol', 'The server repeats itself: the answer is read from the chat.'));
        return;
      }
      if (turn === stopping && endsTurn(event)) {
        stopping = undefined;
        if (event.event !== 'interrupted') lateStops += 1;
      }
      heard(turn, event);
    },
    /** Of a chat the question that waits comes before the one that runs. */
    find(chatId: string | null, key: string | null): OpenTurn | undefined {
      const fits = (turn: OpenTurn) =>
        key === null ? chatId !== null && turn.chatId === chatId : turn.request.key === key;
      return open.find((turn) => turn.phase === 'queued' && fits(turn)) ?? open.find(fits);
    },
    /** True when `interrupt` on the socket hits this turn alone, on servers that ignore the chat it names, too. */
    stopsOnSocket(turn: OpenTurn | undefined): boolean {
      if (namesChats === true) return true;
      if (!turn || onSocket().some((other) => other !== turn)) return false;
      stopping = turn;
      return true;
    },
    /** With the socket everything goes that was sent on it. */
    loseSocket(reason: SessionError): void {
      [stopping, lateStops] = [undefined, 0];
      memory.clear();
      for (const turn of onSocket()) lose(turn, reason);
    },
    loseQueued(reason: SessionError): void {
      for (const turn of open.filter(({ phase }) => phase === 'queued')) lose(turn, reason);
    },
    loseAll(reason: SessionError): void {
      for (const turn of [...open]) lose(turn, reason);
    },
  };
}

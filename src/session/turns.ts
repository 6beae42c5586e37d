// The questions that are open: which wait, which were sent and on what, and whose turn an event of the socket belongs to.
// Not here: sending them (trellisSession.ts, sseAnswers.ts), what events mean for the chat (chat/fromServer.ts).
import type { ServerEvent } from '../protocol/trellis/events.ts';
import type { SessionError } from './errors.ts';

export interface AskRequest {
  /** Ours, for telling turns apart. */
  key: string;
  /** Null: the server makes a chat for it and names it in `chat_metadata`; only older servers do. */
  chatId: string | null;
  message: string;
  /** The server's id of the question that this one takes the place of; it goes with all after it. Null: a new one. */
  replaces: string | null;
  integrationId: string | null;
  model: string | null;
  clientMessageId: string;
  /** Files of the chat that go with the question. */
  uploadIds?: readonly string[];
  /** Run as it stands instead of the message, with a value for each of its parameters. */
  savedQuery?: { id: string; parameters: Record<string, ParameterValue> } | null;
}

export type ParameterValue = string | number | boolean | null;

/** What becomes of a question: events of its turn, or the end of the line under it. */
export type TurnUpdate =
  | { kind: 'event'; event: ServerEvent }
  /** It waits, and is sent by itself at that time (milliseconds of the clock): the server asked for it, or too much at once. */
  | { kind: 'held'; until: number; why: 'pacing' | 'rateLimit' }
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
}

export function endsTurn(event: ServerEvent): boolean {
  return event.event === 'message' || event.event === 'interrupted' || event.event === 'error';
}

/** The chat that an event of a turn says it belongs to. */
function namedChat(event: ServerEvent): string | null {
  return 'chat_id' in event.data ? (event.data.chat_id ?? null) : null;
}

export type Turns = ReturnType<typeof createTurns>;

export function createTurns(fire: (update: TurnUpdate & { key: string }) => void) {
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

  function send(turn: OpenTurn, via: 'socket' | 'sse'): OpenTurn {
    turn.phase = 'sent';
    turn.via = via;
    return turn;
  }

  /** One event of that turn, on whatever it came. */
  function heard(turn: OpenTurn, event: ServerEvent): void {
    if (!open.includes(turn)) return;
    turn.phase = 'acknowledged';
    if (event.event === 'chat_metadata') turn.chatId ??= event.data.id;
    if (endsTurn(event)) open.splice(open.indexOf(turn), 1);
    fire({ kind: 'event', event, key: turn.request.key });
  }

  function lose(turn: OpenTurn, reason: SessionError): void {
    if (!open.includes(turn)) return;
    open.splice(open.indexOf(turn), 1);
    fire({ kind: 'lost', acknowledged: turn.phase === 'acknowledged', reason, key: turn.request.key });
  }

  /** By the chat the event names; a server that names none keeps its events in the order of the questions. */
  function turnOf(event: ServerEvent): OpenTurn | undefined {
    const turns = onSocket();
    const refused = event.event === 'error' ? event.data.client_message_id : undefined;
    if (refused) return turns.find((turn) => turn.request.clientMessageId === refused);
    const chatId = event.event === 'chat_metadata' ? event.data.id : namedChat(event);
    // These refuse the question that came last, and leave the one that is being answered alone.
    const refusesNewest =
      event.event === 'error' && ['TURN_IN_PROGRESS', 'DUPLICATE_MESSAGE'].includes(event.data.code ?? '');
    if (refusesNewest) return turns.findLast((turn) => turn.phase === 'sent' && (!chatId || turn.chatId === chatId));
    if (!chatId) return turns[0];
    const found = turns.find((turn) => turn.chatId === chatId);
    // A chat nobody knows yet was made for the question that has none.
    return found ?? (event.event === 'chat_metadata' ? turns.find((turn) => turn.chatId === null) : undefined);
  }

  return {
    heard,
    lose,
    add(request: AskRequest): void {
      open.push({ request, chatId: request.chatId, phase: 'queued', via: null });
    },
    /** The next question that may go out on the socket now; it counts as sent. */
    nextForSocket(): OpenTurn | undefined {
      if (namesChats !== true && onSocket().length > 0) return undefined;
      const turn = open.find(({ phase }) => phase === 'queued');
      return turn && send(turn, 'socket');
    },
    /** Every answer over SSE has a line of its own, so nothing has to wait. */
    nextForSse(): OpenTurn | undefined {
      const turn = open.find(({ phase }) => phase === 'queued');
      return turn && send(turn, 'sse');
    },
    /** An event from the socket. */
    take(event: ServerEvent): void {
      const turn = turnOf(event);
      if (event.event !== 'error' && event.event !== 'deleted') namesChats = namedChat(event) !== null;
      if (event.event === 'error' && lateStops > 0 && namesChats !== true && turn?.phase !== 'acknowledged') {
        lateStops -= 1;
        return;
      }
      if (turn && turn === stopping && endsTurn(event)) {
        stopping = undefined;
        if (event.event !== 'interrupted') lateStops += 1;
      }
      if (turn) heard(turn, event);
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

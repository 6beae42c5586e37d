// What a socket has said of turns that are over, to tell what comes twice or late from what belongs to the turn that runs now.
// Not here: which turn an event would belong to (turns.ts). The rules in words: protocol/README.md, "What comes twice".
import type { ServerEvent } from '../protocol/trellis/events.ts';

/** What of a turn matters here; `note` writes down the id of its question and how long its answer is. */
export interface RunningTurn {
  readonly request: { chatId: string | null; clientMessageId: string };
  phase: 'queued' | 'sent' | 'acknowledged';
  stopWanted: boolean;
  questionId: string | null;
  textLength: number;
}

/** `unclear`: nothing tells whose it is; the chat as the server has stored it does. */
export type Verdict = 'own' | 'foreign' | 'unclear';

export interface LineMemory {
  /** To be called with each event of a turn that is passed on; `place` is its chat, null on servers that name none. */
  note(turn: RunningTurn, event: ServerEvent, place: string | null): void;
  judge(turn: RunningTurn, event: ServerEvent, place: string | null): Verdict;
  /** The line is another one. */
  clear(): void;
}

const maxEndings = 20;
const maxPlaces = 200;

interface Ending {
  event: ServerEvent;
  place: string | null;
  questionId: string | null;
}

export function createLineMemory(): LineMemory {
  /** The last turns that ended on this line, newest last. */
  let endings: Ending[] = [];
  /** Where turns have ended, and whether the last one there ended before it was answered. */
  const places = new Map<string | null, 'answered' | 'brokenOff'>();
  /** Whether this server begins each answer with `chat_metadata` that names the question. */
  let announces = false;

  function metadataIsForeign(turn: RunningTurn, { data }: Extract<ServerEvent, { event: 'chat_metadata' }>): boolean {
    if (data.client_message_id) return data.client_message_id !== turn.request.clientMessageId;
    if (!data.user_message_id) return false;
    if (turn.questionId !== null) return turn.questionId !== data.user_message_id;
    return endings.some(({ questionId }) => questionId === data.user_message_id);
  }

  /** The end of an earlier turn once more? */
  function judgeEnd(turn: RunningTurn, event: ServerEvent, place: string | null): Verdict {
    if (!endings.some((ending) => ending.place === place && isSame(ending.event, event))) return 'own';
    if (turn.phase !== 'acknowledged') return event.event === 'interrupted' && turn.stopWanted ? 'own' : 'foreign';
    if (event.event === 'interrupted') return turn.stopWanted ? 'own' : 'unclear';
    if (event.event !== 'message' || turn.textLength === 0) return event.event === 'message' ? 'unclear' : 'foreign';
    // A server may give two answers one id, and even one text: then the deltas have said the same.
    return turn.textLength === event.data.content.length ? 'own' : 'foreign';
  }

  return {
    note(turn, event, place) {
      if (event.event === 'chat_metadata') {
        turn.questionId ??= event.data.user_message_id ?? null;
        // That a new chat is named says nothing about those that are there.
        if (event.data.user_message_id && turn.request.chatId !== null) announces = true;
      }
      if (event.event === 'text_delta') turn.textLength += event.data.content.length;
      if (event.event !== 'message' && event.event !== 'interrupted' && event.event !== 'error') return;
      endings = [...endings.slice(1 - maxEndings), { event, place, questionId: turn.questionId }];
      // Of a question that was refused nothing can come late.
      if (turn.phase === 'sent' && event.event === 'error') return;
      places.delete(place);
      places.set(place, event.event === 'message' ? 'answered' : 'brokenOff');
      const [oldest] = places.keys();
      if (places.size > maxPlaces && oldest !== undefined) places.delete(oldest);
    },
    judge(turn, event, place) {
      if (event.event === 'chat_metadata') return metadataIsForeign(turn, event) ? 'foreign' : 'own';
      // A refusal comes before anything else, and two questions may be refused in the same words.
      if (event.event === 'error') return judgeEnd(turn, event, place);
      const before = places.get(place);
      const unannounced = announces && turn.phase === 'sent' && before !== undefined;
      if (event.event === 'message' || event.event === 'interrupted') {
        // A stopped answer's own end may come late. An answer that was asked to stop may end before it is announced.
        if (unannounced && before === 'brokenOff' && !turn.stopWanted) return 'foreign';
        return judgeEnd(turn, event, place);
      }
      return unannounced ? 'foreign' : 'own';
    },
    clear() {
      endings = [];
      places.clear();
    },
  };
}

/** The same end once more: of errors only those that the server has numbered, for a sentence may be said twice. */
function isSame(one: ServerEvent, other: ServerEvent): boolean {
  if (one.event === 'message' && other.event === 'message')
    return Boolean(one.data.id) && one.data.id === other.data.id && one.data.content === other.data.content;
  if (one.event === 'interrupted' && other.event === 'interrupted')
    return (one.data.id ?? null) === (other.data.id ?? null);
  if (one.event === 'error' && other.event === 'error')
    return Boolean(one.data.debug_id) && one.data.debug_id === other.data.debug_id;
  return false;
}

// Answers that a server may still be making although nobody here hears them: it was not told of a stop, it was not heard any more, or
// another window asked. What is stored of them comes behind whatever is cut meanwhile.
// Not here: waiting for them (assistantTurns.ts), reading chats (conversations.ts).
import type { Clock } from '../clock.ts';
import { isMessage, type Rows, saysSo } from './storedRows.ts';

/** A server that stores nothing for so long has lost the answer. */
const finishesWithinMs = 300_000;
/** A question that nobody acknowledged has come by then, or it never will. */
const arrivesWithinMs = 10_000;

/** A question as it can be found again among rows. */
export interface AskedRow {
  /** Its words, as they were sent. */
  text: string;
  /** So many rows were there before it at the least. */
  from: number;
}

interface Unheard extends AskedRow {
  stopped: boolean;
  /** The server has it: it said so, or the row was seen. */
  isThere: boolean;
  /** Of the clock, when it was left alone, or the one before it was seen unfinished. */
  since: number;
}

/** Whose answer it may be that is made: one that was stopped here, or any other. */
export type Unfinished = 'stopped' | 'other';

export type UnfinishedAnswers = ReturnType<typeof createUnfinishedAnswers>;

export function createUnfinishedAnswers(clock: Clock) {
  /** Of each chat, in the order in which they were asked. */
  const unheard = new Map<string, Unheard[]>();
  /** Of each chat the newest question whose end is known here, whatever was stored of it. */
  const ended = new Map<string, AskedRow>();

  const isGivenUp = ({ since, isThere }: Unheard) =>
    clock.now() - since >= (isThere ? finishesWithinMs : arrivesWithinMs);

  function ofChat(chatId: string): Unheard[] {
    return unheard.get(chatId) ?? [];
  }

  /** One after another: the row of an earlier one is no later one's, and its time begins when the earlier one is over. */
  function unfinishedIn(chatId: string, rows: Rows): Unheard[] {
    const left: Unheard[] = [];
    let before: { place: number | null } | undefined;
    for (const each of ofChat(chatId)) {
      const from = Math.max(each.from, rows.offset === null || !before ? 0 : (before.place ?? -1) + 1);
      const place = placeOf({ ...each, from }, rows);
      const since = before ? clock.now() : each.since;
      const entry = { ...each, from, since, isThere: each.isThere || place !== null };
      before = { place };
      if (place !== null && isFollowed(place, rows)) continue;
      if (isGivenUp(entry)) ended.set(chatId, entry);
      else left.push(entry);
    }
    return left;
  }

  /** Whether the last row is a question of which nobody here knows an end, and that is young enough for an answer. */
  function endsUnheard(chatId: string, { rows, offset }: Rows, changedAt: string | null): boolean {
    const at = rows.findLastIndex(isMessage);
    const last = rows[at];
    if (last?.role !== 'user') return false;
    const known = ended.get(chatId);
    if (known && placeOf(known, { rows, offset }) === (offset ?? 0) + at) return false;
    const writtenAt = Date.parse(last.created_at ?? changedAt ?? '');
    return !(clock.now() - writtenAt >= finishesWithinMs);
  }

  /** What may still be made there, as far as this window has asked for it; null: nothing. */
  function inChat(chatId: string): Unfinished | null {
    const open = ofChat(chatId).filter((each) => !isGivenUp(each));
    if (open.length === 0) return null;
    return open.some(({ stopped }) => stopped) ? 'stopped' : 'other';
  }

  return {
    /** The server had been asked, and what becomes of it is not heard. */
    leave(chatId: string, asked: AskedRow, how: { stopped: boolean; isThere: boolean }): void {
      unheard.set(chatId, [...ofChat(chatId), { ...asked, ...how, since: clock.now() }]);
    },
    /** Its end was told, which need not leave a row. */
    heardEnd: (chatId: string, asked: AskedRow): void => void ended.set(chatId, asked),
    /** Answers are made one at a time in a chat: with a later one begun, those before it are over. */
    begun: (chatId: string): void => void unheard.delete(chatId),
    read(chatId: string, rows: Rows): void {
      const left = unfinishedIn(chatId, rows);
      if (left.length > 0) unheard.set(chatId, left);
      else unheard.delete(chatId);
    },
    inChat,
    /** As `inChat`, by what was just read, whoever has asked; `changedAt`: when the chat has changed last, ISO. */
    inReading(chatId: string, rows: Rows, changedAt: string | null): Unfinished | null {
      return inChat(chatId) ?? (endsUnheard(chatId, rows, changedAt) ? 'other' : null);
    },
    forget(chatId: string): void {
      unheard.delete(chatId);
      ended.delete(chatId);
    },
  };
}

/** Where the question stands, counted from the beginning, or from the first row where that cannot be told. */
function placeOf({ text, from }: AskedRow, { rows, offset }: Rows): number | null {
  const isIt = ({ role, content }: Rows['rows'][number]) => role === 'user' && saysSo(content, text);
  if (offset === null) {
    const at = rows.findLastIndex(isIt);
    return at < 0 ? null : at;
  }
  const at = rows.findIndex((row, place) => offset + place >= from && isIt(row));
  return at < 0 ? null : offset + at;
}

/** An answer stands behind it, or another question that has its turn now. */
function isFollowed(place: number, { rows, offset }: Rows): boolean {
  return rows.slice(place - (offset ?? 0) + 1).some(isMessage);
}

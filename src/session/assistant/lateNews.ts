// When chats are worth reading again although nobody says so: titles come late, stopped answers are finished, subagents report.
// Not here: reading them; whoever hears of it does.
import type { Disposable } from '../../base/disposable.ts';
import type { Clock } from '../clock.ts';

/** A server thinks of a title when the first answer is done. */
const titleAfterMs = 3_000;
const lookEveryMs = 8_000;
/** Less often than whoever waits for the end of an answer reads its chat. */
const readByOthersMs = 6_000;
const lookForMs = 600_000;

export interface LateNews extends Disposable {
  /** `expectsMore`: something that was begun in it goes on by itself. */
  turnEnded(chatId: string | null, expectsMore: boolean): void;
  /** `rows`: how many were read, which tells one reading from another. */
  read(chatId: string, endsWithQuestion: boolean, rows: number): void;
  forget(chatId: string): void;
}

/** A chat in which something may still come. */
interface Awaited {
  until: number;
  /** How many there were when that was noticed; null when more is expected behind the answer. */
  rows: number | null;
  readAt: number;
  /** Since it was last told of: a chat that nobody reads then is not open. */
  isRead: boolean;
}

/** `isRunning` tells whether a turn of ours runs in the chat; then that turn brings the news. */
export function createLateNews(clock: Clock, isRunning: (chatId: string) => boolean, tell: () => void): LateNews {
  const awaited = new Map<string, Awaited>();
  let titles: unknown;
  let looks: unknown;

  function look() {
    looks = undefined;
    const open = [...awaited].filter(([, { until }]) => until > clock.now());
    const due = open.filter(([chatId, { isRead, readAt }]) => {
      return isRead && !isRunning(chatId) && clock.now() - readAt >= readByOthersMs;
    });
    for (const [, each] of due) each.isRead = false;
    if (due.length > 0) tell();
    if (open.length > 0) schedule();
  }

  function schedule() {
    looks ??= clock.setTimeout(look, lookEveryMs);
  }

  function waitFor(chatId: string, rows: number | null) {
    awaited.set(chatId, { until: clock.now() + lookForMs, rows, readAt: clock.now(), isRead: true });
    schedule();
  }

  return {
    turnEnded(chatId, expectsMore) {
      clock.clearTimeout(titles);
      titles = clock.setTimeout(tell, titleAfterMs);
      if (chatId === null) return;
      awaited.delete(chatId);
      if (expectsMore) waitFor(chatId, null);
    },
    read(chatId, endsWithQuestion, rows) {
      const before = awaited.get(chatId);
      if (before) [before.readAt, before.isRead] = [clock.now(), true];
      if (!endsWithQuestion) {
        // What was begun in it reports behind its answer.
        if (before && before.rows !== null) awaited.delete(chatId);
      } else if (before?.rows !== rows) waitFor(chatId, rows);
    },
    forget: (chatId) => void awaited.delete(chatId),
    dispose() {
      clock.clearTimeout(titles);
      clock.clearTimeout(looks);
      looks = undefined;
      awaited.clear();
    },
  };
}

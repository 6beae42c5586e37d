// When chats are worth reading again although nobody says so: titles come late, stopped answers are finished, subagents report.
// Not here: reading them; whoever hears of it does.
import type { Disposable } from '../../base/disposable.ts';
import type { Clock } from '../clock.ts';

/** A server thinks of a title when the first answer is done. */
const titleAfterMs = 3_000;
const lookEveryMs = 8_000;
const lookForMs = 600_000;

export interface LateNews extends Disposable {
  /** `expectsMore`: something that was begun in it goes on by itself. */
  turnEnded(chatId: string | null, expectsMore: boolean): void;
  /** `rows`: how many were read, which tells one reading from another. */
  read(chatId: string, endsWithQuestion: boolean, rows: number): void;
  forget(chatId: string): void;
}

/** `isRunning` tells whether a turn of ours runs in the chat; then that turn brings the news. */
export function createLateNews(clock: Clock, isRunning: (chatId: string) => boolean, tell: () => void): LateNews {
  /** Chats in which something may still come: until when, and what they were when that was noticed. */
  const awaited = new Map<string, { until: number; rows: number | null }>();
  let titles: unknown;
  let looks: unknown;

  function look() {
    looks = undefined;
    const open = [...awaited].filter(([, { until }]) => until > clock.now());
    if (open.some(([chatId]) => !isRunning(chatId))) tell();
    if (open.length > 0) schedule();
  }

  function schedule() {
    looks ??= clock.setTimeout(look, lookEveryMs);
  }

  function waitFor(chatId: string, rows: number | null) {
    awaited.set(chatId, { until: clock.now() + lookForMs, rows });
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

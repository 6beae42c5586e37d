// Questions that wait until their chat does not answer any more, each chat's in the order they came.
// Not here: running a turn (turn.ts), whether a question may wait at all (http/assistant/).

export interface Lines {
  /** How many wait in that chat, with the one whose turn is about to begin. */
  length(chatId: string): number;
  /** Does the work when all that was to come before it in this chat is done, however that ended. */
  next<T>(chatId: string, work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing waits; undefined when nothing does. */
  readonly idle: Promise<unknown> | undefined;
}

interface Line {
  length: number;
  last: Promise<unknown>;
}

export function createLines(): Lines {
  const lines = new Map<string, Line>();

  async function leave(chatId: string, line: Line) {
    line.length -= 1;
    if (line.length === 0) lines.delete(chatId);
  }

  return {
    length: (chatId) => lines.get(chatId)?.length ?? 0,
    next(chatId, work) {
      const line = lines.get(chatId) ?? { length: 0, last: Promise.resolve() };
      lines.set(chatId, line);
      line.length += 1;
      const done = line.last.then(work).finally(() => leave(chatId, line));
      // Whoever asked hears of a failure; the next in the line does not.
      line.last = done.catch(() => undefined);
      return done;
    },
    get idle() {
      return lines.size === 0 ? undefined : Promise.all([...lines.values()].map(({ last }) => last));
    },
  };
}

// Small pieces of a text gathered to larger ones: a model says a few letters at a time, and whoever hears of each one hears too often.
// Not here: what is said, breaking long texts (turn.ts).

export interface Gathering {
  /** Tells it soon, with what came before and comes right after. */
  add(kind: 'text' | 'reasoning', piece: string): void;
  /** Tells at once what waits. */
  flush(): void;
}

/** Nobody reads faster. */
const withinMs = 40;
const enough = 200;

export function createGathering(tell: (kind: 'text' | 'reasoning', text: string) => void): Gathering {
  let waiting: { kind: 'text' | 'reasoning'; text: string } | undefined;
  let timer: NodeJS.Timeout | undefined;

  function flush() {
    clearTimeout(timer);
    timer = undefined;
    const told = waiting;
    waiting = undefined;
    if (told) tell(told.kind, told.text);
  }

  return {
    add(kind, piece) {
      if (waiting && waiting.kind !== kind) flush();
      waiting = { kind, text: (waiting?.text ?? '') + piece };
      if (waiting.text.length >= enough) flush();
      else timer ??= setTimeout(flush, withinMs);
    },
    flush,
  };
}

// How long an answer of the planner takes: to its first piece, to the first that shows something, to its last.
// Not here: what is asked, and of what data (planner.ts).
import { planner } from '../../src/server/answer/planner/planner.ts';
import type { Engine } from '../../src/server/engine/engine.ts';

/** Milliseconds from the question. */
export interface Timing {
  /** To the first event of any kind. */
  event: number;
  /** To the first table, chart or text. */
  shown: number;
  end: number;
  /** The SQL of an answer; undefined with why there was none. */
  sql?: string | undefined;
  refusal?: string | undefined;
}

export async function timeAnswer(engine: Engine, text: string): Promise<Timing> {
  const signal = AbortSignal.timeout(120_000);
  const now = new Date('2025-06-15T12:00:00Z');
  const began = performance.now();
  const since = () => performance.now() - began;
  let [event, shown]: (number | undefined)[] = [];
  let ending: Pick<Timing, 'sql' | 'refusal'> = { refusal: 'no ending' };
  for await (const piece of planner({ text, context: [], engine, previous: undefined, now, timezone: 'UTC', signal })) {
    event ??= since();
    if (piece.kind !== 'processing') shown ??= since();
    if (piece.kind === 'failed') ending = { refusal: piece.error };
    if (piece.kind === 'done') ending = piece.clarification ? { refusal: 'asked back' } : { sql: piece.sql };
  }
  const end = since();
  return { event: event ?? end, shown: shown ?? end, end, ...ending };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const [low = 0, high = 0] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return (low + high) / 2;
}

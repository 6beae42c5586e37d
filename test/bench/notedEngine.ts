// An engine that notes what it is asked and how long it was busy with it, around the one that answers.
// Not here: the engine of the product (src/server/engine/duckdb.ts).
import type { Engine, QueryLimits } from '../../src/server/engine/engine.ts';

export interface Call {
  /** `tables`, or the SQL. */
  what: string;
  limits: QueryLimits;
  /** Milliseconds of `performance.now()`. */
  from: number;
  to: number;
}

export interface NotedEngine {
  engine: Engine;
  /** Those that have ended, in the order of their ends. */
  calls: Call[];
  /** Calls that have not ended. */
  open(): number;
}

/**
 * With `shares`, what is known of the engine inside is known of this one too, and what is found out about its data is
 * asked of the engine inside; without, it is another engine to the planner, and sees all that is asked.
 */
export function noted(inside: Engine, { shares }: { shares: boolean }): NotedEngine {
  const calls: Call[] = [];
  let open = 0;
  async function note<T>(what: string, limits: QueryLimits, work: Promise<T>): Promise<T> {
    const from = performance.now();
    open += 1;
    try {
      return await work;
    } finally {
      open -= 1;
      calls.push({ what, limits, from, to: performance.now() });
    }
  }
  const own: Partial<Engine> = {
    tables: (signal) => note('tables', {}, inside.tables(signal)),
    query: (sql, limits = {}) => note(sql, limits, inside.query(sql, limits)),
    queryUntrusted: (sql, limits = {}) => note(sql, limits, inside.queryUntrusted(sql, limits)),
  };
  const engine = new Proxy(inside, {
    get(target, name): unknown {
      if (name === 'told') return shares ? (inside.told ?? inside) : undefined;
      const value: unknown = Reflect.get(Object.hasOwn(own, name) ? own : target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { engine, calls, open: () => open };
}

/** Milliseconds in which at least one of the calls was under way. */
export function busyTime(calls: readonly Call[]): number {
  let [busy, until] = [0, 0];
  for (const { from, to } of calls.toSorted((one, other) => one.from - other.from)) {
    busy += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return busy;
}

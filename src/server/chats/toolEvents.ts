// Tells the calls of the database as tool events (section 6 of the Trellis API), for whoever asked to see them.
// Not here: deciding whether they are asked for (turns.ts).
import { randomUUID } from 'node:crypto';
import type { Engine, QueryResult } from '../engine/engine.ts';

type Emit = (event: string, data: Record<string, unknown>) => void;

/** The same engine; each call is a `tool_call`, and a `tool_result` with what came of it and after how many milliseconds. */
export function withToolEvents(engine: Engine, emit: Emit): Engine {
  async function told<T>(
    name: string,
    args: Record<string, unknown>,
    work: () => Promise<T>,
    outcome: (value: T) => Record<string, unknown>,
  ): Promise<T> {
    const id = randomUUID();
    const started = performance.now();
    emit('tool_call', { id, name, arguments: args });
    const end = (data: Record<string, unknown>) =>
      emit('tool_result', { id, name, ...data, duration_ms: Math.round(performance.now() - started) });
    try {
      const value = await work();
      end(outcome(value));
      return value;
    } catch (cause) {
      end({ error: cause instanceof Error ? cause.message : String(cause) });
      throw cause;
    }
  }
  const rows = ({ rowCount, truncated }: QueryResult) => ({ row_count: rowCount, truncated });

  return {
    told: engine,
    engine: engine.engine,
    dialect: engine.dialect,
    ...(engine.warnings ? { warnings: engine.warnings } : {}),
    dispose: () => engine.dispose(),
    tables: (signal) =>
      told(
        'list_tables',
        {},
        () => engine.tables(signal),
        (tables) => ({ row_count: tables.length }),
      ),
    query: (sql, limits) => told('run_sql', { sql }, () => engine.query(sql, limits), rows),
    queryUntrusted: (sql, limits) => told('run_sql', { sql }, () => engine.queryUntrusted(sql, limits), rows),
  };
}

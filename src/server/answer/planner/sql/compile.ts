// From a plan to one statement of SQL, and what each column of its result is.
// Not here: statements by kind (list.ts, grouped.ts), what databases spell differently (dialect.ts), running it.
import type { Plan } from '../plan/plan.ts';
import type { SchemaIndex } from '../schemaIndex.ts';
import type { Compiled } from './compiled.ts';
import type { Dialect } from './dialect.ts';
import { duckdb } from './duckdb.ts';
import { compileGroups } from './grouped.ts';
import { compileList } from './list.ts';
import { openScope, type Statement, tableByKey } from './scope.ts';

export interface CompileOptions {
  /** The time zone in which an instant belongs to a day. */
  timezone: string;
  /** That of the engine it runs on, `dialectOf`; DuckDB's when absent. */
  dialect?: Dialect;
}

/**
 * Writes a plan as one SELECT; its columns are those of the result, in order. Every name is quoted, every literal escaped.
 * Throws an Error for a plan that names what is not in the index, that would measure rows several times, or whose numbers
 * would mean nothing: such a plan must not have been made.
 */
export function compile(plan: Plan, index: SchemaIndex, { timezone, dialect = duckdb }: CompileOptions): Compiled {
  const ways: Statement['ways'] = new Map();
  const names = new Set(index.tables.flatMap(({ columns }) => columns.map(({ name }) => name.toLowerCase())));
  const write = (qualified: boolean) => {
    const columns: Statement['columns'] = qualified ? names : new Set();
    const statement: Statement = { index, dialect, timezone, qualified, aliases: new Set(), columns, ways };
    const scope = openScope(statement, tableByKey(index, plan.base));
    const compiled = plan.kind === 'list' ? compileList(scope, plan) : compileGroups(scope, plan);
    return { compiled, tables: statement.aliases.size };
  };
  const { compiled, tables } = write(true);
  // Whether names need their table is known once all of them are written.
  return tables > 1 ? compiled : write(false).compiled;
}

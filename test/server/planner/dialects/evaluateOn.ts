// The evaluation over another database: the same questions of the same data as DuckDB's, and where the two differ.
// Not here: the data there (onDatabase.ts), asking and judging (../evaluation.ts).
import type { Answerer } from '../../../../src/server/answer/answerer.ts';
import { type EvalSchema, evaluateQuestions, type Judged, withSchema } from '../evaluation.ts';
import type { TestedDatabase } from './onDatabase.ts';

export interface Compared {
  /** Judged by the golds, which are DuckDB's rows. */
  judged: Judged[];
  /** What came out otherwise than over DuckDB, a line each. */
  different: string[];
}

/** Asks every phrasing of a schema's questions over DuckDB and over the database. */
export async function evaluateOn(database: TestedDatabase, schema: EvalSchema, answerer: Answerer): Promise<Compared> {
  return await withSchema(schema, async (duckdb) => {
    const expected = await evaluateQuestions(schema, duckdb, answerer);
    const judged = await database.withTables(duckdb, (engine) => evaluateQuestions(schema, engine, answerer, duckdb));
    const different = judged.flatMap((each, at) => {
      const before = expected[at];
      if (before?.outcome === each.outcome && before.reading === each.reading) return [];
      const is = (one: Judged | undefined) => `${one?.outcome}${one?.reading === undefined ? '' : `, ${one.reading}`}`;
      return [
        `${each.schema}/${each.id} "${each.phrasing}"\n  DuckDB: ${is(before)}\n  here: ${is(each)}\n  ${each.reason ?? ''}\n  ${each.sql ?? ''}`,
      ];
    });
    return { judged, different };
  });
}

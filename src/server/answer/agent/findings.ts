// What the database said in one answer: the results of the model's queries by id, which of them the person sees, and every number in them.
// Not here: running queries (tools.ts), judging the text (numbers.ts).
import type { Cell, QueryResult, Table } from '../../engine/engine.ts';

export interface Finding {
  /** `r1`, `r2`, ... */
  id: string;
  sql: string;
  title: string | undefined;
  result: QueryResult;
  /** It was shown, as a table or a chart. */
  isShown: boolean;
  /** Rows from the first on that the model was told or the person was shown: nobody knows the others. */
  seenRows: number;
}

/** Of a result, to the model. */
export const toldRows = 50;

export interface Findings {
  readonly all: readonly Finding[];
  /** What there is to ask. */
  readonly tables: readonly Table[];
  /** Example rows of tables: the person does not see them, but they are the database's. */
  readonly seen: Cell[][];
  add(found: Pick<Finding, 'sql' | 'title' | 'result'>): Finding;
  find(id: string): Finding | undefined;
  /** Queries that failed, or calls that did not fit, since the last one that worked. */
  readonly failures: number;
  /** Why the last query failed that did. */
  readonly lastFailure: string | undefined;
  /** `sentence`: the database's, where it was a query. */
  noteFailure(sentence?: string): void;
}

export function createFindings(tables: readonly Table[]): Findings {
  const all: Finding[] = [];
  let failures = 0;
  let lastFailure: string | undefined;
  return {
    all,
    tables,
    seen: [],
    add(found) {
      failures = 0;
      const finding = { ...found, id: `r${all.length + 1}`, isShown: false, seenRows: toldRows };
      all.push(finding);
      return finding;
    },
    find: (id) => all.find((finding) => finding.id === id),
    get failures() {
      return failures;
    },
    get lastFailure() {
      return lastFailure;
    },
    noteFailure(sentence) {
      failures += 1;
      lastFailure = sentence ?? lastFailure;
    },
  };
}

// What the database said in one answer: the results of the model's queries by id, which of them the person sees, and every number in them.
// Not here: running queries (tools.ts), judging the text (numbers.ts).
import type { QueryResult } from '../../engine/engine.ts';

export interface Finding {
  /** `r1`, `r2`, ... */
  id: string;
  sql: string;
  title: string | undefined;
  result: QueryResult;
  /** It was shown, as a table or a chart. */
  isShown: boolean;
}

export interface Findings {
  readonly all: readonly Finding[];
  add(found: Pick<Finding, 'sql' | 'title' | 'result'>): Finding;
  find(id: string): Finding | undefined;
  /** Queries that failed, or calls that did not fit, since the last one that worked. */
  readonly failures: number;
  /** Why the last query failed that did. */
  readonly lastFailure: string | undefined;
  /** `sentence`: the database's, where it was a query. */
  noteFailure(sentence?: string): void;
}

export function createFindings(): Findings {
  const all: Finding[] = [];
  let failures = 0;
  let lastFailure: string | undefined;
  return {
    all,
    add(found) {
      failures = 0;
      const finding = { ...found, id: `r${all.length + 1}`, isShown: false };
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

// EXPLAIN: the statement inside it, and the plan of that statement as lines.
// Not here: whether that statement may run (guard.ts). The database's own drawing is not shown: it holds paths of files.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { BoundValues } from './boundValues.ts';
import { type Cell, QueryError, type QueryResult } from './engine.ts';
import type { RunLimits } from './runQuery.ts';
import { isBlank, sqlTokens } from './sqlTokens.ts';

export interface Explained {
  /** Runs the statement too, and tells times and rows. */
  analyze: boolean;
  /** What follows the keywords; nothing of it has been judged. */
  sql: string;
}

const statementStarts = new Set(['SELECT', 'WITH', 'VALUES', 'FROM', 'TABLE']);

/**
 * The parts of an EXPLAIN, or undefined for any other statement. Throws a QueryError `refused` for options, and for what
 * does not begin like a statement that reads: the text is put behind a keyword of ours again and must not change its meaning.
 */
export function explainedBy(sql: string): Explained | undefined {
  const words = wordsAt(sql);
  if (words.next().value?.word !== 'EXPLAIN') return undefined;
  const second = words.next().value;
  const analyze = second?.word === 'ANALYZE';
  const start = analyze ? words.next().value : second;
  if (!start || !statementStarts.has(start.word)) {
    const allowed = 'Allowed is EXPLAIN or EXPLAIN ANALYZE before one SELECT, WITH or VALUES, without options.';
    throw new QueryError('refused', `This EXPLAIN cannot run here. ${allowed}`);
  }
  return { analyze, sql: sql.slice(start.at) };
}

/** The words that `sql` begins with, in upper case, and where; anything else ends them. */
function* wordsAt(sql: string): Generator<{ word: string; at: number }, undefined> {
  for (const token of sqlTokens(sql)) {
    if (isBlank(token)) continue;
    if (token.kind !== 'word') return;
    yield { word: sql.slice(token.start, token.end).toUpperCase(), at: token.start };
  }
}

/** Explains one statement that has been judged, in the form `singleStatement` gives: a row for each line of the plan. */
export async function runExplain(
  connection: DuckDBConnection,
  { analyze, sql }: Explained,
  { values, types }: BoundValues,
  limits: RunLimits,
): Promise<QueryResult> {
  const started = performance.now();
  const options = analyze ? 'ANALYZE, FORMAT JSON' : 'FORMAT JSON';
  const reader = await connection.runAndReadAll(`EXPLAIN (${options}) ${sql}`, values, types);
  limits.checkCancelled();
  const plan: unknown = JSON.parse(String(reader.getRowsJS()[0]?.[1]));
  const rows: Cell[][] = [];
  let rowCount = 0;
  let length = 0;
  for (const line of planLines(plan)) {
    rowCount += 1;
    const cell = line.slice(0, limits.maxCellLength);
    length += cell.length;
    if (rows.length < limits.maxRows && (rows.length === 0 || length <= limits.maxResultLength)) rows.push([cell]);
  }
  return {
    columns: [{ name: 'plan', type: 'text' }],
    rows,
    rowCount,
    truncated: rowCount > rows.length,
    durationMs: Math.round(performance.now() - started),
  };
}

/** Each operator above those it reads from, which stand further to the right. */
function* planLines(plan: unknown): Generator<string> {
  const waiting = [{ node: plan, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const node = fieldsOf(next.node);
    const name = node.name ?? node.operator_name;
    // The whole of an analyzed statement and the EXPLAIN itself have no work of their own to tell.
    const shown = typeof name === 'string' && name !== 'EXPLAIN_ANALYZE';
    if (shown) yield* linesOf(name.trim(), node, '  '.repeat(next.depth));
    else if (typeof node.latency === 'number') yield `Total time: ${milliseconds(node.latency)}`;
    const depth = shown ? next.depth + 1 : next.depth;
    const children = Array.isArray(next.node) ? next.node : node.children;
    if (Array.isArray(children)) for (const child of children.toReversed()) waiting.push({ node: child, depth });
  }
}

function* linesOf(name: string, node: Readonly<Record<string, unknown>>, indent: string): Generator<string> {
  const facts = [];
  if (typeof node.operator_cardinality === 'number') facts.push(`${node.operator_cardinality} rows`);
  if (typeof node.operator_timing === 'number') facts.push(milliseconds(node.operator_timing));
  yield `${indent}${name}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
  for (const [key, value] of Object.entries(fieldsOf(node.extra_info))) {
    // Where a table's file lies on this machine is nobody's business who asks.
    if (/file|path/i.test(key)) continue;
    const text = (Array.isArray(value) ? value.join(', ') : String(value)).replaceAll(/\s+/g, ' ').trim();
    if (text !== '') yield `${indent}    ${key}: ${text}`;
  }
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(2)} ms`;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

// Runs a saved query as it stands, with the values of its parameters bound: the same question, the same SQL, every time.
// Not here: which parameters it has (engine/placeholders.ts) and that all are given (chats/turns.ts).
import { type Engine, type ParameterValue, QueryError, type QueryLimits, type QueryResult } from '../engine/engine.ts';
import { bindPlaceholders, placeholdersOf } from '../engine/placeholders.ts';
import type { Answerer } from './answerer.ts';
import { formatNumber } from './planner/format.ts';
import { inlineRows } from './planner/say/tablePayload.ts';

export interface SavedRun {
  title: string;
  sql: string;
  values: Readonly<Record<string, ParameterValue>>;
}

/** Answers with the rows of the query, whatever the text of the question. Throws a PlaceholderError before it answers. */
export function savedQueryAnswerer({ title, sql, values }: SavedRun): Answerer {
  const bound = bindPlaceholders(sql, values);
  return async function* ({ engine, signal }) {
    yield { kind: 'processing', status: 'analyzing' };
    const { result, parameters } = await runBound(engine, bound, { maxRows: inlineRows, signal });
    yield {
      kind: 'visualization',
      visualization: tableOf(title, sql, result, placeholdersOf(sql)),
      statement: { sql: bound.sql, untrusted: true, parameters },
    };
    const rows = result.rowCount === 1 ? '1 row' : `${formatNumber(result.rowCount)} rows`;
    const given = Object.entries(values).map(([name, value]) => `${name} = ${shortened(value)}`);
    yield { kind: 'text', text: `${title}: ${rows}${given.length > 0 ? ` with ${given.join(', ')}` : ''}.` };
    yield { kind: 'done', reading: `The saved query "${title}".`, sql };
  };
}

type Bound = ReturnType<typeof bindPlaceholders>;

/** Values often come as text, which the database turns into what they stand beside; where nothing does, numbers are tried. */
async function runBound(
  engine: Engine,
  { sql, parameters }: Bound,
  limits: QueryLimits,
): Promise<{ result: QueryResult; parameters: readonly ParameterValue[] }> {
  const run = async (values: readonly ParameterValue[]) => ({
    result: await engine.queryUntrusted(sql, values.length === 0 ? limits : { ...limits, parameters: values }),
    parameters: values,
  });
  if (parameters.length === 0) return await run([]);
  try {
    return await run(parameters);
  } catch (cause) {
    const numbers = parameters.map(asNumber);
    const nothingToTry = numbers.every((value, at) => value === parameters[at]);
    if (nothingToTry || !(cause instanceof QueryError && cause.kind === 'failed')) throw cause;
    // What the person gave failed first, so that is what they hear of if this fails, too.
    return await run(numbers).catch(() => Promise.reject(cause));
  }
}

function asNumber(value: ParameterValue): ParameterValue {
  return typeof value === 'string' && /^-?\d{1,15}(\.\d{1,6})?$/.test(value) ? Number(value) : value;
}

function shortened(value: ParameterValue): string {
  const text = value === null ? 'nothing' : String(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** `names` are those of the parameters, as `$1` and so on stand in the names of columns that have none of their own. */
function tableOf(
  title: string,
  sql: string,
  { columns, rows, rowCount, truncated }: QueryResult,
  names: readonly string[],
) {
  const named = (name: string) =>
    name.replaceAll(/\$(\d+)/g, (whole, number: string) => {
      const parameter = names[Number(number) - 1];
      return parameter ? `{{${parameter}}}` : whole;
    });
  return {
    type: 'table' as const,
    title,
    headers: columns.map(({ name }) => named(name)),
    rows: rows.map((row) =>
      row.map((cell, at) => (cell === null ? null : shown(cell, columns[at]?.type === 'number'))),
    ),
    columns: columns.map((column) => ({ ...column, name: named(column.name) })),
    sql,
    row_count: rowCount,
    truncated,
  };
}

/** Whole numbers may be years or identifiers, so only numbers with decimals are written for reading. */
function shown(cell: string | number | boolean, isNumber: boolean): string {
  return isNumber && typeof cell !== 'boolean' ? formatNumber(cell) : String(cell);
}

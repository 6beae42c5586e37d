// Sorting and filtering of a kept result as SQL: values are bound, columns are numbers.
// Not here: judging what a person asked for (results/selection.ts), running it (resultPages.ts).
import { columnTypeOf } from './columnTypes.ts';
import type { ColumnType } from './engine.ts';
import type { KeptColumn, Selection } from './resultMessages.ts';

export interface SelectionSql {
  /** ` WHERE ...`, or empty. */
  where: string;
  /** What stands behind ORDER BY, before the order of the result itself; empty where there is none. */
  order: string;
  /** For `$1`, `$2`, ... of `where`, all of them text. */
  parameters: string[];
}

/** A column as it was told, and the type it has in the file. */
export interface FileColumn extends KeptColumn {
  fileType: string;
}

export function selectionSql(columns: readonly FileColumn[], { sort, filter }: Selection): SelectionSql {
  const parameters: string[] = [];
  const conditions = filter.map(({ column, op, value }) => condition(columns, column, op, value, parameters));
  const keys = sort.map(({ column, descending }) => {
    const { text, value } = expressions(columns, column);
    return [...new Set([value, text])].map((each) => `${each} ${descending ? 'DESC' : 'ASC'} NULLS LAST`).join(', ');
  });
  return {
    where: conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '',
    order: keys.join(', '),
    parameters,
  };
}

interface Expressions {
  type: ColumnType;
  /** As it stands in the file. */
  text: string;
  /** As what it was told to be: of a column that did not fit its type, what of it does. */
  value: string;
}

const casts: Readonly<Record<ColumnType, string>> = {
  integer: 'DOUBLE',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  text: 'VARCHAR',
};

function expressions(columns: readonly FileColumn[], column: number): Expressions {
  const { type = 'text', fileType = 'VARCHAR' } = columns[column] ?? {};
  const text = `c${column}`;
  const isText = columnTypeOf(fileType) === 'text';
  return { type, text, value: isText && type !== 'text' ? `TRY_CAST(${text} AS ${casts[type]})` : text };
}

function condition(
  columns: readonly FileColumn[],
  column: number,
  op: Selection['filter'][number]['op'],
  given: string | null,
  parameters: string[],
): string {
  const { type, text, value } = expressions(columns, column);
  const shown = `CAST(${text} AS VARCHAR)`;
  if (op === 'empty') return type === 'text' ? `(${text} IS NULL OR ${text} = '')` : `${text} IS NULL`;
  if (op === 'not_empty') return type === 'text' ? `${text} <> ''` : `${text} IS NOT NULL`;
  const bound = `$${parameters.push(given ?? '')}`;
  if (op === 'contains') return `contains(lower(${shown}), lower(${bound}))`;
  if (op === 'starts') return `starts_with(lower(${shown}), lower(${bound}))`;
  const [left, right] = compared(type, value, given ?? '', bound);
  // What is empty is something else than any value.
  return op === '!=' ? `${left} IS DISTINCT FROM ${right}` : `${left} ${op} ${right}`;
}

/** Both sides of a comparison: a point in time is compared as exactly as it is given. */
function compared(type: ColumnType, column: string, given: string, bound: string): [string, string] {
  switch (type) {
    case 'integer':
    case 'number':
      return [column, `CAST(${bound} AS ${numberType(given)})`];
    case 'boolean':
      return [column, `CAST(${bound} AS BOOLEAN)`];
    case 'date':
      return [column, `CAST(${bound} AS DATE)`];
    case 'timestamp':
      if (given.length <= 10) return [`CAST(${column} AS DATE)`, `CAST(${bound} AS DATE)`];
      return [given.length <= 19 ? `date_trunc('second', ${column})` : column, `CAST(${bound} AS TIMESTAMP)`];
    case 'text':
      return [column, bound];
  }
}

/** The smallest type that holds the number exactly, so that a column of decimals or huge integers is not made inexact by it. */
function numberType(given: string): string {
  const digits = /^-?(\d+)(?:\.(\d+))?$/.exec(given);
  if (!digits?.[1]) return 'DOUBLE';
  const [, whole, fraction = ''] = digits;
  if (fraction === '') return whole.length <= 18 ? 'BIGINT' : whole.length <= 38 ? 'HUGEINT' : 'DOUBLE';
  return whole.length + fraction.length <= 18
    ? `DECIMAL(${whole.length + fraction.length}, ${fraction.length})`
    : 'DOUBLE';
}

// `$1`, `$2` of a statement as ClickHouse binds values: `{p1:Type}` in the text, the value beside it in the address.
// Not here: `{{name}}` of a saved query (../../../placeholders.ts).
import { type ParameterValue, QueryError } from '../../../engine.ts';
import { sqlWords } from '../sqlWords.ts';
import { clickhouseLexicon } from './lexicon.ts';

export interface Bound {
  sql: string;
  /** For the address. */
  values: Record<string, string>;
}

/** A statement without parameters is not touched. */
export function bindParameters(sql: string, parameters: readonly ParameterValue[] | undefined): Bound {
  if (!parameters || parameters.length === 0) return { sql, values: {} };
  const values: Record<string, string> = {};
  let bound = '';
  let from = 0;
  for (const { kind, text, start, end } of sqlWords(sql, clickhouseLexicon)) {
    if (kind !== 'parameter') continue;
    const number = Number(text.slice(1));
    const value = parameters[number - 1];
    if (value === undefined) throw new QueryError('failed', `There is no value for the parameter ${text}.`);
    bound += `${sql.slice(from, start)}{p${number}:${typeOf(value)}}`;
    values[`param_p${number}`] = value === null ? '\\N' : escaped(String(value));
    from = end;
  }
  return { sql: bound + sql.slice(from), values };
}

function typeOf(value: ParameterValue): string {
  if (value === null) return 'Nullable(String)';
  if (typeof value === 'boolean') return 'Bool';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'Int64' : 'Float64';
  return 'String';
}

/** Values come in the form of TabSeparated. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n');
}

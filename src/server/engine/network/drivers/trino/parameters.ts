// `$1`, `$2` of a statement as Trino binds values: EXECUTE IMMEDIATE of a text with "?", and the values as literals after USING.
// Not here: `{{name}}` of a saved query (../../../placeholders.ts).
import { type ParameterValue, QueryError } from '../../../engine.ts';
import { sqlWords } from '../sqlWords.ts';
import { trinoLexicon } from './lexicon.ts';

/** A statement without parameters is not touched. */
export function bindParameters(sql: string, parameters: readonly ParameterValue[] | undefined): string {
  if (!parameters || parameters.length === 0) return sql;
  const values: string[] = [];
  let prepared = '';
  let from = 0;
  const words = sqlWords(sql, trinoLexicon);
  const last = words.findLast(({ text }) => text !== ';');
  for (const { kind, text, start, end } of words) {
    if (kind !== 'parameter') continue;
    const value = parameters[Number(text.slice(1)) - 1];
    if (value === undefined) throw new QueryError('failed', `There is no value for the parameter ${text}.`);
    // The same value again: a "?" has no number.
    values.push(literal(value));
    prepared += `${sql.slice(from, start)}?`;
    from = end;
  }
  if (values.length === 0) return sql;
  prepared += sql.slice(from, Math.max(from, last?.end ?? sql.length));
  return `EXECUTE IMMEDIATE ${quoted(prepared)} USING ${values.join(', ')}`;
}

function literal(value: ParameterValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'string') return quoted(value);
  if (Number.isSafeInteger(value)) return String(value);
  return Number.isFinite(value) ? `DOUBLE '${value}'` : `CAST('${value}' AS DOUBLE)`;
}

/** A backslash means nothing in Trino's texts. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

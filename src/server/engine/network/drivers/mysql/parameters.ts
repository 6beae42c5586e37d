// `$1`, `$2`, ... of a statement as the `?` of a prepared one, each with its value in the order they stand in.
// Not here: who wrote the statement and whether it may run (guard.ts).
import mysql from 'mysql2';
import { type ParameterValue, QueryError } from '../../../engine.ts';
import { mysqlTokens } from './tokens.ts';

export interface Prepared {
  sql: string;
  values: mysql.ExecuteValues[];
}

/** Throws a QueryError for a number that has no value. */
export function prepared(sql: string, parameters: readonly ParameterValue[]): Prepared {
  const values: mysql.ExecuteValues[] = [];
  let text = '';
  let from = 0;
  for (const token of mysqlTokens(sql)) {
    if (token.kind !== 'parameter') continue;
    const number = Number(token.text.slice(1));
    const value = parameters[number - 1];
    if (value === undefined) throw new QueryError('failed', `There is no value for ${token.text}.`);
    text += `${sql.slice(from, token.start)}?`;
    from = token.end;
    values.push(typed(value));
  }
  return { sql: text + sql.slice(from), values };
}

/**
 * The library would send every number as a double, which LIMIT refuses and which no decimal is equal to.
 */
function typed(value: ParameterValue): mysql.ExecuteValues {
  if (typeof value !== 'number') return value;
  if (Number.isSafeInteger(value)) return mysql.TypedParameter.BIGINT(value);
  const text = String(value);
  return /^-?\d+\.\d+$/.test(text) ? mysql.TypedParameter.NEWDECIMAL(text) : value;
}

/** The statement without the semicolons at its end, so that it can stand in brackets. */
export function withoutEnd(sql: string): string {
  const last = mysqlTokens(sql).findLast(({ text }) => text !== ';');
  return sql.slice(0, last?.end ?? 0);
}

// The cases of spellings run in a database and in DuckDB, and where they differ.
// Not here: the cases (spellingCases.ts).

import type { Dialect } from '../../../../src/server/answer/planner/sql/dialect.ts';
import { dialectOf } from '../../../../src/server/answer/planner/sql/dialectOf.ts';
import { duckdb } from '../../../../src/server/answer/planner/sql/duckdb.ts';
import type { Cell, Engine } from '../../../../src/server/engine/engine.ts';
import { openEngine } from '../testEngine.ts';
import { amounts, isInstantEverywhere, type SpellingCase, spellingCases, times } from './spellingCases.ts';

const types = {
  duckdb: { moment: 'TIMESTAMP', instant: 'TIMESTAMPTZ', rough: 'DOUBLE', words: 'VARCHAR(40)' },
  postgres: { moment: 'TIMESTAMP', instant: 'TIMESTAMPTZ', rough: 'DOUBLE PRECISION', words: 'TEXT' },
  mysql: { moment: 'DATETIME', instant: 'TIMESTAMP NULL', rough: 'DOUBLE', words: 'VARCHAR(40)' },
};

/** Makes the values that the cases are about. */
export function spellingData(name: keyof typeof types, { literal }: Dialect): string[] {
  const type = types[name];
  const moments = [...times, undefined].map((time, id) => {
    if (time === undefined) return `(${id}, NULL, NULL, NULL, 'none')`;
    const instant = isInstantEverywhere(time) ? `'${time}${name === 'mysql' ? '' : '+00'}'` : 'NULL';
    const written = `${time.slice(8, 10)}.${time.slice(5, 7)}.${time.slice(0, 4)}`;
    return `(${id}, '${time.slice(0, 10)}', '${time}', ${instant}, '${written}')`;
  });
  const numbers = amounts.map(
    ([whole, exact, words], id) =>
      `(${id}, ${whole ?? 'NULL'}, ${exact ?? 'NULL'}, ${exact ?? 'NULL'}, ${literal(words)})`,
  );
  return [
    `CREATE TABLE moments (id INTEGER, day DATE, moment ${type.moment}, instant ${type.instant}, text_day ${type.words})`,
    `INSERT INTO moments VALUES ${moments.join(', ')}`,
    `CREATE TABLE amounts (id INTEGER, whole INTEGER, exact DECIMAL(10,2), rough ${type.rough}, words ${type.words})`,
    `INSERT INTO amounts VALUES ${numbers.join(', ')}`,
  ];
}

/** One line for each expression that says something else than DuckDB's. */
export async function differentSpellings(engine: Engine): Promise<string[]> {
  const golden = await openEngine(`SET TimeZone = 'UTC'; ${spellingData('duckdb', duckdb).join('; ')}`);
  const different: string[] = [];
  for (const each of spellingCases) {
    const expected = await valuesOf(golden, duckdb, each);
    try {
      const found = await valuesOf(engine, dialectOf(engine), each);
      const at = expected.findIndex((value, place) => !isSame(value, found[place] ?? null));
      if (at >= 0) different.push(`${each.name}, row ${at}: ${found[at]}, not ${expected[at]}`);
    } catch (cause) {
      different.push(`${each.name}: ${String(cause)}`);
    }
  }
  golden.dispose();
  return different;
}

async function valuesOf(engine: Engine, dialect: Dialect, { kind, table, sql }: SpellingCase): Promise<Cell[]> {
  const id = dialect.quote('id');
  const statement =
    kind === 'all'
      ? `SELECT ${sql(dialect)} AS v FROM ${dialect.quote(table)}`
      : `SELECT ${id}, ${sql(dialect)} AS v FROM ${dialect.quote(table)} ORDER BY ${id}`;
  return (await engine.query(statement, { maxRows: 1_000 })).rows.map((row) => row.at(-1) ?? null);
}

const plain = (cell: Cell): string => String(cell).replace(/ 00:00:00$/, '');

function isSame(left: Cell, right: Cell): boolean {
  if (left === null || right === null) return left === right;
  if (plain(left) === plain(right)) return true;
  const [a, b] = [Number(left), Number(right)];
  return left !== '' && right !== '' && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));
}

// A CSV file becomes a table without losing a line silently: no line is a comment, none is skipped, and what does not fit is said.
// Not here: how lines are told apart (csvDialect.ts), other kinds of files (loadFiles.ts).
import type { DuckDBConnection } from '@duckdb/node-api';
import { encodingOf, preambleOf, separatorOf, sniff } from './csvDialect.ts';
import { rowsOf } from './introspect.ts';
import { quoteName, quoteText } from './sqlText.ts';

export interface CsvSource {
  /** As the database reads it: patterns escaped. */
  pattern: string;
  path: string;
  name: string;
  table: string;
}

/** Reads the file into the table in one way, and says what was lost; throws when that way does not do. */
type Reading = () => Promise<string[]>;

/** Without these the database takes lines with `#` for comments, and lines that look different for a preamble. */
const everyLine = `comment='', skip=0`;

/** Makes the table. Returns what was lost or guessed, a sentence each; throws the database's first error. */
export async function loadCsv(
  connection: DuckDBConnection,
  source: CsvSource,
  isGivenUp: () => boolean,
): Promise<string[]> {
  const encoding = source.path.endsWith('.gz') ? 'utf-8' : await encodingOf(source.path);
  const first = await firstThatDoes(readings(connection, source, encoding), isGivenUp);
  if (await hasQuotesLeft(connection, source.table))
    return await withoutQuotes(connection, source, encoding, isGivenUp);
  const lines = await linesOfOneColumn(connection, source.table);
  const separator = lines && separatorOf(lines);
  if (!separator) return first;
  // Lines that do not all have as many values make one column of whole lines, though a separator can be seen.
  return await firstThatDoes(split(connection, source, encoding, separator), isGivenUp);
}

async function firstThatDoes(ways: Iterable<Reading>, isGivenUp: () => boolean): Promise<string[]> {
  let first: unknown;
  for (const read of ways) {
    try {
      return await read();
    } catch (cause) {
      if (isGivenUp()) throw cause;
      first ??= cause;
    }
  }
  throw first;
}

/** From the strictest reading to the most patient: a sample decides the types, then every row does, then lines are left out. */
function readings(connection: DuckDBConnection, source: CsvSource, encoding: string): Reading[] {
  const as = encodedAs(encoding);
  // The whole file decides the types, and the sample still what separates the values: one stray quote changes nothing.
  const typed = async (encoded = as) =>
    `${await sniff(connection, source, everyLine + encoded)}, ${everyLine}, sample_size=-1${encoded}`;
  return [
    () => create(connection, source, everyLine + as),
    async () => create(connection, source, await typed()),
    ...(as ? [] : [async () => create(connection, source, await typed(encodedAs('latin-1')))]),
    async () => leavingOut(connection, source, await typed()),
    async () => leavingOut(connection, source, `${await typed()}, all_varchar=true`),
    async () => [
      ...(await create(connection, source, `${everyLine}, sample_size=-1, strict_mode=false${as}`)),
      `${source.name} is not written as CSV should be: look whether its values are right. Values beyond the last column were left out.`,
    ],
  ];
}

/** One quote that is never closed makes the database take all quotes for a part of the values. */
async function hasQuotesLeft(connection: DuckDBConnection, table: string): Promise<boolean> {
  const texts = (await columnsOf(connection, table)).filter(([, type]) => type === 'VARCHAR');
  if (texts.length === 0) return false;
  const name = (column: unknown) => quoteName(String(column));
  const counts = texts.map(
    ([column]) =>
      `count(*) FILTER (${name(column)} LIKE '"%') * 2 > count(${name(column)}) AND count(*) FILTER (${name(column)} LIKE '"%"') > 0`,
  );
  const [row] = await rowsOf(connection, `SELECT ${counts.join(', ')} FROM (FROM ${quoteName(table)} LIMIT 10000)`);
  return row?.some((isQuoted) => isQuoted === true) ?? false;
}

/** The lines with the broken quotes are left out; where most would be, the quotes stay, and it is said. */
async function withoutQuotes(
  connection: DuckDBConnection,
  source: CsvSource,
  encoding: string,
  isGivenUp: () => boolean,
): Promise<string[]> {
  const as = encodedAs(encoding);
  // What the reading with the quotes in the values has told of the columns; to look anew would end in the same way.
  const columns = (await columnsOf(connection, source.table)).map(([column, type]) => {
    const name = String(column).replace(/^"(.*)"$/s, '$1');
    return `${quoteText(name)}: ${quoteText(String(type))}`;
  });
  const told = await sniff(connection, source, everyLine + as);
  const options = `${told}, auto_detect=false, columns={${columns.join(', ')}}, escape='"'${as}`;
  try {
    return await leavingOut(connection, source, options);
  } catch (cause) {
    if (isGivenUp()) throw cause;
    const lost = await firstThatDoes(readings(connection, source, encoding), isGivenUp);
    return [
      ...lost,
      `${source.name}: quotes are not closed, so the quotation marks stand in the values. Save it anew from a spreadsheet.`,
    ];
  }
}

function split(connection: DuckDBConnection, source: CsvSource, encoding: string, separator: string): Reading[] {
  const as = encodedAs(encoding);
  const by = `delim=${quoteText(separator)}, sample_size=-1${as}`;
  const columns = async (warnings: string[]) => {
    if ((await columnsOf(connection, source.table)).length < 2) throw new Error('There are no columns.');
    return warnings;
  };
  return [
    async () => columns(await create(connection, source, `${by}, ${everyLine}`)),
    async () => {
      const lines = await preambleOf(connection, source, separator, as);
      const warnings = await create(connection, source, `${by}, comment='', skip=${lines}, header=true`);
      const what =
        lines === 1 ? 'the first line, above the header, was' : `the first ${lines} lines, above the header, were`;
      return columns([`${source.name}: ${what} left out.`, ...warnings]);
    },
    async () => columns(await leavingOut(connection, source, `${by}, quote='"', ${everyLine}`)),
    async () => {
      const whole = `auto_detect=false, columns={'line': 'VARCHAR'}, delim='\u0001', quote='', escape='', header=false`;
      await create(connection, source, whole + as);
      return [
        `${source.name} was read as one column of text, because its lines differ in how many values they have. Give each line as many, or save it anew from a spreadsheet.`,
      ];
    },
  ];
}

async function create(connection: DuckDBConnection, source: CsvSource, options: string): Promise<string[]> {
  const reader = `read_csv(${quoteText(source.pattern)}, ${options})`;
  await connection.run(`CREATE OR REPLACE TABLE ${quoteName(source.table)} AS SELECT * FROM ${reader}`);
  return [];
}

/** Lines with too few values get empty ones; others that do not fit are left out. Both are counted. */
async function leavingOut(connection: DuckDBConnection, source: CsvSource, options: string): Promise<string[]> {
  const strict = await createWithRejects(connection, source, options);
  if (strict.short.count === 0) return strict.all.say(source.name, leftOut);
  const padded = await createWithRejects(connection, source, `${options}, null_padding=true`).catch(() => undefined);
  // Not every file can be read both ways; the table is then still the one before.
  if (!padded) return strict.all.say(source.name, leftOut);
  return [...strict.short.say(source.name, filledUp), ...padded.all.say(source.name, leftOut)];
}

const leftOut = { one: 'could not be read and was left out', many: 'could not be read and were left out' };
const filledUp = {
  one: 'has fewer values than there are columns; the missing ones are empty',
  many: 'have fewer values than there are columns; the missing ones are empty',
};

interface Rejects {
  count: number;
  say(name: string, what: { one: string; many: string }): string[];
}

async function createWithRejects(
  connection: DuckDBConnection,
  source: CsvSource,
  options: string,
): Promise<{ all: Rejects; short: Rejects }> {
  try {
    const table = quoteName(source.table);
    const reader = `read_csv(${quoteText(source.pattern)}, ${options}, store_rejects=true)`;
    await connection.run(`CREATE OR REPLACE TABLE ${table} AS SELECT * FROM ${reader}`);
    const all = await rejects(connection, 'true');
    const [kept] = await rowsOf(connection, `SELECT count(*) FROM ${table}`);
    if (all.count > Number(kept?.[0])) throw new Error('most of its lines do not fit the others.');
    return { all, short: await rejects(connection, "error_type = 'MISSING COLUMNS'") };
  } finally {
    await connection.run('DROP TABLE IF EXISTS reject_errors');
    await connection.run('DROP TABLE IF EXISTS reject_scans');
  }
}

async function rejects(connection: DuckDBConnection, condition: string): Promise<Rejects> {
  const [row] = await rowsOf(
    connection,
    `SELECT count(DISTINCT line), (list(DISTINCT line ORDER BY line))[1:5] FROM reject_errors WHERE ${condition}`,
  );
  const count = Number(row?.[0] ?? 0);
  const lines = Array.isArray(row?.[1]) ? row[1].map(String) : [];
  const which = `${lines.join(', ')}${count > lines.length ? ' and more' : ''}`;
  return {
    count,
    say(name, what) {
      if (count === 0) return [];
      return [count === 1 ? `${name}: line ${which} ${what.one}.` : `${name}: ${count} lines ${what.many} (${which}).`];
    },
  };
}

/** The first lines of a table that has nothing but one column of text, the column's name as the first of them. */
async function linesOfOneColumn(connection: DuckDBConnection, table: string): Promise<string[] | undefined> {
  const columns = await columnsOf(connection, table);
  const [name, type] = columns[0] ?? [];
  if (columns.length !== 1 || type !== 'VARCHAR') return undefined;
  const rows = await rowsOf(connection, `SELECT * FROM ${quoteName(table)} LIMIT 100`);
  const values = rows.flatMap(([value]) => (typeof value === 'string' ? [value] : []));
  return name === 'column0' ? values : [String(name), ...values];
}

async function columnsOf(connection: DuckDBConnection, table: string) {
  return await rowsOf(connection, `SELECT column_name, column_type FROM (DESCRIBE ${quoteName(table)})`);
}

function encodedAs(encoding: string): string {
  return encoding === 'utf-8' ? '' : `, encoding='${encoding}'`;
}

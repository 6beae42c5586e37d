// How a CSV file's lines are told apart into values: its encoding, separator, quotes and the lines above its header.
// Not here: reading it (loadCsv.ts).
import { open } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from './introspect.ts';
import { quoteText } from './sqlText.ts';

/** Lines above the header, such as a title, at most. */
const maxPreamble = 10;
const separators = [',', ';', '\t', '|'];

/** What a sample says of the file, as options of `read_csv`; nothing where it cannot tell. Starts with an option. */
export async function sniff(
  connection: DuckDBConnection,
  { pattern }: { pattern: string },
  options: string,
): Promise<string> {
  const sql = `SELECT Delimiter, Quote, Escape, HasHeader FROM sniff_csv(${quoteText(pattern)}, ${options})`;
  // A file it cannot tell anything of is left to the reading, whose error says more.
  const [row] = await rowsOf(connection, sql).catch(() => []);
  if (!row) return 'auto_detect=true';
  const [delimiter, quote, escaping, hasHeader] = row.map((value) => (value === '(empty)' ? '' : value));
  // No quotes in the sample says nothing of the lines after it.
  const quotes = quote ? `, quote=${quoteText(String(quote))}` : `, quote='"'`;
  const escapes = quote && escaping ? `, escape=${quoteText(String(escaping))}` : '';
  return `delim=${quoteText(String(delimiter))}${quotes}${escapes}, header=${hasHeader === true}`;
}

/** The separator that most lines have; a colon only where every line has as many of them, and at least two. */
export function separatorOf(lines: readonly string[]): string | undefined {
  const bare = lines.map((line) => line.replaceAll(/"[^"]*"/g, ''));
  const [each, ...others] = new Set(bare.map((line) => line.split(':').length - 1));
  if (each !== undefined && each >= 2 && others.length === 0) return ':';
  const [most] = separators
    .map((separator) => ({ separator, lines: bare.filter((line) => line.includes(separator)).length }))
    .sort((a, b) => b.lines - a.lines);
  return most && most.lines * 2 > lines.length ? most.separator : undefined;
}

/**
 * How many lines stand above the header, where the database sees a header below some. Kinds of columns tell a header from
 * values, so that words alone are not taken for one. Throws when there are none, or too many for a title.
 */
export async function preambleOf(
  connection: DuckDBConnection,
  { pattern }: { pattern: string },
  separator: string,
  options: string,
): Promise<number> {
  const [row] = await rowsOf(
    connection,
    `SELECT SkipRows, HasHeader, Delimiter, len(list_filter(Columns, lambda c: c.type <> 'VARCHAR'))
     FROM sniff_csv(${quoteText(pattern)}, comment=''${options})`,
  );
  const lines = Number(row?.[0] ?? 0);
  const isHeader = row?.[1] === true && row[2] === separator && Number(row[3]) > 0;
  if (!isHeader || lines === 0 || lines > maxPreamble) throw new Error('No lines stand above a header.');
  return lines;
}

/** From the first bytes. A file with zero bytes in it and no mark of UTF-16 is no text, whatever its name says. */
export async function encodingOf(file: string): Promise<'utf-8' | 'utf-16'> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    const start = buffer.subarray(0, bytesRead);
    if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16';
    if (start.includes(0)) throw new Error('it is not a text file.');
    return 'utf-8';
  } finally {
    await handle.close();
  }
}

// Rows of a whole result as text for the clipboard: read page by page, as many as a clipboard is for.
// Not here: the forms of text (chat/resultText.ts), the clipboard (results.ts).
import { type CopyFormat, cutLength, maxCopiedRows, type ResultOrder } from '../bridge/results.ts';
import { csvText, jsonText, markdownText, type Rows, type RowsText, sqlListText, tabText } from '../chat/resultText.ts';
import type { Cell } from '../protocol/trellis/visualization.ts';
import { SessionError } from '../session/errors.ts';
import type { ResultsClient } from '../session/resultsClient.ts';

/** Characters of all cells together. */
const maxCopiedText = 20_000_000;
const pageRows = 1000;
/** A page may hold so many cells before our server cuts its texts shorter than `cutLength`. */
const pageCells = 8000;
/** Before it is known how many columns there are. */
const firstRows = 8;

export interface CopyRequest extends ResultOrder {
  resultId: string;
  format: CopyFormat;
  /** From the first to the last one, counted from 0; all of them unless given. */
  rows?: { from: number; to: number } | undefined;
  columns?: { from: number; to: number } | undefined;
}

export interface Copied {
  text: string;
  /** What was copied and what was not, in a sentence. */
  said: string;
}

/** `dialectOf` names the SQL dialect of an integration. Rejects with a SessionError; null: there is nothing to copy. */
export async function copiedRows(
  client: ResultsClient,
  { resultId, format, rows, columns, sort, filter }: CopyRequest,
  dialectOf: (integrationId: string | null) => string | null,
  signal: AbortSignal,
): Promise<Copied | null> {
  const from = rows?.from ?? 0;
  const read: Cell[][] = [];
  let wanted = Math.min(rows ? rows.to - from + 1 : maxCopiedRows, maxCopiedRows);
  let whole = wanted;
  let characters = 0;
  let most = firstRows;
  let isCut = false;
  let named: { name: string; type: string }[] = [];
  let integrationId: string | null = null;
  let since: string | null | undefined;
  while (read.length < wanted) {
    const limit = Math.min(most, wanted - read.length);
    const page = await client.page(resultId, { sort, filter, offset: from + read.length, limit }, signal);
    since ??= madeAt(page);
    if (madeAt(page) !== since)
      throw new SessionError('conflict', 'The result was made again while it was copied. Copy it once more.');
    const first = columns?.from ?? 0;
    const last = (columns?.to ?? page.columns.length - 1) + 1;
    named = page.columns.slice(first, last);
    most = Math.max(1, Math.min(pageRows, Math.floor(pageCells / Math.max(1, page.columns.length))));
    integrationId = page.integration_id ?? null;
    whole = Math.max(0, Math.min(rows ? rows.to + 1 : page.matched, page.matched) - from);
    wanted = Math.min(wanted, whole);
    for (const row of page.rows) {
      const cells = named.map((_, index) => row[first + index] ?? null);
      characters += cells.reduce((sum: number, cell) => sum + String(cell ?? '').length + 1, 0);
      // The first row is copied, however long it is.
      if (characters > maxCopiedText && read.length > 0) wanted = read.length;
      if (read.length >= wanted) continue;
      isCut ||= cells.some((cell) => typeof cell === 'string' && cell.length >= cutLength);
      read.push(cells);
    }
    if (page.rows.length === 0) break;
  }
  if (read.length === 0) return null;
  const names = named.map(({ name }) => name);
  const numeric = named.map(({ type }) => type === 'number' || type === 'integer');
  const made = textOf(format, { names, numeric, rows: read }, dialectOf(integrationId));
  if (made.text === '()') return null;
  const few = read.length < whole ? `the first ${grouped(read.length)} of ${grouped(whole)} rows` : rowsOf(read.length);
  const rest = read.length < whole ? ' Export the result for all of them.' : '';
  const left = made.leftOut ? `; ${made.leftOut}` : '';
  const cut = isCut ? ` Texts are cut after ${grouped(cutLength)} characters: an export has all of them.` : '';
  return { text: made.text, said: `Copied ${few} as ${formatNames[format]}${left}.${rest}${cut}` };
}

const formatNames: Record<CopyFormat, string> = {
  text: 'text',
  csv: 'CSV',
  json: 'JSON',
  markdown: 'Markdown',
  sqlList: 'an SQL IN list',
};

function textOf(format: CopyFormat, rows: Rows, dialect: string | null): RowsText {
  switch (format) {
    case 'text':
      return { text: tabText(rows.rows), leftOut: null };
    case 'csv':
      return { text: csvText(rows.names, rows.rows), leftOut: null };
    case 'json':
      return { text: jsonText(rows), leftOut: null };
    case 'markdown':
      return { text: markdownText(rows), leftOut: null };
    case 'sqlList':
      return sqlListText(rows, dialect);
  }
}

function madeAt(page: { made_at?: string | null | undefined; remade_at?: string | null | undefined }): string {
  return `${page.made_at ?? ''} ${page.remade_at ?? ''}`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function rowsOf(count: number): string {
  return count === 1 ? '1 row' : `${grouped(count)} rows`;
}

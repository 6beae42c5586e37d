// One sheet written as a file of values, and beside it what its columns are: what a table is made of later, quickly and exactly.
// Not here: reading the sheet (xlsxSheet.ts), making the table (loadXlsx.ts).
import { open } from 'node:fs/promises';
import { type CellKind, commonKind } from './xlsxCells.ts';
import { columnNames, type Header, headerOf } from './xlsxHeader.ts';
import type { SheetRow } from './xlsxSheet.ts';
import { WorkbookError } from './xlsxZip.ts';

/** Stands as JSON beside the values, which are CSV without a header. */
export interface SheetTable {
  /** In the order of the values. */
  columns: { name: string; kind: CellKind; place: number }[];
  rows: number;
  /** Some lines end early. */
  isRagged: boolean;
  hasLineBreaks: boolean;
  /** Bytes, at most. */
  longestLine: number;
}

export interface SheetWriter {
  /** Rows in their order. Throws a WorkbookError beyond what a table may have. */
  write(rows: readonly SheetRow[]): Promise<void>;
  /** Of the whole sheet; undefined for one without rows below its header. */
  end(): Promise<(SheetTable & { titles: number; header: number }) | undefined>;
  close(): Promise<void>;
}

/** So many rows decide where the header is. */
const sampleRows = 50;
const flushBytes = 256 * 1024;
const maxColumns = 4_000;

/** `room`: bytes that may still be written, of all sheets together. */
export async function createSheetWriter(file: string, part: string, room: { left: number }): Promise<SheetWriter> {
  const handle = await open(file, 'wx', 0o600);
  const columns = new Map<number, { kind: CellKind | undefined; position: number }>();
  const sample: SheetRow[] = [];
  let header: Header | undefined;
  let headerRow = 0;
  let rows = 0;
  let firstWidth = 0;
  let hasLineBreaks = false;
  let longestLine = 0;
  let lines: string[] = [];
  let held = 0;

  function columnAt(index: number) {
    const known = columns.get(index);
    if (known) return known;
    if (columns.size === maxColumns)
      throw new WorkbookError(`${part} has more than ${maxColumns} columns with values.`);
    const column = { kind: undefined, position: columns.size };
    columns.set(index, column);
    return column;
  }

  async function flush() {
    const text = lines.join('');
    lines = [];
    held = 0;
    room.left -= Buffer.byteLength(text);
    if (room.left < 0) throw new WorkbookError(`${part} makes its tables larger than 500 MB.`);
    await handle.writeFile(text);
  }

  function add({ cells }: SheetRow) {
    const values: string[] = [];
    for (const [index, { kind, text }] of cells) {
      const column = columnAt(index);
      column.kind = commonKind(column.kind, kind);
      if (kind === 'text' && /[\n\r]/.test(text)) hasLineBreaks = true;
      values[column.position] = kind === 'text' ? `"${text.replaceAll('"', '""')}"` : text;
    }
    const width = firstWidth === 0 ? values.length : Math.max(values.length, firstWidth);
    const line = `${Array.from({ length: width }, (_, at) => values[at] ?? '').join(',')}\n`;
    lines.push(line);
    held += line.length;
    rows += 1;
    longestLine = Math.max(longestLine, line.length * 3);
  }

  function begin() {
    header = headerOf(sample);
    const above = sample[header.skipped - 1];
    headerRow = header.labels.size > 0 ? (above?.number ?? 0) : 0;
    // Columns in their order, as far as the sample shows them; a label stands for a column though nothing is in it yet.
    const data = sample.slice(header.skipped);
    const seen = new Set([...header.labels.keys(), ...data.flatMap(({ cells }) => [...cells.keys()])]);
    for (const index of [...seen].sort((a, b) => a - b)) columnAt(index);
    firstWidth = columns.size;
    for (const row of data) add(row);
    sample.length = 0;
  }

  return {
    async write(given) {
      for (const row of given) {
        if (header) add(row);
        else if (sample.push(row) === sampleRows) begin();
        if (held > flushBytes) await flush();
      }
    },
    async end() {
      if (!header) begin();
      await flush();
      if (rows === 0 || !header) return undefined;
      const inOrder = [...columns].sort(([a], [b]) => a - b);
      const names = columnNames(
        inOrder.map(([index]) => index),
        header.labels,
      );
      return {
        columns: inOrder.map(([, { kind, position }], at) => ({
          name: names[at] ?? '',
          kind: kind ?? 'text',
          place: position,
        })),
        rows,
        isRagged: columns.size > firstWidth,
        hasLineBreaks,
        longestLine,
        titles: header.titles,
        header: headerRow,
      };
    },
    close: () => handle.close(),
  };
}

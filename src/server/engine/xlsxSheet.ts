// The rows of one sheet as they stream by: each cell with its place, kind and value.
// Not here: which of them is the header, and what becomes of them (xlsxTable.ts).
import type { Book } from './xlsxBook.ts';
import { type CellValue, columnIndex, maxCellLength, numericCell, textCell } from './xlsxCells.ts';
import { WorkbookError, type WorkbookZip } from './xlsxZip.ts';

export interface SheetRow {
  /** As the sheet counts, from 1. */
  number: number;
  /** Only cells with a value, by the index of their column. */
  cells: Map<number, CellValue>;
}

const lastColumn = 16_383;
const lastRow = 1_048_576;
/** Characters; a row of a table is read at once. */
const maxRowLength = 4_000_000;

export interface SheetVisitor {
  /** Rows in their order, a piece of the sheet at a time; throws to end the reading. */
  rows(rows: readonly SheetRow[]): Promise<void>;
  /** A range of cells that is one. */
  merged(range: string): void;
}

/** Throws a WorkbookError with the place. */
export async function readSheet(zip: WorkbookZip, part: string, book: Book, visitor: SheetVisitor): Promise<void> {
  let pending: SheetRow[] = [];
  let row: SheetRow = { number: 0, cells: new Map() };
  let length = 0;
  let column = -1;
  let type = '';
  let style = '';
  let text = '';
  let isValue = false;
  let isPhonetic = false;
  await zip.read(part, {
    open(name, attributes) {
      if (name === 'row') {
        const number = attributes.r === undefined ? row.number + 1 : Number(attributes.r);
        if (!Number.isInteger(number) || number < 1 || number > lastRow)
          throw new WorkbookError(`${part}: there is no row ${String(attributes.r).slice(0, 20)}.`);
        row = { number, cells: new Map() };
        length = 0;
        column = -1;
      } else if (name === 'c') {
        column = attributes.r === undefined ? column + 1 : columnIndex(attributes.r);
        if (column < 0 || column > lastColumn)
          throw new WorkbookError(`${part}: there is no cell ${(attributes.r ?? '').slice(0, 20)}.`);
        type = attributes.t ?? 'n';
        style = attributes.s ?? '';
        text = '';
      } else if (name === 'rPh') isPhonetic = true;
      else if (name === 'v' || name === 't') isValue = !isPhonetic;
      else if (name === 'mergeCell' && attributes.ref) visitor.merged(attributes.ref.slice(0, 50));
    },
    text(piece) {
      if (isValue && text.length < maxCellLength) text += piece;
    },
    close(name) {
      if (name === 'v' || name === 't') isValue = false;
      else if (name === 'rPh') isPhonetic = false;
      else if (name === 'c') {
        const value = text === '' ? undefined : cellOf(type, style, text, book);
        if (!value) return;
        length += value.text.length;
        if (length > maxRowLength) throw new WorkbookError(`${part}: row ${row.number} has more than 4 MB of text.`);
        row.cells.set(column, value);
      } else if (name === 'row' && row.cells.size > 0) pending.push(row);
    },
    async pause() {
      const rows = pending;
      pending = [];
      await visitor.rows(rows);
    },
  });
}

/** Of a formula it is the value that was computed last; an error is no value. */
function cellOf(type: string, style: string, raw: string, book: Book): CellValue | undefined {
  switch (type) {
    case 's':
      return textCell(book.strings[Number(raw)] ?? '');
    case 'str':
    case 'inlineStr':
      return textCell(raw);
    case 'd':
      return textCell(raw.replace(/Z$/, ''));
    case 'b':
      return { kind: 'boolean', text: raw === '1' || raw === 'true' ? 'true' : 'false' };
    case 'e':
      return undefined;
    default:
      return numericCell(raw, book.styles[Number(style === '' ? -1 : style)] ?? 'number', book.is1904);
  }
}

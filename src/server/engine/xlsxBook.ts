// What a workbook says of itself: its sheets and where they are, its shared texts, how its numbers are shown.
// Not here: the rows of a sheet (xlsxSheet.ts), the zip (xlsxZip.ts).
import { maxCellLength, type NumberStyle, numberStyle } from './xlsxCells.ts';
import { WorkbookError, type WorkbookZip } from './xlsxZip.ts';

export interface BookSheet {
  name: string;
  /** The part its rows are in. */
  part: string;
  isHidden: boolean;
}

export interface Book {
  sheets: BookSheet[];
  /** Days are counted from 1904. */
  is1904: boolean;
  strings: readonly string[];
  /** By the number of a cell's style. */
  styles: readonly NumberStyle[];
}

const workbookPart = 'xl/workbook.xml';
const maxSheets = 500;
const maxStrings = 5_000_000;
const maxStringLength = 100_000_000;
const maxStyles = 100_000;

/** `pause` is called between pieces, and ends the reading by throwing. Throws a WorkbookError. */
export async function readBook(zip: WorkbookZip, pause: () => Promise<void>): Promise<Book> {
  if (!zip.has(workbookPart)) {
    const isBinary = zip.has('xl/workbook.bin');
    throw new WorkbookError(
      isBinary
        ? 'it is a binary workbook (.xlsb). Save it as .xlsx.'
        : `it has no ${workbookPart}, so it is no Excel workbook.`,
    );
  }
  const { listed, is1904 } = await sheetList(zip, pause);
  const places = await targets(zip, pause);
  const sheets = listed.flatMap(({ id, ...sheet }) => {
    const part = places.get(id);
    // A sheet that is only a chart has no rows; one that lies elsewhere is never fetched.
    return part === undefined ? [] : [{ ...sheet, part }];
  });
  return { sheets, is1904, strings: await sharedStrings(zip, pause), styles: await numberStyles(zip, pause) };
}

async function sheetList(zip: WorkbookZip, pause: () => Promise<void>) {
  const listed: { name: string; id: string; isHidden: boolean }[] = [];
  let is1904 = false;
  await zip.read(workbookPart, {
    pause,
    open(name, attributes) {
      if (name === 'workbookPr') is1904 = isTrue(attributes.date1904);
      if (name !== 'sheet') return;
      if (listed.length === maxSheets) throw new WorkbookError(`${workbookPart} lists more than ${maxSheets} sheets.`);
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
      const isHidden = attributes.state === 'hidden' || attributes.state === 'veryHidden';
      listed.push({ name: (attributes.name ?? '').slice(0, 100).trim() || `Sheet ${listed.length + 1}`, id, isHidden });
    },
  });
  return { listed, is1904 };
}

/** The parts of worksheets, by the id they are called with. */
async function targets(zip: WorkbookZip, pause: () => Promise<void>): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  await zip.read('xl/_rels/workbook.xml.rels', {
    pause,
    open(name, { Id: id, Target: target, Type: type = '', TargetMode: mode }) {
      if (name !== 'Relationship' || id === undefined || target === undefined) return;
      if (mode === 'External' || !type.endsWith('/worksheet')) return;
      found.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`);
    },
  });
  return found;
}

async function sharedStrings(zip: WorkbookZip, pause: () => Promise<void>): Promise<string[]> {
  const strings: string[] = [];
  let text = '';
  let length = 0;
  let isText = false;
  // How a text is read aloud (rPh) is not part of it.
  let isPhonetic = false;
  await zip.read('xl/sharedStrings.xml', {
    pause,
    open(name) {
      if (name === 'si') text = '';
      else if (name === 'rPh') isPhonetic = true;
      else if (name === 't') isText = !isPhonetic;
    },
    text(piece) {
      if (isText && text.length < maxCellLength) text += piece;
    },
    close(name) {
      if (name === 't') isText = false;
      else if (name === 'rPh') isPhonetic = false;
      if (name !== 'si') return;
      const kept = text.slice(0, maxCellLength);
      length += kept.length;
      strings.push(kept);
      if (strings.length > maxStrings || length > maxStringLength)
        throw new WorkbookError('xl/sharedStrings.xml holds more text than can be read at once.');
    },
  });
  return strings;
}

async function numberStyles(zip: WorkbookZip, pause: () => Promise<void>): Promise<NumberStyle[]> {
  const codes = new Map<number, string>();
  const styles: NumberStyle[] = [];
  let isCellFormats = false;
  await zip.read('xl/styles.xml', {
    pause,
    open(name, { numFmtId = '0', formatCode }) {
      if (name === 'numFmt' && formatCode !== undefined && codes.size < maxStyles)
        codes.set(Number(numFmtId), formatCode.slice(0, 255));
      else if (name === 'cellXfs') isCellFormats = true;
      else if (name === 'xf' && isCellFormats && styles.length < maxStyles)
        styles.push(numberStyle(Number(numFmtId), codes.get(Number(numFmtId))));
    },
    close(name) {
      if (name === 'cellXfs') isCellFormats = false;
    },
  });
  return styles;
}

export const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true';

// A workbook becomes files of values, one for each sheet with rows, in a folder of their own.
// Not here: making tables of them (loadXlsx.ts).
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readBook } from './xlsxBook.ts';
import { readSheet } from './xlsxSheet.ts';
import { createSheetWriter, type SheetTable } from './xlsxTable.ts';
import { openWorkbookZip, WorkbookError } from './xlsxZip.ts';

export interface Workbook {
  sheets: { name: string /** In the folder. */; file: string; rows: number }[];
  /** What was left out, a sentence each without the name of the file. */
  notes: string[];
}

/** Kept in the folder, as JSON. */
export const workbookFile = 'workbook.json';
const maxBytes = 500_000_000;

export interface ConvertOptions {
  /** Why to stop, as soon as there is a reason. */
  stopped(): string | undefined;
}

/** Throws a WorkbookError whose message follows the file's name; what was written then is removed. */
export async function convertWorkbook(file: string, folder: string, { stopped }: ConvertOptions): Promise<Workbook> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const workbook = await converted(file, folder, async () => {
      const reason = stopped();
      if (reason !== undefined) throw new WorkbookError(reason);
    });
    await writeFile(path.join(folder, workbookFile), JSON.stringify(workbook), { mode: 0o600 });
    return workbook;
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw cause;
  }
}

async function converted(file: string, folder: string, pause: () => Promise<void>): Promise<Workbook> {
  const zip = await openWorkbookZip(file);
  try {
    const book = await readBook(zip, pause);
    const workbook: Workbook = { sheets: [], notes: [] };
    const room = { left: maxBytes };
    for (const [index, { name, part, isHidden }] of book.sheets.entries()) {
      if (isHidden) {
        workbook.notes.push(`sheet "${name}" is hidden and was left out.`);
        continue;
      }
      if (!zip.has(part))
        throw new WorkbookError(`${part.slice(0, 200)}, where sheet "${name}" should be, is not there.`);
      const values = `${index + 1}.csv`;
      const writer = await createSheetWriter(path.join(folder, values), part, room);
      const merged: string[] = [];
      let table: Awaited<ReturnType<typeof writer.end>>;
      try {
        await readSheet(zip, part, book, {
          async rows(rows) {
            await pause();
            await writer.write(rows);
          },
          merged: (range) => merged.length < 1_000 && merged.push(range),
        });
        table = await writer.end();
      } finally {
        await writer.close();
      }
      if (!table) {
        await rm(path.join(folder, values), { force: true });
        workbook.notes.push(`sheet "${name}" has no rows.`);
        continue;
      }
      const { titles, header, ...kept } = table;
      await writeFile(descriptionOf(path.join(folder, values)), JSON.stringify(kept satisfies SheetTable), {
        mode: 0o600,
      });
      workbook.sheets.push({ name, file: values, rows: kept.rows });
      workbook.notes.push(...notesOf(name, titles, merged, header));
    }
    if (workbook.sheets.length === 0)
      throw new WorkbookError(
        `none of its sheets has rows that can be read. ${workbook.notes.map(sentence).join(' ')}`.trim(),
      );
    return workbook;
  } finally {
    zip.close();
  }
}

/** Where the description of a file of values is. */
export function descriptionOf(values: string): string {
  return `${values}.json`;
}

function notesOf(name: string, titles: number, merged: readonly string[], header: number): string[] {
  const below = merged.filter((range) => Number(/\d+/.exec(range)?.[0] ?? 0) > header);
  return [
    ...(titles === 1 ? [`sheet "${name}": the line above the header was left out.`] : []),
    ...(titles > 1 ? [`sheet "${name}": the ${titles} lines above the header were left out.`] : []),
    ...(below.length > 0
      ? [
          `sheet "${name}" has merged cells (${below[0]}${below.length > 1 ? ' and more' : ''}): the value stands in the first row and column of each.`,
        ]
      : []),
  ];
}

const sentence = (note: string) => `${note.slice(0, 1).toUpperCase()}${note.slice(1)}`;

// Sheets of workbooks become tables: of a workbook in a folder, read here; of one that was uploaded, from what was made of it then.
// Not here: reading workbooks (xlsxConvert.ts).
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { tableNameOf } from './dataSource.ts';
import type { DataFile } from './queryMessages.ts';
import { quoteName, quoteText } from './sqlText.ts';
import type { CellKind } from './xlsxCells.ts';
import { convertWorkbook, descriptionOf } from './xlsxConvert.ts';
import type { SheetTable } from './xlsxTable.ts';
import { WorkbookError } from './xlsxZip.ts';

const types: Readonly<Record<CellKind, string>> = {
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  time: 'TIME',
  text: 'VARCHAR',
};

/** Without more, the database reads lines of 2 MB. */
const usualLine = 2_000_000;

/** Makes the table of a sheet whose values are at that path, as xlsxConvert left them. */
export async function loadSheet(connection: DuckDBConnection, values: string, table: string): Promise<void> {
  const sheet = JSON.parse(await readFile(descriptionOf(values), 'utf8')) as SheetTable;
  const inPlace = sheet.columns.toSorted((a, b) => a.place - b.place);
  const create = async (typeOf: (kind: CellKind) => string) => {
    const columns = inPlace.map(({ kind, place }) => `'c${place}': '${typeOf(kind)}'`).join(', ');
    const options = [
      `auto_detect=false, header=false, delim=',', quote='"', escape='"', nullstr='', columns={${columns}}`,
      ...(sheet.isRagged ? ['null_padding=true'] : []),
      ...(sheet.isRagged || sheet.hasLineBreaks ? ['parallel=false'] : []),
      ...(sheet.longestLine > usualLine ? [`max_line_size=${sheet.longestLine}`] : []),
    ];
    const named = sheet.columns.map(({ name, place }) => `c${place} AS ${quoteName(name)}`).join(', ');
    await connection.run(
      `CREATE OR REPLACE TABLE ${quoteName(table)} AS SELECT ${named} FROM read_csv(${quoteText(values)}, ${options.join(', ')})`,
    );
  };
  await create((kind) => types[kind]);
}

/**
 * Makes a table of each sheet of a workbook, named like the file where there is one, else like file and sheet. `taken`: names that are
 * others'. Returns what was left out, a sentence each; throws with the place of what is broken.
 */
export async function loadWorkbook(
  connection: DuckDBConnection,
  file: Pick<DataFile, 'path' | 'name' | 'table'>,
  folder: string,
  taken: Set<string>,
  stopped: () => string | undefined,
): Promise<string[]> {
  const { sheets, notes } = await convertWorkbook(file.path, folder, { stopped });
  const warnings = notes.map((note) => `${file.name}: ${note}`);
  for (const sheet of sheets) {
    const table = sheets.length === 1 ? file.table : freeName(`${file.table}_${tableNameOf(`${sheet.name}.x`)}`, taken);
    await loadSheet(connection, path.join(folder, sheet.file), table).catch((cause: unknown) => {
      if (stopped() !== undefined || sheets.length === 1) throw cause;
      // The other sheets are read all the same.
      warnings.push(`${file.name}: sheet "${sheet.name}" could not be read: ${firstLine(cause)}`);
    });
  }
  await rm(folder, { recursive: true, force: true });
  return warnings;
}

export const isBrokenWorkbook = (cause: unknown): cause is WorkbookError => cause instanceof WorkbookError;

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${name}_${number}`;
  taken.add(free.toLowerCase());
  return free;
}

function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0]?.trim() ?? 'unknown reason';
}

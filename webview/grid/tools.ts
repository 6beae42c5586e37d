// The entries of the menus that copy and export: of a grid, and of a table that needs none.
// Not here: carrying them out (the host).
import {
  type CopyFormat,
  copyFormats,
  type ExportFormat,
  exportFormats,
  maxCopiedRows,
} from '../../src/bridge/results.ts';
import { grouped } from '../parts/extent.ts';
import type { MenuItem } from '../ui/menu.ts';
import { plainLine } from '../ui/plainLine.ts';
import type { Model } from './model.ts';
import { countOf, rangeOf } from './selection.ts';

const copyNames: Record<CopyFormat, string> = {
  text: 'text',
  csv: 'CSV',
  json: 'JSON',
  markdown: 'Markdown',
  sqlList: 'SQL IN list',
};
const exportNames: Record<ExportFormat, string> = { csv: 'CSV', json: 'JSON', parquet: 'Parquet' };

export function copyItems(what: string, copy: (format: CopyFormat) => void): MenuItem[] {
  return copyFormats.map((format) => ({ label: `${what} as ${copyNames[format]}`, run: () => copy(format) }));
}

export function exportItems(run: (format: ExportFormat) => void): MenuItem[] {
  return exportFormats.map((format) => ({ label: `Export as ${exportNames[format]}…`, run: () => run(format) }));
}

/** Of the selection, and of all rows: as a list for SQL that is the column with the keyboard. */
export function copyParts(model: Model): MenuItem[][] {
  const { extent } = model.pages;
  if (!extent) return [];
  const { rows, columns, isOne } = countOf(rangeOf(model.selection));
  const chosen = isOne ? 'Cell' : `${grouped(rows)} × ${grouped(columns)} cells`;
  const isCut = extent.matched > maxCopiedRows;
  const which = extent.matched === extent.row_count ? 'rows' : 'filtered rows';
  const all = isCut
    ? `First ${grouped(maxCopiedRows)} ${which}`
    : which === 'rows'
      ? 'All rows'
      : `All ${grouped(extent.matched)} filtered rows`;
  const column = plainLine(extent.columns[model.selection.active.column]?.name ?? '');
  return [
    model.selection.active.row < 0 ? [] : copyItems(chosen, (format) => model.copy(format, 'selection')),
    copyFormats.map((format) =>
      format === 'sqlList'
        ? {
            label: `${isCut ? `First ${grouped(maxCopiedRows)}` : 'All'} of ${column} as ${copyNames[format]}`,
            run: () => model.copy(format, 'column'),
          }
        : { label: `${all} as ${copyNames[format]}`, run: () => model.copy(format, 'all') },
    ),
  ];
}

// The roles of a grid whose one focus wanders by `aria-activedescendant`: no part but the grid itself takes the focus.
// Not here: a table of HTML, whose rows a browser lays out all at once.

/** Places are counted from 0 among all rows and columns; the head is a row, and the rows' numbers are a column before them. */
export const as = {
  grid: { role: 'grid', tabIndex: 0 },
  rowgroup: { role: 'rowgroup' },
  headRow: { role: 'row', 'aria-rowindex': 1 },
  row: (row: number) => ({ role: 'row', 'aria-rowindex': row + 2 }) as const,
  columnheader: { role: 'columnheader' },
  numberHead: { role: 'columnheader', 'aria-colindex': 1 },
  number: { role: 'rowheader', 'aria-colindex': 1 },
  cell: (column: number, isSelected: boolean) =>
    ({ role: 'gridcell', 'aria-colindex': column + 2, 'aria-selected': isSelected }) as const,
} as const;

// What can be said of which column: numbers are added up and compared, dates have periods.
// Not here: finding out what a column holds (../roles.ts, ../textDates.ts).
import type { IndexedColumn } from '../schemaIndex.ts';

export type Fits = (column: IndexedColumn) => boolean;

export const isAny: Fits = () => true;
export const isNumber: Fits = ({ type }) => type === 'number' || type === 'integer';
export const isText: Fits = ({ type }) => type === 'text';
export const isMeasure: Fits = ({ role }) => role === 'measure';
export const isIdentifier: Fits = ({ role }) => role === 'identifier';

/** Also dates that are stored as text. */
export const isDate: Fits = ({ type, dateFormat }) =>
  type === 'date' || type === 'timestamp' || dateFormat !== undefined;

/** Also numbers such as 202405, which are a month. */
export const hasPeriods: Fits = (column) => isDate(column) || column.period !== undefined;

/** Worth grouping by its own values. */
export const isCategory: Fits = (column) => !isDate(column) && !isMeasure(column) && !isIdentifier(column);

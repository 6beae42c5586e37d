// What a cell of a sheet is: number, date, time, boolean or text, written as a column of that type reads it. Pure.
// Not here: where cells stand (xlsxSheet.ts).

export type CellKind = 'integer' | 'number' | 'boolean' | 'date' | 'timestamp' | 'time' | 'text';

export interface CellValue {
  kind: CellKind;
  /** As DuckDB casts it to the kind's type. */
  text: string;
}

/** How a format of numbers shows them. */
export type NumberStyle = 'number' | 'day' | 'time';

export const maxCellLength = 32_767;
const dayMs = 86_400_000;
/** 31 December 9999. */
const lastSerial = 2_958_465;

/** The style of a format: of the built-in ones by its number, else by its code. */
export function numberStyle(id: number, code: string | undefined): NumberStyle {
  if (code === undefined) {
    if ((id >= 18 && id <= 21) || id === 45 || id === 47) return 'time';
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58) ? 'day' : 'number';
  }
  // The first of up to four sections is that of positive numbers; hours that count on ([h]) are a length, not a time of day.
  const [section = ''] = code.split(';');
  const letters = section.replaceAll(/"[^"]*"|\\.|_.|\*./g, '');
  if (/\[(h+|m+|s+)\]/i.test(letters) || /general/i.test(letters)) return 'number';
  const bare = letters.replaceAll(/\[[^\]]*\]/g, '');
  if (/[yd]/i.test(bare) || (/m/i.test(bare) && !/[hs]/i.test(bare))) return 'day';
  return /[hs]/i.test(bare) ? 'time' : 'number';
}

/** A number as it stands in the sheet; nothing for what is none. */
export function numericCell(raw: string, style: NumberStyle, is1904: boolean): CellValue | undefined {
  const value = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(value)) return undefined;
  if (style === 'time' && value >= 0 && value < 1) return { kind: 'time', text: isoOf(value * dayMs).slice(11) };
  const serial = is1904 ? value + 1462 : value;
  if (style !== 'number' && serial >= 0 && serial < lastSerial + 1) return dayOf(serial);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return { kind: 'integer', text: String(value) };
  // Programs write 1.1 as 1.1000000000000001, which stays to be seen where the column is one of text.
  const isShort = Number.isInteger(value) && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(raw);
  return { kind: 'number', text: isShort ? raw : String(value) };
}

/** The calendar of 1900 has a 29 February that was none. */
function dayOf(serial: number): CellValue {
  const text = isoOf((serial - (serial < 60 ? 25_568 : 25_569)) * dayMs);
  return Number.isInteger(serial) ? { kind: 'date', text: text.slice(0, 10) } : { kind: 'timestamp', text };
}

/** Milliseconds, and none where they are an error of the fraction. */
function isoOf(ms: number): string {
  const iso = new Date(Math.round(ms)).toISOString().replace('T', ' ');
  return iso.endsWith('.000Z') ? iso.slice(0, 19) : iso.slice(0, 23);
}

const patterns: readonly [RegExp, CellKind][] = [
  // A number with a zero before it is a name: a code, a telephone, a postal code.
  [/^-?(0|[1-9]\d{0,17})$/, 'integer'],
  [/^-?(0|[1-9]\d*)\.\d+$/, 'number'],
  [/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'date'],
  [/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/, 'timestamp'],
  [/^(true|false)$/i, 'boolean'],
];

/** A text, which may be a number or date that somebody wrote as text. */
export function textCell(raw: string): CellValue | undefined {
  // How a line end is written that XML would lose.
  const text = raw.slice(0, maxCellLength).replaceAll('_x000D_', '');
  if (text.trim() === '') return undefined;
  const kind = text.length > 40 ? 'text' : (patterns.find(([pattern]) => pattern.test(text))?.[1] ?? 'text');
  const isDay = kind === 'date' || kind === 'timestamp';
  return { kind: isDay && !isRealDay(text) ? 'text' : kind, text };
}

function isRealDay(text: string): boolean {
  const day = text.slice(0, 10);
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === day;
}

/** What a column is that holds both. */
export function commonKind(left: CellKind | undefined, right: CellKind): CellKind {
  if (left === undefined || left === right) return right;
  const both = [left, right];
  if (both.every((kind) => kind === 'integer' || kind === 'number')) return 'number';
  if (both.every((kind) => kind === 'date' || kind === 'timestamp')) return 'timestamp';
  return 'text';
}

/** The index of the column in a cell's place (`BC12`: 54); -1 for what is no place. */
export function columnIndex(place: string): number {
  let index = 0;
  for (let at = 0; at < place.length; at++) {
    const code = place.charCodeAt(at);
    if (code < 65 || code > 90) break;
    index = index * 26 + code - 64;
  }
  return index - 1;
}

/** The letters above a column. */
export function columnLetters(index: number): string {
  let letters = '';
  for (let left = index + 1; left > 0; left = Math.floor((left - 1) / 26))
    letters = String.fromCharCode(65 + ((left - 1) % 26)) + letters;
  return letters;
}

// What a column is for: to be added up, to group by, to tell rows apart, to say yes or no. From its name, type and statistics.
// Not here: reading the statistics (profile.ts), dates that are text (textDates.ts).
import type { ColumnType } from '../../engine/engine.ts';
import { averagedWords, entityWords, identifierWords } from './nameLexicon.ts';
import type { FoundUnit } from './units.ts';

/** What the database counted of a column of numbers. */
export interface NumberRange {
  min: number;
  max: number;
  /** Of whole numbers that may be year and month: the last two digits are always 01 to 12. */
  yearMonths?: boolean;
  /** Whole numbers that run on from row to row: each comes once, and hardly one is left out. */
  running?: boolean;
}

export const isNumeric = (type: ColumnType): boolean => type === 'number' || type === 'integer';

const countWords = new Set(['count', 'quantity', 'number', 'unit', 'amount', 'total', 'sum', 'point', 'score', 'goal']);
/** Made-up data may run on even here. */
const moneyWords = new Set(['amount', 'total', 'sum', 'price', 'cost', 'fee', 'revenue']);
const timeWords = new Set(['year', 'month', 'day', 'quarter', 'week', 'weekday', 'hour']);
const flagPrefixes = new Set(['is', 'has', 'was', 'can', 'flag']);
const yearWords = new Set('year founded established built vintage since opened born edition'.split(' '));
const periodWords = new Set('period month yyyymm yearmonth ym cohort'.split(' '));
const aimWords = new Set('target allowed standard limit promised agreed'.split(' '));
const timeUnits = new Set('ms s min h days weeks months years'.split(' '));
const positionWords = new Set(['latitude', 'longitude', 'altitude', 'elevation']);
/** Units of what is high or low and not much or little. */
const levels = new Set(
  '°C °F ° % ppm dB Hz kHz MHz GHz rpm bpm bar mbar psi Pa kPa hPa V mV kV A mA km/h mph mmHg'.split(' '),
);

export type Role = 'measure' | 'category' | 'date' | 'identifier' | 'flag' | 'name';

/** The values for yes and for no, of a column that holds nothing else. */
export interface Flags {
  yes: (string | number)[];
  no: (string | number)[];
}

/** What is known of a column that its role follows from. */
interface Facts {
  type: ColumnType;
  words: readonly string[];
  label: string;
  values?: ReadonlyMap<string, string[]>;
  unit?: FoundUnit;
  range?: NumberRange;
  flags?: Flags;
  period?: 'yyyymm';
  dateFormat?: string;
}

export function roleOf(column: Facts, isKey: boolean): Role {
  if (column.type === 'date' || column.type === 'timestamp' || column.dateFormat !== undefined) return 'date';
  if (column.type === 'boolean' || column.flags) return 'flag';
  const last = column.words.at(-1) ?? '';
  const isNumbering = identifierWords.has(column.words[0] ?? '') && !saysHowMany(column);
  if (isKey || identifierWords.has(last) || isNumbering) return 'identifier';
  // In the plural it is a count of them: users, people.
  if (column.type === 'integer' && entityWords.has(last) && isSingular(column)) return 'identifier';
  if (isNumeric(column.type)) {
    // In the plural it is how long: a term in months.
    if (column.period !== undefined || (timeWords.has(last) && isSingular(column))) return 'category';
    if (column.words.includes('year') && isYears(column)) return 'category';
    const isNumbered = column.range?.running === true && !column.unit;
    return isNumbered && !column.words.some((word) => moneyWords.has(word)) ? 'identifier' : 'measure';
  }
  if (last === 'name' || last === 'title') return 'name';
  return 'category';
}

/** A number of rooms, of engines: the thing that is counted stands behind, in the plural or after "of". */
export const saysHowMany = ({ type, words, label }: Pick<Facts, 'type' | 'words' | 'label'>): boolean =>
  type === 'integer' &&
  words.length > 1 &&
  (words[0] === 'number' || words[0] === 'count') &&
  (words[1] === 'of' ? words.length > 2 : label.toLowerCase().split(' ').at(-1) !== words.at(-1));

const isSingular = ({ label, words }: Facts): boolean => label.toLowerCase().split(' ').at(-1) === words.at(-1);

/** Whole numbers of which there are few and that are no quantity: a priority, a zone, a rating. */
export const isSmall = (column: Facts): boolean =>
  column.type === 'integer' &&
  column.range !== undefined &&
  column.range.min >= 0 &&
  column.range.max <= 20 &&
  column.unit === undefined &&
  isSingular(column) &&
  !column.words.some((word) => countWords.has(word) && word !== 'score');

/** While nothing is known of the values, the name decides. */
function isYears({ type, words, range }: Facts): boolean {
  const isNamed = words.some((word) => yearWords.has(word));
  return type === 'integer' && isNamed && (range === undefined || (range.min >= 1800 && range.max <= 2100));
}

/** Adding it up means nothing: a price, a rate, a place, a year, a temperature. */
export function isAveraged(column: Facts): boolean {
  if (column.unit && (levels.has(column.unit.symbol) || column.unit.symbol.includes('/'))) return true;
  // So many days are allowed for each, and not for all together.
  if (column.unit && column.words.some((word) => aimWords.has(word)) && timeUnits.has(column.unit.symbol)) return true;
  return (
    column.words.some((word) => averagedWords.has(word) || positionWords.has(word)) || isPer(column) || isYears(column)
  );
}

/** So much of one for each of another, as in `rent_per_ha`. */
export const isPer = ({ words }: Pick<Facts, 'words'>): boolean => {
  const at = words.indexOf('per');
  return at > 0 && at < words.length - 1;
};

const flagPairs = [
  ['y', 'n'],
  ['yes', 'no'],
  ['true', 'false'],
  ['t', 'f'],
  ['1', '0'],
  ['ja', 'nein'],
  ['j', 'n'],
  ['oui', 'non'],
  ['si', 'no'],
] as const;

/** Which values say yes and no, if there are no others. `rows` is how many were looked at. */
export function flagsOf(column: Facts, rows: number): Flags | undefined {
  const { values, range, type, words } = column;
  if (values) {
    for (const [yes, no] of flagPairs) {
      const [ofYes, ofNo] = [values.get(yes), values.get(no)];
      if (ofYes && ofNo && values.size === 2) return { yes: ofYes, no: ofNo };
    }
  }
  if (type !== 'integer' || (range && (range.min < 0 || range.max > 1))) return undefined;
  const yesNo = { yes: [1], no: [0] };
  if (flagPrefixes.has(words[0] ?? '') || words.at(-1) === 'flag') return yesNo;
  if (!range) return undefined;
  // Counts may happen to be 0 and 1 alone; those are plural or say so, and few rows prove nothing.
  const isCount = words.some((word) => countWords.has(word)) || !isSingular(column);
  return rows >= 20 && range.min === 0 && range.max === 1 && !isCount ? yesNo : undefined;
}

/** Whether a whole number says a month as 202405. */
export function periodOf({ type, words, range }: Facts): Facts['period'] {
  if (type !== 'integer' || range?.yearMonths !== true || !mayBePeriod(words)) return undefined;
  return range.min >= 180001 && range.max <= 210012 ? 'yyyymm' : undefined;
}

export const mayBePeriod = (words: readonly string[]): boolean => words.some((word) => periodWords.has(word));

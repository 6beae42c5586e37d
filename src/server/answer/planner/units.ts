// Units of measurement at the end of a column's name: `_kg`, `_min`, `_mm_s`, and the words a person says for them.
// Not here: converting between units (grammar/boundUnits.ts).
import type { ColumnType } from '../../engine/engine.ts';
import { averagedWords } from './nameLexicon.ts';
import { nameParts, stemOf } from './tokens.ts';

export interface Unit {
  /** As it is written: kg, mm/s, %. */
  symbol: string;
  /** What a person says for it, in lower case: kg, kilogram, kilograms. */
  words: string[];
}

export interface FoundUnit extends Unit {
  /** How many words at the end of the column's name it takes. */
  length: number;
  /** Written out, like `term_months`: then the word says as much as the rest of the name. */
  written: boolean;
}

/** Endings of names, the symbol, the words in the singular. */
const table: readonly (readonly [endings: string, symbol: string, words: string])[] = [
  ['kg', 'kg', 'kg,kilogram,kilo'],
  ['g', 'g', 'g,gram'],
  ['mg', 'mg', 'mg,milligram'],
  ['lb lbs', 'lb', 'lb,lbs,pound'],
  ['oz', 'oz', 'oz,ounce'],
  ['t', 't', 't,ton,tonne'],
  ['km', 'km', 'km,kilometer,kilometre'],
  ['m', 'm', 'm,meter,metre'],
  ['cm', 'cm', 'cm,centimeter,centimetre'],
  ['mm', 'mm', 'mm,millimeter,millimetre'],
  ['mi', 'mi', 'mi,mile'],
  ['ft', 'ft', 'ft,feet,foot'],
  ['m2 sqm', 'm²', 'm2,sqm,square meter,square metre'],
  ['sqft', 'ft²', 'sqft,square feet,square foot'],
  ['ha', 'ha', 'ha,hectare'],
  ['m3', 'm³', 'm3,cubic meter,cubic metre'],
  ['l ltr ltrs', 'l', 'l,ltr,ltrs,liter,litre'],
  ['ml', 'ml', 'ml,milliliter,millilitre'],
  ['gal', 'gal', 'gal,gallon'],
  ['c degc celsius', '°C', 'c,celsius,degree,degree celsius'],
  ['f degf fahrenheit', '°F', 'f,fahrenheit,degree,degree fahrenheit'],
  ['deg', '°', 'deg,degree'],
  ['pct percent', '%', '%,pct,percent,percentage'],
  ['ppm', 'ppm', 'ppm'],
  ['db', 'dB', 'db,decibel'],
  ['hz', 'Hz', 'hz,hertz'],
  ['khz', 'kHz', 'khz,kilohertz'],
  ['mhz', 'MHz', 'mhz,megahertz'],
  ['ghz', 'GHz', 'ghz,gigahertz'],
  ['rpm', 'rpm', 'rpm,revolutions per minute'],
  ['bpm', 'bpm', 'bpm,beats per minute'],
  ['bar', 'bar', 'bar'],
  ['mbar', 'mbar', 'mbar,millibar'],
  ['psi', 'psi', 'psi'],
  ['pa', 'Pa', 'pa,pascal'],
  ['kpa', 'kPa', 'kpa,kilopascal'],
  ['hpa', 'hPa', 'hpa,hectopascal'],
  ['v', 'V', 'v,volt'],
  ['mv', 'mV', 'mv,millivolt'],
  ['kv', 'kV', 'kv,kilovolt'],
  ['a', 'A', 'a,amp,ampere'],
  ['ma', 'mA', 'ma,milliamp'],
  ['w', 'W', 'w,watt'],
  ['kw', 'kW', 'kw,kilowatt'],
  ['mw', 'MW', 'mw,megawatt'],
  ['wh', 'Wh', 'wh,watt hour'],
  ['kwh', 'kWh', 'kwh,kilowatt hour'],
  ['mwh', 'MWh', 'mwh,megawatt hour'],
  ['kj', 'kJ', 'kj,kilojoule'],
  ['kcal', 'kcal', 'kcal,kilocalorie'],
  ['kb', 'kB', 'kb,kilobyte'],
  ['mb', 'MB', 'mb,megabyte'],
  ['gb', 'GB', 'gb,gigabyte'],
  ['tb', 'TB', 'tb,terabyte'],
  ['bytes', 'bytes', 'byte'],
  ['mbps', 'Mbps', 'mbps,megabits per second'],
  ['ms millis', 'ms', 'ms,millisecond'],
  ['s sec secs', 's', 's,sec,second'],
  ['min mins', 'min', 'min,minute'],
  ['h hr hrs', 'h', 'h,hr,hour'],
  ['kmh', 'km/h', 'kmh,km/h,kilometers per hour,kilometres per hour'],
  ['mph', 'mph', 'mph,miles per hour'],
  ['mmhg', 'mmHg', 'mmhg'],
  ['usd', 'USD', 'usd,dollar,us dollar'],
  ['eur', 'EUR', 'eur,euro'],
  ['gbp', 'GBP', 'gbp,pound'],
  ['chf', 'CHF', 'chf,franc,swiss franc'],
  ['jpy', 'JPY', 'jpy,yen'],
  ['seconds', 's', 's,sec,second'],
  ['minutes', 'min', 'min,minute'],
  ['hours', 'h', 'h,hr,hour'],
  ['days', 'days', 'day'],
  ['weeks', 'weeks', 'week'],
  ['months', 'months', 'month'],
  ['years', 'years', 'year'],
];

const writtenOut = new Set(['seconds', 'minutes', 'hours', 'days', 'weeks', 'months', 'years', 'bytes', 'percent']);
const perTime = new Set(['s', 'sec', 'min', 'h', 'hr']);
const perTimeOf = new Set(['mm', 'cm', 'm', 'km', 'mi', 'l', 'ml', 'm3', 'kg', 'g', 't', 'gal', 'mb', 'kb', 'gb']);

const byEnding = new Map<string, Unit>();
for (const [endings, symbol, words] of table) {
  const all = words.split(',').flatMap((word) => {
    const last = word.split(' ').at(-1) ?? '';
    return last.length > 3 && /[a-z]$/.test(last) && !/[sz]$/.test(last) ? [word, `${word}s`] : [word];
  });
  for (const ending of endings.split(' ')) byEnding.set(ending, { symbol, words: all });
}

/** The symbols of the units that a word may be said for. */
export const unitsSaid = (word: string): string[] => [
  ...new Set([...byEnding.values()].filter(({ words }) => words.includes(word)).map(({ symbol }) => symbol)),
];

/** Of a name that ends in a unit, what it is. `siblings` are the names of the table's columns. */
export function unitOf(name: string, type: ColumnType, siblings: readonly string[]): FoundUnit | undefined {
  if (type !== 'integer' && type !== 'number') return undefined;
  const parts = nameParts(name);
  const last = parts.at(-1) ?? '';
  const unit = byEnding.get(last);
  if (!unit || parts.length < 2) return undefined;
  const before = byEnding.get(parts.at(-2) ?? '');
  if (before && parts.length > 2 && perTime.has(last) && perTimeOf.has(parts.at(-2) ?? '')) {
    const words = [`${before.symbol}/${unit.symbol}`.toLowerCase()];
    for (const word of before.words) for (const time of unit.words) words.push(`${word} per ${time}`);
    return { symbol: `${before.symbol}/${unit.symbol}`, words, length: 2, written: false };
  }
  if (!isMeant(parts, siblings)) return undefined;
  return { ...unit, length: 1, written: writtenOut.has(last) };
}

/** A letter or `min` ends other names too: `group_a` beside `group_b`, `price_min` beside `price_max`. */
function isMeant(parts: readonly string[], siblings: readonly string[]): boolean {
  const last = parts.at(-1) ?? '';
  const rest = parts.slice(0, -1).join(' ');
  const others = siblings.map((sibling) => nameParts(sibling)).filter((each) => each.slice(0, -1).join(' ') === rest);
  if (last === 'min') {
    const isTime = parts.some((part) => /time|duration|delay|wait|late/.test(part));
    const isBound = others.some((each) => /^(max|maximum|avg)$/.test(each.at(-1) ?? ''));
    return !isBound && (isTime || !parts.some((part) => averagedWords.has(stemOf(part))));
  }
  if (last.length > 1) return true;
  const letters = others.map((each) => each.at(-1) ?? '').filter((each) => each.length === 1 && each !== last);
  return letters.every((letter) => /[cf]/.test(last) && /[cf]/.test(letter));
}

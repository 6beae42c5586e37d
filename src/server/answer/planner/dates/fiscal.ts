// Fiscal years and their quarters, named by the calendar year the fiscal year ends in.
// Not here: where the first month comes from (a setting of the server), fiscal groupings (the compiler).
import { type Day, type Interval, make, monthOf, shift, yearOf } from './calendar.ts';
import { offsets } from './relative.ts';
import { countAt, lowerAt, ordinalAt, phraseAt, type Reader, yearAt } from './words.ts';
import { type Found, impossible, known, type Written } from './written.ts';

export interface FiscalWords {
  /** Nothing when the words are fiscal and the fiscal year's start is not known, or they say no period. */
  found?: Found;
}

/** The fiscal year that holds `day`, by its name. */
function fiscalYearOf(day: Day, start: number): number {
  return start > 1 && monthOf(day) >= start - 1 ? yearOf(day) + 1 : yearOf(day);
}

/** Its first day is in the calendar year before, unless it begins with January. */
export function fiscalYear(year: number, start: number): Interval {
  const from = make(start > 1 ? year - 1 : year, start - 1, 1);
  return { from, to: shift(from, 'year', 1) };
}

/** A plain year that stands beside a fiscal one. */
export function fiscalOf(written: Written, start: number): Written {
  if (written.kind !== 'year') return written;
  const { from, to } = fiscalYear(written.year, start);
  return known(from, to);
}

function fiscalPart(year: number, start: number, number: number, months: number): Written {
  if (number < 1 || number > 12 / months) return impossible;
  const from = shift(fiscalYear(year, start).from, 'month', (number - 1) * months);
  return known(from, shift(from, 'month', months));
}

const isFiscal = (word: string) => /^(fiscal|financial)$/.test(word);

/** "fiscal year 2025", "FY25", "FY 2024/25", "fiscal 2025": the year's name and what is behind it. */
function nameAt(r: Reader, at: number): { year: number; end: number } | undefined {
  const joined = /^fy['’]?(\d{2}|(?:19|20)\d\d)$/.exec(lowerAt(r, at))?.[1];
  let end = at + 1;
  let year = joined === undefined ? undefined : Number(joined) + (joined.length === 2 ? 2000 : 0);
  if (year === undefined) {
    if (isFiscal(lowerAt(r, at))) end = /^years?$/.test(lowerAt(r, at + 1)) ? at + 2 : at + 1;
    else if (lowerAt(r, at) !== 'fy') return undefined;
    if (/^['’-]$/.test(lowerAt(r, end))) end += 1;
    const word = r.words[end];
    year = word?.kind !== 'number' || !/^(\d\d|(19|20)\d\d)$/.test(word.text) ? undefined : word.value;
    if (year === undefined || (year < 100 && lowerAt(r, at) !== 'fy')) return undefined;
    if (year < 100) year += 2000;
    end += 1;
  }
  const second = r.words[end + 1];
  if (!/^[-/]$/.test(lowerAt(r, end)) || second?.kind !== 'number' || !second.glued) return { year, end };
  // "FY 2024/25" must name two years in a row, and is called by the second.
  const last = second.text.length === 2 ? Math.floor(year / 100) * 100 + Number(second.text) : Number(second.text);
  const isPair = last === year + 1 && r.fiscalStart !== 1;
  return isPair ? { year: last, end: end + 2 } : undefined;
}

/** "Q2", "second quarter", "fiscal Q2", "H1": the part, its months and what is behind it. */
function partAt(r: Reader, at: number): { number: number; months: number; fiscal: boolean; end: number } | undefined {
  let start = at;
  let fiscal = isFiscal(lowerAt(r, start));
  if (fiscal) start += 1;
  const letter = /^(q|h)(\d)$/.exec(lowerAt(r, start));
  if (letter?.[2]) return { number: Number(letter[2]), months: letter[1] === 'q' ? 3 : 6, fiscal, end: start + 1 };
  const ordinal = ordinalAt(r, start);
  if (ordinal !== undefined && isFiscal(lowerAt(r, start + 1))) fiscal = true;
  const noun = start + (ordinal === undefined ? 0 : isFiscal(lowerAt(r, start + 1)) ? 2 : 1);
  const months = new Map([
    ['quarter', 3],
    ['half', 6],
  ]).get(lowerAt(r, noun));
  const number = ordinal ?? countAt(r, noun + 1);
  if (!months || number === undefined || number > 9) return undefined;
  return { number, months, fiscal, end: noun + (ordinal === undefined ? 2 : 1) };
}

/** Whether fiscal words begin at `at`, and the period they say. */
export function fiscalAt(r: Reader, at: number): FiscalWords | undefined {
  const start = r.fiscalStart;
  const told = toldAt(r, at);
  if (told) return start === undefined ? {} : told(start);
  const name = nameAt(r, at);
  if (name) {
    const part = partAt(r, name.end);
    if (start === undefined) return {};
    if (!part) {
      const { from, to } = fiscalYear(name.year, start);
      return { found: { written: known(from, to), end: name.end } };
    }
    return { found: { written: fiscalPart(name.year, start, part.number, part.months), end: part.end } };
  }
  const part = partAt(r, at);
  if (part) {
    const behind = part.end + (lowerAt(r, part.end) === 'of' || lowerAt(r, part.end) === ',' ? 1 : 0);
    const plain = part.fiscal ? yearAt(r, behind, true) : undefined;
    const named = nameAt(r, behind) ?? (plain === undefined ? undefined : { year: plain, end: behind + 1 });
    if (named) {
      if (start === undefined) return {};
      return { found: { written: fiscalPart(named.year, start, part.number, part.months), end: named.end } };
    }
    if (part.fiscal) return {};
  }
  // Whatever else is called fiscal is not to be read as a calendar period.
  return isFiscal(lowerAt(r, at)) || /^fy/.test(lowerAt(r, at)) ? {} : undefined;
}

/** "this fiscal year", "last 2 fiscal quarters", "fiscal year to date", "FYTD": told from today. */
function toldAt(r: Reader, at: number): ((start: number) => FiscalWords) | undefined {
  const toDate = lowerAt(r, at) === 'fytd' ? 1 : toDateAt(r, at);
  if (toDate > 0)
    return (start) => ({
      found: {
        written: known(fiscalYear(fiscalYearOf(r.now, start), start).from, shift(r.now, 'day', 1)),
        end: at + toDate,
      },
    });
  const offset = offsets.get(lowerAt(r, at));
  if (offset === undefined) return undefined;
  const count = countAt(r, at + 1);
  const word = at + (count === undefined ? 1 : 2);
  if (!isFiscal(lowerAt(r, word)) || (count !== undefined && offset === 0)) return undefined;
  const unit = new Map([
    ['year', 12],
    ['quarter', 3],
  ]).get(r.words[word + 1]?.stem ?? '');
  return (start) => {
    if (!unit || yearAt(r, word + 2) !== undefined || lowerAt(r, word + 2) === 'of') return {};
    const first = fiscalYear(fiscalYearOf(r.now, start), start).from;
    const months = (yearOf(r.now) - yearOf(first)) * 12 + monthOf(r.now) - monthOf(first);
    const running = shift(first, 'month', months - (months % unit));
    const many = count ?? 1;
    const from = shift(running, 'month', offset < 0 ? -unit * many : offset * unit);
    return { found: { written: known(from, shift(from, 'month', unit * many)), end: word + 2 } };
  };
}

function toDateAt(r: Reader, at: number): number {
  for (const lead of ['', 'this ', 'current '])
    for (const name of ['fiscal', 'financial'])
      for (const tail of ['to date', '- to - date', 'so far']) {
        const length = phraseAt(r, at, `${lead}${name} year ${tail}`);
        if (length > 0) return length;
      }
  return 0;
}

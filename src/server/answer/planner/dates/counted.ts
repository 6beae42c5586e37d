// Periods with a number: Q1 2024, first half of 2024, week 12 of 2024, month 5, year 2024, the 1990s.
// Not here: fiscal ones (fiscal.ts), "the first 3 months of 2024" (moment.ts).
import { make } from './calendar.ts';
import { isCut, namedAt, yearBehind, yearToldAt } from './named.ts';
import { lowerAt, ordinalAt, type Reader, smallNumberAt, yearAt } from './words.ts';
import { type Found, known, lacksYear, type Written, withYear } from './written.ts';

type Counted = 'month' | 'quarter' | 'half' | 'week';
interface Part {
  kind: Counted;
  number: number;
  end: number;
  /** Only a year makes it a date: Q5, H1 and KW 12 are names of other things as well. */
  needsYear?: boolean;
  bare?: boolean;
}

export function countedAt(r: Reader, at: number): Found | undefined {
  const part = partAt(r, at);
  if (part) {
    const { kind, number, needsYear, bare } = part;
    const given = yearBehind(r, part.end);
    if (given) return { written: { kind, number, year: given.year }, end: given.end };
    if (needsYear || isCut(r, part.end)) return undefined;
    // "first half of May" is no half of a year.
    if (kind === 'half' && lowerAt(r, part.end) === 'of') return undefined;
    return { written: { kind, number }, end: part.end, ...(bare ? { bare } : {}) };
  }
  return joinedAt(r, at) ?? yearFirstAt(r, at) ?? decadeAt(r, at);
}

/** "Q1", "1st quarter", "quarter 1", "week 12", "KW 12", "W12", "month 5", "H2", "second half". */
function partAt(r: Reader, at: number): Part | undefined {
  const word = lowerAt(r, at);
  const letter = /^(q|h|w|kw|cw)(\d{1,2})$/.exec(word);
  if (letter?.[1] && letter[2]) {
    const kind = letter[1] === 'q' ? 'quarter' : letter[1] === 'h' ? 'half' : 'week';
    const number = Number(letter[2]);
    if (number > 4 && kind === 'quarter') return { kind, number, end: at + 1, needsYear: true };
    if (kind === 'week') return { kind, number, end: at + 1, needsYear: true };
    return { kind, number, end: at + 1, bare: kind === 'half', needsYear: kind === 'half' && number > 2 };
  }
  const ordinal = ordinalAt(r, at);
  if (ordinal !== undefined) {
    const next = lowerAt(r, at + 1);
    if (next === 'quarter') return { kind: 'quarter', number: ordinal, end: at + 2, needsYear: ordinal > 4 };
    if (next !== 'half' || ordinal > 2) return undefined;
    const end = /^(year|-)$/.test(lowerAt(r, at + 2)) ? at + 3 : at + 2;
    return { kind: 'half', number: ordinal, end: lowerAt(r, end) === 'year' ? end + 1 : end, bare: true };
  }
  let start = at;
  if (/^(calendar|iso)$/.test(lowerAt(r, start))) start += 1;
  const noun = lowerAt(r, start);
  // "by week 12" groups by weeks and then says a number.
  if (/^(by|per|each|every)$/.test(lowerAt(r, at - 1)) && /^(month|quarter|week)s?$/.test(noun)) return undefined;
  const kind = ({ week: 'week', weeks: 'week', wk: 'week', kw: 'week', cw: 'week' } as const)[noun];
  const named = kind ?? ({ quarter: 'quarter', month: 'month' } as const)[noun];
  if (!named) return undefined;
  if (/^(number|no|nr)$/.test(lowerAt(r, start + 1))) start += 1;
  const number = smallNumberAt(r, start + 1);
  if (number === undefined) return undefined;
  return { kind: named, number, end: start + 2, bare: true, needsYear: /^(kw|cw|wk)$/.test(noun) };
}

/** "2024Q1", "Q12024", "1Q24": one word. */
function joinedAt(r: Reader, at: number): Found | undefined {
  const word = lowerAt(r, at);
  const found = /^(?:(\d{4})(q|h|w|kw)(\d{1,2})|(q|h)(\d)((?:19|20)\d\d))$/.exec(word);
  if (!found) return undefined;
  const [, year, letter, number, letter2, number2, year2] = found;
  const sign = letter ?? letter2;
  const kind = sign === 'q' ? 'quarter' : sign === 'h' ? 'half' : 'week';
  return { written: { kind, number: Number(number ?? number2), year: Number(year ?? year2) }, end: at + 1 };
}

/** "2024", "year 2024", "2024 Q1", "2024-W12", "last year's Q1", "2024 May". */
function yearFirstAt(r: Reader, at: number): Found | undefined {
  let start = at;
  if (lowerAt(r, start) === 'calendar' && /^years?$/.test(lowerAt(r, start + 1))) start += 1;
  if (/^(years?|cy)$/.test(lowerAt(r, start)) && !/^(by|per|each|every)$/.test(lowerAt(r, at - 1))) start += 1;
  if (lowerAt(r, start) === 'of' && start > at) start += 1;
  const joined = /^cy((?:19|20)\d\d)$/.exec(lowerAt(r, at))?.[1];
  const plain = joined ? Number(joined) : yearAt(r, start);
  const told = start === at ? yearToldAt(r, at) : undefined;
  const year = plain ?? told;
  if (year === undefined) return undefined;
  const end = plain === undefined ? start + 2 : joined ? at + 1 : start + 1;
  const inner = innerAt(r, end);
  if (inner) return { written: withYear(inner.written, year), end: inner.end };
  // The year told from today stands on its own elsewhere (relative.ts).
  if (plain === undefined) return undefined;
  return { written: { kind: 'year', year }, end, ...(start === at && !joined ? { bare: true } : {}) };
}

/** What narrows a year that stands before it. */
function innerAt(r: Reader, at: number): Found | undefined {
  const mark = lowerAt(r, at);
  const joined = /^[-/]$/.test(mark) && r.words[at + 1]?.glued === true;
  const start = joined || mark === 'in' || mark === ',' ? at + 1 : at;
  const part = partAt(r, start);
  const found: Found | undefined = part
    ? { written: { kind: part.kind, number: part.number }, end: part.end }
    : mark === ','
      ? undefined
      : namedAt(r, start);
  // A year may follow after all, or a range begin: "in 2024 May 2023".
  if (!found || !lacksYear(found.written) || yearBehind(r, found.end)) return undefined;
  return found.written.kind === 'day' && !joined ? undefined : found;
}

const decades: ReadonlyMap<string, number> = new Map(
  Object.entries({ fifties: 1950, sixties: 1960, seventies: 1970, eighties: 1980, nineties: 1990 }),
);

/** "the 1990s", "the nineties", "the 90s". */
function decadeAt(r: Reader, at: number): Found | undefined {
  const word = r.words[at];
  const hasThe = lowerAt(r, at - 1) === 'the';
  const full = /^((?:19|20)\d0)['’]?s$/i.exec(word?.text ?? '')?.[1];
  const short = hasThe ? /^([5-9]0)['’]?s$/i.exec(word?.text ?? '')?.[1] : undefined;
  const named = hasThe ? decades.get(lowerAt(r, at)) : undefined;
  const year = full ? Number(full) : short ? 1900 + Number(short) : named;
  if (year === undefined) return undefined;
  const written: Written = known(make(year, 0, 1), make(year + 10, 0, 1));
  return { written, end: at + 1 };
}

// Dates in digits: 2024-05-03, 2024-05, 03.05.2024, 2024/05/03, 05/03/2024, 05/2024.
// Not here: which of day and month comes first where both can; both are read (periods.ts).
import { realDay, shift } from './calendar.ts';
import { lowerAt, type Reader, smallNumberAt } from './words.ts';
import { type Found, impossible, known, type Written } from './written.ts';

function dayOf(year: number, month: number, day: number): Written {
  const from = realDay(year, month - 1, day);
  return from === undefined ? impossible : known(from, shift(from, 'day', 1));
}

/** Month 13 is kept as it is: that no year has it is found out later. */
function monthOf(year: number, month: number): Written {
  return { kind: 'month', number: month, year };
}

/** A time of day belongs to the date, and times are no part of a period. */
export function hasTime(r: Reader, at: number): boolean {
  const next = r.words[at];
  if (next?.glued && /^t\d/.test(next.lower)) return true;
  const hour = lowerAt(r, at) === 'at' || lowerAt(r, at) === ',' ? at + 1 : at;
  if (/^(noon|midnight)$/.test(lowerAt(r, hour))) return true;
  if (/^\d{1,2}(am|pm)$/.test(lowerAt(r, hour))) return true;
  return smallNumberAt(r, hour) !== undefined && /^(:|am|pm|h|uhr)$/.test(lowerAt(r, hour + 1));
}

/** A year of four digits, the first of which cannot be 0. */
function fullYearAt(r: Reader, at: number): number | undefined {
  const word = r.words[at];
  return word?.kind === 'number' && /^[12]\d{3}$/.test(word.text) ? word.value : undefined;
}

export function numericAt(r: Reader, at: number): Found | undefined {
  return oneWordAt(r, at) ?? yearFirstAt(r, at) ?? yearLastAt(r, at);
}

function oneWordAt(r: Reader, at: number): Found | undefined {
  const word = r.words[at];
  if (word?.kind !== 'word') return undefined;
  const end = at + 1;
  const [first, second, third] = word.text.split(/[-.]/).map(Number);
  if (/^\d{4}([-.])\d{2}\1\d{2}$/.test(word.text)) return { written: dayOf(first ?? 0, second ?? 0, third ?? 0), end };
  if (/^\d{1,2}\.\d{1,2}\.\d{4}$/.test(word.text)) return { written: dayOf(third ?? 0, second ?? 0, first ?? 0), end };
  if (/^\d{4}-\d{2}$/.test(word.text)) return { written: monthOf(first ?? 0, second ?? 0), end };
  return undefined;
}

/** 2024/05/03. "2024/05" alone may be a season. */
function yearFirstAt(r: Reader, at: number): Found | undefined {
  const year = fullYearAt(r, at);
  const [month, day] = [smallNumberAt(r, at + 2), smallNumberAt(r, at + 4)];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const isDate = lowerAt(r, at + 1) === '/' && lowerAt(r, at + 3) === '/';
  return isDate ? { written: dayOf(year, month, day), end: at + 5 } : undefined;
}

/** 05/03/2024 and 05-03-2024 in the reader's order, 05/2024 and 05-2024. A dash must touch both numbers. */
function yearLastAt(r: Reader, at: number): Found | undefined {
  const first = smallNumberAt(r, at);
  const mark = lowerAt(r, at + 1);
  const joins = (offset: number) =>
    lowerAt(r, at + offset) === mark &&
    (mark === '/' || (mark === '-' && r.words[at + offset]?.glued && r.words[at + offset + 1]?.glued));
  if (first === undefined || !joins(1)) return undefined;
  const year = fullYearAt(r, at + 2);
  if (year !== undefined) return { written: monthOf(year, first), end: at + 3 };
  const second = smallNumberAt(r, at + 2);
  const last = fullYearAt(r, at + 4);
  if (second === undefined || last === undefined || !joins(3)) return undefined;
  return { written: r.dayFirst ? dayOf(last, second, first) : dayOf(last, first, second), end: at + 5 };
}

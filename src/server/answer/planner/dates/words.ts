// The words of dates: tokens cut as dates need them, names of months and weekdays, numbers in words.
// Not here: what the words say together (written.ts, relative.ts).
import type { Token } from '../tokens.ts';
import type { Day, Unit } from './calendar.ts';
import type { Found, Listed } from './written.ts';

export interface Word {
  kind: Token['kind'];
  text: string;
  lower: string;
  stem: string;
  value?: number;
  /** Nothing stands between it and the word before. */
  glued: boolean;
  /** The number of its token. */
  token: number;
}

/** What a date is read in. */
export interface Reader {
  words: readonly Word[];
  now: Day;
  /** The month (1 to 12) a fiscal year begins with, when that is known. */
  fiscalStart?: number | undefined;
  /** 05/03/2024 is the fifth of March. */
  dayFirst: boolean;
  /** "Mar 24" is March 2024. */
  shortYear: boolean;
  /** What was found at each place, for it is asked often. */
  moments: Map<number, Found | undefined>;
  lists: Map<number, Listed | 'failed' | undefined>;
}

/** The words of a question. In "2022-2024" the minus belongs to no number, so it is a word of its own. */
export function wordsOf(tokens: readonly Token[]): Word[] {
  const words: Word[] = [];
  tokens.forEach((token, at) => {
    const { kind, text, stem, start } = token;
    const glued = at > 0 && tokens[at - 1]?.end === start;
    const number = glued && kind === 'number' ? /^-(\d+)$/.exec(text)?.[1] : undefined;
    const dotted = glued ? dottedAt(tokens, at) : undefined;
    if (dotted !== undefined) {
      words.push({ kind: 'symbol', text: '-', lower: '-', stem: '-', glued, token: at });
      words.push({ kind: 'word', text: dotted, lower: dotted, stem: dotted, glued: true, token: at + 2 });
    } else if (number === undefined && !isTaken(words, at)) {
      const word: Word = { kind, text, lower: token.lower, stem, glued, token: at };
      words.push(token.value === undefined ? word : { ...word, value: token.value });
    } else if (number !== undefined) {
      words.push({ kind: 'symbol', text: '-', lower: '-', stem: '-', glued, token: at });
      const digits = { text: number, lower: number, stem: number, value: Number(number) };
      words.push({ kind: 'number', ...digits, glued: true, token: at });
    }
  });
  return words;
}

/** The date behind the dash of "01.03.2024-31.05.2024", which is three tokens: -31.05, a point, 2024. */
function dottedAt(tokens: readonly Token[], at: number): string | undefined {
  const [first, point, year] = tokens.slice(at, at + 3);
  const isDate = first?.end === point?.start && point?.end === year?.start && point?.text === '.';
  if (!isDate || !/^-\d{1,2}\.\d{1,2}$/.test(first?.text ?? '') || !/^\d{4}$/.test(year?.text ?? '')) return undefined;
  return `${first?.text.slice(1)}.${year?.text}`;
}

function isTaken(words: readonly Word[], token: number): boolean {
  return (words.at(-1)?.token ?? -1) >= token;
}

export function lowerAt(r: Reader, at: number): string {
  const word = r.words[at];
  return word && word.kind !== 'quoted' ? word.lower : '';
}

const cut = new Map<string, readonly string[]>();

/** The words of a phrase, kept: the same few phrases are looked for at each place. */
function partsOf(phrase: string): readonly string[] {
  const known = cut.get(phrase);
  if (known) return known;
  const parts = phrase.split(' ');
  cut.set(phrase, parts);
  return parts;
}

/** How many words the phrase takes at `at`; 0 when something else stands there. */
export function phraseAt(r: Reader, at: number, phrase: string): number {
  const first = lowerAt(r, at);
  if (first === '' || !phrase.startsWith(first)) return 0;
  const parts = partsOf(phrase);
  return parts.every((part, offset) => lowerAt(r, at + offset) === part) ? parts.length : 0;
}

/** The longest of the phrases at `at`, in words. */
export function anyAt(r: Reader, at: number, phrases: readonly string[]): number {
  let longest = 0;
  for (const phrase of phrases) longest = Math.max(longest, phraseAt(r, at, phrase));
  return longest;
}

const monthNames = 'january february march april may june july august september october november december'.split(' ');

/** From 0; -1 for anything else. Three letters are enough, and "sept". */
export function monthIndex(word: string): number {
  if (word === 'sept') return 8;
  return monthNames.findIndex((name) => name === word || (word.length === 3 && name.startsWith(word)));
}

const weekdayNames = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');
/** "sun" and "sat" are words of their own, so they are written out. */
const shortWeekdays: ReadonlyMap<string, number> = new Map(
  Object.entries({ mon: 0, tue: 1, tues: 1, wed: 2, thu: 3, thur: 3, thurs: 3, fri: 4 }),
);

/** Monday is 0; -1 for anything else. */
export function weekdayIndex(word: string): number {
  const index = weekdayNames.indexOf(word);
  return index >= 0 ? index : (shortWeekdays.get(word) ?? -1);
}

const units: ReadonlyMap<string, Unit> = new Map(
  (['day', 'week', 'month', 'quarter', 'year'] as const).map((unit) => [unit, unit]),
);

/** "month" and "months"; `plural` alone or `singular` alone where the number decides. */
export function unitAt(r: Reader, at: number, form?: 'singular' | 'plural'): Unit | undefined {
  const word = r.words[at];
  const unit = word?.kind === 'word' ? units.get(word.stem) : undefined;
  if (!unit || (form && (form === 'singular') !== (word?.lower === unit))) return undefined;
  return unit;
}

/** A map, as all that is looked up by a word of a question: every object has a `constructor`. */
const counts = new Map<string, number>(Object.entries({ thirty: 30, forty: 40, fifty: 50, sixty: 60, ninety: 90 }));
for (const [value, word] of Object.entries(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  ),
))
  counts.set(word, Number(value));

/** A whole number from 1 to 10,000 in digits or in words. */
export function countAt(r: Reader, at: number): number | undefined {
  const word = r.words[at];
  if (!word || (word.kind !== 'number' && word.kind !== 'word')) return undefined;
  const count = word.kind === 'number' ? word.value : counts.get(word.lower);
  return count !== undefined && Number.isInteger(count) && count >= 1 && count <= 10_000 ? count : undefined;
}

/** Behind these a number counts something and is no day. */
export const counting = /^(top|bottom|first|last|best|worst|than|least|most|limit)$/;

const ordinals = 'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' ');

/** "first" and "1st" are 1. */
export function ordinalAt(r: Reader, at: number): number | undefined {
  const word = lowerAt(r, at);
  const index = ordinals.indexOf(word);
  if (index >= 0) return index + 1;
  const digits = /^(\d{1,2})(st|nd|rd|th)$/.exec(word)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The number of a day, week or month as it is written: at most two digits. */
export function smallNumberAt(r: Reader, at: number): number | undefined {
  const word = r.words[at];
  return word?.kind === 'number' && /^\d{1,2}$/.test(word.text) ? word.value : undefined;
}

/** A year in four digits; `wide` reaches further than a lone number may, where a month or the like stands before it. */
export function yearAt(r: Reader, at: number, wide = false): number | undefined {
  const word = r.words[at];
  if (word?.kind !== 'number' || !(wide ? /^(1[5-9]|2[01])\d\d$/ : /^(19|20)\d\d$/).test(word.text)) return undefined;
  // "2023/24" is a season or the like, and "2024-05-x" is nothing.
  if (/^[/]$/.test(lowerAt(r, at + 1)) && smallNumberAt(r, at + 2) !== undefined) return undefined;
  return word.value;
}

/** '24 is 2024 and '99 is 1999: the newest such year that is not more than ten years ahead. */
export function centuryOf(short: number, now: Day): number {
  const year = Number(now.slice(0, 2)) * 100 + short;
  return year > Number(now.slice(0, 4)) + 10 ? year - 100 : year;
}

const opening = new Set(
  `the a an so final fiscal financial fy fytd ytd qtd mtd wtd calendar iso kw cw cy wk today yesterday tomorrow
  this current last previous past prior next fifties sixties seventies eighties nineties`.split(/\s+/),
);

/** Whether a date can begin with the word at all: most words of a question are sorted out by this. */
export function opens(word: string): boolean {
  if (/\d/.test(word) || opening.has(word) || counts.has(word) || ordinals.includes(word)) return true;
  return units.has(word.replace(/s$/, '')) || monthIndex(word) >= 0 || weekdayIndex(word) >= 0;
}

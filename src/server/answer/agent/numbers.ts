// Which numbers of a model's text are the database's, and which are its own.
// Not here: showing them (agent.ts says it in words, the panel marks them).
import type { Cell, Visualization } from '../../../protocol/trellis/visualization.ts';

export interface KnownNumbers {
  add(value: number): void;
  /** Every number that stands in a text: a date's, those of a question; `except`: as they are written there. */
  addText(text: string, except?: ReadonlySet<string>): void;
  addCell(cell: Cell): void;
  addShown(visualization: Visualization): void;
  has(said: Said): boolean;
}

interface Said {
  value: number;
  /** Digits after its point. */
  digits: number;
  /** What it is to be multiplied with: a million where "million" follows. */
  scale: number;
  isPercent: boolean;
}

const scales: readonly [RegExp, number][] = [
  [/^(k|thousand|tausend|tsd)$/i, 1e3],
  [/^lakhs?$/i, 1e5],
  [/^(m|mn|mio|millions?|millionen|millón|millones)$/i, 1e6],
  [/^crores?$/i, 1e7],
  [/^(b|bn|billions?|mrd|milliards?|milliarden)$/i, 1e9],
  [/^(t|tn|trillions?)$/i, 1e12],
];
/**
 * Answers are in the language of their question: groups of digits between spaces of one kind, or between points, commas and
 * apostrophes. What stands before a space may also be another number: the end of a date is no beginning of one.
 */
const written =
  /[1-9]\d{0,2}([ \u00a0\u2009\u202f])\d{3}(?:\1\d{3})*(?:[.,]\d+)?(?![.,'’\u00a0\u2009\u202f]?\d)|\d+(?:[.,'’]\d+)*/g;
const pointDecimal = /^(\d+|\d{1,3}(?:[, '’\u00a0\u2009\u202f]\d{3})+|\d{1,2}(?:,\d{2})+,\d{3})(?:\.(\d+))?$/;
const commaDecimal = /^(\d+|\d{1,3}(?:[. '’\u00a0\u2009\u202f]\d{3})+)(?:,(\d+))?$/;
/** Of text cells; more would take long to look through. */
const maxText = 200_000;
/** Nobody looks through more of them. */
const maxFound = 100;

export function createKnownNumbers(): KnownNumbers {
  const known = new Set<number>();
  let textLeft = maxText;

  function addText(text: string, except?: ReadonlySet<string>) {
    const part = text.slice(0, textLeft);
    textLeft -= part.length;
    for (const [number] of withUsualDigits(part).matchAll(written)) {
      if (except?.has(number)) continue;
      for (const { value } of readingsOf(number)) known.add(value);
      for (const [digits] of number.matchAll(/\d+/g)) known.add(Number(digits));
    }
  }

  function addCell(cell: Cell) {
    if (typeof cell === 'number') known.add(Math.abs(cell));
    else if (typeof cell === 'string') {
      const value = Number(cell);
      if (cell.trim() !== '' && Number.isFinite(value)) known.add(Math.abs(value));
      else addText(cell);
    }
  }

  /** In their order, made when it is first asked for. */
  let sorted: number[] | undefined;

  function isAny(low: number, high: number, counts: (number: number) => boolean): boolean {
    sorted ??= [...known].sort((a, b) => a - b);
    let from = 0;
    for (let to = sorted.length; from < to; ) {
      const middle = (from + to) >> 1;
      if ((sorted[middle] ?? 0) < low) from = middle + 1;
      else to = middle;
    }
    for (let at = from; at < sorted.length; at += 1) {
      const number = sorted[at] ?? 0;
      if (number > high) return false;
      if (counts(number)) return true;
    }
    return false;
  }

  function has({ value, digits, scale, isPercent }: Said): boolean {
    if (known.has(value * scale)) return true;
    const step = 10 ** -digits;
    // A whole number with zeros at its end may be a rounded one, as long as two of its digits say something.
    const rounded = digits === 0 ? /^\d{2,}?(0{2,})$/.exec(String(value)) : null;
    const zeros = rounded?.[1]?.length ?? 0;
    const half = ((step * 10 ** zeros) / 2) * (1 + 1e-9);
    const [low, high] = [value - half, value + half];
    // A whole number is said as it is, unless it is said rounded.
    const counts = (number: number) => !Number.isInteger(number) || zeros > 0 || scale > 1;
    return isAny(low * scale, high * scale, counts) || (isPercent && isAny(low / 100, high / 100, () => true));
  }

  return {
    add(value) {
      known.add(Math.abs(value));
    },
    addText,
    addCell,
    addShown(shown) {
      if (shown.type === 'table') for (const row of shown.rows) for (const cell of row) addFormatted(cell);
      if (shown.type !== 'chart') return;
      for (const { label, text, value } of shown.data.values) {
        addCell(label ?? text ?? null);
        if (typeof value === 'number') addCell(value);
      }
    },
    has,
  };

  /** Cells that were shown before are text, their digits grouped. */
  function addFormatted(cell: Cell) {
    addCell(cell);
    if (typeof cell === 'string') addText(cell);
  }
}

/** What a number as it is written may say: `1.234` is one thing in German, and another in English. */
function readingsOf(number: string): { value: number; digits: number }[] {
  const readings = [pointDecimal, commaDecimal].flatMap((form) => {
    const [, whole, fraction = ''] = form.exec(number) ?? [];
    if (whole === undefined) return [];
    return [{ value: Number(`${whole.replaceAll(/\D/g, '')}.${fraction || '0'}`), digits: fraction.length }];
  });
  return readings.filter(({ value }, at) => readings.findIndex((each) => each.value === value) === at);
}

/** The digits of every script that has its own, each in the place it had. */
const otherDigits = /[٠-٩۰-۹०-९০-৯๐-๙０-９٫٬]/g;
const zeros = ['٠', '۰', '०', '০', '๐', '０'].map((zero) => zero.charCodeAt(0));

function withUsualDigits(text: string): string {
  return text.replaceAll(otherDigits, (digit) => {
    if (digit === '٫') return '.';
    if (digit === '٬') return ',';
    const code = digit.charCodeAt(0);
    return String(code - (zeros.find((zero) => code >= zero && code < zero + 10) ?? code));
  });
}

/** The numbers of a text that nobody knows, as they are written, each once. Code is no statement. */
export function unverifiedNumbers(text: string, known: KnownNumbers): string[] {
  const prose = text
    .replaceAll(/(`{3,})[\s\S]*?(\1|$)/g, ' ')
    .replaceAll(/`[^`\n]*`/g, ' ')
    .replaceAll(/\]\([^()\n]{0,2000}\)/g, '] ');
  const usual = withUsualDigits(prose);
  const found = new Set<string>();
  const judged = new Map<string, boolean>();
  for (const match of usual.matchAll(written)) {
    const [number] = match;
    const before = usual.slice(Math.max(0, match.index - 20), match.index);
    const after = usual.slice(match.index + number.length, match.index + number.length + 30);
    // Part of a name (`p95`, `sonnet-4-6`, `DECIMAL(10,2)`, `qwen3:8b`), or an ordinal (`2nd`, `2e`), or the number of an item.
    if (
      /(?:[\p{L}_#]|\p{L}[\p{L}\d]*[-_](?:\d+[-_.])*|\p{L}[\p{L}\d]*\()$/u.test(before) ||
      (/\p{L}\d*:$/u.test(before) && /^\p{L}/u.test(after))
    )
      continue;
    if (/^(st|nd|rd|th|er|re|e|ème|[ºª])(?![\p{L}\d+-])/u.test(after)) continue;
    if (/(^|\n)[ \t>]*$/.test(before) && /^[.)]\s/.test(after)) continue;
    const unit = /^\s?(\p{L}+)/u.exec(after)?.[1] ?? '';
    const exponent = /^e([+-]?\d{1,2})(?!\d)/i.exec(after)?.[1];
    const scale =
      exponent !== undefined ? 10 ** Number(exponent) : (scales.find(([pattern]) => pattern.test(unit))?.[1] ?? 1);
    const isPercent = /^\s?([%٪]|percent|per cent|prozent|pour cent|por ciento)/i.test(after);
    const key = `${number} ${scale} ${isPercent}`;
    const isKnown = judged.get(key) ?? isSaid(number, scale, isPercent, known);
    judged.set(key, isKnown);
    if (isKnown) continue;
    const as = prose.slice(match.index, match.index + number.length);
    if (found.size >= maxFound) break;
    found.add(`${as}${/^\s?%/.exec(after)?.[0] ?? ''}`);
  }
  return [...found];
}

/** Letters that follow at once and are no scale are a unit (`12kg`): the number counts. */
function isSaid(number: string, scale: number, isPercent: boolean, known: KnownNumbers): boolean {
  const readings = readingsOf(number);
  const says = (said: Pick<Said, 'value' | 'digits'>) =>
    known.has({ ...said, scale, isPercent }) || (scale > 1 && known.has({ ...said, scale: 1, isPercent }));
  if (readings.some(says)) return true;
  // A date (`30.03.2024`), a list (`1,2,3`), or numbers side by side: each part for itself.
  if (readings.length > 0 && !/\s/.test(number)) return false;
  return number.split(readings.length > 0 ? /\s/ : /\D/).every((part) => readingsOf(part).some(says));
}

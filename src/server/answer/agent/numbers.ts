// Which numbers of a model's text are the database's, and which are its own.
// Not here: showing them (agent.ts says it in words, the panel marks them).
import type { Cell, Visualization } from '../../../protocol/trellis/visualization.ts';

export interface KnownNumbers {
  add(value: number): void;
  /** Every number that stands in a text: a date's, those of a question. */
  addText(text: string): void;
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
  [/^(k|thousand)$/i, 1e3],
  [/^(m|mn|mio|million|millions)$/i, 1e6],
  [/^(b|bn|billion|billions)$/i, 1e9],
  [/^(t|tn|trillion|trillions)$/i, 1e12],
];
const written = /\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?/g;
/** Of text cells; more would take long to look through. */
const maxText = 200_000;

export function createKnownNumbers(): KnownNumbers {
  const known = new Set<number>();
  let textLeft = maxText;

  function addText(text: string) {
    const part = text.slice(0, textLeft);
    textLeft -= part.length;
    for (const [number] of part.matchAll(written)) known.add(Number(number.replaceAll(',', '')));
  }

  function addCell(cell: Cell) {
    if (typeof cell === 'number') known.add(Math.abs(cell));
    else if (typeof cell === 'string') {
      const value = Number(cell);
      if (cell.trim() !== '' && Number.isFinite(value)) known.add(Math.abs(value));
      else addText(cell);
    }
  }

  function has({ value, digits, scale, isPercent }: Said): boolean {
    const step = 10 ** -digits;
    // A whole number with zeros at its end may be a rounded one, as long as two of its digits say something.
    const rounded = digits === 0 ? /^\d{2,}?(0{2,})$/.exec(String(value)) : null;
    const zeros = rounded?.[1]?.length ?? 0;
    const half = (step * 10 ** zeros) / 2;
    const fits = (number: number) => Math.abs(number / scale - value) <= half * (1 + 1e-9);
    for (const number of known) {
      if (number === value * scale) return true;
      // A whole number is said as it is, unless it is said rounded.
      if ((!Number.isInteger(number) || zeros > 0 || scale > 1) && fits(number)) return true;
      if (isPercent && fits(number * 100)) return true;
    }
    return false;
  }

  return {
    add: (value) => known.add(Math.abs(value)),
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

/** The numbers of a text that nobody knows, as they are written, each once. Code is no statement. */
export function unverifiedNumbers(text: string, known: KnownNumbers): string[] {
  const prose = text
    .replaceAll(/(`{3,})[\s\S]*?(\1|$)/g, ' ')
    .replaceAll(/`[^`\n]*`/g, ' ')
    .replaceAll(/\]\([^)\n]*\)/g, '] ');
  const found = new Set<string>();
  for (const match of prose.matchAll(written)) {
    const [number] = match;
    const before = prose.slice(0, match.index);
    const after = prose.slice(match.index + number.length);
    // Part of a name (`p95`, `Q1`), or an ordinal (`2nd`), or the number of an item.
    if (/[\p{L}_#]$/u.test(before) || /^(st|nd|rd|th)\b/.test(after)) continue;
    if (/(^|\n)[ \t>]*$/.test(before) && /^[.)]\s/.test(after)) continue;
    const unit = /^\s?(\p{L}+)\b/u.exec(after)?.[1] ?? '';
    const scale = scales.find(([pattern]) => pattern.test(unit))?.[1] ?? 1;
    // Letters that follow at once and are no scale make it a name (`3d`), or a unit (`12kg`): the number counts.
    const said = {
      value: Number(number.replaceAll(',', '')),
      digits: number.split('.')[1]?.length ?? 0,
      scale,
      isPercent: /^\s?(%|percent|per cent)/.test(after),
    };
    if (known.has(said) || (scale > 1 && known.has({ ...said, scale: 1 }))) continue;
    found.add(`${number}${/^\s?%/.exec(after)?.[0] ?? ''}`);
  }
  return [...found];
}

// Words for periods to group by, without what stands before them: "months", "fiscal quarter", "day of the week".
// Not here: periods that limit (periods.ts), "monthly" and the like (the grammar's).
import type { DatePart, Grain } from '../plan/plan.ts';
import type { Token } from '../tokens.ts';

export type GrainPhrase = { length: number } & ({ grain: Grain; fiscal?: true } | { part: DatePart });

const parts: [string, DatePart][] = [
  ['hour of day|hour of the day|hours of the day|hours of day', 'hour of day'],
  ['weekday|weekdays|week day|day of week|day of the week|days of the week|days of week', 'weekday'],
  ['month of year|month of the year|months of the year|calendar month of the year', 'month of year'],
  ['quarter of year|quarter of the year|quarters of the year', 'quarter of year'],
];
const grains: [string, Grain][] = [
  ['hour', 'hour'],
  ['day', 'day'],
  ['date', 'day'],
  ['week', 'week'],
  ['month', 'month'],
  ['quarter', 'quarter'],
  ['year', 'year'],
];

const phrases = new Map<string, { grain: Grain; fiscal?: true } | { part: DatePart }>();
for (const [list, part] of parts) for (const phrase of list.split('|')) phrases.set(phrase, { part });
for (const [word, grain] of grains) {
  for (const form of [word, `${word}s`]) {
    phrases.set(form, { grain });
    if (word !== 'hour' && word !== 'date') phrases.set(`calendar ${form}`, { grain });
    if (grain !== 'quarter' && grain !== 'year') continue;
    phrases.set(`fiscal ${form}`, { grain, fiscal: true });
    phrases.set(`financial ${form}`, { grain, fiscal: true });
  }
}
const longest = Math.max(...[...phrases.keys()].map((phrase) => phrase.split(' ').length));

/** The grain or part of a date named at `at`, the longest phrase of them. */
export function grainAt(tokens: readonly Token[], at: number): GrainPhrase | undefined {
  for (let length = Math.min(longest, tokens.length - at); length > 0; length--) {
    const words = tokens.slice(at, at + length);
    if (words.some((token) => token.kind !== 'word')) continue;
    const found = phrases.get(words.map((token) => token.lower).join(' '));
    if (found) return { ...found, length };
  }
  return undefined;
}

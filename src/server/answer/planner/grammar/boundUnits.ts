// Limits that say a unit: "under 2 minutes" of a column of seconds is under 120, and under 2 of nothing.
// Not here: the units that columns have (units.ts), limits themselves (words.ts).
import type { IndexedColumn } from '../schemaIndex.ts';
import { unitsSaid } from '../units.ts';
import { Unsettled } from './choices.ts';
import type { Bound } from './pieces.ts';
import { any, map, maybe, pair, phrase, type Rule } from './rule.ts';

const silent = any('units|unit|points|pieces');
const said = maybe(
  phrase(
    'bar|kg|mg|t|tons|ton|tonnes|tonne|db|percent|%|milliseconds|millisecond|ms|minutes|minute|mins|min|hours|hour|hrs|days|day|weeks|week|years|year|euro|euros|eur|usd|dollars|km|kilometers|kilometres|degrees|kwh|kw|c|celsius|grams|gram|g|kilograms|kilos|meters|metres|meter|metre|m|cm|mm|liters|litres|liter|litre|l|ml|lbs|pounds|seconds|second|secs|sec|s',
  ),
);

/** A limit with the unit behind its number. */
export const withUnit = <B extends Bound>(rule: Rule<B>): Rule<B> =>
  map(pair(rule, pair(silent, said)), ([bound, [, unit]]): B => (unit === undefined ? bound : { ...bound, unit }));

const amounts = new Set('price cost fee revenue salary wage fare rent premium'.split(' '));
const currency = /^(euros?|eur|usd|dollars|pounds|percent|%)$/;

/** How much of the least of its kind one of each is. */
const kinds: readonly Readonly<Record<string, number>>[] = [
  { ms: 1, s: 1000, min: 60_000, h: 3_600_000, days: 86_400_000, weeks: 604_800_000 },
  { months: 1, years: 12 },
  { mg: 1, g: 1000, kg: 1_000_000, t: 1_000_000_000 },
  { mm: 1, cm: 10, m: 1000, km: 1_000_000 },
  { ml: 1, l: 1000 },
];

/** The limit in the unit of the column. Throws where the two are not of one kind, or the number would not be exact. */
export function inUnitOf(bound: Bound, column: IndexedColumn): Bound {
  const { unit: word, ...plain } = bound;
  const own = column.unit;
  if (word !== undefined && !own && column.words.some((each) => amounts.has(each)) && !currency.test(word))
    throw new Unsettled(`${column.label} is not told in ${word}.`, [word]);
  if (word === undefined || !own || own.words.includes(word)) return plain;
  const refuse = (): never => {
    throw new Unsettled(`${column.label} is in ${own.symbol}: give the number in ${own.symbol}.`, [word]);
  };
  for (const symbol of unitsSaid(word)) {
    if (symbol === own.symbol) return plain;
    for (const kind of kinds) {
      const [from, to] = [kind[symbol], kind[own.symbol]];
      if (from === undefined || to === undefined) continue;
      const turned = (value: number): number => {
        const exact = Number(((value * from) / to).toPrecision(12));
        return exact * to === value * from && String(exact).length < 12 ? exact : refuse();
      };
      return {
        ...plain,
        value: turned(plain.value),
        ...(plain.upper === undefined ? {} : { upper: turned(plain.upper) }),
        ...(plain.also ? { also: { ...plain.also, value: turned(plain.also.value) } } : {}),
      };
    }
  }
  return refuse();
}

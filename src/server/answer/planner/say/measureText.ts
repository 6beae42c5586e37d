// Measures in words, and their values with a unit.
// Not here: what a whole result says (sentence.ts, groupSentence.ts).
import type { Cell } from '../../../../protocol/trellis/visualization.ts';
import { formatNumber, toNumber } from '../format.ts';
import type { Measure, SimpleMeasure } from '../plan/plan.ts';
import type { IndexedColumn, SchemaIndex } from '../schemaIndex.ts';
import { conditionsText } from './conditions.ts';
import { cellText, columnName, columnOf, lowerFirst, tableOf } from './names.ts';

export const isPercent = (measure: Measure): boolean => measure.as === 'share' || measure.as === 'growth';

/** Nothing but a function of rows: no ratio, share, growth or running total. */
export const isPlain = (measure: Measure): boolean => measure.per === undefined && measure.as === undefined;

/** The values of all groups add up to the value of the whole, if no row stands in two groups. */
export const isAdditive = (measure: Measure): boolean =>
  isPlain(measure) && (measure.fn === 'count' || measure.fn === 'sum');

/** The column's numbers say how much there is, and not which one: a price, but not a year. */
const isQuantity = (column: IndexedColumn): boolean => column.role === 'measure' || column.role === 'flag';

/** A value picked out of a column, and not computed, that only names something: the highest order number, the first year. */
export function isPicked(measure: Measure, index: SchemaIndex): boolean {
  if (!isPlain(measure) || !['min', 'max', 'median'].includes(measure.fn)) return false;
  return measure.column !== undefined && measure.times === undefined && !isQuantity(columnOf(index, measure.column));
}

/** A value of the measure as it stands in a sentence: written out, with " %" where it is one. */
export function valueText(measure: Measure, cell: Cell | undefined, index: SchemaIndex): string {
  if (cell === null || cell === undefined) return 'no value';
  if (toNumber(cell) === null || isPicked(measure, index)) return cellText(cell);
  return isPercent(measure) ? `${formatNumber(cell, 2)} %` : formatNumber(cell);
}

/** What a count counts: orders, different patients, different values of city. */
export function countedNoun(measure: SimpleMeasure, base: string, index: SchemaIndex): { one: string; many: string } {
  const table = tableOf(index, base);
  if (measure.fn !== 'count_distinct' || !measure.column) return { one: table.singular, many: table.label };
  const column = columnOf(index, measure.column);
  const link = index.links.find(
    ({ from, fromColumns }) => from === column.table && fromColumns.length === 1 && fromColumns[0] === column.name,
  );
  const entity = column === column.table.idColumn ? column.table : link?.to;
  if (entity && measure.column.via === undefined)
    return { one: `different ${entity.singular}`, many: `different ${entity.label}` };
  const name = columnName(index, measure.column, base);
  return { one: `different value of ${name}`, many: `different values of ${name}` };
}

const functions = { sum: 'total', avg: 'average', median: 'median', min: 'lowest', max: 'highest' } as const;
const dateFunctions = { ...functions, min: 'earliest', max: 'latest' } as const;

/** "number of orders", "average unit price", without what limits the rows. */
export function plainPhrase(measure: SimpleMeasure, base: string, index: SchemaIndex): string {
  const { fn, column, times } = measure;
  if (fn === 'count' || fn === 'count_distinct' || !column)
    return `number of ${countedNoun(measure, base, index).many}`;
  const product = times ? ` times ${columnName(index, times, base)}` : '';
  const words = columnOf(index, column).role === 'date' ? dateFunctions : functions;
  return `${words[fn]} ${columnName(index, column, base)}${product}`;
}

function simplePhrase(measure: SimpleMeasure, base: string, index: SchemaIndex, nested: boolean): string {
  const where = conditionsText(index, measure.where ?? [], base);
  return `${plainPhrase(measure, base, index)}${nested && where !== '' ? ` (${where.trim()})` : where}`;
}

/** The whole measure without an article: "ratio of total parts rejected to total parts produced"; `nested`: more follows. */
export function measurePhrase(measure: Measure, base: string, index: SchemaIndex, nested = false): string {
  const first = simplePhrase(measure, base, index, nested || !isPlain(measure));
  if (measure.per) {
    const second = simplePhrase(measure.per, base, index, true);
    if (measure.as === 'share') return `${first} as a share of ${second}`;
    return `${measure.as === 'growth' ? 'growth' : 'ratio'} of ${first} ${measure.as === 'growth' ? 'against' : 'to'} ${second}`;
  }
  // A share of a number is a share of what is counted, and a running total is a total already.
  const what = first.replace(/^(total|number of) /, '');
  if (measure.as === 'running') return `running total of ${what}`;
  return measure.as ? `${measure.as} of ${what}` : first;
}

/** What a column of measures is called in a sentence: its header, whose unit stands beside the numbers. */
export const measureName = (measure: Measure): string => lowerFirst(measure.label.replace(/ \(%\)$/, ''));

/** "the most orders", "the lowest average price". */
export function superlative(measure: Measure, direction: 'asc' | 'desc', isDate = false): string {
  const isCount = isPlain(measure) && (measure.fn === 'count' || measure.fn === 'count_distinct');
  const [least, most] = isCount ? ['fewest', 'most'] : isDate ? ['earliest', 'latest'] : ['lowest', 'highest'];
  // The highest of what is the lowest itself.
  const name = measureName(measure)
    .replace(/^(lowest|earliest) /, isDate ? 'first ' : 'minimum ')
    .replace(/^(highest|latest) /, isDate ? 'last ' : 'maximum ');
  return `the ${direction === 'asc' ? least : most} ${name}`;
}

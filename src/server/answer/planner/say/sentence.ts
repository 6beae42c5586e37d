// The sentence of an answer: the main numbers, written out, and nothing that the rows do not show.
// Not here: lists (listSentence.ts), groups (groupSentence.ts), the reading (reading/).
import type { Cell } from '../../../../protocol/trellis/visualization.ts';
import type { QueryResult } from '../../../engine/engine.ts';
import { formatNumber, toNumber } from '../format.ts';
import type { Measure, Plan } from '../plan/plan.ts';
import type { SchemaIndex } from '../schemaIndex.ts';
import { conditionsText } from './conditions.ts';
import { groupSentence } from './groupSentence.ts';
import { listSentence } from './listSentence.ts';
import { countedNoun, isPlain, measurePhrase, plainPhrase, valueText } from './measureText.ts';
import { counted, entityOf, groupText, joinWords, lowerFirst, tableOf, upperFirst } from './names.ts';
import { whereText } from './where.ts';

/**
 * What the rows say, in one or a few sentences. `total`: how many rows a list or the values have without the plan's limit;
 * where there is none, the result's own count.
 */
export function sentenceOf(plan: Plan, result: QueryResult, index: SchemaIndex, total: number): string {
  if (plan.countGroups) return countedGroups(plan, result, index);
  if (plan.kind === 'list') return listSentence(plan, result, index, total);
  if (plan.kind === 'values') return valuesSentence(plan, result, index, total);
  if (plan.groups.length > 0) return groupSentence(plan, result, index);
  const values = result.rows[0] ?? [];
  const [only] = plan.measures;
  if (only && plan.measures.length === 1) return scalarSentence(plan, only, values[0] ?? null, index);
  return scalarsSentence(plan, values, index);
}

const thereAre = (count: Cell, one: string, many: string): string =>
  `there ${toNumber(count) === 1 ? 'is' : 'are'} ${counted(String(count), one, many)}`;

function countedGroups(plan: Plan, result: QueryResult, index: SchemaIndex): string {
  const count = result.rows[0]?.[0] ?? 0;
  const where = whereText(plan, index);
  const entity = entityOf(plan, index);
  const labels = joinWords(plan.groups.map((group) => lowerFirst(group.label)));
  const [kind, kinds] = plan.groups.length > 1 ? ['combination', 'combinations'] : ['value', 'values'];
  const one = entity?.singular ?? `different ${kind} of ${labels}`;
  const many = entity?.label ?? `different ${kinds} of ${labels}`;
  if (toNumber(count) === 0) return `No ${entity?.label ?? labels} matched${where}: the count is 0.`;
  return `${upperFirst(thereAre(count, one, many))}${where}.`;
}

const mostValues = 12;

function valuesSentence(plan: Plan, result: QueryResult, index: SchemaIndex, total: number): string {
  const where = whereText(plan, index);
  const label = plan.groups.length > 0 ? joinWords(plan.groups.map((group) => lowerFirst(group.label))) : 'value';
  if (result.rowCount === 0) return `No ${label} matched${where}.`;
  const several = plan.groups.length > 1;
  const names = result.rows
    .slice(0, mostValues)
    .map((row) => plan.groups.map((group, at) => groupText(group, row[at])).join(several ? ' with ' : ', '));
  const rest = result.rowCount > names.length ? ', and others in the table' : '';
  const [kind, kinds] = several ? ['combination', 'different combinations'] : ['value', 'different values'];
  const said = `of ${label}${where}: ${joinWords(names)}${rest}.`;
  if (plan.limit !== undefined && total > result.rowCount)
    return `${formatNumber(result.rowCount)} of ${counted(total, kind, kinds)} ${said}`;
  // As many as the limit: nobody knows whether there are more.
  if (plan.limit !== undefined && result.rowCount >= plan.limit)
    return `The first ${formatNumber(result.rowCount)} ${result.rowCount === 1 ? kind : kinds} ${said}`;
  return `There ${result.rowCount === 1 ? 'is' : 'are'} ${counted(result.rowCount, kind, kinds)} ${said}`;
}

function scalarSentence(plan: Plan, measure: Measure, value: Cell, index: SchemaIndex): string {
  if (!isPlain(measure)) return derivedSentence(plan, measure, value, index);
  const where = whereText(plan, index, measure.where);
  const { one, many } = countedNoun(measure, plan.base, index);
  const base = tableOf(index, plan.base).label;
  if (measure.fn === 'count' || measure.fn === 'count_distinct') {
    if (toNumber(value) === 0) return `No ${measure.fn === 'count' ? base : many} matched${where}: the count is 0.`;
    const there = thereAre(value, one, many);
    return `${plan.exists ? `Yes: ${there}` : upperFirst(there)}${where}.`;
  }
  // A condition of the measure stands in its label too, so the name is made anew.
  const label = measure.where?.length ? plainPhrase(measure, plan.base, index) : lowerFirst(measure.label);
  const name = measure.fn === 'sum' && !label.startsWith('total ') ? `total ${label}` : label;
  if (value === null) return `No ${base} matched${where}, or none of them has a value, so there is no ${name}.`;
  return `${upperFirst(name)}${where} is ${valueText(measure, value, index)}.`;
}

function derivedSentence(plan: Plan, measure: Measure, value: Cell, index: SchemaIndex): string {
  const where = whereText(plan, index);
  const phrase = measurePhrase(measure, plan.base, index);
  const shown = valueText(measure, value, index);
  if (toNumber(value) === null) {
    const why = measure.per ? ': one of the two has no value, or the second is 0' : '';
    return `There is no ${measure.per && measure.as === 'share' ? 'share' : phrase}${where}${why}.`;
  }
  return partSentence(plan, measure, value, index) ?? `The ${phrase}${where} is ${shown}.`;
}

/** A part of the same thing, or two parts against each other, are said as such: "12.50 % of orders are those where ...". */
function partSentence(plan: Plan, measure: Measure, value: Cell, index: SchemaIndex): string | undefined {
  const { per } = measure;
  if (!per || !measure.where?.length || !measure.as || measure.as === 'running') return undefined;
  const whole = plainPhrase(per, plan.base, index);
  if (plainPhrase(measure, plan.base, index) !== whole) return undefined;
  const base = tableOf(index, plan.base).label;
  const where = whereText(plan, index);
  const part = conditionsText(index, measure.where, plan.base);
  const shown = valueText(measure, value, index);
  if (measure.as === 'share') {
    if (per.where?.length) return undefined;
    if (measure.fn === 'count') return `${shown} of ${base}${where} are those${part}.`;
    return measure.fn === 'sum' ? `${shown} of ${whole}${where} comes from ${base}${part}.` : undefined;
  }
  // More or less is certain only of what cannot be negative.
  if (measure.fn !== 'count' || !per.where?.length) return undefined;
  const other = conditionsText(index, per.where, plan.base).trim();
  const among = where === '' ? 'There' : `Of ${base}${where}, there`;
  const number = Number(value);
  if (number === 0) return `${among} are as many ${base}${part} as ${other}.`;
  const size = valueText(measure, String(value).replace(/^-/, ''), index);
  return `${among} are ${size} ${number < 0 ? 'fewer' : 'more'} ${base}${part} than ${other}.`;
}

/** Several measures of the same rows: the conditions are said once. */
function scalarsSentence(plan: Plan, values: readonly Cell[], index: SchemaIndex): string {
  const where = whereText(plan, index).trim();
  const parts = plan.measures.map((measure, at) => {
    const phrase = measurePhrase(measure, plan.base, index);
    const value = values[at] ?? null;
    return value === null ? `there is no ${phrase}` : `${phrase} is ${valueText(measure, value, index)}`;
  });
  const separator = plan.measures.some((measure) => measure.where?.length) ? '; ' : undefined;
  const said = separator ? parts.join(separator) : joinWords(parts);
  return `${where === '' ? upperFirst(said) : `${upperFirst(where)}: ${said}`}.`;
}

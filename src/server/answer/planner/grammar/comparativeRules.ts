// Rules for "heavier than 45 kg", "cheaper than 20", "older than 60": limits on the one column that an adjective speaks of.
// Not here: limits on a column that is named (conditionRules.ts).
import { withUnit } from './boundUnits.ts';
import type { Bound, Cond } from './pieces.ts';
import type { Input } from './question.ts';
import { map, meanings, pair, type Rule } from './rule.ts';
import { number } from './words.ts';

interface Comparative {
  op: Bound['op'];
  hint: readonly string[];
}
const costs = 'price cost value fee amount fare rate salary charge'.split(' ');
const times = 'duration length minutes minute time distance'.split(' ');
const weights = ['weight', 'mass'];
const ages = ['age'];

const comparative = meanings<Comparative>([
  ['more expensive than|costlier than|pricier than|dearer than', { op: '>', hint: costs }],
  ['cheaper than|less expensive than', { op: '<', hint: costs }],
  ['longer than|lasting longer than|lasting more than|last longer than|took longer than', { op: '>', hint: times }],
  ['shorter than|lasting less than', { op: '<', hint: times }],
  ['heavier than|weighing more than|weigh more than|weighing over', { op: '>', hint: weights }],
  ['lighter than|weighing less than|weigh less than|weighing under', { op: '<', hint: weights }],
  ['older than|aged over', { op: '>', hint: ages }],
  ['younger than|aged under', { op: '<', hint: ages }],
]);
/** Where the thing that is compared ends. */
function endOfNoun({ tokens }: Input, at: number): number {
  let end = at;
  while (/^(that|which|who|is|are|was|were|lasted|last|took)$/.test(tokens[end - 1]?.lower ?? '')) end -= 1;
  return end;
}

const limit: Rule<Bound & Comparative> = map(pair(comparative, number), ([by, value]) => ({ ...by, value }));

export const compared: Rule<Cond> = map(
  withUnit(limit),
  ({ hint, ...bound }, input, at): Cond => ({
    kind: 'bound',
    bound,
    behind: true,
    loose: true,
    hint,
    of: endOfNoun(input, at),
  }),
);

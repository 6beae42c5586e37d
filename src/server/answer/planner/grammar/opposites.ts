// Conditions that no row can meet together, or of which one says nothing beside the other: hardly what was meant.
// Not here: which rows conditions are about (mergeConditions.ts).
import type { Condition } from '../plan/plan.ts';
import type { Token } from '../tokens.ts';
import { Unsettled } from './choices.ts';
import type { Frame } from './frame.ts';

const sides = 'Ask for one of the two, or group by what tells them apart.';

/** "damaged and late", "urgent and non-urgent", "with email and without email", "closed minus open". */
export function checkOpposites(conditions: readonly Condition[]): void {
  const known: Condition[] = [];
  for (const condition of conditions) {
    for (const other of known) checkPair(other, condition);
    known.push(condition);
  }
}

function checkPair(one: Condition, other: Condition): void {
  if (one.kind !== 'in' && one.kind !== 'empty') return;
  if (one.kind !== other.kind || JSON.stringify(one.column) !== JSON.stringify(other.column)) return;
  if (one.negated !== other.negated) {
    // Without what another value excludes already: "closed, not open".
    throw new Unsettled(`One row cannot be both, or one of them says nothing. ${sides}`);
  }
  if (one.kind === 'in' && !one.negated) throw new Unsettled('One column cannot have two values at once.');
}

const joint = '(?:and|or|vs|vs\\.|versus|against|compared to|compared with|&|/|,)';
const denials = new RegExp(
  `\\b(with|has|have|is|are|was|were) ${joint} (without|no|not|non|has no|have no|(is|are|was|were) not)\\b`,
);
const twice = new RegExp(`\\b(\\p{L}+)(?: \\p{L}+)? ${joint} (?:with |the )?(?:not|non|non -|no|without) \\1\\b`, 'u');

/** "with and without email": both sides are asked for. */
export function checkBothSides(tokens: readonly Token[]): void {
  const text = tokens.map(({ lower }) => lower).join(' ');
  const found = denials.exec(text) ?? twice.exec(text);
  if (found) throw new Unsettled(`I cannot count both sides at once. ${sides}`, [found[0]]);
}

const degrees =
  /^(high|low|medium|large|small|big|long|short|great|heavy|light|top|bad|good|poor|strong|weak|full|average)$/;

/** "high cost complaints": the cost is high, whatever else "high" may be the value of. */
export function checkDegrees({ frame }: { frame: Frame }): void {
  const measured = [...frame.measures, ...frame.bare.map(({ measure }) => measure), ...frame.by];
  const starts = new Set(measured.flatMap(({ named }) => (named ? [named.from] : [])));
  for (const { cond } of frame.conds) {
    if (cond.kind !== 'values' || cond.column) continue;
    const word = cond.values.find(({ text, to }) => degrees.test(text.toLowerCase()) && starts.has(to));
    if (word)
      throw new Unsettled(`How ${word.text} that is must be said with a number, such as "over 100".`, [word.text]);
  }
}

// Which of the conditions on a finer table are said of the rows that there are none of: "districts without urgent requests by phone".
// Not here: making conditions (settleConditions.ts), putting them together (mergeConditions.ts).
import type { Token } from '../tokens.ts';
import { Unsettled } from './choices.ts';
import type { Located } from './located.ts';

export const placeOf = ({ finer }: Located): string => `${finer?.table.key ?? ''} ${finer?.via ?? ''}`;

export const isDenial = ({ finer, condition, none }: Located): boolean =>
  finer !== undefined && (none === true || (condition.kind === 'related' && condition.negated));

const isOwn = ({ lack, condition }: Located): boolean => lack === true || condition.kind === 'related';

/** Where one condition after another begins to speak of the base again: "but with", "who have". */
const anew =
  /\b(but|however|yet|though)\b|\b(who|and|,) (also )?(with|has|have|had|having|made|got|without|no|not|never)\b/;

/** The denial that a condition is said of, where it is of the denied rows; itself, where it is one. */
export function denialOf(
  cond: Located,
  denials: readonly Located[],
  all: readonly Located[],
  tokens: readonly Token[],
): Located | undefined {
  const here = denials.filter((each) => placeOf(each) === placeOf(cond));
  if (here.length === 0) return undefined;
  const at = cond.at ?? -1;
  const between = (from: number, to: number) =>
    tokens
      .slice(from, to + 1)
      .map(({ lower }) => lower)
      .join(' ');
  const before = here.filter((each) => each !== cond && (each.at ?? -1) <= at).at(-1);
  const said = before ? between((before.at ?? 0) + 1, at + 2) : '';
  if (isDenial(cond)) {
    if (before && !isOwn(cond) && !anew.test(said)) throw new Unsettled('I cannot tell what is denied of what.');
    return cond;
  }
  if (before && anew.test(said)) return undefined;
  if (before && /\band\b|,/.test(between((before.at ?? 0) + 1, at)))
    throw new Unsettled('I cannot tell which of that there is to be none of.');
  if (before) return before;
  // "in 2024, customers without orders": in that year they have none.
  const isSpoken = all.some(
    (each) => each !== cond && !isDenial(each) && placeOf(each) === placeOf(cond) && (each.at ?? -1) <= at,
  );
  const isTime = cond.condition.kind === 'period' || cond.condition.kind === 'weekday';
  if (!isTime || isSpoken) return undefined;
  if (/\b(but|and)\b/.test(between(at, here[0]?.at ?? at)))
    throw new Unsettled('I cannot tell what is denied of what.');
  return here[0];
}

/** "requests that are not urgent" are some that are another thing; "customers who did not order books" ordered none. */
export function deniedAs(tokens: readonly Token[], from: number): 'none' | 'some' | 'either' {
  const last = (back: number) => tokens[from - back]?.lower ?? '';
  if (last(1) === 'non' || (last(1) === '-' && last(2) === 'non')) return 'some';
  const isPlain = last(1) === 'not' && /^(are|is|were|was|that|which|with|have|has|,)$/.test(last(2));
  return isPlain && /^(that|which|with)$/.test(/^(are|is|were|was)$/.test(last(2)) ? last(3) : last(2))
    ? 'either'
    : 'none';
}

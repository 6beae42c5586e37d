// What a denial is about where rows of a finer table are spoken of: "orders that are not cancelled" are rows that are something
// else, "without cancelled orders" says that there is none. And "only" and "all", which say both.
// Not here: making conditions (settleConditions.ts), putting them together (mergeConditions.ts).
import type { Condition } from '../plan/plan.ts';
import type { IndexedTable } from '../schemaIndex.ts';
import { Unsettled } from './choices.ts';
import { deniedAs } from './denials.ts';
import { tablesOf } from './input.ts';
import type { Located } from './located.ts';
import type { Cond } from './pieces.ts';
import type { Named } from './question.ts';
import type { Scope, Way } from './scope.ts';

const lower = ({ tokens }: Scope, at: number): string => tokens[at]?.lower ?? '';

const denying =
  /^(not|non|no|never|other|except|excluding|exclude|outside|besides|ignoring|minus|disregarding|apart|anything|anywhere|leave|leaving|counting|longer|!=|<>|≠|isn't|aren't|wasn't|weren't|hasn't|haven't|hadn't|don't|doesn't|didn't)$/;

/** The finer tables on the way, from the first whose rows are many. */
const finerTables = ({ steps }: Way) => steps.slice(steps.findIndex((step) => step.fansOut)).map(({ to }) => to);

/** Whether a name is one of these tables and not what is asked about. */
const isOf = ({ base }: Scope, named: Named, tables: readonly IndexedTable[]): boolean => {
  const own = tablesOf(named);
  return named.from >= 0 && !own.includes(base) && own.some((table) => tables.includes(table));
};

/** Where the rows of the finer table are named last before `at`. */
const namedBefore = (scope: Scope, way: Way, at: number) =>
  scope.names
    .filter((named) => named.to <= at && isOf(scope, named, finerTables(way)))
    .sort((a, b) => a.to - b.to)
    .at(-1);

/** Of finer rows: that none of them is so; nothing where a denial says that one of them is not so. */
export function noneOf(
  scope: Scope,
  way: Way,
  { lack }: { lack?: true | undefined },
  at: number | undefined,
  end: number,
): { none: true; lack?: true } | undefined {
  if (!way.fansOut) return undefined;
  if (lack) return { none: true, lack };
  return deniesWithin(scope, way, at ?? end, end) ? undefined : { none: true };
}

/** Whether there is a row that is not so (true), or none that is (false), for a denial that is said from `at` to `end`. */
export function deniesWithin(scope: Scope, way: Way, at: number, end: number): boolean {
  const words = scope.tokens.slice(at, end).map((token) => token.lower);
  if (words.some((word) => /^(no|without|never|lack|lacking|lacks|but|neither|nor)$/.test(word))) return false;
  const as = deniedAs(scope.tokens, end);
  // "shops with non-cancelled orders"
  if (as === 'some') return true;
  // "where explicit is false": the denial is the value's.
  if (!words.some((word) => denying.test(word))) return true;
  const named = namedBefore(scope, way, at);
  // In "shops with orders that are not cancelled" the shops may be meant; in "shops have orders that are not cancelled" hardly.
  if (as === 'either') return (named !== undefined && isHad(scope, named.from)) || isChosen(scope, 'not');
  if (!named) return false;
  const between = scope.tokens.slice(named.to, at).map((token) => token.lower);
  if (between.some((word) => /^(but|and|or|,)$/.test(word)) || words[0] === 'and') return false;
  // "shops whose orders are not cancelled": none of them, or some that are not.
  return !isWhose(scope, named.from) || isChosen(scope, named.text);
}

/** One of the two, as the person says. */
const isChosen = ({ chooser }: Scope, text: string): boolean =>
  chooser.choose(
    [true, false].map((value) => ({ value, cost: 0 })),
    text,
  );

const isHad = (scope: Scope, from: number): boolean => /^(have|has|had)$/.test(lower(scope, from - 1));

function isWhose(scope: Scope, from: number): boolean {
  let at = from - 1;
  while (/^(the|own)$/.test(lower(scope, at))) at -= 1;
  return /^(whose|where|their)$/.test(lower(scope, at));
}

const onlyWords = /^(only|solely|exclusively|just|purely|merely)$/;
const opening =
  /^(and|now|but|then|ok|please|show|list|me|if|you|take|taking|filter|to|it|this|that|same|but|for|the)$/;
const allWords = /^(all|every|each|always)$/;

/** "only cancelled orders", "all orders cancelled": there are such rows, and no others. */
function saysNoOther(scope: Scope, located: Located, start: number, at: number): boolean {
  if (!located.finer || located.none) return false;
  const { finer } = located;
  const isFiller = (word: string) =>
    /^(the|a|an|in|from|at|on|of|by|with|as|are|is|was|were|be|been|that|which|ones|to|for|have|has|had|their)$/.test(
      word,
    );
  let before = at - 1;
  while (before >= start && isFiller(lower(scope, before))) before -= 1;
  while (before >= 0 && before < start && isFiller(lower(scope, before))) before -= 1;
  const word = lower(scope, before);
  // "now only web orders" narrows what was asked before.
  const isOpening = scope.tokens.slice(0, before).every(({ lower: each }) => opening.test(each));
  if ((onlyWords.test(word) && !isOpening) || allWords.test(word)) return true;
  const named = scope.names.filter((each) => isOf(scope, each, [finer.table]));
  return named.some(({ from, to }) => {
    let place = from - 1;
    while (/^(the|their|its|of|his|her|our)$/.test(lower(scope, place))) place -= 1;
    return (
      allWords.test(lower(scope, place)) || onlyWords.test(lower(scope, place)) || onlyWords.test(lower(scope, to))
    );
  });
}

/** "with every product" */
export const isOfAll = (scope: Scope, from: number): boolean => {
  const word = lower(scope, lower(scope, from - 1) === 'the' ? from - 2 : from - 1);
  return /^(all|every|each|both)$/.test(word);
};

/** Where a condition says that all rows are so: that there are none that are not. */
export function noOthers(scope: Scope, cond: Cond, found: readonly Located[], at: number): Located[] {
  return found.flatMap((located): Located[] => {
    if (!saysNoOther(scope, located, at, startOf(cond, at))) return [];
    return [
      { ...located, condition: opposite(located.condition, startText(scope, cond, at)), none: true, row: 'others' },
    ];
  });
}

/** A row has one date: two times of it that share no day are of two rows, or of two dates. */
function checkTimes(all: readonly Located[]): void {
  const seen = all.flatMap(({ condition, none, row }) =>
    condition.kind === 'period' && !condition.negated ? [{ ...condition, of: `${none ?? ''} ${row ?? ''}` }] : [],
  );
  for (const one of seen)
    for (const other of seen)
      if (
        one.of === other.of &&
        JSON.stringify(one.column) === JSON.stringify(other.column) &&
        one.to !== undefined &&
        other.from !== undefined &&
        one.to <= other.from
      )
        throw new Unsettled(
          `"${one.text}" and "${other.text}" cannot both be the time of one row. Say "or", or ask one at a time.`,
        );
}

/** "only open orders in 2024": whether the others may be of another year is not said. */
export function checkApart(all: readonly Located[]): void {
  checkTimes(all);
  const apart = all.filter(({ row, none, condition }) => row !== undefined || (none && condition.kind === 'period'));
  for (const { finer, condition, row } of apart) {
    const beside = all.filter(
      (other) =>
        other.finer?.table === finer?.table &&
        !apart.includes(other) &&
        !(other.condition.kind === 'related' && other.condition.where.length === 0),
    );
    const isOther = (each: Located) => row === 'others' || each.condition.kind !== condition.kind;
    if (beside.filter(isOther).length > (row === 'others' ? 1 : 0))
      throw new Unsettled(
        `I cannot tell which ${finer?.table.label ?? 'rows'} are meant by which part. Ask one at a time.`,
      );
  }
}

function startOf(cond: Cond, at: number): number {
  switch (cond.kind) {
    case 'values':
      return Math.min(cond.column?.from ?? Number.POSITIVE_INFINITY, cond.values[0]?.from ?? at);
    case 'flag':
    case 'text':
    case 'literal':
      return cond.column.from;
    case 'period':
      return cond.periods[0]?.span[0] ?? at;
    default:
      return at;
  }
}

const startText = (scope: Scope, cond: Cond, at: number): string => scope.tokens[startOf(cond, at)]?.text ?? '';

/** The rows a condition does not hold of, those without a value among them. */
function opposite(condition: Condition, text: string): Condition {
  switch (condition.kind) {
    case 'in':
    case 'text':
    case 'period':
    case 'weekday':
      return { ...condition, negated: !condition.negated };
    default:
      throw new Unsettled(`I cannot tell which rows "${text}" leaves out. Ask for those that have others.`, [text]);
  }
}

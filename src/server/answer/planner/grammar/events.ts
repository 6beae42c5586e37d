// Verbs that say what the rows of an entity did or what was done with them, where the data tell that by other rows or not at all.
// Not here: tables that are named by their verbs (settle.ts), what a state and its time have to do with each other (settlePeriods.ts).
import type { Condition, Plan } from '../plan/plan.ts';
import { Unsettled } from './choices.ts';
import { mentionsAt } from './input.ts';
import { isPerson } from './people.ts';
import type { Input } from './question.ts';
import { waysTo } from './scope.ts';
import { empty, isGeneral } from './smallWords.ts';
import type { Work } from './work.ts';

/** More than what makes a reading one to ask about. */
const notSure = 4.5;

const quiet = new Set(
  `a an the this these those that is are was were be been being am do does did has having of in on at to from for with into within
  during me us our ours my mine i you your please can could would should what whats whose so ok okay any all its their its his her
  them he she it as also then by and or who which we they people everyone everybody somebody someone anybody anyone actually yet just
  really simply too now thanks respectively only ones one within across among inside throughout up out off over
  show display give list plot draw chart`.split(/\s+/),
);

const acquired = /^(buy|buys|bought|buying|purchase|purchases|purchased|purchasing)$/;

/** What rows of buying are called, where other dated rows belong to the buyer too. */
const acquisitions = new Set(['order', 'sale', 'purchase']);

/** The first verb behind the name of the rows that names nothing in the data: "customers who bought". */
function looseVerb(input: Input, from: number): number {
  return input.tokens.findIndex(({ kind, lower }, at) => {
    const isUp = lower === 'show' && input.tokens[at + 1]?.lower === 'up';
    if (at < from || kind !== 'word' || (quiet.has(lower) && !isUp) || !(empty.has(lower) || isGeneral(lower)))
      return false;
    // "customers have a birthday" and "there are" say only that there is something.
    const next = input.tokens[at + 1]?.lower ?? '';
    if (/^(have|had)$/.test(lower) && !/^(in|on|during|since|before|after|by|until|\d+|)$/.test(next)) return false;
    return mentionsAt(input, at).every(({ value }) => (value.candidates[0]?.score ?? 0) < 70);
  });
}

const startOf = ({ frame, scope }: Work): number => {
  const own = [...frame.subjects.map(({ named }) => named), ...frame.measures.flatMap(({ named }) => named ?? [])].find(
    (named) => named.candidates.some((each) => each.kind === 'table' && each.table === scope.base),
  );
  return own?.to ?? Number.POSITIVE_INFINITY;
};

/** An entity: its rows have names, and other rows belong to them. */
const isEntity = ({ scope: { base, index } }: Work): boolean =>
  base.nameColumn !== undefined && index.links.some(({ to }) => to === base);

/** "customers who bought" are likely those of the one table of what they did: the person is asked. */
export function takeAcquired(work: Work): void {
  const { input, scope, conds } = work;
  if (!isEntity(work)) return;
  const at = looseVerb(input, startOf(work));
  const verb = input.tokens[at];
  if (!verb || !acquired.test(verb.lower)) return;
  const dated = scope.index.links.filter(
    ({ from, to }) => to === scope.base && from.columns.some(({ role }) => role === 'date'),
  );
  const likely = dated.filter(({ from }) => from.words.some((word) => acquisitions.has(word)));
  const [only, ...others] = likely.length > 0 ? likely : dated;
  if (!only || others.length > 0 || !waysTo(scope, only.from).some((way) => way.fansOut)) return;
  const candidates = [{ kind: 'table' as const, table: only.from, score: 100 }];
  const named = { text: verb.text, from: at, to: at + 1, candidates };
  conds.push({ cond: { kind: 'empty', named, negated: true }, at });
  scope.chooser.add(notSure);
}

/** "customers who came in 2024": when they came need not be the day that the rows of customers have. */
export function checkVerbs(work: Work, plan: Plan): void {
  const { input, scope, frame } = work;
  if (!isEntity(work)) return;
  const own = plan.filters.flatMap(periodsOf).filter((column) => column.table === scope.base.key);
  if (own.length === 0 || work.dates.hint) return;
  if (frame.conds.some(({ cond }) => cond.kind === 'period' && cond.column)) return;
  const verb = input.tokens[looseVerb(input, startOf(work))];
  if (!verb) return;
  const words = scope.base.columns.flatMap((column) =>
    own.some((each) => each.column === column.name) ? column.words : [],
  );
  const isSaid = words.some((word) => word.length > 2 && (verb.stem.startsWith(word) || word.startsWith(verb.stem)));
  if (!isSaid) scope.chooser.add(notSure);
}

const periodsOf = (filter: Condition): { table: string; column: string }[] =>
  filter.kind === 'period'
    ? [filter.column]
    : filter.kind === 'any' || filter.kind === 'all'
      ? filter.of.flatMap(periodsOf)
      : [];

const events =
  /^(sold|used|bought|rented|spent|moved|carried|kept|held|given|handled|served|hired|worn|eaten|visited)$/;

/** "how many bikes were used": that is told by other rows than the bikes. */
export function checkEvents({ input, scope }: Work, plan: Plan): void {
  if (!plan.measures.some(({ fn, column }) => fn === 'count' && !column) && plan.kind !== 'list') return;
  // "how many people work there": nobody counted is a work.
  if (/\b(how many|number of) (people|persons|folks)\b/i.test(input.text) && !isPerson(scope.base))
    throw new Unsettled('I cannot tell who is meant.', ['people']);
  const hasFiner = scope.index.links.some(({ to }) => to === scope.base);
  const at = input.tokens.findIndex(
    (token, place) =>
      events.test(token.lower) && /^(was|were|been|are|is|get|got|being)$/.test(input.tokens[place - 1]?.lower ?? ''),
  );
  // "hired", where the rows have a day they were hired on.
  const isDated = mentionsAt(input, at).some(({ value }) =>
    value.candidates.some(
      (each) => each.kind === 'column' && each.column.role === 'date' && each.column.table === scope.base,
    ),
  );
  if (
    hasFiner &&
    at >= 0 &&
    !isDated &&
    mentionsAt(input, at).every(({ value }) => (value.candidates[0]?.score ?? 0) < 80)
  )
    throw new Unsettled(`I cannot tell what "${input.tokens[at]?.text ?? ''}" means for the ${scope.base.label}.`, [
      input.tokens[at]?.text ?? '',
    ]);
}

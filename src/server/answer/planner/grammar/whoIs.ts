// "who is on the Payments team" asks for people, whatever else is named.
// Not here: who did most (persons.ts, rankings.ts).
import type { Plan } from '../plan/plan.ts';
import type { IndexedTable } from '../schemaIndex.ts';
import { Unsettled } from './choices.ts';
import type { Frame } from './frame.ts';
import { isPerson } from './people.ts';
import type { Input } from './question.ts';
import { ownCost } from './scope.ts';
import type { Work } from './work.ts';

/** Several people, of whom none is one. */
const several =
  /^(team|group|crew|family|household|company|department|organi[sz]ation|firm|club|band|squad|committee|office)$/;

const isOne = (table: IndexedTable): boolean => isPerson(table) && !table.words.some((word) => several.test(word));

/** "who is" may have been read as joining a condition to rows in front, of which there are none. */
const asksWho = (frame: Frame, { tokens }: Input): boolean =>
  tokens[0]?.lower === 'who' &&
  /^(is|are|was|were)$/.test(tokens[1]?.lower ?? '') &&
  !frame.ranking &&
  !frame.latest &&
  frame.measures.length + frame.groups.length === 0;

/** People that may be meant where none of the names is one of people. */
export const peopleFor = (frame: Frame, input: Input, named: readonly IndexedTable[]): IndexedTable[] =>
  asksWho(frame, input) && !named.some(isOne)
    ? input.index.tables.filter((table) => isOne(table) && table.nameColumn)
    : [];

/** As if they had been named. */
export function namePeople(work: Work): void {
  const { frame, input, scope, open } = work;
  if (!asksWho(frame, input) || !isOne(scope.base)) return;
  if ([...open].some(({ named }) => ownCost(scope, named) !== undefined)) return;
  const candidates = [{ kind: 'table' as const, table: scope.base, score: 100 }];
  open.add({ named: { text: scope.base.label, from: -1, to: -1, candidates }, at: -1 });
}

export function checkWho({ frame, input, scope }: Work, plan: Plan): void {
  if (asksWho(frame, input) && plan.kind === 'list' && !isOne(scope.base))
    throw new Unsettled('I cannot tell who is meant.', ['who']);
}

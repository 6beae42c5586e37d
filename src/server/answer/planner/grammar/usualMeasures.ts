// By what a ranking goes where that is not said: by the rows of what is ranked, by what these hold, by what an adjective speaks of.
// Not here: rankings (rankings.ts).
import { type Option, Unsettled } from './choices.ts';
import type { Ranking } from './frame.ts';
import { isNumeric, tablesOf } from './input.ts';
import { hinted } from './lists.ts';
import type { MeasureDraft } from './pieces.ts';
import type { Named } from './question.ts';
import { isTable, ownCost, seenFrom } from './scope.ts';
import type { Work } from './work.ts';

/** "top 5 customers": by the number of the rows that belong to them, or by what these hold, for the person to say. */
export function anyMeasure({ scope }: Work, named: Named): MeasureDraft | undefined {
  const { base, tokens } = scope;
  const isOwn = ownCost(scope, named) !== undefined;
  // "which products sell the most" asks for no price.
  const isDone = tokens.some(({ lower }) => lower === 'most' || lower === 'least');
  const sums = base.columns.filter(
    (column) =>
      column.role === 'measure' &&
      isNumeric(column) &&
      (!column.averaged || (column.words.includes('price') && !(isOwn && isDone))),
  );
  const nearby = seenFrom(scope, named, isTable).filter(({ value }) => !value.way.fansOut);
  const steps = Math.min(...nearby.map(({ value }) => value.way.steps.length));
  if (!Number.isFinite(steps)) return undefined;
  const as = (candidate: Named['candidates'][number], text: string): Named => ({
    text,
    from: 0,
    to: 0,
    candidates: [candidate],
  });
  const options: Option<MeasureDraft>[] = sums.map((column) => ({
    value: { named: as({ kind: 'column', column, score: 100 }, column.label) },
    // The total of prices is meant less often.
    cost: column.averaged ? 0.05 : 0,
  }));
  // Of the rows right below it is their number that matters, of those below them what they hold.
  if (!isOwn && steps === 1)
    options.push({
      value: { fn: 'count', named: as({ kind: 'table', table: base, score: 100 }, base.label) },
      cost: 0,
    });
  if (options.length === 0) return undefined;
  // Even the only one would be a guess.
  scope.chooser.add(0.5);
  return scope.chooser.choose(options, named.text);
}

/** "the most expensive products" of a table with one price. */
export function hintedMeasure(work: Work, ranking: Ranking, named: Named): MeasureDraft | undefined {
  const { scope } = work;
  // "the cheapest product" is told by the products' own price, and not by what they were sold for.
  const [own] = ranking.hint ? tablesOf(named) : [];
  if (own && own !== scope.base && hinted(own.columns, ranking.hint))
    throw new Unsettled('That is told by the rows themselves.');
  if (!tablesOf(named).includes(scope.base) || !ranking.hint) return undefined;
  const column = hinted(scope.base.columns, ranking.hint);
  if (!column) return undefined;
  return { named: { text: column.label, from: 0, to: 0, candidates: [{ kind: 'column', column, score: 100 }] } };
}

// The pieces of a question sorted by what they do, and what their neighbours say about them.
// Not here: which columns are meant (scope.ts), the plan (settle.ts).

import type { Measure, Plan } from '../plan/plan.ts';
import { Unsettled } from './choices.ts';
import type { Cond, Dim, Direction, Fn, MeasureDraft, Piece, Placed, Word } from './pieces.ts';
import type { Named } from './question.ts';

export const newestOfWhat =
  'The first or last of what? I can list the newest or oldest rows of a table, or give the earliest or latest date by a group, but not the first or last row of each group.';

export interface Subject {
  named: Named;
  n?: number | undefined;
  at: number;
}

export interface Ranking {
  direction: Direction;
  n?: number | undefined;
  /** "top 5 ...", "5 best ...": asks for so many; "the highest ..." for the first. */
  listed: boolean;
  /** "top 5 customers": by what may be asked back. What is best must be said. */
  isTop?: boolean;
  isOpinion?: boolean;
  by?: MeasureDraft | undefined;
  hint?: readonly string[] | undefined;
  at: number;
}

export interface Frame {
  measures: MeasureDraft[];
  /** Columns of numbers that are only named: measured, listed or ranked by, as the rest says. */
  bare: { measure: MeasureDraft; at: number }[];
  subjects: Subject[];
  groups: { dim: Dim; each: boolean; per: boolean; at: number; done?: true | undefined }[];
  conds: { cond: Cond; at: number }[];
  ranking?: Ranking | undefined;
  order?:
    | { direction?: Direction | undefined; named?: Named | undefined; hint?: readonly string[] | undefined }
    | undefined;
  latest?: { direction: Direction; n?: number | undefined; at: number; word: string } | undefined;
  chart?: Plan['chart'];
  as?: Measure['as'];
  fn?: Fn | undefined;
  /** Said in front of what it is of. */
  nearFn?: Fn | undefined;
  steps?: number | undefined;
  histogram: boolean;
  rankedGrain?: Dim | undefined;
  /** Rows are counted by steps of a number. */
  isBinned?: boolean;
  by: MeasureDraft[];
  words: ReadonlySet<Word>;
  follows: string[];
  via: Named[];
  /** Where a count without a name stands. */
  rowsAt: number;
}

/** Sorts the pieces; throws where two of them contradict each other. */
export function frameOf(placed: readonly Placed[]): Frame {
  const words = new Set<Word>();
  const frame: Frame = {
    measures: [],
    bare: [],
    subjects: [],
    groups: [],
    conds: [],
    histogram: false,
    by: [],
    words,
    follows: [],
    via: [],
    rowsAt: -1,
  };
  for (const { piece, from } of placed) put(frame, words, piece, from);
  // "priority 1 orders" are those of priority 1, and no one order.
  for (const { n, at, named } of frame.subjects)
    if (n !== undefined && at < named.from && isBehindColumn(frame, at))
      throw new Unsettled(`I cannot tell what the ${n} is.`, [String(n)]);
  const isGrowth = frame.as === 'growth' || frame.measures.some((measure) => measure.as === 'growth');
  // "from 2023 to 2024" is two periods only for what grew between them.
  const hasGrain = frame.groups.some(({ dim }) => dim.kind === 'grain');
  if (isGrowth && hasGrain && frame.conds.some(({ cond }) => cond.kind === 'period' && cond.versus))
    throw new Unsettled('Growth by period needs no second period.');
  if (!isGrowth && frame.conds.some(({ cond }) => cond.kind === 'period' && cond.pair))
    throw new Unsettled('A range is one period.');
  const loose = frame.conds.find(({ cond }) => cond.kind === 'bound' && cond.loose && !cond.hint);
  const bounds = frame.conds.filter(({ cond }) => cond.kind === 'bound');
  const table = frame.subjects.find(({ named }) => named.to === loose?.at && named.candidates[0]?.kind === 'table');
  if (loose && (bounds.length > 1 || !table)) throw new Unsettled('I cannot tell what is limited.');
  const isSaid =
    loose !== undefined && frame.bare.some(({ measure, at }) => at < loose.at && (measure.named?.to ?? 0) === loose.at);
  if (loose?.cond.kind === 'bound' && (frame.groups.length > 0 || loose.cond.bound.op === '=' || isSaid))
    throw new Unsettled('I cannot tell what is limited.', [String(loose.cond.bound.value)]);
  return frame;
}

const isBehindColumn = ({ bare, measures, subjects }: Frame, at: number): boolean =>
  [...measures, ...bare.map(({ measure }) => measure)].some(({ named }) => named?.to === at) ||
  subjects.some(({ named }) => named.to === at && named.candidates[0]?.kind === 'column');

function put(frame: Frame, words: Set<Word>, piece: Piece, at: number): void {
  switch (piece.kind) {
    case 'measure':
      if (piece.measure.fn === 'count' && !piece.measure.named) frame.rowsAt = at;
      if (piece.bare) frame.bare.push({ measure: piece.measure, at });
      else frame.measures.push(piece.measure);
      return;
    case 'subject':
      frame.subjects.push({ named: piece.named, n: piece.n, at });
      return;
    case 'group':
      for (const dim of piece.dims)
        frame.groups.push({ dim, each: piece.each, per: piece.per === true, at, done: piece.done });
      return;
    case 'cond':
      frame.conds.push({ cond: piece.cond, at });
      return;
    case 'rank':
      rankBy(frame, {
        direction: piece.direction,
        n: piece.n,
        listed: true,
        isTop: !piece.isOpinion,
        isOpinion: piece.isOpinion,
        at,
      });
      return;
    case 'super':
      rankBy(frame, {
        direction: piece.direction,
        n: piece.n,
        listed: piece.n !== undefined,
        by: piece.measure,
        hint: piece.hint,
        at,
      });
      return;
    case 'order':
      if (frame.order) throw new Unsettled('I can sort by one thing only.');
      frame.order = { direction: piece.direction, named: piece.named, hint: piece.hint };
      return;
    case 'latest':
      if (frame.latest) throw new Unsettled(newestOfWhat);
      frame.latest = { direction: piece.direction, n: piece.n, at, word: piece.word };
      return;
    case 'chart':
      if (piece.chart !== 'any' || frame.chart === undefined) frame.chart = piece.chart;
      return;
    case 'as':
      // "by how many percent did it grow": the percent is only how growth is said.
      if (frame.as === undefined || frame.as === 'share') frame.as = piece.as;
      else if (frame.as !== piece.as && piece.as !== 'share')
        throw new Unsettled('Growth and a running total do not go together.');
      return;
    case 'fn':
      if (!piece.isFar && frame.nearFn !== undefined && frame.nearFn !== piece.fn)
        throw new Unsettled('An average of totals, or a total of averages, is more than I can answer.');
      if (!piece.isFar) frame.nearFn = piece.fn;
      if (frame.fn !== undefined && frame.fn !== piece.fn && piece.fn !== 'sum') frame.fn = piece.fn;
      frame.fn ??= piece.fn;
      return;
    case 'steps':
      frame.steps = piece.width;
      return;
    case 'histogram':
      frame.histogram = true;
      return;
    case 'by':
      frame.by.push(piece.measure);
      return;
    case 'rankedGrain':
      frame.rankedGrain = piece.dim;
      return;
    case 'via':
      frame.via.push(piece.named);
      return;
    case 'follow':
      frame.follows.push(piece.word);
      return;
    case 'word':
      words.add(piece.word);
      return;
  }
}

function rankBy(frame: Frame, ranking: Ranking): void {
  const known = frame.ranking;
  if (!known) {
    frame.ranking = ranking;
    return;
  }
  // "top 3 ... with the highest revenue": one says how many, the other by what.
  const merged = known.direction === ranking.direction && (known.by === undefined || ranking.by === undefined);
  if (!merged || (known.n !== undefined && ranking.n !== undefined))
    throw new Unsettled('I can rank by one thing only.');
  frame.ranking = {
    ...known,
    isOpinion: known.isOpinion === true && ranking.isOpinion === true,
    n: known.n ?? ranking.n,
    by: known.by ?? ranking.by,
    hint: known.hint ?? ranking.hint,
    listed: known.listed || ranking.listed,
  };
}

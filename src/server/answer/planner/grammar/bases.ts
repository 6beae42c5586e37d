// The tables a question may be about: those of its names, and those below them where a ranking says nothing more.
// Not here: trying them (read.ts).

import type { IndexedTable, SchemaIndex } from '../schemaIndex.ts';
import type { Frame } from './frame.ts';
import type { Input, Named } from './question.ts';

import { peopleFor } from './whoIs.ts';
import { namesOf } from './work.ts';

/** Tables that a frame may be about. */
export function basesFor(frame: Frame, input: Input): IndexedTable[] {
  const { index } = input;
  const names: Named[] = [
    ...[...frame.measures, ...frame.bare.map(({ measure }) => measure), ...frame.by].flatMap((measure) => [
      ...(measure.named ? [measure.named] : []),
      ...(measure.per?.named ? [measure.per.named] : []),
    ]),
    ...(frame.ranking?.by?.named ? [frame.ranking.by.named] : []),
    ...frame.subjects.map(({ named }) => named),
    ...frame.groups.flatMap(({ dim }) => ('named' in dim && dim.named ? [dim.named] : [])),
    ...frame.conds.flatMap(({ cond }) => namesOf(cond)),
  ];
  const found = new Map<IndexedTable, number>();
  for (const named of names)
    for (const candidate of named.candidates) {
      const table = candidate.kind === 'table' ? candidate.table : candidate.column.table;
      found.set(table, Math.max(found.get(table) ?? 0, candidate.score));
    }
  // "How many rows are there?": of the only table, or of which?
  if (found.size === 0 && (frame.rowsAt >= 0 || frame.words.has('rows'))) return index.tables.slice(0, 8);
  const named = [...found].sort((a, b) => b[1] - a[1]).map(([table]) => table);
  const isBare =
    frame.ranking &&
    !frame.ranking.by &&
    frame.by.length + frame.measures.length + frame.bare.length + frame.groups.length === 0;
  return [...named, ...peopleFor(frame, input, named), ...(isBare ? below(index, named) : [])].slice(0, 16);
}

/** Tables whose rows belong to rows of these, and the rows below them. */
function below(index: SchemaIndex, tables: readonly IndexedTable[]): IndexedTable[] {
  const under = (above: readonly IndexedTable[]) =>
    index.links.filter(({ to }) => above.includes(to)).map(({ from }) => from);
  const children = under(tables);
  return [...new Set([...children, ...under(children)])].filter((table) => !tables.includes(table));
}

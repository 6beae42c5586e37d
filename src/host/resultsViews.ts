// How results were looked at last: order, filters and widths, in the workspace's memory, for so many results.
// Not here: the rows, which stay on the server.
import * as v from 'valibot';
import { type ResultView, resultViewSchema } from '../bridge/results.ts';

const keptResults = 100;
const name = 'resultViews';
const stored = v.array(v.tuple([v.string(), resultViewSchema]));

interface Memento {
  get<T>(key: string): T | undefined;
  update(key: string, value: unknown): PromiseLike<void>;
}

export interface ResultViews {
  get(resultId: string): ResultView | null;
  set(resultId: string, view: ResultView): void;
}

/** What cannot be read, of an older version for example, counts as none. */
export function createResultViews(memento: Memento): ResultViews {
  const read = v.safeParse(stored, memento.get<unknown>(name));
  const views = new Map<string, ResultView>(read.success ? read.output : []);
  return {
    get: (resultId) => views.get(resultId) ?? null,
    set(resultId, view) {
      views.delete(resultId);
      views.set(resultId, view);
      void memento.update(name, [...views].slice(-keptResults));
    },
  };
}

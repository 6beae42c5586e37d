// The values of a text column by what a question may call them: folded, and with umlauts written out.
// Not here: reading the values (tableProfile.ts), finding a phrase among them (entities.ts).
import { setImmediate } from 'node:timers/promises';
import { foldUmlauts } from './fold.ts';
import { normalise } from './tokens.ts';

type Groups = Map<string, string[]>;

/** Values folded before anybody else has a turn: a few milliseconds. */
const valuesAtOnce = 1_000;
const grouped = new WeakMap<readonly string[], Groups>();
const umlauts = new WeakMap<ReadonlyMap<string, string[]>, Groups>();

/** Folded value -> the spellings it has, made now when it was not made before. */
export function groupValues(values: readonly string[]): Groups {
  const groups = grouped.get(values) ?? groupsOf(values.values());
  grouped.set(values, groups);
  return groups;
}

/** Values with umlauts by how they are written without: `koeln` for Köln. */
export function umlautsOf(groups: ReadonlyMap<string, string[]>): ReadonlyMap<string, string[]> {
  const made = umlauts.get(groups) ?? writtenOut([...groups.values()].flat());
  umlauts.set(groups, made);
  return made;
}

/** Makes both for many columns, a little at a time, so that nobody waits for it. */
export async function prepareGroups(columns: Iterable<readonly string[]>): Promise<void> {
  for (const values of columns) {
    if (grouped.has(values)) continue;
    const groups: Groups = new Map();
    const written: Groups = new Map();
    for (let at = 0; at < values.length; at += valuesAtOnce) {
      const some = values.slice(at, at + valuesAtOnce);
      groupsOf(some.values(), groups);
      writtenOut(some, written);
      await setImmediate();
    }
    grouped.set(values, groups);
    umlauts.set(groups, written);
  }
}

function groupsOf(values: Iterable<string>, groups: Groups = new Map()): Groups {
  for (const value of values) add(groups, normalise(value), value);
  return groups;
}

function writtenOut(values: Iterable<string>, groups: Groups = new Map()): Groups {
  for (const value of values) {
    const written = foldUmlauts(value);
    if (written !== undefined) add(groups, normalise(written), value);
  }
  return groups;
}

function add(groups: Groups, key: string, value: string): void {
  const known = groups.get(key);
  if (known) known.push(value);
  else groups.set(key, [value]);
}

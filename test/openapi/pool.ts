// What the fuzzer knows to exist: ids seen in answers, with whose they are; and those that are gone.
// Not here: which answers they are read from (learn.ts), which requests they are put into (request.ts).
import type { Chance } from './chance.ts';

export const kinds = [
  'chat',
  'message',
  'query',
  'memory',
  'rule',
  'visualization',
  'result',
  'upload',
  'integration',
] as const;
export type Kind = (typeof kinds)[number];

export interface Known {
  kind: Kind;
  id: string;
  /** The member it belongs to; undefined: everybody's. */
  owner: string | undefined;
  /** Of messages, uploads, visualizations and results. */
  chat?: string;
  /** Of messages. */
  role?: 'user' | 'assistant';
  /** Of uploads: where it can be read with no token. */
  link?: string;
  /** Of saved queries: the names it needs values for. */
  parameters?: readonly string[];
}

export interface Pool {
  add(known: Known): void;
  /** It is gone, and what was in it too. */
  remove(kind: Kind, id: string): void;
  of(kind: Kind, owner?: string): Known[];
  find(kind: Kind, id: string): Known | undefined;
  /** One of that member's, one that is everybody's, or undefined. */
  own(chance: Chance, kind: Kind, member: string): Known | undefined;
  foreign(chance: Chance, kind: Kind, member: string): Known | undefined;
  gone(chance: Chance, kind: Kind): string | undefined;
}

const rememberedGone = 50;

export function createPool(): Pool {
  const known = new Map<Kind, Map<string, Known>>(kinds.map((kind) => [kind, new Map()]));
  const gone = new Map<Kind, string[]>(kinds.map((kind) => [kind, []]));
  const all = (kind: Kind) => known.get(kind) ?? new Map<string, Known>();
  const of: Pool['of'] = (kind, owner) => [...all(kind).values()].filter((each) => !owner || each.owner === owner);

  return {
    add(item) {
      if (!gone.get(item.kind)?.includes(item.id))
        all(item.kind).set(item.id, { ...all(item.kind).get(item.id), ...item });
    },
    remove(kind, id) {
      all(kind).delete(id);
      const ids = gone.get(kind) ?? [];
      gone.set(kind, [...ids, id].slice(-rememberedGone));
      if (kind !== 'chat') return;
      for (const inside of ['message', 'visualization', 'result', 'upload'] as const)
        for (const each of of(inside)) if (each.chat === id) all(inside).delete(each.id);
    },
    of,
    find: (kind, id) => all(kind).get(id),
    own: (chance, kind, member) =>
      chance.maybe(of(kind).filter(({ owner }) => owner === undefined || owner === member)),
    foreign: (chance, kind, member) =>
      chance.maybe(of(kind).filter(({ owner }) => owner !== undefined && owner !== member)),
    gone: (chance, kind) => chance.maybe(gone.get(kind) ?? []),
  };
}

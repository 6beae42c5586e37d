// A kept index as text: where it is from, then a line for what is known of each table, then one for each column's values, so that
// reading and writing it stop for others after each line. Not here: the files (indexCache.ts).
import { setImmediate } from 'node:timers/promises';
import * as v from 'valibot';
import type { TableProfile } from './schemaIndex.ts';

const version = 5;

const pairs = <T extends v.GenericSchema>(item: T) => v.array(v.tuple([v.string(), item]));
const range = v.object({
  min: v.number(),
  max: v.number(),
  yearMonths: v.optional(v.boolean()),
  running: v.optional(v.boolean()),
});
const headSchema = v.object({ version: v.literal(version), origin: v.string() });
const bodySchema = v.object({
  /** By the key of the table. */
  profiles: pairs(
    v.object({
      unique: v.array(v.string()),
      distinct: pairs(v.number()),
      ranges: pairs(range),
      dateFormats: pairs(v.string()),
      sameDays: pairs(v.string()),
      rows: v.optional(v.number()),
      isSampled: v.optional(v.boolean()),
    }),
  ),
  links: v.array(
    v.object({
      from: v.string(),
      fromColumns: v.array(v.string()),
      to: v.string(),
      toColumns: v.array(v.string()),
      isTotal: v.optional(v.boolean()),
    }),
  ),
  /** Lines of values that follow. */
  columns: v.number(),
});
const columnSchema = v.tuple([v.string(), v.string(), v.array(v.string())]);
type Body = v.InferOutput<typeof bodySchema>;

export interface KeptIndex {
  /** By the key of the table. */
  profiles: Map<string, TableProfile>;
  /** Tables by their keys. */
  links: Body['links'];
}

/** The lines of a file, each with its end. */
export async function linesOf({ profiles, links }: KeptIndex, origin: string): Promise<string[]> {
  const lines: string[] = [];
  for (const [key, { values }] of profiles) {
    for (const [name, texts] of values) {
      lines.push(`${JSON.stringify([key, name, texts])}\n`);
      await setImmediate();
    }
  }
  const plain = [...profiles].map(([key, profile]): Body['profiles'][number] => [
    key,
    {
      unique: [...profile.unique],
      distinct: [...profile.distinct],
      ranges: [...(profile.ranges ?? [])],
      dateFormats: [...(profile.dateFormats ?? [])],
      sameDays: [...(profile.sameDays ?? [])],
      ...(profile.rows === undefined ? {} : { rows: profile.rows }),
      ...(profile.isSampled ? { isSampled: true } : {}),
    },
  ]);
  const head: v.InferOutput<typeof headSchema> = { version, origin };
  const body: Body = { profiles: plain, links, columns: lines.length };
  return [`${JSON.stringify(head)}\n`, `${JSON.stringify(body)}\n`, ...lines];
}

/** Which data a file that begins so is about; undefined where that is not said. */
export function originOf(beginning: string): string | undefined {
  const [line = ''] = beginning.split('\n', 1);
  try {
    const head = v.safeParse(headSchema, JSON.parse(line));
    return head.success ? head.output.origin : undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

/** Undefined where the text is something else. Throws a SyntaxError where a line is cut short. */
export async function parseKept(text: Buffer): Promise<KeptIndex | undefined> {
  const lines = linesIn(text);
  if (originOf(lines.next().value ?? '') === undefined) return undefined;
  const body = v.safeParse(bodySchema, JSON.parse(lines.next().value ?? ''));
  if (!body.success) return undefined;
  const profiles = new Map(body.output.profiles.map(([key, profile]) => [key, revived(profile)]));
  let read = 0;
  for (const line of lines) {
    const column = v.safeParse(columnSchema, JSON.parse(line));
    if (!column.success) return undefined;
    const [key, name, values] = column.output;
    profiles.get(key)?.values.set(name, values);
    read += 1;
    await setImmediate();
  }
  return read === body.output.columns ? { profiles, links: body.output.links } : undefined;
}

/** A line at a time becomes text, and not all of a file at once. */
function* linesIn(text: Buffer): Generator<string, undefined> {
  let from = 0;
  for (let to = text.indexOf(10); to >= 0; to = text.indexOf(10, from)) {
    yield text.toString('utf8', from, to);
    from = to + 1;
  }
  return undefined;
}

function revived({ rows, isSampled, ...profile }: Body['profiles'][number][1]): TableProfile {
  return {
    unique: new Set(profile.unique),
    distinct: new Map(profile.distinct),
    values: new Map(),
    ranges: new Map(
      profile.ranges.map(([name, { min, max, yearMonths, running }]) => [
        name,
        {
          min,
          max,
          ...(yearMonths === undefined ? {} : { yearMonths }),
          ...(running === undefined ? {} : { running }),
        },
      ]),
    ),
    dateFormats: new Map(profile.dateFormats),
    sameDays: new Map(profile.sameDays),
    ...(rows === undefined ? {} : { rows }),
    ...(isSampled ? { isSampled } : {}),
  };
}

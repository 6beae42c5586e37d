// What was read of large data, kept on disk beside the engine's own cache, so that the next server need not read it again.
// Not here: making it (buildIndex.ts). A file that is broken or of other data counts as none.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { TableProfile } from './schemaIndex.ts';

const version = 2;
const maxFiles = 20;
const maxBytes = 80_000_000;

const pairs = <T extends v.GenericSchema>(item: T) => v.array(v.tuple([v.string(), item]));
const range = v.object({ min: v.number(), max: v.number(), yearMonths: v.optional(v.boolean()) });
const storedSchema = v.object({
  version: v.literal(version),
  /** By the key of the table. */
  profiles: pairs(
    v.object({
      unique: v.array(v.string()),
      distinct: pairs(v.number()),
      values: pairs(v.array(v.string())),
      ranges: pairs(range),
      dateFormats: pairs(v.string()),
      sameDays: pairs(v.string()),
      rows: v.number(),
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
});
type Stored = v.InferOutput<typeof storedSchema>;

export interface KeptIndex {
  /** By the key of the table. */
  profiles: Map<string, TableProfile>;
  /** Tables by their keys. */
  links: Stored['links'];
}

/** `signature` says what the data is, and changes when it does. */
export interface IndexCache {
  read(signature: string): Promise<KeptIndex | undefined>;
  /** Rejects where the folder cannot be written. */
  write(signature: string, kept: KeptIndex): Promise<void>;
}

export function createIndexCache(directory: string): IndexCache {
  const folder = path.join(directory, 'indexes');
  const fileOf = (signature: string) =>
    path.join(folder, `${createHash('sha256').update(signature).digest('hex').slice(0, 40)}.json`);

  async function prune(): Promise<void> {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
    if (names.length <= maxFiles) return;
    const files = await Promise.all(
      names.map(async (name) => ({ file: path.join(folder, name), at: (await stat(path.join(folder, name))).mtimeMs })),
    );
    const old = files.sort((a, b) => b.at - a.at).slice(maxFiles);
    await Promise.all(old.map(({ file }) => rm(file, { force: true })));
  }

  return {
    async read(signature) {
      const file = fileOf(signature);
      try {
        if ((await stat(file)).size > maxBytes) return undefined;
        const parsed = v.safeParse(storedSchema, JSON.parse(await readFile(file, 'utf8')));
        return parsed.success ? revived(parsed.output) : undefined;
      } catch (cause) {
        // Not there, cut short, or not ours to read: what it would say is read from the data.
        if (cause instanceof SyntaxError || (cause instanceof Error && 'code' in cause)) return undefined;
        throw cause;
      }
    },
    async write(signature, kept) {
      const text = JSON.stringify(plainOf(kept));
      if (text.length > maxBytes / 2) return;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const unfinished = path.join(folder, `${randomUUID()}.part`);
      try {
        await writeFile(unfinished, text, { mode: 0o600 });
        await rename(unfinished, fileOf(signature));
      } catch (cause) {
        await rm(unfinished, { force: true });
        throw cause;
      }
      await prune();
    },
  };
}

function plainOf({ profiles, links }: KeptIndex): Stored {
  const plain = [...profiles].map(([key, profile]): Stored['profiles'][number] => [
    key,
    {
      unique: [...profile.unique],
      distinct: [...profile.distinct],
      values: [...profile.values],
      ranges: [...(profile.ranges ?? [])],
      dateFormats: [...(profile.dateFormats ?? [])],
      sameDays: [...(profile.sameDays ?? [])],
      rows: profile.rows ?? 0,
    },
  ]);
  return { version, profiles: plain, links };
}

function revived({ profiles, links }: Stored): KeptIndex {
  const made = profiles.map(([key, profile]): [string, TableProfile] => [
    key,
    {
      unique: new Set(profile.unique),
      distinct: new Map(profile.distinct),
      values: new Map(profile.values),
      ranges: new Map(
        profile.ranges.map(([name, { min, max, yearMonths }]) => [
          name,
          { min, max, ...(yearMonths === undefined ? {} : { yearMonths }) },
        ]),
      ),
      dateFormats: new Map(profile.dateFormats),
      sameDays: new Map(profile.sameDays),
      rows: profile.rows,
    },
  ]);
  return { profiles: new Map(made), links };
}

// How long snapshots are kept: a day, and so many bytes of each member; and that no file is left that no result has.
// Not here: making them (making.ts).
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { StoredResult } from '../store/results.ts';
import type { Store } from '../store/store.ts';

export interface KeepingParts {
  directory: string;
  store: Pick<Store, 'results'>;
  /** Lets go of a file that is about to go. */
  release(file: string): Promise<void>;
  clock: Clock;
  log: Log;
  bounds: KeepingBounds;
}

export interface KeepingBounds {
  keepMs: number;
  /** Of all snapshots of a member. */
  maxMemberBytes: number;
}

/** A file that is still being made is younger. */
const staleMs = 3_600_000;
const unshownMs = 24 * 3_600_000;

export type Keeping = ReturnType<typeof createKeeping>;

export function createKeeping({ directory, store: { results }, release, clock, log, bounds }: KeepingParts) {
  async function remove(file: string): Promise<void> {
    const whole = path.join(directory, file);
    try {
      await release(whole);
      await rm(whole, { force: true, maxRetries: 3, retryDelay: 20 });
    } catch (cause) {
      // Swept at a later time.
      log('warn', 'results.remove.failed', { cause });
    }
  }

  async function drop({ id, snapshot }: StoredResult): Promise<void> {
    if (!snapshot) return;
    results.lost(id, snapshot.file);
    await remove(snapshot.file);
  }

  return {
    isExpired: ({ keptAt }: StoredResult) => keptAt === null || clock.now() - keptAt >= bounds.keepMs,

    /** Takes the snapshots used longest ago from a member who has too much, but never the one just made. */
    async trim({ id, memberId }: StoredResult): Promise<void> {
      const kept = results.keptOf(memberId);
      let bytes = kept.reduce((sum, { snapshot }) => sum + (snapshot?.bytes ?? 0), 0);
      for (const each of kept) {
        if (bytes <= bounds.maxMemberBytes) return;
        if (each.id === id) continue;
        bytes -= each.snapshot?.bytes ?? 0;
        await drop(each);
      }
    },

    drop,

    /** Removes the files of results that are gone, with their chat or message. */
    async tidy(): Promise<void> {
      const names = await readdir(directory).catch(() => []);
      for (const name of names) {
        const id = /^(\w+)-\w+\.duckdb$/.exec(name)?.[1];
        if (id === undefined) continue;
        const current = results.byId(id);
        // One that was just made may not be stored yet.
        const isOld = current?.snapshot?.file !== name && (await isStale(path.join(directory, name)));
        if (!current || isOld) await remove(name);
      }
    },

    async sweep(): Promise<void> {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      results.removeUnshown(clock.now() - unshownMs);
      for (const each of results.keptBefore(clock.now() - bounds.keepMs)) await drop(each);
      await this.tidy();
      for (const name of await readdir(directory)) {
        const file = path.join(directory, name);
        if (/\.(part|wal|tmp)$/.test(name) && (await isStale(file))) await rm(file, { recursive: true, force: true });
      }
    },
  };
}

async function isStale(file: string): Promise<boolean> {
  const info = await stat(file).catch(() => undefined);
  return info !== undefined && Date.now() - info.mtimeMs > staleMs;
}

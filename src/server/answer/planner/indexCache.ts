// What was read of large data, kept on disk beside the engine's own cache, so that the next server need not read it again.
// Not here: making it (buildIndex.ts), the text of a file (keptIndex.ts). A file that is broken or of other data counts as none.
import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type KeptIndex, linesOf, originOf, parseKept } from './keptIndex.ts';

const maxFiles = 20;
/** Of one file. What is longer is not kept, for it would not be read. */
const maxBytes = 64_000_000;
/** What somebody is still writing is younger. */
const unfinishedMs = 3_600_000;
/** The first line of a file names its source. */
const firstBytes = 10_000;

/** `signature` says what the data is, and changes when it does. */
export interface IndexCache {
  read(signature: string): Promise<KeptIndex | undefined>;
  /** Rejects where the folder cannot be written. */
  write(signature: string, kept: KeptIndex): Promise<void>;
  /**
   * Removes what must not outlive the data it was read from: other states of this source, sources that are gone, files
   * that nobody finished. Never rejects.
   */
  sweep(signature: string): Promise<void>;
}

const hashOf = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length);

/** `origin` is the path of the data, whatever state it is in. */
export function createIndexCache(directory: string, origin: string): IndexCache {
  const folder = path.join(directory, 'indexes');
  const own = hashOf(origin, 16);
  const nameOf = (signature: string) => `${own}-${hashOf(signature, 40)}.json`;

  async function isStale(name: string, current: string): Promise<boolean> {
    const file = path.join(folder, name);
    if (name.endsWith('.part')) return Date.now() - (await stat(file)).mtimeMs > unfinishedMs;
    if (!name.endsWith('.json') || name === current) return false;
    if (name.startsWith(`${own}-`)) return true;
    const from = originOf(await beginningOf(file));
    return from === undefined || !(await isThere(from));
  }

  async function removeOld(current: string): Promise<void> {
    for (const name of await readdir(folder)) {
      // Another server may have removed it meanwhile.
      if (await isStale(name, current).catch(() => false)) await rm(path.join(folder, name), { force: true });
    }
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
      const file = path.join(folder, nameOf(signature));
      try {
        if ((await stat(file)).size > maxBytes) return undefined;
        return await parseKept(await readFile(file));
      } catch (cause) {
        // Not there, cut short, or not ours to read: what it would say is read from the data.
        if (cause instanceof SyntaxError || (cause instanceof Error && 'code' in cause)) return undefined;
        throw cause;
      }
    },
    async write(signature, kept) {
      const lines = await linesOf(kept, origin);
      if (lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0) > maxBytes) return;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const unfinished = path.join(folder, `${randomUUID()}.part`);
      try {
        await writeFile(unfinished, lines, { mode: 0o600 });
        await rename(unfinished, path.join(folder, nameOf(signature)));
      } catch (cause) {
        await rm(unfinished, { force: true });
        throw cause;
      }
      await removeOld(nameOf(signature));
    },
    async sweep(signature) {
      // Where there is no such folder, nothing was kept; what cannot be removed now is tried again by the next server.
      await removeOld(nameOf(signature)).catch(() => undefined);
    },
  };
}

async function beginningOf(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(firstBytes), 0, firstBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** A place that cannot be looked at now may be there again tomorrow. */
async function isThere(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    (cause: unknown) => !(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'),
  );
}

// Files that are to go with a question, and where their bytes are: picked ones at their place, dropped and pasted ones in a folder of ours.
// Not here: what may be attached (attachmentLimits.ts), sending them (attachmentUploads.ts), the panel's side (attachmentsPanel.ts).
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AttachedFile } from '../chat/state.ts';
import { errorMessage, SessionError } from '../session/errors.ts';
import { type AttachmentLimits, refusalOfFile } from './attachmentLimits.ts';
import { createReceiving, type IncomingFile, type ReceivedFile } from './attachmentsReceiving.ts';
import type { Memento } from './memory.ts';
import { noPicture, pictureMimeOf } from './pictures.ts';

export interface Attached {
  files: AttachedFile[];
  /** A sentence for each that could not be attached. */
  problems: string[];
}

export interface FoundFile {
  id: string;
  name: string;
  path: string;
  /** Bytes, now. */
  size: number;
  /** Its upload in that place (a chat of a server), if it is there as it is now. */
  uploadIn(place: string): string | null;
  /** It is there; remembered over a reload. */
  uploadedTo(place: string, uploadId: string): void;
}

export interface Attachments {
  pick(paths: readonly string[]): Promise<Attached>;
  /** Bytes that come piece by piece, from a page that cannot name a place. */
  begin(file: IncomingFile): void;
  take(id: string, bytes: Uint8Array): void;
  /** `whole`: the page could read all of it. */
  end(id: string, whole: boolean): Promise<Attached>;
  /** The page is new: nothing more of what was on its way will come. */
  restart(): void;
  /** Throws a SessionError that names the file when it is not there any more, or cannot be sent as it is now. */
  find(file: AttachedFile): Promise<FoundFile>;
  /** Removes our copies that nobody has used for a week. */
  clean(): Promise<void>;
}

export interface AttachmentsOptions {
  /** For the copies; made when it is needed, for its owner alone. */
  folder: string;
  memento: Memento;
  limits: () => AttachmentLimits;
  now: () => number;
  log: { warn(text: string): void };
}

interface Kept {
  path: string;
  at: number;
  uploaded?: { place: string; id: string; size: number; mtimeMs: number };
}

const keptMs = 7 * 24 * 60 * 60_000;

export function createAttachments({ folder, memento, limits, now, log }: AttachmentsOptions): Attachments {
  const kept = () => memento.get<Record<string, Kept>>('attachments') ?? {};
  const keep = (entries: Record<string, Kept>) => void memento.update('attachments', entries);
  /** Chips, and questions on their way: whatever else is remembered of a file, its id stands in one of them. */
  const inUse = () => JSON.stringify([memento.get('uiBySource') ?? {}, memento.get('pendingBySource') ?? {}]);

  function remember(name: string, place: string, size: number): AttachedFile {
    // The same file attached twice is one chip; what goes with a question already may be attached anew.
    const asked = JSON.stringify(memento.get('pendingBySource') ?? {});
    const isFree = ([id, each]: [string, Kept]) => each.path === place && !each.uploaded && !asked.includes(id);
    const known = Object.entries(kept()).find(isFree);
    const id = known?.[0] ?? randomUUID();
    keep({ ...kept(), [id]: { path: place, at: now() } });
    return { id, name, size };
  }

  async function pickOne(place: string): Promise<AttachedFile | string> {
    const name = path.basename(place);
    try {
      const found = await stat(place);
      if (!found.isFile() && !found.isDirectory()) return `${name} is no file that could be attached.`;
      const problem = refusalOfFile({ name, size: found.size, isFolder: found.isDirectory() }, limits());
      return problem ?? remember(name, place, found.size);
    } catch (cause) {
      return `${name} cannot be read: ${errorMessage(cause)}`;
    }
  }

  async function store({ name, size, chunks }: ReceivedFile): Promise<AttachedFile | string> {
    const place = path.join(folder, randomUUID());
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await chmod(folder, 0o700);
      await writeFile(place, chunks, { flag: 'wx', mode: 0o600 });
      return remember(name, place, size);
    } catch (cause) {
      await rm(place, { force: true });
      return `${name} could not be kept: ${errorMessage(cause)}`;
    }
  }

  const receiving = createReceiving((file) => refusalOfFile(file, limits()));

  return {
    pick: async (paths) => attachedOf(await Promise.all(paths.map(pickOne))),
    begin: receiving.begin,
    take: receiving.take,
    restart: receiving.restart,
    async end(id, whole) {
      const received = receiving.end(id, whole);
      if (typeof received === 'string') return attachedOf([received]);
      const isRefused = limits().pictures && pictureMimeOf(Buffer.concat(received.chunks)) === null;
      return attachedOf([isRefused ? noPicture(received.name) : await store(received)]);
    },
    async find({ id, name }) {
      const entry = kept()[id];
      if (!entry) throw new SessionError('request', `${name} is not kept any more. Remove it, and attach it again.`);
      const found = await stat(entry.path).catch((cause: unknown) => {
        const sentence = `${name} is not where it was (${entry.path}). Put it back, or remove it from the question.`;
        throw new SessionError('request', sentence, { cause });
      });
      const { size, mtimeMs } = found;
      const problem = refusalOfFile({ name, size, isFolder: found.isDirectory() }, limits());
      if (problem !== null) throw new SessionError('request', problem);
      return {
        ...{ id, name, size, path: entry.path },
        uploadIn(place) {
          const there = kept()[id]?.uploaded;
          const same = there?.place === place && there.size === size && there.mtimeMs === mtimeMs;
          return same ? there.id : null;
        },
        uploadedTo: (place, uploadId) =>
          keep({ ...kept(), [id]: { ...entry, uploaded: { place, id: uploadId, size, mtimeMs } } }),
      };
    },
    async clean() {
      const used = inUse();
      const isOver = (at: number) => at < now() - keptMs;
      const entries = Object.entries(kept()).filter(([id, { at }]) => used.includes(id) || !isOver(at));
      keep(Object.fromEntries(entries));
      const ours = new Set(entries.filter(([id]) => used.includes(id)).map(([, entry]) => entry.path));
      try {
        for (const name of await readdir(folder)) {
          const place = path.join(folder, name);
          // Another workspace has copies here too, which it marks like this when it opens.
          if (ours.has(place)) await utimes(place, now() / 1000, now() / 1000);
          else if (isOver((await stat(place)).mtimeMs)) await rm(place, { force: true });
        }
      } catch (cause) {
        if (!isMissing(cause)) log.warn(`Old attachments could not be removed: ${errorMessage(cause)}`);
      }
    },
  };
}

function attachedOf(results: readonly (AttachedFile | string)[]): Attached {
  return {
    files: results.filter((result) => typeof result !== 'string'),
    problems: results.filter((result) => typeof result === 'string'),
  };
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

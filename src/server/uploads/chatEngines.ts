// The engine a chat is answered with: its integration's, or one of its own in which its uploads stand beside the data.
// Not here: opening data (data.ts), the files (uploadFiles.ts).
import type { Disposable } from '../../base/disposable.ts';
import { unlessAborted } from '../engine/cancelled.ts';
import type { Engine } from '../engine/engine.ts';
import type { DataIntegration } from '../integrations.ts';
import type { UploadFiles } from './uploadFiles.ts';

export interface LentEngine {
  engine: Engine;
  /** Until then it is not closed. */
  giveBack(): void;
}

export interface ChatEngines extends Disposable {
  /** Throws a QueryError `cancelled` as soon as `signal` says so. */
  lend(chatId: string, integration: DataIntegration, signal: AbortSignal): Promise<LentEngine>;
  /** The chat is gone. */
  forget(chatId: string): void;
}

interface Entry {
  /** Which data and files. */
  key: string;
  engine: Promise<Engine>;
  users: number;
  /** Nobody finds it any more; it closes after its last user. */
  left: boolean;
}

/** Beyond this many, those that nobody uses are closed, the one asked longest ago first; they are opened again when asked. */
const maxOpen = 4;
/** Of each of them, as several may be open at the same time. */
export const uploadsMemoryMb = 500;

export function createChatEngines(uploads: UploadFiles): ChatEngines {
  /** By chat, the one asked last at the end. */
  const open = new Map<string, Entry>();

  function leave(chatId: string) {
    const entry = open.get(chatId);
    open.delete(chatId);
    if (!entry) return;
    entry.left = true;
    closeIfUnused(entry);
  }

  function closeIfUnused({ left, users, engine }: Entry) {
    if (!left || users > 0) return;
    engine.then(
      (opened) => opened.dispose(),
      // Whoever asked for it has heard.
      () => undefined,
    );
  }

  function closeOldest() {
    const unused = [...open].filter(([, { users }]) => users === 0);
    for (const [chatId] of unused.slice(0, Math.max(0, open.size - maxOpen))) leave(chatId);
  }

  return {
    async lend(chatId, integration, signal) {
      const files = uploads.filesOf(chatId);
      if (files.length === 0) return { engine: integration.engine, giveBack: () => undefined };
      const key = [integration.item.id, ...files.map((file) => file.path)].join('\n');
      if (open.get(chatId)?.key !== key) leave(chatId);
      const entry = open.get(chatId) ?? { key, engine: integration.withUploads(files), users: 0, left: false };
      open.delete(chatId);
      open.set(chatId, entry);
      entry.users += 1;
      closeOldest();
      const giveBack = () => {
        entry.users -= 1;
        closeIfUnused(entry);
        closeOldest();
      };
      try {
        return { engine: await unlessAborted(entry.engine, signal), giveBack };
      } catch (cause) {
        // One that could not be opened is tried anew by the next question.
        if (!signal.aborted && open.get(chatId) === entry) leave(chatId);
        giveBack();
        throw cause;
      }
    },
    forget: leave,
    dispose() {
      for (const entry of open.values()) {
        entry.left = true;
        entry.users = 0;
        closeIfUnused(entry);
      }
      open.clear();
    },
  };
}

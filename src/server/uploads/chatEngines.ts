// The engine a chat is answered with: its integration's, or one of its own in which its uploads stand beside the data.
// Not here: opening data (data.ts), the files (uploadFiles.ts).
import type { Disposable } from '../../base/disposable.ts';
import type { Engine } from '../engine/engine.ts';
import type { DataIntegration } from '../integrations.ts';
import type { UploadFiles } from './uploadFiles.ts';

export interface ChatEngines extends Disposable {
  engineFor(chatId: string, integration: DataIntegration): Promise<Engine>;
}

/** Beyond this many, the one that was asked longest ago is closed; it is opened again when it is asked. */
const maxOpen = 4;

export function createChatEngines(uploads: UploadFiles): ChatEngines {
  /** By chat, the one asked last at the end. */
  const open = new Map<string, { key: string; engine: Promise<Engine> }>();

  function close(chatId: string) {
    const entry = open.get(chatId);
    open.delete(chatId);
    entry?.engine.then(
      (engine) => engine.dispose(),
      // Whoever asked for it has heard.
      () => undefined,
    );
  }

  return {
    async engineFor(chatId, integration) {
      const files = uploads.filesOf(chatId);
      if (files.length === 0) return integration.engine;
      const key = [integration.item.id, ...files.map((file) => file.path)].join('\n');
      const known = open.get(chatId);
      if (known?.key !== key) close(chatId);
      const entry = known?.key === key ? known : { key, engine: integration.withUploads(files) };
      open.delete(chatId);
      open.set(chatId, entry);
      for (const oldest of [...open.keys()].slice(0, -maxOpen)) close(oldest);
      try {
        return await entry.engine;
      } catch (cause) {
        if (open.get(chatId) === entry) open.delete(chatId);
        throw cause;
      }
    },
    dispose() {
      for (const chatId of [...open.keys()]) close(chatId);
    },
  };
}

// The files of a question, brought to its chat: those that are there already are not sent again.
// Not here: when that happens (delivery.ts), how they are sent (session/uploadsClient.ts).
import type { Source } from '../chat/state.ts';
import type { UploadsClient } from '../session/uploadsClient.ts';
import type { Attachments, FoundFile } from './attachments.ts';
import type { Uploader } from './delivery.ts';

export interface UploaderOptions {
  attachments: Pick<Attachments, 'find'>;
  client: Pick<UploadsClient, 'upload'>;
  /** Chats of different servers may have the same id. */
  source: Source;
}

export function createUploader({ attachments, client, source }: UploaderOptions): Uploader {
  const server = source.kind === 'trellis' ? `${source.email} ${source.url}` : JSON.stringify(source);
  const placeOf = (chatId: string) => `${server} ${chatId}`;

  return {
    async upload(chatId, files, { signal, onProgress }) {
      // One after the other: the first that is not there is the one that is said.
      const found: FoundFile[] = [];
      for (const file of files) found.push(await attachments.find(file));
      const known = (place: string | null) => found.map((file) => (place === null ? null : file.uploadIn(place)));
      const before = known(chatId === null ? null : placeOf(chatId));
      const missing = found.filter((_, at) => before[at] === null);
      if (missing.length === 0) return { ids: before.filter((id) => id !== null), chatId };
      const sent = await client.upload(chatId, missing, { signal, onProgress });
      const ids = before.map((id) => id ?? '');
      for (const [at, file] of missing.entries()) {
        const upload = sent.uploads[at];
        if (!upload) continue;
        file.uploadedTo(placeOf(sent.chatId), upload.id);
        ids[found.indexOf(file)] = upload.id;
      }
      return { ids, chatId: sent.chatId };
    },
  };
}

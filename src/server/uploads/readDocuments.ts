// Workbooks and PDFs of a request are read before anything of it is kept: a broken or hostile one is refused with its place.
// Not here: the process that reads (documentReader.ts), files that need no reading (fileSinks.ts).
import { ApiError } from '../apiError.ts';
import type { Log } from '../log.ts';
import type { DocumentReader } from './documentReader.ts';
import type { ReceivedFile } from './fileSinks.ts';

/** Leaves what is in each of them in a folder beside it. Throws UNSUPPORTED_MEDIA_TYPE, with the place in the file. */
export async function readDocuments(
  files: readonly ReceivedFile[],
  reader: DocumentReader,
  log: Log,
): Promise<Map<ReceivedFile, string[]>> {
  const notes = new Map<ReceivedFile, string[]>();
  // Each is waited for, so that none is still written when all are discarded.
  const read = await Promise.allSettled(
    files.map(async (file) => {
      if (!file.document) return;
      file.parts = `${file.path}.parts`;
      const answer = await reader.read({ kind: file.document, file: file.path, folder: file.parts });
      if (answer.type === 'read') notes.set(file, answer.notes);
      else if (answer.type === 'refused')
        throw new ApiError('UNSUPPORTED_MEDIA_TYPE', `${file.filename}: ${answer.message}`);
      else {
        log('error', 'documents.failed', { message: answer.message });
        throw new ApiError('INTERNAL', `${file.filename} could not be read. Upload it again.`);
      }
    }),
  );
  for (const each of read) if (each.status === 'rejected') throw each.reason;
  return notes;
}

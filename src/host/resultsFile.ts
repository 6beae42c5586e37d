// A stream of bytes into a file: whole under its name, or not there at all.
// Not here: where the bytes come from (session/resultsClient.ts), which file (resultsExport.ts).
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

/**
 * Writes beside the target and takes its place at the end, so that neither a cut nor a stop leaves half a file or harms the one
 * that was there. `onBytes` hears how many are written so far. Rejects as the stream or the disk does.
 */
export async function writeWhole(
  target: string,
  chunks: AsyncIterable<Uint8Array>,
  onBytes: (written: number) => void,
): Promise<void> {
  const half = `${target}.${randomBytes(4).toString('hex')}.part`;
  const file = await open(half, 'wx');
  try {
    try {
      let written = 0;
      for await (const chunk of chunks) {
        await file.writeFile(chunk);
        written += chunk.byteLength;
        onBytes(written);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(half, target);
  } catch (cause) {
    await rm(half, { force: true });
    throw cause;
  }
}

const longestName = 80;

/** A file's name of a title: what no file system forbids, and no name that Windows keeps for a device. */
export function fileNameOf(title: string): string {
  const plain = title
    .replaceAll(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, longestName)
    .replace(/^[. ]+|[. ]+$|[\uD800-\uDBFF]$/g, '');
  return plain === '' || /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain) ? 'result' : plain;
}

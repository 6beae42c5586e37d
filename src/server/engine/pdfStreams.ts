// Looks for a bomb in a PDF: every compressed stream is unpacked once, within a bound, before anything else reads the file.
// Not here: what is compressed twice, which the bound on memory of the reading process ends (uploads/documentProcess.ts).
import { constants, inflateSync } from 'node:zlib';

/** The PDF cannot be read; the message follows the file's name and a colon. */
export class PdfError extends Error {}

const maxStream = 64_000_000;
const maxAll = 1_000_000_000;
const word = 'stream';

/** Throws a PdfError that names the byte. */
export function checkStreams(bytes: Buffer): void {
  let unpacked = 0;
  for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + word.length)) {
    if (bytes.subarray(Math.max(0, at - 3), at).toString('latin1') === 'end') continue;
    let start = at + word.length;
    if (bytes[start] === 13) start += 1;
    if (bytes[start] === 10) start += 1;
    if (!isZlib(bytes[start] ?? 0, bytes[start + 1] ?? 0)) continue;
    unpacked += unpackedLength(bytes.subarray(start), start);
    if (unpacked > maxAll) throw new PdfError(`its streams, up to the one at byte ${start}, unpack to more than 1 GB.`);
  }
}

const isZlib = (first: number, second: number) => (first & 15) === 8 && ((first << 8) | second) % 31 === 0;

function unpackedLength(bytes: Buffer, start: number): number {
  try {
    return inflateSync(bytes, { maxOutputLength: maxStream, finishFlush: constants.Z_SYNC_FLUSH }).length;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE')
      throw new PdfError(`the stream at byte ${start} unpacks to more than 64 MB.`, { cause });
    // A broken stream, or bytes that only look like one: reading says whether that matters.
    return 0;
  }
}

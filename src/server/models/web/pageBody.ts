// The bytes of an answer: unpacked, never more than so many, whatever the server says about their length.
// Not here: what they mean (charset.ts, pageText.ts).
import type { IncomingMessage } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { PageError } from './pageError.ts';

export interface Body {
  bytes: Buffer;
  /** There was more. */
  isCut: boolean;
}

/** Rejects when the line breaks before the end, or the packing is none of gzip, deflate and br. */
export async function readBody(answer: IncomingMessage, maxBytes: number): Promise<Body> {
  const encoding = (answer.headers['content-encoding'] ?? '').trim().toLowerCase();
  const packed = await collect(answer, maxBytes);
  if (encoding === '' || encoding === 'identity') return packed;
  const unpacked = await collect(unpacking(encoding, packed), maxBytes);
  return { bytes: unpacked.bytes, isCut: packed.isCut || unpacked.isCut };
}

async function collect(stream: Readable, maxBytes: number): Promise<Body> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('a stream of bytes gave something else');
    chunks.push(chunk.subarray(0, maxBytes - length));
    length += chunk.length;
    // Leaving the loop destroys the stream: nothing more is unpacked or received.
    if (length > maxBytes) break;
  }
  return { bytes: Buffer.concat(chunks), isCut: length > maxBytes };
}

function unpacking(encoding: string, { bytes, isCut }: Body): Readable {
  // What was cut is unpacked as far as it goes.
  const ending = isCut ? { finishFlush: constants.Z_SYNC_FLUSH } : {};
  const brotliEnding = isCut ? { finishFlush: constants.BROTLI_OPERATION_FLUSH } : {};
  const stream = () => {
    if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip(ending);
    if (encoding === 'br') return createBrotliDecompress(brotliEnding);
    if (encoding !== 'deflate') throw new PageError('The page is packed in a way that cannot be read.');
    // Some servers leave out the header that names the method.
    const hasHeader = ((bytes[0] ?? 0) & 0x0f) === 8;
    return hasHeader ? createInflate(ending) : createInflateRaw(ending);
  };
  return pipeline(Readable.from([bytes]), stream(), () => undefined);
}

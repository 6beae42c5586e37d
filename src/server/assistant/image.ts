// The one picture that may come with a question: decoded, and judged by its bytes before anything is stored.
// Not here: taking it out of a text (protocol/assistant/servedText.ts), keeping it (uploads/).
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ApiError } from '../apiError.ts';
import type { KeptFile } from '../uploads/uploadFiles.ts';

export interface Image {
  mimeType: string;
  extension: string;
  bytes: Buffer;
}

/** Bytes of the picture itself. */
export const maxImageBytes = 10 * 1024 * 1024;

/**
 * Raw base64; white space in it and a `data:` prefix before it are taken off. Throws UPLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, or
 * what `refusal` makes of the sentence that says why the picture cannot be read.
 */
export function decodeImage(given: string, refusal: (sentence: string) => ApiError): Image {
  const broken = (why: string) => refusal(`The image cannot be read: ${why}.`);
  const base64 = withoutPrefix(given).replaceAll(/\s+/g, '');
  if (base64.length > Math.ceil(maxImageBytes / 3) * 4) throw tooLarge();
  if (base64.length % 4 === 1 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64))
    throw broken('it is no base64; send the bytes of the picture as raw base64');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > maxImageBytes) throw tooLarge();
  const kind = kinds.find(({ is }) => is(bytes));
  if (!kind)
    throw new ApiError('UNSUPPORTED_MEDIA_TYPE', 'The image is none that can be sent: send a PNG, JPEG, GIF or WebP.');
  if (!kind.isWhole(bytes)) throw broken(`it begins like a ${kind.name} and is not a whole one; send it again`);
  return { mimeType: kind.mimeType, extension: kind.extension, bytes };
}

/** Bytes that tell a picture from any other file. */
export const pictureHeadBytes = 12;

/** Which kind of picture begins like that, if any. */
export function pictureKind(head: Buffer): Pick<Kind, 'name' | 'mimeType' | 'isWhole'> | undefined {
  return kinds.find(({ is }) => is(head));
}

/** Writes it where uploads arrive. */
export async function writeImage({ mimeType, extension, bytes }: Image, folder: string): Promise<KeptFile> {
  const file = path.join(folder, randomUUID());
  await writeFile(file, bytes, { flag: 'wx', mode: 0o600 });
  return { filename: `image.${extension}`, path: file, size: bytes.length, mimeType, uploadType: 'image' };
}

function withoutPrefix(given: string): string {
  const comma = given.startsWith('data:') ? given.slice(0, 200).indexOf(',') : -1;
  return given.slice(comma + 1);
}

interface Kind {
  name: string;
  mimeType: string;
  extension: string;
  is(bytes: Buffer): boolean;
  /** Not cut short: it has a size, and its end is there. */
  isWhole(bytes: Buffer): boolean;
}

const starts = (bytes: Buffer, latin1: string, at = 0) =>
  bytes.subarray(at, at + latin1.length).toString('latin1') === latin1;

const kinds: readonly Kind[] = [
  {
    name: 'PNG',
    mimeType: 'image/png',
    extension: 'png',
    is: (bytes) => starts(bytes, '\x89PNG\r\n\x1a\n'),
    isWhole: (bytes) =>
      bytes.length > 24 && bytes.readUInt32BE(16) > 0 && bytes.readUInt32BE(20) > 0 && bytes.includes('IEND'),
  },
  {
    name: 'JPEG',
    mimeType: 'image/jpeg',
    extension: 'jpg',
    is: (bytes) => starts(bytes, '\xff\xd8\xff'),
    isWhole: (bytes) => bytes.lastIndexOf(Buffer.from([0xff, 0xd9])) > 2,
  },
  {
    name: 'GIF',
    mimeType: 'image/gif',
    extension: 'gif',
    is: (bytes) => starts(bytes, 'GIF87a') || starts(bytes, 'GIF89a'),
    isWhole: (bytes) => bytes.length > 13 && bytes.readUInt16LE(6) > 0 && bytes.readUInt16LE(8) > 0,
  },
  {
    name: 'WebP',
    mimeType: 'image/webp',
    extension: 'webp',
    is: (bytes) => starts(bytes, 'RIFF') && starts(bytes, 'WEBP', 8),
    isWhole: (bytes) => bytes.length > 20 && bytes.readUInt32LE(4) + 8 <= bytes.length,
  },
];

function tooLarge(): ApiError {
  return new ApiError('UPLOAD_TOO_LARGE', 'The image is larger than 10 MB. Send a smaller one.');
}

// A picture that goes with a question: what is one by its first bytes, whatever its name says, and how large it may be.
// Not here: making a large one fit (webview/view/pictures), keeping it (attachments.ts).
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { sizeText } from '../base/sizeText.ts';
import { errorMessage, SessionError } from '../session/errors.ts';
import type { AskImage } from '../session/turns.ts';

const mebibyte = 1024 * 1024;
/** Of what goes with a question; the page makes a picture fit. */
export const maxPictureBytes = 5 * mebibyte;
/** Of what is given to the page to be made fit. */
export const maxPickedPictureBytes = 20 * mebibyte;

/** For the dialog. */
export const pictureFilters = { Pictures: ['png', 'jpg', 'jpeg', 'gif', 'webp'] };

/** As each format says at its beginning; `null` stands for any byte. */
const beginnings: readonly { mime: string; bytes: readonly (number | null)[] }[] = [
  { mime: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { mime: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
  { mime: 'image/gif', bytes: [0x47, 0x49, 0x46, 0x38] },
  { mime: 'image/webp', bytes: [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50] },
];

/** Null when it is none of the four kinds that are understood. */
export function pictureMimeOf(bytes: Uint8Array): string | null {
  const fits = (pattern: readonly (number | null)[]) =>
    bytes.length > pattern.length && pattern.every((byte, at) => byte === null || byte === bytes[at]);
  return beginnings.find(({ bytes: pattern }) => fits(pattern))?.mime ?? null;
}

export function noPicture(name: string): string {
  return `${name} is no picture: PNG, JPEG, GIF and WebP go with a question here. Ask about a file of data with "Open Data...".`;
}

/** A sentence for the person, or null when its size speaks for it. */
export function refusalOfPicture(
  { name, size, isFolder }: { name: string; size: number; isFolder: boolean },
  maxBytes = maxPictureBytes,
): string | null {
  if (isFolder) return `${name} is a folder: one picture goes with a question. Ask about data with "Open Data...".`;
  if (size === 0) return `${name} is empty.`;
  if (size <= maxBytes) return null;
  return `${name} is too large: it has ${sizeText(size)}, and at most ${sizeText(maxBytes)} are taken. Make it smaller, and attach it again.`;
}

/** Reads a picture of at most 20 MB; a sentence where there is none. */
export async function readPicture(place: string): Promise<{ name: string; mime: string; bytes: Uint8Array } | string> {
  const name = path.basename(place);
  try {
    const found = await stat(place);
    if (!found.isFile() && !found.isDirectory()) return noPicture(name);
    const refusal = refusalOfPicture({ name, size: found.size, isFolder: found.isDirectory() }, maxPickedPictureBytes);
    if (refusal !== null) return refusal;
    const bytes = new Uint8Array(await readFile(place));
    if (bytes.length > maxPickedPictureBytes) return `${name} changed while it was read. Attach it again.`;
    const mime = pictureMimeOf(bytes);
    return mime === null ? noPicture(name) : { name, mime, bytes };
  } catch (cause) {
    return `${name} cannot be read: ${errorMessage(cause)}`;
  }
}

/** As it goes with a question. Throws a SessionError when it cannot be read, or is none. */
export async function pictureOf({ name, path: place }: { name: string; path: string }): Promise<AskImage> {
  const bytes = await readFile(place).catch((cause: unknown) => {
    throw new SessionError('request', `${name} cannot be read: ${errorMessage(cause)}`, { cause });
  });
  const mime = pictureMimeOf(bytes);
  if (mime === null) throw new SessionError('request', `${noPicture(name)} Remove it from the question.`);
  return { mime, base64: bytes.toString('base64') };
}

// Which file is a picture that can go with a question. Pure.
// Not here: whether it can be drawn (pictureFile.ts).

export type PictureType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';

/** By its first 12 bytes; a name may say anything. Null: none of the four kinds that can be sent. */
export function pictureTypeOf(head: Uint8Array): PictureType | null {
  const text = String.fromCharCode(...head.subarray(0, 12));
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif';
  return text.startsWith('RIFF') && text.slice(8) === 'WEBP' ? 'image/webp' : null;
}

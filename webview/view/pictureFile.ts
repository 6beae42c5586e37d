// A picture for a question, made to fit where it is too large to be sent as it is.
// Not here: what a picture is (pictureType.ts), where it comes from and goes to (postPictures.ts).
import { sizeText } from '../../src/base/sizeText.ts';
import { plainLine } from '../ui/plainLine.ts';
import { pictureTypeOf } from './pictureType.ts';

/** Larger ones are not even read. */
const maxReadBytes = 30 * 1024 * 1024;
const maxBytes = 1.5 * 1024 * 1024;
const maxSide = 2048;

export interface FittedPicture {
  blob: Blob;
  name: string;
  /** What was done to it, as a sentence; null when it stayed as it was. */
  said: string | null;
}

/** From the best to the one that always fits. */
const tries = [
  { side: maxSide, quality: 0.85 },
  { side: maxSide, quality: 0.7 },
  { side: 1448, quality: 0.7 },
  { side: 1024, quality: 0.7 },
] as const;

/** The picture as it can be sent, or a sentence that says why it cannot. */
export async function fitPicture(file: File): Promise<FittedPicture | string> {
  const name = plainLine(file.name) || 'The picture';
  const unread = `${name} cannot be read as a picture: PNG, JPEG, GIF and WebP go with a question here.`;
  try {
    const type = pictureTypeOf(new Uint8Array(await file.slice(0, 12).arrayBuffer()));
    if (type === null) return unread;
    if (file.size > maxReadBytes)
      return `${name} was not attached: it has ${sizeText(file.size)}, and at most ${sizeText(maxReadBytes)} can be read.`;
    const picture = await createImageBitmap(file);
    try {
      const fits = file.size <= maxBytes && Math.max(picture.width, picture.height) <= maxSide;
      return fits ? { blob: file, name: file.name, said: null } : await smaller(file, picture, name);
    } finally {
      picture.close();
    }
  } catch (cause) {
    // It cannot be decoded, or the file was changed or taken away while it was read.
    if (cause instanceof DOMException) return unread;
    throw cause;
  }
}

async function smaller(file: File, picture: ImageBitmap, name: string): Promise<FittedPicture> {
  let best: Drawn | null = null;
  for (const { side, quality } of tries) {
    const drawn = await draw(picture, side, quality);
    best = drawn;
    if (drawn.blob.size <= maxBytes) break;
  }
  if (best === null) throw new Error('A picture was not drawn.');
  const { blob, width, height } = best;
  const change =
    blob.size < file.size
      ? `${sizeText(file.size)} to ${sizeText(blob.size)}`
      : `${picture.width} × ${picture.height} to ${width} × ${height} pixels`;
  const ending = blob.type === 'image/png' ? 'png' : 'jpg';
  const renamed = `${file.name.replace(/\.[^.]*$/, '') || 'picture'}.${ending}`;
  return { blob, name: renamed, said: `${name} was made smaller: ${change}.` };
}

interface Drawn {
  blob: Blob;
  width: number;
  height: number;
}

/** As JPEG, or as PNG where that is smaller: drawings are. */
async function draw(picture: ImageBitmap, side: number, quality: number): Promise<Drawn> {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const brush = canvas.getContext('2d');
  if (!brush) throw new DOMException('There is no canvas to draw on.');
  brush.imageSmoothingQuality = 'high';
  brush.drawImage(picture, 0, 0, width, height);
  const png = await canvas.convertToBlob({ type: 'image/png' });
  // JPEG knows no transparency, and would make it black.
  brush.globalCompositeOperation = 'destination-over';
  brush.fillStyle = 'white';
  brush.fillRect(0, 0, width, height);
  const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality });
  return { blob: png.size <= jpeg.size ? png : jpeg, width, height };
}

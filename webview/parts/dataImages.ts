// Data inside the text of an answer: pictures are lifted out before the text is parsed, other data is cut to its name. Pure.
// Megabytes of base64 would be read, escaped and judged again and again, and laid out as one word.
// Not here: drawing the pictures (markdown.tsx).
import { sizeText } from '../../src/base/sizeText.ts';

export interface DataImage {
  src: string;
  alt: string;
}

export interface LiftedText {
  /** With a name where each picture or long piece of data stood. */
  text: string;
  images: readonly DataImage[];
}

/** Characters of base64; what is shorter and no picture does no harm. */
const longData = 2000;
const maxImageLength = 10_000_000;
const maxImages = 20;

const data = /data:([\w.+-]{1,80}\/[\w.+-]{1,80})?(?:;[\w=.-]{1,80}){0,3};base64,([\w+/=-]*)/gi;
const imageBefore = /!\[([^[\]\n]{0,500})\]\([ \t]*<?$/;
const imageAfter = /^>?[ \t]*(?:"[^"\n]{0,200}"[ \t]*)?\)/;
/** The first bytes of a picture, as base64 has them. */
const heads = [
  { type: 'image/png', head: 'iVBORw0KGgo' },
  { type: 'image/jpeg', head: '/9j/' },
  { type: 'image/gif', head: 'R0lGODdh' },
  { type: 'image/gif', head: 'R0lGODlh' },
  { type: 'image/webp', head: 'UklGR' },
];

export function liftData(text: string): LiftedText {
  if (!text.includes(';base64,')) return { text, images: [] };
  const parts: string[] = [];
  const images: DataImage[] = [];
  let from = 0;
  for (const match of text.matchAll(data)) {
    const [whole, type = 'data', content = ''] = match;
    const end = match.index + whole.length;
    const before = imageBefore.exec(text.slice(Math.max(from, match.index - 520), match.index));
    const size = sizeText(Math.round((content.length * 3) / 4)).replace(' ', '\u00a0');
    if (before === null) {
      if (content.length < longData) continue;
      // Without spaces, so that what is the address of a link stays one.
      parts.push(text.slice(from, match.index), `data:${type};…${size}`);
      from = end;
      continue;
    }
    const [opening, alt = ''] = before;
    const after = imageAfter.exec(text.slice(end, end + 220));
    // Something else follows, which Markdown takes for no picture.
    if (after === null && end < text.length && content.length < longData) continue;
    const picture = after === null ? null : srcOf(content);
    parts.push(text.slice(from, match.index - opening.length));
    if (picture !== null && images.length < maxImages) {
      parts.push(`![${alt}](${placeOf(images.length)})`);
      images.push({ src: picture, alt });
    } else if (content.length < longData) parts.push(alt);
    else parts.push(after === null ? alt : `${alt} (picture, ${size})`);
    from = end + (after?.[0].length ?? 0);
  }
  return { text: [...parts, text.slice(from)].join(''), images };
}

const place = 'data:,picture/';

function placeOf(index: number): string {
  return `${place}${index}`;
}

/** Which of the pictures stands at that address; null for every other address. */
export function imageAt(address: string): number | null {
  const index = address.startsWith(place) ? Number(address.slice(place.length)) : Number.NaN;
  return Number.isInteger(index) ? index : null;
}

/** With the type its content says; null when that is none a page draws, or too much. */
function srcOf(content: string): string | null {
  const known = heads.find(({ head }) => content.startsWith(head));
  return known && content.length <= maxImageLength ? `data:${known.type};base64,${content}` : null;
}

// Bytes of a page as text, in the encoding that its first bytes, the server or the page itself name, in this order.
// Not here: guessing one from the bytes; who names none is read as UTF-8.
import { TextDecoder } from 'node:util';

const marks: readonly (readonly [string, string])[] = [
  ['efbbbf', 'utf-8'],
  ['feff', 'utf-16be'],
  ['fffe', 'utf-16le'],
];

/** `named` is the charset of the server's Content-Type; `isMarkup`: the text may name its own. */
export function decodeText(bytes: Buffer, named: string | undefined, isMarkup: boolean): string {
  const start = bytes.toString('hex', 0, 3);
  const mark = marks.find(([hex]) => start.startsWith(hex))?.[1];
  const decoder = decoderOf(mark ?? named ?? (isMarkup ? declaredIn(bytes) : undefined));
  // Half of a character at the end, where a page was cut, is left out.
  return decoder.decode(bytes, { stream: true });
}

function declaredIn(bytes: Buffer): string | undefined {
  const start = bytes.toString('latin1', 0, 1024);
  const [, label] =
    /^\s*<\?xml\b[^>]{0,200}\bencoding\s*=\s*["']([\w.:-]{1,40})/i.exec(start) ??
    /<meta\b[^>]{0,300}\bcharset\s*=\s*["']?\s*([\w.:-]{1,40})/i.exec(start) ??
    [];
  // Whoever could be read so far does not write in sixteen bits.
  return label && /^utf-?16/i.test(label) ? 'utf-8' : label;
}

function decoderOf(label: string | undefined): TextDecoder {
  try {
    return new TextDecoder(label ?? 'utf-8');
  } catch (cause) {
    if (cause instanceof RangeError) return new TextDecoder();
    throw cause;
  }
}

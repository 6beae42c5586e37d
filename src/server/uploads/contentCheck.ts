// Whether the bytes of a file are text, as CSV is, judged while they stream; what they are instead, where that can be told.
// Not here: the name or the declared type of the file, which are not believed; reading the CSV (engine/loadCsv.ts).

export interface ContentCheck {
  /** What speaks against the bytes so far, as words to follow the file's name ("is a PDF"); nothing while they may be text. */
  push(chunk: Uint8Array): string | undefined;
  /** The same for a file that ended before its beginning was judged. */
  end(): string | undefined;
}

/** How much of the beginning is judged as a whole, so that the verdict does not depend on how the bytes arrive. */
const headBytes = 64 * 1024;

interface Signature {
  bytes: string;
  at?: number;
  is: string;
}

/** No CSV begins like these. The bytes are written as Latin-1. */
const signatures: readonly Signature[] = [
  { bytes: '%PDF-', is: 'a PDF' },
  { bytes: '\x89PNG\r\n', is: 'a PNG image' },
  { bytes: '\xff\xd8\xff', is: 'a JPEG image' },
  { bytes: 'PK\x05\x06', is: 'a ZIP archive' },
  { bytes: 'PK\x03\x04', is: 'a ZIP archive' },
  { bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', is: 'an older Office document, or has a password' },
  { bytes: '\x1f\x8b', is: 'a gzip archive' },
  { bytes: '\xfd7zXZ\0', is: 'an xz archive' },
  { bytes: '7z\xbc\xaf\x27\x1c', is: 'a 7-Zip archive' },
  { bytes: '\x28\xb5\x2f\xfd', is: 'a Zstandard archive' },
  { bytes: '\x7fELF', is: 'a program' },
  { bytes: 'SQLite format 3\0', is: 'an SQLite database' },
  { bytes: 'Obj\x01', is: 'an Avro file' },
  { bytes: '{\\rtf', is: 'a rich text document' },
];

/** A header line may begin with these letters (a column named PAR1), so they count only among bytes that are no text. */
const signaturesOfBinary: readonly Signature[] = [
  { bytes: 'PAR1', is: 'a Parquet file' },
  { bytes: 'DUCK', at: 8, is: 'a DuckDB database' },
  { bytes: 'MZ', is: 'a program' },
  { bytes: 'GIF8', is: 'a GIF image' },
  { bytes: 'WEBP', at: 8, is: 'a WebP image' },
  { bytes: 'BZh', is: 'a bzip2 archive' },
  { bytes: 'ARROW1', is: 'an Arrow file' },
  { bytes: 'ORC', is: 'an ORC file' },
];

/** A check of one file, fed in order. It keeps at most 64 KiB, and says the same however the bytes are cut. */
export function createContentCheck(): ContentCheck {
  const head = Buffer.alloc(headBytes);
  let filled = 0;
  let isJudged = false;
  let isUtf16 = false;

  function judge(): string | undefined {
    isJudged = true;
    const start = head.subarray(0, filled);
    isUtf16 = utf16Of(start) !== undefined;
    return verdict(start);
  }

  return {
    push(chunk) {
      let rest = chunk;
      if (!isJudged) {
        const taken = chunk.subarray(0, headBytes - filled);
        head.set(taken, filled);
        filled += taken.length;
        if (filled < headBytes) return undefined;
        const found = judge();
        if (found) return found;
        rest = chunk.subarray(taken.length);
      }
      // Half of the bytes of UTF-16 are zero where it holds Latin letters.
      return !isUtf16 && rest.includes(0) ? 'has zero bytes in it, which no text has' : undefined;
    },
    end: () => (isJudged ? undefined : judge()),
  };
}

function verdict(head: Buffer): string | undefined {
  const bytes = head.toString('latin1');
  const known = signatures.find((signature) => hasSignature(bytes, signature));
  if (known) return `is ${known.is.includes('ZIP') && bytes.includes('xl/') ? 'an Excel workbook' : known.is}`;
  const text = textOf(head);
  if (text === undefined || hasControlCharacters(text)) {
    const binary = signaturesOfBinary.find((signature) => hasSignature(bytes, signature));
    return binary ? `is ${binary.is}` : 'is not a text file';
  }
  const start = text.slice(0, 1024).replace('\u00ef\u00bb\u00bf', '').trimStart().toLowerCase();
  if (start.startsWith('<!doctype html') || start.startsWith('<html')) return 'is an HTML page';
  if (start.startsWith('<?xml')) return 'is an XML file';
  return undefined;
}

function hasSignature(bytes: string, { bytes: expected, at = 0 }: Signature): boolean {
  return bytes.startsWith(expected, at);
}

function utf16Of(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** Every other encoding of text has its control characters where ASCII has them, so Latin-1 stands for all. */
function textOf(head: Buffer): string | undefined {
  const encoding = utf16Of(head);
  if (!encoding) return head.toString('latin1');
  try {
    // The judged beginning may end within a character.
    return new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
  } catch {
    return undefined;
  }
}

/** Tabs, line ends and form feeds are text. */
function hasControlCharacters(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 9 || (code > 13 && code < 32) || code === 127) return true;
  }
  return false;
}

// Lists the files of a zip archive (a VSIX is one) from its central directory.
// Not here: unpacking; zip64, which an archive under 4 GB with under 65,535 files does not use.
import { readFileSync } from 'node:fs';

export interface ZipEntry {
  name: string;
  /** Bytes when unpacked. */
  size: number;
}

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

/** The entries in the archive's order. Throws when the file is not a zip archive. */
export function listZip(file: string): ZipEntry[] {
  const bytes = readFileSync(file);
  const end = findEnd(bytes);
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i += 1) {
    if (bytes.readUInt32LE(at) !== directoryEntry) throw new Error(`${file}: its directory is damaged`);
    const nameLength = bytes.readUInt16LE(at + 28);
    entries.push({ name: bytes.toString('utf8', at + 46, at + 46 + nameLength), size: bytes.readUInt32LE(at + 24) });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/** The end record is 22 bytes and may be followed by a comment, so it is looked for from the back. */
function findEnd(bytes: Buffer): number {
  for (let at = bytes.length - 22; at >= 0; at -= 1) {
    if (bytes.readUInt32LE(at) === endOfDirectory) return at;
  }
  throw new Error('Not a zip archive');
}

// The parts of a workbook's zip, each read as a stream of XML; sizes are judged before and while they are unpacked.
// Not here: what stands in the parts (xlsxBook.ts, xlsxSheet.ts).
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import { type Entry, open, type ZipFile } from 'yauzl';

/** The workbook cannot be read; the message names the place in it and follows the file's name and a colon. */
export class WorkbookError extends Error {}

export interface XmlVisitor {
  /** Names are without their prefix. */
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string): void;
  text?(text: string): void;
  /** After each piece of the part, a few thousand elements at most. */
  pause?(): Promise<void>;
}

export interface WorkbookZip {
  has(part: string): boolean;
  /** Visits the elements of a part; a part that is not there has none. Throws a WorkbookError with the line and column. */
  read(part: string, visitor: XmlVisitor): Promise<void>;
  close(): void;
}

const maxEntries = 2_000;
/** Bytes, of all parts together. */
const maxUnpacked = 1_000_000_000;
/** A usual sheet unpacks to ten times its size; below the bytes that follow nobody is hurt by more. */
const maxRatio = 100;
const harmlessBytes = 50_000_000;
/** Bytes of one text or attribute; a cell may have 32,767 characters. */
const maxHeld = 4_000_000;

/** Throws a WorkbookError where it is no zip, is cut, or would unpack to too much. */
export async function openWorkbookZip(file: string): Promise<WorkbookZip> {
  const { size } = await stat(file);
  const zip = await opened(file);
  try {
    const entries = await listed(zip, size);
    return zipOf(zip, entries, size);
  } catch (cause) {
    zip.close();
    throw cause;
  }
}

function opened(file: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(file, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (cause, zip) => {
      if (zip) resolve(zip);
      else reject(new WorkbookError(`it is no Excel workbook, or is not whole (${messageOf(cause)}).`, { cause }));
    });
  });
}

async function listed(zip: ZipFile, size: number): Promise<Map<string, Entry>> {
  if (zip.entryCount > maxEntries)
    throw new WorkbookError(
      `it holds ${zip.entryCount.toLocaleString('en-US')} parts; a workbook has at most ${maxEntries.toLocaleString('en-US')}.`,
    );
  const entries = new Map<string, Entry>();
  let unpacked = 0;
  await new Promise<void>((resolve, reject) => {
    zip.on('error', (cause: unknown) =>
      reject(new WorkbookError(`its list of parts is broken (${messageOf(cause)}).`, { cause })),
    );
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      unpacked += entry.uncompressedSize;
      if (isTooMuch(unpacked, size)) reject(tooMuch(entry.fileName, unpacked, size));
      else zip.readEntry();
    });
    zip.readEntry();
  });
  return entries;
}

function zipOf(zip: ZipFile, entries: Map<string, Entry>, size: number): WorkbookZip {
  let unpacked = 0;
  return {
    has: (part) => entries.has(part),
    close: () => zip.close(),
    async read(part, visitor) {
      const entry = entries.get(part);
      if (!entry) return;
      if (entry.isEncrypted()) throw new WorkbookError(`${part} is encrypted. Save the workbook without a password.`);
      const stream = await streamOf(zip, entry, part);
      const xml = createReader(part, visitor);
      const decoder = new TextDecoder('utf-8', { fatal: true });
      try {
        for await (const chunk of stream) {
          unpacked += chunk.length;
          // The directory may lie, and one part may be named by many sheets.
          if (isTooMuch(unpacked, size)) throw tooMuch(part, unpacked, size);
          xml.write(decoder.decode(chunk, { stream: true }), chunk.length);
          await visitor.pause?.();
        }
        xml.close(decoder.decode());
        await visitor.pause?.();
      } catch (cause) {
        if (cause instanceof WorkbookError) throw cause;
        if (!(cause instanceof Error) || isOwn(cause)) throw cause;
        throw new WorkbookError(`${part} cannot be unpacked (${messageOf(cause)}).`, { cause });
      } finally {
        stream.destroy();
      }
    },
  };
}

/** What a visitor's own work throws (a full disk, an answer that is not wanted any more) says nothing of the part. */
function isOwn(cause: Error): boolean {
  return cause.name === 'AbortError' || ('syscall' in cause && cause.syscall === 'write');
}

function createReader(part: string, visitor: XmlVisitor) {
  const parser = new SaxesParser({ xmlns: false });
  let failure: WorkbookError | undefined;
  let held = 0;
  const refuse = (line: number, column: number, why: string) => {
    failure ??= new WorkbookError(`${part}, line ${line}, column ${column}: ${why}.`);
  };
  parser.on('opentag', ({ name, attributes }) => {
    held = 0;
    if (!failure) visitor.open?.(bare(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    held = 0;
    if (!failure) visitor.close?.(bare(name));
  });
  parser.on('text', (text) => {
    if (!failure) visitor.text?.(text);
  });
  parser.on('cdata', (text) => {
    if (!failure) visitor.text?.(text);
  });
  parser.on('doctype', () => refuse(parser.line, parser.column, 'a document type, which no workbook has'));
  parser.on('error', ({ message }) => {
    const [, line = parser.line, column = parser.column, why = message] = /^(\d+):(\d+): (.*)$/s.exec(message) ?? [];
    refuse(Number(line), Number(column), why.replace(/\.$/, '').slice(0, 200));
  });
  const check = () => {
    if (failure) throw failure;
  };
  return {
    write(text: string, bytes: number) {
      held += bytes;
      parser.write(text);
      check();
      if (held > maxHeld + bytes)
        throw new WorkbookError(`${part}, line ${parser.line}, column ${parser.column}: one text of more than 4 MB.`);
    },
    close(rest: string) {
      parser.write(rest);
      parser.close();
      check();
    },
  };
}

const bare = (name: string): string => name.slice(name.indexOf(':') + 1);

function streamOf(zip: ZipFile, entry: Entry, part: string): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (cause, stream) => {
      if (stream) resolve(stream);
      else reject(new WorkbookError(`${part} cannot be unpacked (${messageOf(cause)}).`, { cause }));
    });
  });
}

const isTooMuch = (unpacked: number, size: number) =>
  unpacked > maxUnpacked || (unpacked > harmlessBytes && unpacked > size * maxRatio);

function tooMuch(part: string, unpacked: number, size: number): WorkbookError {
  const most = Math.round(Math.min(maxUnpacked, Math.max(harmlessBytes, size * maxRatio)) / 1e6);
  return new WorkbookError(
    `${part} makes it ${Math.round(unpacked / 1e6).toLocaleString('en-US')} MB unpacked; a workbook of this size may have ${most.toLocaleString('en-US')} MB.`,
  );
}

function messageOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, 200);
}

// A multipart body cut into its parts as it arrives, and what their headers say.
// Not here: what becomes of a part, and which parts are wanted (receive.ts).
import { isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Dicer } from '@fastify/busboy';

/** The bytes are no form; the message completes "The body is broken: ...". */
export class BrokenForm extends Error {}

/** The headers of a part that matter here; bytes beyond ASCII are one character each. */
export interface PartHeader {
  disposition: string;
  encoding: string;
}

/** A part whose end has not been seen. */
export interface OpenPart {
  /** Nothing until all of its headers are there. */
  header: PartHeader | undefined;
  /** What has arrived and was not read yet. */
  read(): Buffer | undefined;
}

export interface FormParser {
  /** In their order; the reader takes out those it is done with. A part is whole when there is one after it. */
  open: OpenPart[];
  /** Takes at most `pieceBytes`. Throws `BrokenForm`. */
  write(piece: Uint8Array): Promise<void>;
  /** Throws `BrokenForm` when the closing boundary never came. */
  end(): Promise<void>;
  destroy(): void;
}

/** A body is parsed in pieces of this size, however large the chunks are that it comes in. */
export const pieceBytes = 64 * 1024;

/** The parts of a body fed in order. All that `open` holds is to be read before the next piece, which is the back pressure. */
export function createFormParser(boundary: string): FormParser {
  const open: OpenPart[] = [];
  let isClosed = false;
  let failure: unknown;
  const fail = (cause: unknown) => {
    failure ??= cause;
  };
  // No part ever holds more than a piece, so that the parser never waits for one to be read.
  const config = { boundary, partHwm: 4 * pieceBytes };
  const parser = new Dicer(config);
  parser.on('finish', () => {
    isClosed = true;
  });
  parser.on('error', fail);
  parser.on('part', (stream) => {
    const part: OpenPart = { header: undefined, read: () => readFrom(stream) };
    open.push(part);
    stream.on('error', fail);
    stream.on('header', (header: Record<string, string[] | undefined>) => {
      // A header that is there twice is taken as one that nobody understands.
      const value = (name: string) => header[name]?.join(',') ?? '';
      part.header = { disposition: value('content-disposition'), encoding: value('content-transfer-encoding') };
    });
  });
  return {
    open,
    async write(piece: Uint8Array): Promise<void> {
      // What follows the closing boundary is read and not looked at.
      if (isClosed) return;
      const buffer = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      await new Promise<void>((resolve) => {
        parser.write(buffer, (cause) => {
          if (cause) fail(cause);
          resolve();
        });
      });
      if (failure) throw new BrokenForm('its parts cannot be told apart', { cause: failure });
    },
    async end(): Promise<void> {
      if (isClosed) return;
      const finished = once(parser, 'finish');
      parser.end();
      await finished.catch((cause: unknown) => {
        throw new BrokenForm('it ends before its closing boundary', { cause });
      });
    },
    destroy: () => parser.destroy(),
  };
}

function readFrom(stream: Readable): Buffer | undefined {
  const chunk: unknown = stream.read();
  return Buffer.isBuffer(chunk) ? chunk : undefined;
}

/** The boundary of `multipart/form-data` (RFC 2046, 5.1.1), or what is missing. */
export function boundaryOf(contentType: string): { boundary: string } | { missing: 'form' | 'boundary' } {
  const type = parseHeaderValue(contentType);
  if (type?.value !== 'multipart/form-data') return { missing: 'form' };
  const boundary = type.params.get('boundary') ?? '';
  return /^[\x20-\x7e]{0,69}[\x21-\x7e]$/.test(boundary) ? { boundary } : { missing: 'boundary' };
}

export interface HeaderValue {
  /** In lower case, such as `form-data`. */
  value: string;
  /** By name in lower case; bytes beyond ASCII are as in the header, one character each. */
  params: Map<string, string>;
}

/** `form-data; name="files"; filename="x.csv"`. Nothing for one that two readers could understand in two ways. */
export function parseHeaderValue(text: string): HeaderValue | undefined {
  const first = text.indexOf(';');
  const value = (first === -1 ? text : text.slice(0, first)).trim().toLowerCase();
  const params = new Map<string, string>();
  let at = first === -1 ? text.length : first;
  while (at < text.length) {
    if (text[at] !== ';') return undefined;
    const equals = text.indexOf('=', at);
    // A semicolon at the end says nothing.
    if (equals === -1) return text.slice(at + 1).trim() === '' ? { value, params } : undefined;
    const name = text
      .slice(at + 1, equals)
      .trim()
      .toLowerCase();
    const param = quotedAt(text, equals + 1) ?? bareAt(text, equals + 1);
    if (!/^[^\s;"]+$/.test(name) || !param || params.has(name)) return undefined;
    params.set(name, param.text);
    at = param.end;
  }
  return { value, params };
}

interface Param {
  text: string;
  /** Where the next semicolon is, or the end. */
  end: number;
}

/** Only quotes and backslashes are escaped: some clients send `C:\x\y.csv` as it is. */
function quotedAt(text: string, start: number): Param | undefined {
  let at = pastSpace(text, start);
  if (text[at] !== '"') return undefined;
  let content = '';
  for (at++; at < text.length && text[at] !== '"'; at++) {
    const next = text[at + 1];
    if (text[at] === '\\' && (next === '"' || next === '\\')) at++;
    content += text[at];
  }
  return text[at] === '"' ? { text: content, end: pastSpace(text, at + 1) } : undefined;
}

function bareAt(text: string, start: number): Param | undefined {
  const semicolon = text.indexOf(';', start);
  const end = semicolon === -1 ? text.length : semicolon;
  const content = text.slice(start, end).trim();
  return content.includes('"') ? undefined : { text: content, end };
}

function pastSpace(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

/** A parameter as text, `name*=` (RFC 8187) before `name=`. Bytes that are not UTF-8 are taken as Latin-1. */
export function textParam({ params }: HeaderValue, name: string): string | undefined {
  const extended = /^(utf-8|iso-8859-1)'[^']*'(.*)$/is.exec(params.get(`${name}*`) ?? '');
  const bytes = extended
    ? (extended[2] ?? '').replaceAll(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    : // What form data writes for a quotation mark; a name with these three characters in it is not told apart.
      params.get(name)?.replaceAll('%22', '"');
  if (bytes === undefined) return undefined;
  const buffer = Buffer.from(bytes, 'latin1');
  return isUtf8(buffer) ? buffer.toString() : bytes;
}

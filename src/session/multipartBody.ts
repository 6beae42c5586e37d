// A multipart form with files, read from disk as it is sent: its length is known before, and never more than a piece is in memory.
// Not here: sending it (uploadsClient.ts), which files it holds.
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { SessionError } from './errors.ts';

export interface FileOnDisk {
  name: string;
  path: string;
  /** Bytes; the file is read up to there, and one that is shorter meanwhile fails. */
  size: number;
}

export interface MultipartBody {
  contentType: string;
  /** Bytes of the whole body. */
  length: number;
  /** From the beginning, each time; ends with a SessionError when a file cannot be read as it was found. */
  pieces(): AsyncGenerator<Uint8Array<ArrayBuffer>>;
}

const pieceBytes = 64 * 1024;

const types: Record<string, string> = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  txt: 'text/plain',
  json: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
};

/** What the name says; the server judges the bytes. */
export function typeOfName(name: string): string {
  return types[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
}

/** The fields come first: a server that streams knows by then where the files belong. */
export function multipartBody(fields: Readonly<Record<string, string>>, files: readonly FileOnDisk[]): MultipartBody {
  const boundary = `trellis-${randomUUID()}`;
  const part = (disposition: string, type?: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${type ? `Content-Type: ${type}\r\n` : ''}\r\n`;
  const head = bytesOf(
    Object.entries(fields)
      .map(([name, value]) => `${part(`name="${quoted(name)}"`)}${value}\r\n`)
      .join(''),
  );
  const parts = files.map((file) => ({
    file,
    head: bytesOf(part(`name="files"; filename="${quoted(file.name)}"`, typeOfName(file.name))),
  }));
  const lineEnd = bytesOf('\r\n');
  const end = bytesOf(`--${boundary}--\r\n`);
  const ofFiles = parts.reduce((sum, each) => sum + each.head.length + each.file.size + lineEnd.length, 0);

  async function* pieces() {
    yield head;
    for (const each of parts) {
      yield each.head;
      yield* contentOf(each.file);
      yield lineEnd;
    }
    yield end;
  }
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: head.length + ofFiles + end.length,
    pieces,
  };
}

async function* contentOf({ name, path, size }: FileOnDisk): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (size === 0) return;
  let read = 0;
  const stream = createReadStream(path, { end: size - 1, highWaterMark: pieceBytes });
  try {
    for await (const chunk of stream) {
      const piece: Uint8Array<ArrayBuffer> = chunk;
      read += piece.length;
      yield piece;
    }
  } catch (cause) {
    throw new SessionError('request', `${name} cannot be read any more. Attach it again.`, { cause });
  } finally {
    stream.destroy();
  }
  if (read < size)
    throw new SessionError(
      'request',
      `${name} became shorter while it was uploaded. Attach it again when it is whole.`,
    );
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** As browsers write names: what would end the name or the header is written in its place. */
function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

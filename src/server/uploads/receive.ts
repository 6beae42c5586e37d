// An upload as it arrives: the parts of a multipart body, each file streamed to disk and judged by its bytes on the way.
// Not here: which chat it is for, what becomes of the files, how long a slow client may take (http/, serve.ts).
import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { ApiError } from '../apiError.ts';
import { fileSink, grouped, invalid, type ReceivedFile, type Sink, sizeText } from './fileSinks.ts';
import {
  BrokenForm,
  boundaryOf,
  createFormParser,
  type FormParser,
  type PartHeader,
  parseHeaderValue,
  pieceBytes,
  textParam,
} from './multipart.ts';

export interface Received {
  fields: Map<string, string>;
  files: ReceivedFile[];
  /** Removes what was written, and the folder it is in; also done when receiving throws. */
  discard(): Promise<void>;
}

export interface ReceiveLimits {
  maxFiles: number;
  /** Bytes of one file. */
  maxFileBytes: number;
}

const mebibyte = 1024 * 1024;
/** Bytes that are in no file: headers, fields, and what stands before and after the parts. */
const maxOverhead = mebibyte;
const maxFields = 10;
const maxFieldCharacters = 1_000;
const maxBytesOfCharacter = 4;
const whatIsMissing = {
  form: 'Send the files as multipart/form-data, each in a part named `files`.',
  boundary: 'The Content-Type has no boundary of 1 to 70 characters; let the HTTP client write that header.',
};
const fileParts = new Set(['files', 'files[]', 'file']);

/**
 * Writes the files of a multipart request to a fresh folder (mode 0700, files 0600) under `directory`, which is made where
 * it is missing. Throws `ApiError` (INVALID_REQUEST, UPLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE), or the disk's error, with
 * nothing left on disk. What was not read of the body then stays unread and is not cancelled: cancelling would close the
 * line before the answer is written.
 */
export async function receiveUploads(
  request: { headers: Headers; body: ReadableStream<Uint8Array> | null },
  directory: string,
  limits: ReceiveLimits,
): Promise<Received> {
  const type = boundaryOf(request.headers.get('content-type') ?? '');
  if ('missing' in type) throw invalid(whatIsMissing[type.missing]);
  if (Number(request.headers.get('content-length') ?? 0) > limits.maxFiles * limits.maxFileBytes + maxOverhead) {
    const most = `${limits.maxFiles} files of at most ${sizeText(limits.maxFileBytes)}`;
    throw new ApiError('UPLOAD_TOO_LARGE', `The request is too large; upload ${most}.`);
  }
  if (!request.body) throw invalid('The request has no body; send at least one file in a part named `files`.');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(path.join(directory, 'in-'));
  const received: Received = {
    fields: new Map(),
    files: [],
    discard: () => rm(folder, { recursive: true, force: true }),
  };
  const form = createFormParser(type.boundary);
  const reader = request.body.getReader();
  try {
    await receiveParts(reader, form, received, (header) => openSink(header, folder, limits, received));
    if (received.files.length === 0) throw invalid('There is no file in the request; send it in a part named `files`.');
    return received;
  } catch (cause) {
    await received.discard();
    if (!(cause instanceof BrokenForm)) throw cause;
    throw invalid(`The multipart body is broken: ${cause.message}. Send it again, written by an HTTP client.`, cause);
  } finally {
    reader.releaseLock();
  }
}

/** Reads the body to its end, and hands each part to the sink that its header asks for. */
async function receiveParts(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  form: FormParser,
  received: Received,
  sinkFor: (header: PartHeader) => Promise<Sink>,
): Promise<void> {
  const first: { sink?: Sink | undefined } = {};

  async function takeParts(isEnd: boolean): Promise<void> {
    for (let part = form.open[0]; part; part = form.open[0]) {
      if (part.header) {
        first.sink ??= await sinkFor(part.header);
        for (let chunk = part.read(); chunk; chunk = part.read()) await first.sink.write(chunk);
      }
      if (form.open.length === 1 && !isEnd) return;
      if (!first.sink) throw new BrokenForm('a part of it has no headers');
      await first.sink.end();
      first.sink = undefined;
      form.open.shift();
    }
  }

  let bytesRead = 0;
  try {
    for (let chunk = await nextChunk(reader); chunk; chunk = await nextChunk(reader)) {
      for (let at = 0; at < chunk.length; at += pieceBytes) {
        const piece = chunk.subarray(at, at + pieceBytes);
        await form.write(piece);
        await takeParts(false);
        bytesRead += piece.length;
        const bytesInFiles = received.files.reduce((sum, { size }) => sum + size, 0);
        if (bytesRead - bytesInFiles > maxOverhead) throw invalid('The request has more than 1 MiB besides its files.');
      }
    }
    await form.end();
    await takeParts(true);
  } finally {
    form.destroy();
    await first.sink?.close();
  }
}

async function openSink(
  header: PartHeader,
  folder: string,
  limits: ReceiveLimits,
  { fields, files }: Received,
): Promise<Sink> {
  const disposition = parseHeaderValue(header.disposition);
  const name = disposition && textParam(disposition, 'name');
  if (disposition?.value !== 'form-data' || name === undefined) {
    throw new BrokenForm('a part of it has no Content-Disposition with a name');
  }
  const given = textParam(disposition, 'filename');
  const shownName = safeFilename(name).slice(0, 50);
  if (given === undefined) {
    if (fileParts.has(name)) throw invalid(`The part \`${name}\` has no file; with curl, write -F ${name}=@sales.csv.`);
    if (fields.size >= maxFields) throw invalid(`The request has more than ${maxFields} fields.`);
    if (fields.has(name)) throw invalid(`The field \`${shownName}\` is there twice.`);
    fields.set(name, '');
    return fieldSink(shownName, (value) => fields.set(name, value));
  }
  const filename = safeFilename(given);
  if (!fileParts.has(name)) throw invalid(`Send ${filename} in a part named \`files\`, not \`${shownName}\`.`);
  if (files.length >= limits.maxFiles) {
    throw invalid(`At most ${limits.maxFiles} files go into one request; send ${filename} in another.`);
  }
  if (/^(base64|quoted-printable)$/i.test(header.encoding.trim())) {
    throw invalid(`Send ${filename} as it is, without Content-Transfer-Encoding.`);
  }
  const file: ReceivedFile = {
    filename,
    path: path.join(folder, randomUUID()),
    size: 0,
    mimeType: 'text/csv',
    uploadType: 'document',
  };
  const sink = fileSink(file, await open(file.path, 'wx', 0o600), limits.maxFileBytes);
  files.push(file);
  return sink;
}

function fieldSink(shownName: string, keep: (value: string) => void): Sink {
  const tooLong = `The field \`${shownName}\` is longer than ${grouped(maxFieldCharacters)} characters.`;
  let bytes = Buffer.alloc(0);
  return {
    async write(chunk) {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length > maxFieldCharacters * maxBytesOfCharacter) throw invalid(tooLong);
    },
    async end() {
      if (!isUtf8(bytes)) throw invalid(`The field \`${shownName}\` is not UTF-8.`);
      const value = bytes.toString();
      if (value.length > maxFieldCharacters) throw invalid(tooLong);
      keep(value);
    },
    async close() {
      bytes = Buffer.alloc(0);
    },
  };
}

async function nextChunk(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return (await reader.read()).value;
  } catch (cause) {
    throw invalid('The upload broke off; send it again.', cause);
  }
}

const maxFilename = 200;
const nameless = 'upload.csv';

/**
 * The name a person gave, to show: no folders, no control characters, nothing that turns the text around, at most 200
 * characters with the extension kept. Never for a path on disk.
 */
export function safeFilename(given: string): string {
  const visible = given
    .toWellFormed()
    .normalize('NFC')
    // Formatting characters go, but for the two that letters of some languages are joined with.
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu, '');
  const name = (visible.split(/[/\\]/).at(-1) ?? '').trim();
  if (/^\.*$/.test(name)) return nameless;
  if (name.length <= maxFilename) return name;
  const extension = /\.[^.\s]{1,10}$/.exec(name)?.[0] ?? '';
  // A character of two units is not cut in half.
  const stem = name.slice(0, maxFilename - extension.length - 1).replace(/[\ud800-\udbff]$/, '');
  return `${stem}…${extension}`;
}

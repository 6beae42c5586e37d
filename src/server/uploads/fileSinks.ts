// Where the bytes of an uploaded file go, judged on the way: CSV, workbooks, PDFs, and pictures for models that see.
// Not here: the parts of the body they come in (receive.ts), what is in a workbook or PDF (readDocuments.ts).
import type { FileHandle } from 'node:fs/promises';
import { ApiError } from '../apiError.ts';
import { maxImageBytes, pictureHeadBytes, pictureKind } from '../assistant/image.ts';
import { createContentCheck } from './contentCheck.ts';
import { type DocumentKind, pdfMime, workbookMime } from './documentMessages.ts';

export interface ReceivedFile {
  /** The name a person gave, without folders, made safe to show; at most 200 characters. */
  filename: string;
  /** Where it was written. */
  path: string;
  /** Bytes. */
  size: number;
  mimeType: string;
  uploadType: 'document' | 'image';
  /** It has to be read before it is kept. */
  document?: DocumentKind;
  /** The folder that holds what was read of it. */
  parts?: string;
}

/** Takes the content of one part. */
export interface Sink {
  write(chunk: Buffer): Promise<void>;
  /** The part is whole. */
  end(): Promise<void>;
  /** Lets go of the file, whole or not. */
  close(): Promise<void>;
}

const mebibyte = 1024 * 1024;

/** Pictures, PDFs and workbooks (a zip) are told by their first bytes. Everything else must be CSV. */
export function fileSink(file: ReceivedFile, handle: FileHandle, maxFileBytes: number): Sink {
  let head = Buffer.alloc(0);
  let inner: Sink | undefined;
  function chosen(): Sink {
    if (inner) return inner;
    const kind = pictureKind(head);
    const document = kind ? undefined : documentOf(head);
    if (kind) inner = pictureSink(file, handle, kind);
    else if (document) inner = documentSink(file, handle, document, maxFileBytes);
    else inner = textSink(file, handle, maxFileBytes);
    return inner;
  }
  return {
    async write(chunk) {
      if (inner) return await inner.write(chunk);
      head = Buffer.concat([head, chunk]);
      if (head.length >= pictureHeadBytes) await chosen().write(head);
    },
    async end() {
      if (!inner && head.length > 0) await chosen().write(head);
      await chosen().end();
    },
    close: () => handle.close(),
  };
}

function pictureSink(file: ReceivedFile, handle: FileHandle, kind: NonNullable<ReturnType<typeof pictureKind>>): Sink {
  const chunks: Uint8Array[] = [];
  file.mimeType = kind.mimeType;
  file.uploadType = 'image';
  return {
    async write(chunk) {
      file.size += chunk.length;
      if (file.size > maxImageBytes) {
        throw new ApiError(
          'UPLOAD_TOO_LARGE',
          `${file.filename} is larger than ${sizeText(maxImageBytes)}; make it smaller.`,
        );
      }
      chunks.push(Uint8Array.from(chunk));
      await handle.writeFile(chunk);
    },
    async end() {
      if (!kind.isWhole(Buffer.concat(chunks)))
        throw new ApiError(
          'UNSUPPORTED_MEDIA_TYPE',
          `${file.filename} begins like a ${kind.name} and is not a whole one.`,
        );
      await handle.close();
    },
    close: () => handle.close(),
  };
}

function documentOf(head: Buffer): DocumentKind | undefined {
  const start = head.toString('latin1');
  if (start.startsWith('%PDF-')) return 'pdf';
  return start.startsWith('PK\x03\x04') ? 'workbook' : undefined;
}

/** Judged when it is whole: what a zip holds stands at its end. */
function documentSink(file: ReceivedFile, handle: FileHandle, document: DocumentKind, maxFileBytes: number): Sink {
  file.document = document;
  file.mimeType = document === 'pdf' ? pdfMime : workbookMime;
  return {
    async write(chunk) {
      file.size += chunk.length;
      if (file.size > maxFileBytes) throw tooLarge(file, maxFileBytes);
      await handle.writeFile(chunk);
    },
    end: () => handle.close(),
    close: () => handle.close(),
  };
}

function tooLarge({ filename }: ReceivedFile, maxFileBytes: number): ApiError {
  const most = sizeText(maxFileBytes);
  return new ApiError('UPLOAD_TOO_LARGE', `${filename} is larger than ${most}; upload it in smaller files.`);
}

function textSink(file: ReceivedFile, handle: FileHandle, maxFileBytes: number): Sink {
  const check = createContentCheck();
  const refuse = (found: string | undefined) => {
    if (found)
      throw new ApiError(
        'UNSUPPORTED_MEDIA_TYPE',
        `${file.filename} ${found}; CSV, Excel (.xlsx) and PDF files and pictures can be uploaded.`,
      );
  };
  return {
    async write(chunk) {
      file.size += chunk.length;
      if (file.size > maxFileBytes) throw tooLarge(file, maxFileBytes);
      refuse(check.push(chunk));
      await handle.writeFile(chunk);
    },
    async end() {
      refuse(check.end());
      if (file.size === 0) throw invalid(`${file.filename} is empty; upload a file with a header line and rows.`);
      await handle.close();
    },
    close: () => handle.close(),
  };
}

export function sizeText(bytes: number): string {
  return bytes < mebibyte ? `${grouped(bytes)} bytes` : `${grouped(Math.floor(bytes / mebibyte))} MB`;
}

export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

export function invalid(sentence: string, cause?: unknown): ApiError {
  return new ApiError('INVALID_REQUEST', sentence, { cause });
}

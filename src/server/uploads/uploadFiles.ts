// The uploaded files on disk, one folder per chat, and the signed links that lead to them (good for an hour).
// Not here: receiving them (receive.ts), which chat has which (store/uploads.ts).
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createReadStream, mkdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { ApiError } from '../apiError.ts';
import type { Clock } from '../clock.ts';
import { tableNameOf } from '../engine/dataSource.ts';
import type { UploadFile } from '../engine/duckdb.ts';
import { type Workbook, workbookFile } from '../engine/xlsxConvert.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { NewUpload, StoredUpload } from '../store/uploads.ts';
import { pagesFile, pdfMime, workbookMime } from './documentMessages.ts';

export interface UploadFilesOptions {
  /** A folder of the store. */
  directory: string;
  store: Store;
  /** For links; 32 bytes. */
  key: Uint8Array;
  /** Where this server is reached; known once it listens. */
  url: () => string;
  clock: Clock;
  log: Log;
}

/** A file that was received, where it was written, and the folder with what was read of it. */
export type KeptFile = Omit<NewUpload, 'id'> & { path: string; parts?: string };

/** A PDF of a chat, and the file its pages are in. */
export interface PdfFile {
  id: string;
  name: string;
  pages: string;
}

/** A file in its chat's folder that the store does not know yet. */
export type LaidFile = NewUpload & Pick<StoredUpload, 'chatId'>;

export type UploadFiles = ReturnType<typeof createUploadFiles>;

const linkSeconds = 3600;
/** Of all files of one chat. */
const maxChatBytes = 500 * 1024 * 1024;
const staleMs = 24 * 3_600_000;

export function createUploadFiles({ directory, store, key, url, clock, log }: UploadFilesOptions) {
  const incoming = path.join(directory, 'incoming');
  mkdirSync(incoming, { recursive: true, mode: 0o700 });

  const folderOf = (chatId: string) => path.join(directory, safe(chatId));
  const fileOf = ({ chatId, id }: Pick<StoredUpload, 'chatId' | 'id'>) => path.join(folderOf(chatId), safe(id));
  const partsOf = (upload: Pick<StoredUpload, 'chatId' | 'id'>) => `${fileOf(upload)}.parts`;
  const signature = (id: string, expires: string) =>
    createHmac('sha256', key).update(`upload ${id} ${expires}`).digest('base64url');

  function link(id: string): string {
    const expires = String(Math.floor(clock.now() / 1000) + linkSeconds);
    return `${url()}/v1/uploads/${id}/content?expires=${expires}&signature=${signature(id, expires)}`;
  }

  /** The keys that the list and a message share. */
  function shown({ id, filename, mimeType, uploadType, size }: StoredUpload) {
    return {
      id,
      filename,
      mime_type: mimeType,
      file_size: size,
      upload_type: uploadType,
      presigned_url: link(id),
    };
  }

  /** Throws UPLOAD_TOO_LARGE. */
  function checkRoom(chatId: string, files: readonly KeptFile[]) {
    const bytes = [...store.uploads.list(chatId), ...files].reduce((sum, { size }) => sum + size, 0);
    if (bytes > maxChatBytes) {
      throw new ApiError('UPLOAD_TOO_LARGE', 'The files of one chat may have 500 MB together. Start another chat.');
    }
  }

  /** The chat is gone. What cannot be removed now, because a file comes in at this moment, is swept at a later start. */
  async function removeChat(chatId: string): Promise<void> {
    await rm(folderOf(chatId), { recursive: true, force: true, maxRetries: 3, retryDelay: 20 }).catch(
      (cause: unknown) => log('warn', 'uploads.remove.failed', { cause }),
    );
  }

  /** Removes files that the store does not know any more; what cannot be removed goes with its chat. */
  async function removeFiles(files: readonly Pick<StoredUpload, 'chatId' | 'id'>[]): Promise<void> {
    for (const file of files)
      await rm(fileOf(file), { force: true }).catch((cause: unknown) =>
        log('warn', 'uploads.remove.failed', { cause }),
      );
    // A chat that was deleted meanwhile, its folder with it: the file has made that anew.
    for (const gone of store.uploads.gone(files.map(({ chatId }) => chatId))) await removeChat(gone);
  }

  return {
    /** Where files are written while they are received. */
    incoming,

    listed: (upload: StoredUpload) => ({
      ...shown(upload),
      created_at: upload.createdAt,
      message_id: upload.messageId,
    }),

    /** `storage_path` is a name to other servers' clients, no place they could reach. */
    ofMessage: (upload: StoredUpload) => ({
      ...shown(upload),
      storage_path: `uploads/${upload.chatId}/${upload.id}`,
    }),

    /** Moves received files into the chat, all or none. Throws UPLOAD_TOO_LARGE or CHAT_NOT_FOUND. */
    async keep(chatId: string, files: readonly KeptFile[]): Promise<StoredUpload[]> {
      checkRoom(chatId, files);
      const named = files.map((file) => ({ ...file, id: store.uploads.newId() }));
      try {
        await mkdir(folderOf(chatId), { recursive: true, mode: 0o700 });
        for (const { id, path: from, parts } of named) {
          if (parts !== undefined) await rename(parts, partsOf({ chatId, id }));
          await rename(from, fileOf({ chatId, id }));
        }
        return store.uploads.add(chatId, named);
      } catch (cause) {
        for (const { id } of named) {
          await rm(fileOf({ chatId, id }), { force: true });
          await rm(partsOf({ chatId, id }), { recursive: true, force: true });
        }
        if (store.uploads.gone([chatId]).length === 0) throw cause;
        // Deleted meanwhile, its folder with it.
        await removeChat(chatId);
        throw new ApiError('CHAT_NOT_FOUND', 'Chat not found', { cause });
      }
    },

    /**
     * Copies a received file into the chat's folder, to be stored with its question: until then it is nobody's upload. Throws
     * UPLOAD_TOO_LARGE or CHAT_NOT_FOUND.
     */
    async lay(chatId: string, { path: from, ...file }: KeptFile): Promise<LaidFile> {
      checkRoom(chatId, [{ path: from, ...file }]);
      if (store.uploads.gone([chatId]).length > 0) throw new ApiError('CHAT_NOT_FOUND', 'Chat not found');
      const laid = { ...file, id: store.uploads.newId(), chatId };
      try {
        await mkdir(folderOf(chatId), { recursive: true, mode: 0o700 });
        await copyFile(from, fileOf(laid));
        return laid;
      } catch (cause) {
        await removeFiles([laid]);
        throw cause;
      }
    },

    removeFiles,

    /** The chat's files as the engine opens them: a workbook is as many as it has sheets, a PDF none. */
    filesOf: (chatId: string): UploadFile[] =>
      store.uploads
        .list(chatId)
        .filter(({ uploadType, mimeType }) => uploadType === 'document' && mimeType !== pdfMime)
        .flatMap((upload) =>
          upload.mimeType === workbookMime
            ? sheetsOf(upload.filename, partsOf(upload))
            : [{ path: fileOf(upload), name: upload.filename, format: 'csv' as const }],
        ),

    /** The chat's PDFs. */
    pdfsOf: (chatId: string): PdfFile[] =>
      store.uploads
        .list(chatId)
        .filter(({ mimeType }) => mimeType === pdfMime)
        .map((upload) => ({ id: upload.id, name: upload.filename, pages: path.join(partsOf(upload), pagesFile) })),

    isSigned(id: string, { expires, signature: given }: { expires?: string; signature?: string }): boolean {
      if (!expires || !given || !/^\d{1,12}$/.test(expires) || Number(expires) * 1000 <= clock.now()) return false;
      const [left, right] = [Buffer.from(given), Buffer.from(signature(id, expires))];
      return left.length === right.length && timingSafeEqual(left, right);
    },

    /** The bytes of one; those of a picture are bounded. */
    read: (upload: Pick<StoredUpload, 'chatId' | 'id'>): Promise<Buffer> => readFile(fileOf(upload)),

    /** `headOnly`: the file is not opened. */
    async content(upload: StoredUpload, headOnly: boolean): Promise<Response> {
      const file = fileOf(upload);
      const size = await stat(file).then(
        (info) => info.size,
        () => undefined,
      );
      if (size === undefined) throw new ApiError('UPLOAD_NOT_FOUND', 'The file is gone. Upload it again.');
      const body = headOnly ? null : (Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>);
      return new Response(body, {
        headers: {
          'Content-Type': 'application/octet-stream',
          'Content-Length': String(size),
          'Content-Disposition': `attachment; filename*=UTF-8''${encoded(upload.filename)}`,
        },
      });
    },

    removeChat,

    /** Removes what no chat has any more: files of chats deleted by another server, and what was never received whole. */
    async sweep(): Promise<void> {
      // What else is in there is not ours. A young folder may be of a chat that another server has just made.
      const folders = (await readdir(directory)).filter((name) => /^chat_\w+$/.test(name));
      for (const gone of store.uploads.gone(folders)) {
        if (await isStale(folderOf(gone))) await rm(folderOf(gone), { recursive: true, force: true });
      }
      for (const name of await readdir(incoming)) {
        const file = path.join(incoming, name);
        if (await isStale(file)) await rm(file, { recursive: true, force: true });
      }
    },
  };
}

/** Small, and read when an engine is opened. One that is lost is told as a file that is not there. */
function sheetsOf(filename: string, parts: string): UploadFile[] {
  const base = tableNameOf(filename);
  try {
    const { sheets, notes } = JSON.parse(readFileSync(path.join(parts, workbookFile), 'utf8')) as Workbook;
    return sheets.map(({ name, file }, at) => ({
      path: path.join(parts, file),
      name: sheets.length === 1 ? filename : `${filename}, sheet "${name}"`,
      format: 'sheet',
      called: sheets.length === 1 ? base : `${base}_${tableNameOf(`${name}.x`)}`,
      notes: at === 0 ? notes.map((note) => `${filename}: ${note}`) : [],
    }));
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
    return [{ path: path.join(parts, workbookFile), name: filename, format: 'sheet' }];
  }
}

async function isStale(file: string): Promise<boolean> {
  const info = await stat(file).catch(() => undefined);
  return info !== undefined && Date.now() - info.mtimeMs > staleMs;
}

/** As RFC 8187 wants it, which leaves fewer characters as they are than addresses do. */
function encoded(name: string): string {
  return encodeURIComponent(name).replaceAll(/['()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Ids are ours, and still no part of a path without a look. */
function safe(id: string): string {
  if (!/^[\w-]{1,100}$/.test(id)) throw new Error('Not an id of a chat or an upload.');
  return id;
}

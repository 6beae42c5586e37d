// Which files were uploaded to which chat, on disk.
// Not here: the files themselves (uploads/uploadFiles.ts).
import { randomUUID } from 'node:crypto';
import { ApiError } from '../apiError.ts';
import { type Database, optionalText, type Row, text } from './database.ts';

export interface StoredUpload {
  id: string;
  chatId: string;
  /** Null until a question names it. */
  messageId: string | null;
  filename: string;
  mimeType: string;
  uploadType: 'document' | 'image';
  /** Bytes. */
  size: number;
  createdAt: string;
}

export type NewUpload = Pick<StoredUpload, 'id' | 'filename' | 'mimeType' | 'uploadType' | 'size'>;

export function uploadStore(database: Database, now: () => string) {
  return {
    newId: (): string => randomUUID(),

    /** In the order they came. */
    list: (chatId: string): StoredUpload[] =>
      database.all('SELECT * FROM uploads WHERE chat_id = ? ORDER BY number', chatId).map(upload),

    /** Throws UPLOAD_NOT_FOUND. */
    find(id: string): StoredUpload {
      const row = database.get('SELECT * FROM uploads WHERE id = ?', id);
      if (!row) throw new ApiError('UPLOAD_NOT_FOUND', 'Upload not found');
      return upload(row);
    },

    /** All of them or none; none when the chat is gone. */
    add(chatId: string, uploads: readonly NewUpload[]): StoredUpload[] {
      return database.transaction(() => {
        if (!database.get('SELECT 1 FROM chats WHERE id = ?', chatId))
          throw new ApiError('CHAT_NOT_FOUND', 'Chat not found');
        const at = now();
        for (const each of uploads) insertUpload(database, chatId, each, at);
        return uploads.map((each) => ({ ...each, chatId, messageId: null, createdAt: at }));
      });
    },

    /** The picture that was sent with a message. */
    imageOf(messageId: string): StoredUpload | undefined {
      const row = database.get(
        `SELECT * FROM uploads WHERE message_id = ? AND upload_type = 'image' ORDER BY number LIMIT 1`,
        messageId,
      );
      return row && upload(row);
    },

    /** Of these chats, those that are gone. */
    gone: (chatIds: readonly string[]): string[] =>
      chatIds.filter((id) => !database.get('SELECT 1 FROM chats WHERE id = ?', id)),
  };
}

export function insertUpload({ run }: Database, chatId: string, given: NewUpload, at: string): void {
  const { id, filename, mimeType, uploadType, size } = given;
  run(
    'INSERT INTO uploads (id, chat_id, filename, mime_type, upload_type, file_size, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    id,
    chatId,
    filename,
    mimeType,
    uploadType,
    size,
    at,
  );
}

/** Forgets the pictures of the chat whose message is gone, for they come with one only; returns them: their files are still there. */
export function forgetPictures({ all }: Database, chatId: string): StoredUpload[] {
  const sql = `DELETE FROM uploads WHERE chat_id = ? AND upload_type = 'image' AND message_id IS NULL RETURNING *`;
  return all(sql, chatId).map(upload);
}

export function upload(row: Row): StoredUpload {
  return {
    id: text(row.id),
    chatId: text(row.chat_id),
    messageId: optionalText(row.message_id),
    filename: text(row.filename),
    mimeType: text(row.mime_type),
    uploadType: row.upload_type === 'image' ? 'image' : 'document',
    size: Number(row.file_size),
    createdAt: text(row.created_at),
  };
}

// Chats, messages and visualizations on disk. Every call is one short transaction.
// Not here: the turns that add messages (turns.ts), who may see what beyond "a chat belongs to its member".
import { decodeWith, parseJson } from '../../protocol/decoded.ts';
import { type MessageMetadata, messageMetadataSchema } from '../../protocol/trellis/rest.ts';
import { titleOf } from '../../protocol/trellis/sqlContext.ts';
import type { Chart, Table } from '../../protocol/trellis/visualization.ts';
import { ApiError } from '../apiError.ts';
import { type Database, optionalText, type Row, text } from './database.ts';
import { newId } from './ids.ts';
import { forgetPictures, type StoredUpload, upload } from './uploads.ts';

export type StoredVisualization = Table | Chart;

export interface ChatRow {
  id: string;
  memberId: string;
  title: string;
  integrationId: string | null;
  createdAt: string;
}

export interface MessageRow {
  id: string;
  role: 'user' | 'assistant';
  content: string;
  asked: string | null; // where the content holds more
  timestamp: string;
  metadata: Omit<MessageMetadata, 'uploads' | 'visualizations'>;
  visualizations: StoredVisualization[];
  uploads: StoredUpload[];
}

/** A member's message and where it stands. */
export interface MessagePlace {
  id: string;
  memberId: string;
  chatId: string;
  role: 'user' | 'assistant';
  /** Messages of a chat are in the order of their numbers. */
  number: number;
}

export const pageSize = 20;
export const openChatCap = 500;

export interface NewChat {
  title: string | null;
  integrationId: string | null;
  /** False: as many as a member likes. */
  capped: boolean;
}

export function chatStore(database: Database, now: () => string) {
  const { get, all, run } = database;

  return {
    /** `admit` may still refuse (a rate limit), after every other check and before anything is stored. */
    createChat(memberId: string, newChat: NewChat, admit: () => void): ChatRow {
      return database.transaction(() => {
        checkCap(database, memberId, newChat);
        admit();
        return insertChat(database, memberId, newChat, now());
      });
    },

    /** Throws OPEN_CHAT_CAP when the member can make no more chats. */
    checkChatCap: (memberId: string) => checkCap(database, memberId, { capped: true }),

    /** Throws CHAT_NOT_FOUND, also for what belongs to another member. */
    chat: (memberId: string, chatId: string) => chatOf(database, memberId, chatId),

    /** One page of a member's chats, newest activity first; the preview is the newest question alone. */
    listChats(memberId: string, page: number) {
      const total = chatCount(database, memberId);
      const rows = all(
        `${summarySql} ORDER BY activity DESC LIMIT ? OFFSET ?`,
        memberId,
        pageSize,
        (page - 1) * pageSize,
      );
      return { chats: rows.map(summary), total, page, page_size: pageSize, has_more: page * pageSize < total };
    },

    /** All of a member's chats as one page, for revisions without paging. */
    listAllChats(memberId: string) {
      const chats = all(`${summarySql} ORDER BY activity DESC`, memberId).map(summary);
      return { chats, total: chats.length, page: 1, page_size: chats.length, has_more: false };
    },

    /** Differs from what it was before as soon as a chat or message of this member came, went or changed. */
    chatsVersion(memberId: string): string {
      return text(get('SELECT changes FROM members WHERE id = ?', memberId)?.changes);
    },

    chatSummary(memberId: string, chatId: string) {
      return summary(get(`${summarySql} AND id = ?`, memberId, chatId) ?? {});
    },

    messages(chatId: string): MessageRow[] {
      const of = (sql: string) => Map.groupBy(all(sql, chatId), (row) => text(row.message_id));
      const shown = of(
        'SELECT v.message_id, v.payload FROM visualizations v JOIN messages m ON m.id = v.message_id WHERE m.chat_id = ? ORDER BY v.position',
      );
      const uploaded = of('SELECT * FROM uploads WHERE chat_id = ? ORDER BY number');
      return all('SELECT * FROM messages WHERE chat_id = ? ORDER BY number', chatId).map((row) => {
        const id = text(row.id);
        return {
          id,
          role: roleOf(row),
          content: text(row.content),
          asked: optionalText(row.asked),
          timestamp: text(row.created_at),
          metadata: storedMetadata(text(row.metadata)),
          visualizations: (shown.get(id) ?? []).map((item) => JSON.parse(text(item.payload))),
          uploads: (uploaded.get(id) ?? []).map(upload),
        };
      });
    },

    renameChat(memberId: string, chatId: string, title: string) {
      database.transaction(() => {
        chatOf(database, memberId, chatId);
        run('UPDATE chats SET title = ? WHERE id = ?', title, chatId);
      });
    },

    /** True if there was such a chat of this member's. */
    deleteChat(memberId: string, chatId: string): boolean {
      return run('DELETE FROM chats WHERE id = ? AND member_id = ?', chatId, memberId) > 0;
    },

    /** Throws MESSAGE_NOT_FOUND. `chatId` narrows the search. */
    message: (memberId: string, messageId: string, chatId?: string | null) =>
      messagePlace(database, memberId, messageId, chatId),

    /** Throws MESSAGE_NOT_FOUND or NOT_A_USER_MESSAGE. */
    userMessage: (memberId: string, messageId: string, chatId?: string | null) =>
      userMessage(database, memberId, messageId, chatId),

    /**
     * Removes the message and all after it; returns the pictures that went along, whose files are still there. Throws
     * MESSAGE_NOT_FOUND, or TURN_IN_PROGRESS while the chat answers.
     */
    deleteMessage(memberId: string, messageId: string, chatId?: string | null): StoredUpload[] {
      return database.transaction(() => {
        const place = messagePlace(database, memberId, messageId, chatId);
        if (get('SELECT 1 FROM turns WHERE chat_id = ?', place.chatId)) {
          throw new ApiError('TURN_IN_PROGRESS', 'This chat is still answering. Stop it, then delete the message.');
        }
        removeFrom(database, place.chatId, place.number);
        return forgetPictures(database, place.chatId);
      });
    },

    /** Keeps what a member thinks of an answer. Throws MESSAGE_NOT_FOUND, or INVALID_REQUEST for a question. */
    setFeedback(memberId: string, messageId: string, feedback: 'positive' | 'negative', note: string | null): void {
      database.transaction(() => {
        const { role, chatId } = messagePlace(database, memberId, messageId);
        if (role !== 'assistant') throw new ApiError('INVALID_REQUEST', 'Feedback is for answers, not for questions.');
        // In the database, so that what another version of this program has stored there stays.
        run(
          `UPDATE messages SET metadata = json_patch(metadata, json_object('feedback', ?, 'feedback_note', ?)) WHERE id = ?`,
          feedback,
          note || null,
          messageId,
        );
        noteChange(database, chatId);
      });
    },

    visualization(memberId: string, id: string): StoredVisualization {
      const row = get(
        `SELECT v.payload FROM visualizations v JOIN messages m ON m.id = v.message_id JOIN chats c ON c.id = m.chat_id
         WHERE v.id = ? AND c.member_id = ?`,
        id,
        memberId,
      );
      if (!row) throw new ApiError('VISUALIZATION_NOT_FOUND', 'Visualization not found');
      return JSON.parse(text(row.payload));
    },

    /** The newest memory of the chat's answers; undefined when there is none. */
    memory(chatId: string): unknown {
      const row = get(
        'SELECT memory FROM messages WHERE chat_id = ? AND memory IS NOT NULL ORDER BY number DESC LIMIT 1',
        chatId,
      );
      return row ? JSON.parse(text(row.memory)) : undefined;
    },
  };
}

function chatCount({ get }: Database, memberId: string): number {
  return Number(get('SELECT count(*) AS n FROM chats WHERE member_id = ?', memberId)?.n ?? 0);
}

/** Throws OPEN_CHAT_CAP when a member has as many chats as may be. */
export function checkCap(database: Database, memberId: string, { capped }: Pick<NewChat, 'capped'>): void {
  if (!capped || chatCount(database, memberId) < openChatCap) return;
  throw new ApiError('OPEN_CHAT_CAP', `There are ${openChatCap} open chats, which is the limit. Delete some to go on.`);
}

/** Marks the chat as the one with the newest activity. */
export function touchChat({ run }: Database, chatId: string, at: string): void {
  run(
    'UPDATE chats SET active_at = ?, activity = (SELECT coalesce(max(activity), 0) + 1 FROM chats) WHERE id = ?',
    at,
    chatId,
  );
}

/** Removes the messages from that number on; their pictures are still to be forgotten. */
export function removeFrom(database: Database, chatId: string, number: number): void {
  database.run('DELETE FROM messages WHERE chat_id = ? AND number >= ?', chatId, number);
  noteChange(database, chatId);
}

/** For whoever watches: a change that leaves the chat where it is in the list. */
export function noteChange({ run }: Database, chatId: string): void {
  run('UPDATE members SET changes = changes + 1 WHERE id = (SELECT member_id FROM chats WHERE id = ?)', chatId);
}

/** Throws CHAT_NOT_FOUND. */
export function chatOf({ get }: Database, memberId: string, chatId: string): ChatRow {
  const row = get('SELECT * FROM chats WHERE id = ? AND member_id = ?', chatId, memberId);
  // Another member's chat is not told apart from one that does not exist.
  if (!row) throw new ApiError('CHAT_NOT_FOUND', 'Chat not found');
  return {
    id: text(row.id),
    memberId: text(row.member_id),
    title: text(row.title),
    integrationId: optionalText(row.integration_id),
    createdAt: text(row.created_at),
  };
}

export function insertChat(
  database: Database,
  memberId: string,
  { title, integrationId }: NewChat,
  at: string,
): ChatRow {
  const chat = {
    id: newId('chat'),
    memberId,
    title: title ?? `Chat ${at.slice(0, 16).replace('T', ' ')}`,
    integrationId,
    createdAt: at,
  };
  database.run('INSERT INTO chats VALUES (?, ?, ?, ?, ?, ?, 0)', chat.id, memberId, chat.title, integrationId, at, at);
  touchChat(database, chat.id, at);
  return chat;
}

function messagePlace({ get }: Database, memberId: string, messageId: string, chatId?: string | null): MessagePlace {
  const row = get(
    'SELECT m.chat_id, m.role, m.number FROM messages m JOIN chats c ON c.id = m.chat_id WHERE m.id = ? AND c.member_id = ?',
    messageId,
    memberId,
  );
  if (!row || (chatId && row.chat_id !== chatId)) throw new ApiError('MESSAGE_NOT_FOUND', 'Message not found');
  return { id: messageId, memberId, chatId: text(row.chat_id), role: roleOf(row), number: Number(row.number) };
}

export function userMessage(
  database: Database,
  memberId: string,
  messageId: string,
  chatId?: string | null,
): MessagePlace {
  const place = messagePlace(database, memberId, messageId, chatId);
  if (place.role !== 'user')
    throw new ApiError('NOT_A_USER_MESSAGE', 'Only your own messages can be edited, not answers.');
  return place;
}

function roleOf(row: Row): 'user' | 'assistant' {
  return row.role === 'user' ? 'user' : 'assistant';
}

/** One row that cannot be read must not hide the rest of its chat. */
function storedMetadata(json: string): MessageMetadata {
  const decoded = decodeWith(messageMetadataSchema, parseJson(json));
  return decoded.kind === 'valid' ? decoded.value : {};
}

const summarySql = `SELECT c.id, c.title, c.active_at,
    (SELECT coalesce(asked, content) FROM messages m WHERE m.chat_id = c.id AND m.role = 'user' ORDER BY number DESC LIMIT 1) AS question
  FROM chats c WHERE member_id = ?`;

function summary(row: Row) {
  return {
    id: text(row.id),
    title: text(row.title),
    preview: titleOf(optionalText(row.question) ?? '', 120),
    timestamp: text(row.active_at),
    metadata: { source_type: 'database' as const },
  };
}

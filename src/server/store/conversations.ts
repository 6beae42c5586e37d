// Chats as the assistant API sees them: whose one is, those that hold messages with their counts, and cutting one short.
// Not here: chats and messages themselves (chats.ts), the form of the answers (http/assistant/).
import { ApiError } from '../apiError.ts';
import { noteChange } from './chats.ts';
import { type Database, optionalText, text } from './database.ts';
import { forgetPictures, type StoredUpload } from './uploads.ts';

export interface StoredConversation {
  id: string;
  title: string;
  createdAt: string;
  activeAt: string;
  messageCount: number;
  characters: number;
}

export function conversationStore(database: Database) {
  const { get, all, run } = database;
  return {
    /** The member's id; undefined when there is no such chat. */
    ownerOf: (chatId: string): string | undefined =>
      optionalText(get('SELECT member_id FROM chats WHERE id = ?', chatId)?.member_id) ?? undefined,

    /** A member's chats with at least one message, newest activity first. */
    conversations(memberId: string, limit: number): StoredConversation[] {
      const rows = all(
        `SELECT c.id, c.title, c.created_at, c.active_at, count(*) AS messages, sum(length(m.content)) AS characters
         FROM chats c JOIN messages m ON m.chat_id = c.id WHERE c.member_id = ?
         GROUP BY c.id ORDER BY c.activity DESC LIMIT ?`,
        memberId,
        limit,
      );
      return rows.map((row) => ({
        id: text(row.id),
        title: text(row.title),
        createdAt: text(row.created_at),
        activeAt: text(row.active_at),
        messageCount: Number(row.messages),
        characters: Number(row.characters),
      }));
    },

    /**
     * Removes all messages but the newest so many; returns how many went, and the pictures that went along, whose files are still
     * there. Throws TURN_IN_PROGRESS while the chat answers.
     */
    keepNewest(chatId: string, count: number): { removed: number; pictures: StoredUpload[] } {
      return database.transaction(() => {
        if (get('SELECT 1 FROM turns WHERE chat_id = ?', chatId)) {
          throw new ApiError(
            'TURN_IN_PROGRESS',
            'This conversation is still answering. Truncate it when it has ended.',
          );
        }
        const removed = run(
          `DELETE FROM messages WHERE chat_id = ? AND number NOT IN
             (SELECT number FROM messages WHERE chat_id = ? ORDER BY number DESC LIMIT ?)`,
          chatId,
          chatId,
          // SQLite takes no number that is none of its integers.
          Math.min(count, Number.MAX_SAFE_INTEGER),
        );
        if (removed > 0) noteChange(database, chatId);
        return { removed, pictures: forgetPictures(database, chatId) };
      });
    },
  };
}

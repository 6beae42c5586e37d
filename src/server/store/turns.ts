// The turns that run, on disk: a question and its running turn are stored together, so are an answer and the turn's end.
// Not here: running a turn (chats/turns.ts).
import type { MessageMetadata } from '../../protocol/trellis/rest.ts';
import { ApiError } from '../apiError.ts';
import {
  chatOf,
  checkCap,
  insertChat,
  type MessagePlace,
  type NewChat,
  removeFrom,
  type StoredVisualization,
  touchChat,
  userMessage,
} from './chats.ts';
import { type Database, optionalText, text } from './database.ts';
import { newId } from './ids.ts';
import { forgetPictures, insertUpload, type NewUpload, type StoredUpload } from './uploads.ts';

/** A member's chat, or the one to make for the question. */
export type QuestionPlace = { memberId: string } & ({ chatId: string } | { newChat: NewChat });

export interface NewQuestion {
  /** One that was told already; else it is given here. */
  id: string | undefined;
  content: string;
  /** What is asked, where the content holds more; null: the content. */
  asked: string | null;
  clientMessageId: string | null;
  savedQueryId: string | null;
  /** Of this chat; they are shown with the question from now on. */
  uploadIds: readonly string[];
  /** They come with this question alone, and are stored with it. */
  pictures: readonly NewUpload[];
  /** An edit: that message and all after it go, and what was uploaded with it stays with the new one. */
  replaces: MessagePlace | undefined;
}

export interface Answer {
  id: string;
  content: string;
  metadata: MessageMetadata;
  visualizations: StoredVisualization[];
  /** What the answerer wants back with the chat's next question. */
  memory: unknown;
}

/** `server` names the process that runs turns, so that another can tell whether it still lives; read when a turn begins. */
export function turnStore(database: Database, now: () => string, server: () => string) {
  const { get, all, run } = database;

  function addAnswer(chatId: string, answer: Answer, at: string) {
    run(
      'INSERT INTO messages (id, chat_id, role, content, created_at, metadata, memory) VALUES (?, ?, ?, ?, ?, ?, ?)',
      answer.id,
      chatId,
      'assistant',
      answer.content,
      at,
      JSON.stringify(answer.metadata),
      answer.memory === undefined ? null : JSON.stringify(answer.memory),
    );
    for (const [position, visualization] of answer.visualizations.entries()) {
      run(
        'INSERT INTO visualizations VALUES (?, ?, ?, ?)',
        visualization.id,
        answer.id,
        position,
        JSON.stringify(visualization),
      );
    }
    touchChat(database, chatId, at);
    run('DELETE FROM turns WHERE chat_id = ?', chatId);
  }

  function close(chatId: string, error: NonNullable<MessageMetadata['error']>) {
    const answer = { id: newId('msg'), content: '', metadata: { error }, visualizations: [], memory: undefined };
    addAnswer(chatId, answer, now());
  }

  /** The ids of the chat's uploads that go with the question. */
  function uploadsOf(chatId: string, { uploadIds, replaces }: NewQuestion): string[] {
    for (const id of uploadIds) {
      if (!get('SELECT 1 FROM uploads WHERE id = ? AND chat_id = ?', id, chatId))
        throw new ApiError('UPLOAD_NOT_FOUND', 'Upload not found: upload the file to this chat first.');
    }
    const kept = replaces ? all('SELECT id FROM uploads WHERE message_id = ?', replaces.id) : [];
    return [...kept.map((row) => text(row.id)), ...uploadIds];
  }

  /** Throws DUPLICATE_MESSAGE when the member has sent it before; without a chat, to any. */
  function refuseDuplicate(memberId: string, chatId: string | null, clientMessageId: string | null): void {
    if (!clientMessageId) return;
    const stored = get(
      `SELECT m.id FROM messages m JOIN chats c ON c.id = m.chat_id
       WHERE c.member_id = ? AND m.client_message_id = ? AND (? IS NULL OR m.chat_id = ?)`,
      memberId,
      clientMessageId,
      chatId,
      chatId,
    );
    if (!stored) return;
    throw new ApiError('DUPLICATE_MESSAGE', 'This message is stored already; it was not asked again.', {
      extra: { user_message_id: text(stored.id) },
    });
  }

  function newChatFor(memberId: string, newChat: NewChat) {
    checkCap(database, memberId, newChat);
    return insertChat(database, memberId, newChat, now());
  }

  return {
    /**
     * Stores a question and marks its turn as running, both or neither; returns the ids of the question and its chat, and the
     * pictures that went with replaced messages, whose files are still there. Throws CHAT_NOT_FOUND, OPEN_CHAT_CAP, TURN_IN_PROGRESS, DUPLICATE_MESSAGE, UPLOAD_NOT_FOUND, and for an edit what `userMessage` throws.
     * `admit` may still refuse (a rate limit), after every other check and before anything is stored.
     */
    beginTurn(
      place: QuestionPlace,
      question: NewQuestion,
      admit: () => void,
    ): { chatId: string; messageId: string; gone: StoredUpload[] } {
      return database.transaction(() => {
        const { content, asked, clientMessageId, savedQueryId, pictures, replaces } = question;
        const { memberId } = place;
        const { id: chatId } =
          'chatId' in place ? chatOf(database, memberId, place.chatId) : newChatFor(memberId, place.newChat);
        refuseDuplicate(memberId, chatId, clientMessageId);
        if (replaces) userMessage(database, replaces.memberId, replaces.id, chatId);
        const uploads = uploadsOf(chatId, question);
        if (get('SELECT 1 FROM turns WHERE chat_id = ?', chatId)) {
          throw new ApiError('TURN_IN_PROGRESS', 'This chat is still answering. Wait for the answer, or stop it.');
        }
        admit();
        if (replaces) removeFrom(database, chatId, replaces.number);
        const id = question.id ?? newId('msg');
        const at = now();
        const metadata: MessageMetadata = {
          ...(clientMessageId ? { client_message_id: clientMessageId } : {}),
          ...(savedQueryId ? { saved_query_id: savedQueryId } : {}),
        };
        run(
          `INSERT INTO messages (id, chat_id, role, content, asked, created_at, client_message_id, metadata)
           VALUES (?, ?, 'user', ?, ?, ?, ?, ?)`,
          id,
          chatId,
          content,
          asked,
          at,
          clientMessageId,
          JSON.stringify(metadata),
        );
        for (const picture of pictures) insertUpload(database, chatId, picture, at);
        for (const upload of [...uploads, ...pictures.map((picture) => picture.id)])
          run('UPDATE uploads SET message_id = ? WHERE id = ?', id, upload);
        run('INSERT INTO turns VALUES (?, ?, ?, ?)', chatId, id, at, server());
        touchChat(database, chatId, at);
        return { chatId, messageId: id, gone: forgetPictures(database, chatId) };
      });
    },

    refuseDuplicate,

    /**
     * Stores the answer and frees the chat for the next question. False, and nothing is stored, when the turn is over for the
     * store: its chat is gone, or another server took this one for dead.
     */
    endTurn(chatId: string, userMessageId: string, answer: Answer): boolean {
      return database.transaction(() => {
        if (!get('SELECT 1 FROM turns WHERE chat_id = ? AND user_message_id = ?', chatId, userMessageId)) return false;
        addAnswer(chatId, answer, now());
        return true;
      });
    },

    /** The turn that runs in the chat, or null. */
    running(chatId: string) {
      const row = get('SELECT user_message_id, started_at FROM turns WHERE chat_id = ?', chatId);
      return row ? { user_message_id: text(row.user_message_id), started_at: text(row.started_at) } : null;
    },

    /** The servers that turns are marked with, as they named themselves. */
    serversWithTurns(): string[] {
      return all('SELECT DISTINCT server FROM turns').map((row) => text(row.server));
    },

    /** Who runs the chat's turn, as it named itself; undefined when none runs. */
    serverOfTurn(chatId: string): string | undefined {
      return optionalText(get('SELECT server FROM turns WHERE chat_id = ?', chatId)?.server) ?? undefined;
    },

    /** Closes a turn whose end could not be stored, so that the chat takes questions again. */
    closeTurn(chatId: string, error: NonNullable<MessageMetadata['error']>): void {
      database.transaction(() => {
        if (get('SELECT 1 FROM turns WHERE chat_id = ?', chatId)) close(chatId, error);
      });
    },

    /** Closes the turns of servers that are gone, so that their chats take questions again. Returns how many. */
    closeTurnsOf(servers: readonly string[], error: NonNullable<MessageMetadata['error']>): number {
      return database.transaction(() => {
        const lost = all('SELECT chat_id, server FROM turns').filter((row) => servers.includes(text(row.server)));
        for (const row of lost) close(text(row.chat_id), error);
        return lost.length;
      });
    },
  };
}

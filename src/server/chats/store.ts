// Chats on disk: members, chats, messages, visualizations and the turns that run. Every call is one short transaction.
// Not here: running a turn (turns.ts), who may see what beyond "a chat belongs to its member".
// Over 300 lines, because every call is a few lines of SQL over the one database handle.
import { randomBytes, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Disposable } from '../../base/disposable.ts';
import { decodeWith, parseJson } from '../../protocol/decoded.ts';
import { type MessageMetadata, messageMetadataSchema } from '../../protocol/trellis/rest.ts';
import { titleOf } from '../../protocol/trellis/sqlContext.ts';
import type { Chart, Table } from '../../protocol/trellis/visualization.ts';
import { ApiError } from '../apiError.ts';
import { openDatabase, transaction } from './database.ts';

export interface Member {
  id: string;
  email: string;
  role: 'admin' | 'member';
}

export interface ChatRow {
  id: string;
  memberId: string;
  title: string;
  integrationId: string | null;
  createdAt: string;
}

export type StoredVisualization = Table | Chart;

export interface MessageRow {
  id: string;
  role: 'user' | 'assistant';
  content: string;
  timestamp: string;
  metadata: MessageMetadata;
}

export interface Answer {
  id: string;
  content: string;
  metadata: MessageMetadata;
  visualizations: StoredVisualization[];
  /** What the answerer wants back with the chat's next question. */
  memory: unknown;
}

export const pageSize = 20;
export const openChatCap = 500;

export type Store = ReturnType<typeof openStore> & Disposable;

/** `server` names the process that runs turns, so that another can tell whether it still lives; read when a turn begins. */
export function openStore(directory: string, server: () => string) {
  const database: DatabaseSync = openDatabase(directory);
  const now = () => new Date().toISOString();
  const get = (sql: string, ...values: (string | number | null)[]) => database.prepare(sql).get(...values);
  const all = (sql: string, ...values: (string | number | null)[]) => database.prepare(sql).all(...values);
  const run = (sql: string, ...values: (string | number | null)[]) => database.prepare(sql).run(...values);

  function touch(chatId: string, at: string) {
    run(
      'UPDATE chats SET active_at = ?, activity = (SELECT coalesce(max(activity), 0) + 1 FROM chats) WHERE id = ?',
      at,
      chatId,
    );
  }

  function chatOf(memberId: string, chatId: string): ChatRow {
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
    touch(chatId, at);
    run('DELETE FROM turns WHERE chat_id = ?', chatId);
  }

  return {
    dispose: () => database.close(),

    memberFor(email: string, role: Member['role']): Member {
      return transaction(database, () => {
        run(
          'INSERT INTO members VALUES (?, ?, ?, ?) ON CONFLICT (email) DO UPDATE SET role = excluded.role',
          randomUUID(),
          email,
          role,
          now(),
        );
        return memberRow(get('SELECT * FROM members WHERE email = ?', email) ?? {});
      });
    },

    member(id: string): Member | undefined {
      const row = get('SELECT * FROM members WHERE id = ?', id);
      return row && memberRow(row);
    },

    /** `admit` may still refuse (a rate limit), after every other check and before anything is stored. */
    createChat(memberId: string, title: string | null, integrationId: string | null, admit: () => void): ChatRow {
      return transaction(database, () => {
        const open = Number(get('SELECT count(*) AS n FROM chats WHERE member_id = ?', memberId)?.n);
        if (open >= openChatCap) {
          throw new ApiError(
            'OPEN_CHAT_CAP',
            `There are ${openChatCap} open chats, which is the limit. Delete some to go on.`,
          );
        }
        admit();
        const at = now();
        const chat = {
          id: newId('chat'),
          memberId,
          title: title ?? `Chat ${at.slice(0, 16).replace('T', ' ')}`,
          integrationId,
          createdAt: at,
        };
        run('INSERT INTO chats VALUES (?, ?, ?, ?, ?, ?, 0)', chat.id, memberId, chat.title, integrationId, at, at);
        touch(chat.id, at);
        return chat;
      });
    },

    chat: chatOf,

    /** One page of a member's chats, newest activity first; the preview is the newest question alone. */
    listChats(memberId: string, page: number) {
      const total = Number(get('SELECT count(*) AS n FROM chats WHERE member_id = ?', memberId)?.n);
      const rows = all(
        `${summarySql} ORDER BY activity DESC LIMIT ? OFFSET ?`,
        memberId,
        pageSize,
        (page - 1) * pageSize,
      );
      return { chats: rows.map(summary), total, page, page_size: pageSize, has_more: page * pageSize < total };
    },

    chatSummary(memberId: string, chatId: string) {
      return summary(get(`${summarySql} AND id = ?`, memberId, chatId) ?? {});
    },

    messages(chatId: string): MessageRow[] {
      const shown = Map.groupBy(
        all(
          'SELECT v.message_id, v.payload FROM visualizations v JOIN messages m ON m.id = v.message_id WHERE m.chat_id = ? ORDER BY v.position',
          chatId,
        ),
        (row) => text(row.message_id),
      );
      return all('SELECT * FROM messages WHERE chat_id = ? ORDER BY number', chatId).map((row) => {
        const id = text(row.id);
        const metadata = storedMetadata(text(row.metadata));
        const visualizations = shown.get(id)?.map((item): StoredVisualization => JSON.parse(text(item.payload)));
        return {
          id,
          role: row.role === 'user' ? 'user' : 'assistant',
          content: text(row.content),
          timestamp: text(row.created_at),
          metadata: visualizations ? { ...metadata, visualizations } : metadata,
        };
      });
    },

    running(chatId: string) {
      const row = get('SELECT user_message_id, started_at FROM turns WHERE chat_id = ?', chatId);
      return row ? { user_message_id: text(row.user_message_id), started_at: text(row.started_at) } : null;
    },

    renameChat(memberId: string, chatId: string, title: string) {
      return transaction(database, () => {
        chatOf(memberId, chatId);
        run('UPDATE chats SET title = ? WHERE id = ?', title, chatId);
      });
    },

    /** True if there was such a chat of this member's. */
    deleteChat(memberId: string, chatId: string): boolean {
      return run('DELETE FROM chats WHERE id = ? AND member_id = ?', chatId, memberId).changes > 0;
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

    /** Stores a question and marks its turn as running, both or neither. Throws TURN_IN_PROGRESS or DUPLICATE_MESSAGE; `admit` as in createChat. */
    beginTurn(chatId: string, content: string, clientMessageId: string | null, admit: () => void): string {
      return transaction(database, () => {
        const stored =
          clientMessageId &&
          get('SELECT id FROM messages WHERE chat_id = ? AND client_message_id = ?', chatId, clientMessageId);
        if (stored) {
          throw new ApiError('DUPLICATE_MESSAGE', 'This message is stored already; it was not asked again.', {
            extra: { user_message_id: text(stored.id) },
          });
        }
        if (get('SELECT 1 FROM turns WHERE chat_id = ?', chatId)) {
          throw new ApiError('TURN_IN_PROGRESS', 'This chat is still answering. Wait for the answer, or stop it.');
        }
        admit();
        const id = newId('msg');
        const at = now();
        const metadata: MessageMetadata = clientMessageId ? { client_message_id: clientMessageId } : {};
        run(
          'INSERT INTO messages (id, chat_id, role, content, created_at, client_message_id, metadata) VALUES (?, ?, ?, ?, ?, ?, ?)',
          id,
          chatId,
          'user',
          content,
          at,
          clientMessageId,
          JSON.stringify(metadata),
        );
        run('INSERT INTO turns VALUES (?, ?, ?, ?)', chatId, id, at, server());
        touch(chatId, at);
        return id;
      });
    },

    /** Stores the answer and frees the chat for the next question. A chat deleted meanwhile takes its answer with it. */
    endTurn(chatId: string, answer: Answer): void {
      transaction(database, () => {
        if (get('SELECT 1 FROM chats WHERE id = ?', chatId)) addAnswer(chatId, answer, now());
      });
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
      transaction(database, () => {
        if (!get('SELECT 1 FROM turns WHERE chat_id = ?', chatId)) return;
        addAnswer(
          chatId,
          { id: newId('msg'), content: '', metadata: { error }, visualizations: [], memory: undefined },
          now(),
        );
      });
    },

    /** Closes the turns of servers that are gone, so that their chats take questions again. Returns how many. */
    closeTurnsOf(servers: readonly string[], error: NonNullable<MessageMetadata['error']>): number {
      return transaction(database, () => {
        const lost = all('SELECT chat_id, server FROM turns').filter((row) => servers.includes(text(row.server)));
        for (const row of lost) {
          const answer = { id: newId('msg'), content: '', metadata: { error }, visualizations: [], memory: undefined };
          addAnswer(text(row.chat_id), answer, now());
        }
        return lost.length;
      });
    },
  };
}

/** `chat_...` or `msg_...`: opaque, unique per server. */
export function newId(kind: 'chat' | 'msg'): string {
  return `${kind}_${randomBytes(10).toString('hex')}`;
}

/** Ten alphanumeric characters, for de-duplication (section 8). */
export function newVisualizationId(): string {
  return BigInt(`0x${randomBytes(8).toString('hex')}`)
    .toString(36)
    .padStart(13, '0')
    .slice(-10);
}

function text(value: unknown): string {
  return String(value ?? '');
}

/** One row that cannot be read must not hide the rest of its chat. */
function storedMetadata(json: string): MessageMetadata {
  const decoded = decodeWith(messageMetadataSchema, parseJson(json));
  return decoded.kind === 'valid' ? decoded.value : {};
}

const summarySql = `SELECT c.id, c.title, c.active_at,
    (SELECT content FROM messages m WHERE m.chat_id = c.id AND m.role = 'user' ORDER BY number DESC LIMIT 1) AS question
  FROM chats c WHERE member_id = ?`;

function summary(row: Record<string, unknown>) {
  return {
    id: text(row.id),
    title: text(row.title),
    preview: titleOf(optionalText(row.question) ?? '', 120),
    timestamp: text(row.active_at),
    metadata: { source_type: 'database' },
  };
}

function optionalText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function memberRow(row: Record<string, unknown>): Member {
  return { id: text(row.id), email: text(row.email), role: row.role === 'admin' ? 'admin' : 'member' };
}

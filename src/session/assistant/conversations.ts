// Conversations as the server lists them and as their rows are read; where each row stands, and what stood there.
// Not here: rows as messages (storedRows.ts), when they are read.
import { type Conversation, conversationsSchema, rowsSchema } from '../../protocol/assistant/bodies.ts';
import { judged } from '../httpCall.ts';
import { type AssistantCall, assistantApi } from './assistantCall.ts';
import { endsWithQuestion, isMessage, type Rows, rowId, wordsOf } from './storedRows.ts';

/** As many rows, or conversations, as a server gives at once; there are no older ones to be had. */
const maxRows = 100;
const maxAttempts = 3;

export interface ReadConversation extends Rows {
  /** Null when it is not among those that the server lists. */
  listed: Conversation | null;
}

/** What a message was when it was last read to be shown, or was asked. */
export interface KnownMessage {
  index: number;
  role: string;
  text: string;
}

export interface Conversations {
  list(): Promise<Conversation[]>;
  /** The newest rows, as they are now. Only what is `shown` to a person changes what is known of messages. */
  read(chatId: string, shown?: 'shown'): Promise<ReadConversation>;
  known(chatId: string, messageId: string): KnownMessage | undefined;
  /** The place of the next question; null when nobody knows. */
  nextRow(chatId: string | null): number | null;
  /** The server has that question now; `index` is its row, if it is known. */
  asked(chatId: string, messageId: string | null, index: number | null, text: string): void;
  /** The turn is over; `rows` is how many there are now, if that is sure. */
  ended(chatId: string, rows: number | null): void;
  /** All rows from that one on are gone. */
  cut(chatId: string, index: number): void;
  /** We have cut off all its rows: it is there, although the server does not list it. */
  isEmptied(chatId: string): boolean;
  forget(chatId: string): void;
}

interface Memory {
  known: Map<string, KnownMessage>;
  count: number | null;
  /** Grows with whatever we change; what was asked for before is no news of the number of rows. */
  epoch: number;
  emptied: boolean;
}

export interface ConversationsParts {
  call: AssistantCall;
  onRead: (chatId: string, read: ReadConversation) => void;
  onForget: (chatId: string) => void;
}

export function createConversations({ call, onRead, onForget }: ConversationsParts): Conversations {
  const memories = new Map<string, Memory>();

  function memoryOf(chatId: string): Memory {
    const memory = memories.get(chatId) ?? { known: new Map(), count: null, epoch: 0, emptied: false };
    memories.set(chatId, memory);
    return memory;
  }

  async function list(): Promise<Conversation[]> {
    const path = `/chat/conversations?channel=web&limit=${maxRows}`;
    return judged(conversationsSchema, await call({ method: 'GET', path }), assistantApi).conversations;
  }

  const listed = async (chatId: string) => (await list()).find(({ id }) => id === chatId) ?? null;

  async function rowsOf(chatId: string) {
    const path = `/chat/messages?conversation_id=${encodeURIComponent(chatId)}&limit=${maxRows}`;
    return judged(rowsSchema, await call({ method: 'GET', path }), assistantApi).messages;
  }

  async function readNow(chatId: string): Promise<ReadConversation> {
    let [conversation, rows] = await Promise.all([listed(chatId), rowsOf(chatId)]);
    if (rows.length < maxRows) return { rows, offset: 0, listed: conversation };
    // There may be older ones. How many is said by another call, so that nothing may have come in between.
    for (let attempt = 1; attempt <= maxAttempts && conversation; attempt++) {
      const count = conversation.message_count ?? null;
      rows = await rowsOf(chatId);
      conversation = await listed(chatId);
      if (count !== null && count >= rows.length && conversation?.message_count === count)
        return { rows, offset: count - rows.length, listed: conversation };
    }
    return { rows, offset: null, listed: conversation };
  }

  return {
    list,
    async read(chatId, shown) {
      const memory = memoryOf(chatId);
      const { epoch } = memory;
      const read = await readNow(chatId);
      const { rows, offset } = read;
      if (rows.length > 0) memory.emptied = false;
      if (memory.epoch === epoch) {
        // Behind a question without an answer the server may still write one.
        memory.count = offset === null || endsWithQuestion(rows) ? null : offset + rows.length;
      }
      if (shown) {
        if (memory.epoch === epoch) memory.known.clear();
        for (const [at, row] of rows.entries()) {
          if (offset === null || !isMessage(row)) continue;
          const known = { index: offset + at, role: row.role, text: wordsOf(row.content).text };
          memory.known.set(rowId(row, at, offset), known);
        }
      }
      onRead(chatId, read);
      return read;
    },
    known: (chatId, messageId) => memories.get(chatId)?.known.get(messageId),
    nextRow: (chatId) => (chatId === null ? 0 : (memories.get(chatId)?.count ?? null)),
    asked(chatId, messageId, index, text) {
      const memory = memoryOf(chatId);
      memory.epoch += 1;
      memory.count = null;
      if (messageId !== null && index !== null) memory.known.set(messageId, { index, role: 'user', text });
    },
    ended(chatId, rows) {
      const memory = memoryOf(chatId);
      memory.epoch += 1;
      memory.count = rows;
    },
    cut(chatId, index) {
      const memory = memoryOf(chatId);
      memory.epoch += 1;
      memory.count = index;
      memory.emptied = index === 0;
      for (const [id, known] of memory.known) if (known.index >= index) memory.known.delete(id);
    },
    isEmptied: (chatId) => memories.get(chatId)?.emptied ?? false,
    forget(chatId) {
      memories.delete(chatId);
      onForget(chatId);
    },
  };
}

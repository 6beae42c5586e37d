// Conversations as the server lists them and as their rows are read; where each row stands, and what stood there.
// Not here: rows as messages (storedRows.ts), when they are read.
import { type Conversation, conversationsSchema, type Row, rowsSchema } from '../../protocol/assistant/bodies.ts';
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
  /** So many rows are there at the least. */
  rowsAtLeast(chatId: string | null): number;
  /** Whether this window has sent these words there. */
  isOurs(chatId: string, words: string): boolean;
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
  /** What `count` was when it was last known. */
  atLeast: number;
  /** Words that were sent from here and look like more than words. */
  odd: Set<string>;
  /** Grows with whatever we change; what was asked for before is no news of the number of rows. */
  epoch: number;
  emptied: boolean;
}

/** As rows are named by their place. */
const isPlace = (id: string) => /^(?:row|unplaced):/.test(id);

/** A row's place is its name where the server gives several of them one, or one that looks like ours. */
function named(rows: Row[]): Row[] {
  const [once, twice] = [new Set<string>(), new Set<string>()];
  for (const { id } of rows) if (id) (once.has(id) ? twice : once).add(id);
  return rows.map((row) => (row.id && (twice.has(row.id) || isPlace(row.id)) ? { ...row, id: null } : row));
}

export interface ConversationsParts {
  call: AssistantCall;
  onRead: (chatId: string, read: ReadConversation) => void;
  onForget: (chatId: string) => void;
}

export function createConversations({ call, onRead, onForget }: ConversationsParts): Conversations {
  const memories = new Map<string, Memory>();

  function memoryOf(chatId: string): Memory {
    const fresh = { known: new Map(), count: null, atLeast: 0, odd: new Set<string>(), epoch: 0, emptied: false };
    const memory = memories.get(chatId) ?? fresh;
    memories.set(chatId, memory);
    return memory;
  }

  async function list(): Promise<Conversation[]> {
    const path = `/chat/conversations?channel=web&limit=${maxRows}`;
    return judged(conversationsSchema, await call({ method: 'GET', path }), assistantApi).conversations;
  }

  const isOurs = (chatId: string, words: string) => memories.get(chatId)?.odd.has(words.trim()) ?? false;

  const listed = async (chatId: string) => (await list()).find(({ id }) => id === chatId) ?? null;

  async function rowsOf(chatId: string) {
    const path = `/chat/messages?conversation_id=${encodeURIComponent(chatId)}&limit=${maxRows}`;
    return named(judged(rowsSchema, await call({ method: 'GET', path }), assistantApi).messages);
  }

  async function readNow(chatId: string): Promise<ReadConversation> {
    let [conversation, rows] = await Promise.all([listed(chatId), rowsOf(chatId)]);
    let count = conversation?.message_count ?? null;
    if (rows.length < maxRows && (count === null || count === rows.length))
      return { rows, offset: 0, listed: conversation };
    // There may be older ones: a server may give fewer than were asked for. How many there are is said by another call, so that
    // nothing may have come in between.
    for (let attempt = 1; attempt <= maxAttempts && count !== null; attempt++) {
      rows = await rowsOf(chatId);
      conversation = await listed(chatId);
      const now = conversation?.message_count ?? null;
      if (now === count) {
        const older = count - rows.length;
        return { rows, offset: Number.isSafeInteger(older) && older >= 0 ? older : null, listed: conversation };
      }
      count = now;
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
        if (offset !== null) memory.atLeast = offset + rows.length;
      }
      if (shown) {
        if (memory.epoch === epoch) memory.known.clear();
        for (const [at, row] of rows.entries()) {
          if (offset === null || !isMessage(row)) continue;
          const { text } = wordsOf(row.content, (words) => isOurs(chatId, words));
          memory.known.set(rowId(row, at, offset), { index: offset + at, role: row.role, text });
        }
      }
      onRead(chatId, read);
      return read;
    },
    known: (chatId, messageId) => memories.get(chatId)?.known.get(messageId),
    nextRow: (chatId) => (chatId === null ? 0 : (memories.get(chatId)?.count ?? null)),
    rowsAtLeast: (chatId) => (chatId === null ? 0 : (memories.get(chatId)?.atLeast ?? 0)),
    isOurs,
    asked(chatId, messageId, index, text) {
      const memory = memoryOf(chatId);
      if (wordsOf(text).text !== text) memory.odd.add(text.trim());
      memory.epoch += 1;
      memory.count = null;
      if (messageId !== null && index !== null) memory.known.set(messageId, { index, role: 'user', text });
    },
    ended(chatId, rows) {
      const memory = memoryOf(chatId);
      memory.epoch += 1;
      memory.count = rows;
      memory.atLeast = rows ?? memory.atLeast;
    },
    cut(chatId, index) {
      const memory = memoryOf(chatId);
      memory.epoch += 1;
      memory.count = index;
      memory.atLeast = index;
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

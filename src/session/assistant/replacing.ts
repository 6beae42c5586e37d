// Whether a question can take the place of another, and making room for it: the rows from there on are cut off. Which end a server
// keeps is not agreed upon, and what it cut is lost, so that each step is looked at before the next.
// Not here: sending the question (assistantSession.ts).
import { type Row, truncatedSchema } from '../../protocol/assistant/bodies.ts';
import { asSessionError, SessionError } from '../errors.ts';
import { judged } from '../httpCall.ts';
import { type AssistantCall, assistantApi } from './assistantCall.ts';
import type { Conversations, KnownMessage, ReadConversation } from './conversations.ts';
import { rowId, saysSo, wordsOf } from './storedRows.ts';

/** What is known of a server beside its chats; it lasts as long as the window stays connected to it. */
export interface ServerTraits {
  /** Which rows `truncate` leaves. */
  keeps: 'first' | 'last' | null;
}

/** What is known of servers by their names. */
const keepsByApp = new Map<string, ServerTraits['keeps']>([
  ['Asta', 'first'],
  ['Trellis', 'last'],
]);

export function learnApp(traits: ServerTraits, app: string | null): void {
  traits.keeps ??= keepsByApp.get(app ?? '') ?? null;
}

export interface Replacing {
  /** As `ChatSession.canReplace`. */
  canReplace(chatId: string, messageId: string, words?: string | null): Promise<'yes' | 'risky' | 'no'>;
  /**
   * Cuts the message off with all after it, and gives the row the next question takes. Throws a SessionError when that cannot be,
   * or when it was not what the server did. `beforeCut`: called when nothing but the cut is left to do; it may throw.
   */
  makeRoom(chatId: string, messageId: string, words?: string | null, beforeCut?: () => void): Promise<number>;
}

export interface ReplacingParts {
  call: AssistantCall;
  conversations: Pick<Conversations, 'read' | 'known' | 'cut'>;
  traits: ServerTraits;
}

export function createReplacing({ call, conversations, traits }: ReplacingParts): Replacing {
  /** Where the message stands, if it is where and what it was. */
  async function find(chatId: string, messageId: string, words: string | null = null): Promise<Place | null> {
    const known = conversations.known(chatId, messageId);
    const read = await conversations.read(chatId);
    return placeOf(known, read, messageId, words);
  }

  /** What was asked a moment ago may be stored otherwise, or in a place that was not known: the person's words tell. */
  async function findAgain(chatId: string, messageId: string, words: string | null): Promise<Place | null> {
    if (words === null) return null;
    const read = await conversations.read(chatId, 'shown');
    return placeOf(conversations.known(chatId, messageId), read, messageId, words);
  }

  return {
    async canReplace(chatId, messageId, words = null) {
      const found = (await find(chatId, messageId, words)) ?? (await findAgain(chatId, messageId, words));
      if (!found) return 'no';
      // To keep nothing is the same everywhere.
      if (found.index === 0 || traits.keeps === 'first') return 'yes';
      return traits.keeps === 'last' ? 'no' : 'risky';
    },

    async makeRoom(chatId, messageId, words, beforeCut) {
      const found = await unsent(find(chatId, messageId, words));
      if (!found) throw refused('The message is not where it was. Nothing was changed, and the question was not sent.');
      const { index, read: before } = found;
      if (index > 0 && traits.keeps === 'last') throw refused(cannot);
      beforeCut?.();
      const path = `/chat/conversations/${encodeURIComponent(chatId)}/truncate`;
      const answer = await unsent(call({ method: 'POST', path, body: { keep_count: index } }));
      judged(truncatedSchema, answer, assistantApi);
      const after = await unsent(conversations.read(chatId));
      const isFirst = agree(before, after, index);
      const isLast = index > 0 && isTail(before.rows, after.rows, index);
      if (isFirst) {
        // Of rows that repeat themselves both ends look the same.
        if (index > 0 && !isLast) traits.keeps = 'first';
        conversations.cut(chatId, index);
        return index;
      }
      if (isLast) {
        traits.keeps = 'last';
        throw refused(lostTheOldest);
      }
      throw refused('The server did not cut the chat where it should have. The question was not sent.');
    },
  };
}

const cannot =
  'This server removes the oldest messages instead of the newest. Nothing was changed, and the question was not sent.';
const lostTheOldest =
  'The server removed the oldest messages of this chat and kept the newest, instead of the other way round. The question was not sent.';

interface Place {
  /** Counted from the beginning of the conversation. */
  index: number;
  read: ReadConversation;
}

/** Where the message was, if it is there and says what it said. An id alone does not tell: a server may give one twice. */
function placeOf(
  known: KnownMessage | undefined,
  read: ReadConversation,
  messageId: string,
  words: string | null,
): Place | null {
  const { rows, offset } = read;
  if (!known || offset === null) return null;
  const at = known.index - offset;
  const row = rows[at];
  if (row?.role !== 'user' || known.role !== 'user' || rowId(row, at, offset) !== messageId) return null;
  if (!saysSo(collapsed(row.content), collapsed(known.text))) return null;
  // What is known may be newer than what the person saw when the edit was begun.
  if (words !== null && ![row.content, row.text].some((stored) => isSaid(words, stored))) return null;
  return { index: known.index, read };
}

/** Shown with what was sent inside it or without; a server may trim what it stores. */
function isSaid(words: string, stored: string | null | undefined): boolean {
  return typeof stored === 'string' && bare(stored) === bare(words);
}

const bare = (content: string) => collapsed(wordsOf(content).text).trim();

/** A server may store white space otherwise than it was sent. */
function collapsed(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function refused(message: string): SessionError {
  return new SessionError('request', message);
}

/** However it failed, of the question the server knows nothing. */
export async function unsent<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const { kind, message, code, status, retryAfterSeconds, debugId } = asSessionError(cause);
    const text = `${/[.!?…]$/.test(message) ? message : `${message}.`} The question was not sent.`;
    const told = { code, status, retryAfterSeconds, debugId, cause };
    throw new SessionError(['offline', 'server', 'protocol'].includes(kind) ? 'request' : kind, text, told);
  }
}

/** Whether after the cut exactly the rows before `index` are there, as far as both readings tell. */
function agree(before: ReadConversation, after: ReadConversation, index: number): boolean {
  const [from, now] = [before.offset, after.offset];
  if (from === null || now === null || now + after.rows.length !== index) return false;
  return after.rows.every((row, at) => {
    const place = now + at - from;
    return place < 0 || same(before.rows[place], row);
  });
}

/** Whether the rows are the newest of before. */
function isTail(before: readonly Row[], after: readonly Row[], count: number): boolean {
  const kept = Math.min(count, before.length, after.length);
  if (kept === 0 || after.length !== Math.min(count, before.length)) return false;
  return after.slice(-kept).every((row, at) => same(before[before.length - kept + at], row));
}

function same(one: Row | undefined, other: Row): boolean {
  return one?.role === other.role && one.content === other.content;
}

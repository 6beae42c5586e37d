// Which of our questions a server has stored, from the chat as it is stored. A server that keeps a `client_message_id` says so;
// of any other it is told by the question's words and what stood in the chat before it was sent. Pure.
// Not here: reading the chat, deciding what follows (host/settling.ts), how it is shown (merge.ts).
import type { StoredChat } from '../protocol/trellis/rest.ts';
import type { Chat, TurnError } from './state.ts';

/** The end of a chat when a question was sent, newest last: ids as they were known, and whether it is the same question. */
export interface Before {
  messages: { id: string; same?: true }[];
  /** Nothing stood before these. */
  whole: boolean;
}

export interface SentQuestion {
  /** The `client_message_id` it was sent with. */
  clientMessageId: string;
  content: string;
  /** Undefined: nobody knew the chat. */
  before: Before | undefined;
  /** It may be where it cannot be seen: in a chat of its own that nobody here knows, or waiting its turn at the server. */
  unseen?: boolean;
  /** The server's id of it, where that was told. */
  serverId?: string;
}

export interface Arrivals {
  /** Those that are stored: from our ids to the server's. */
  found: Map<string, string>;
  /** Those of which a message with the same words is stored, which may be another's, and those that may be elsewhere. */
  doubtful: Set<string>;
}

/** The code of an unsent question of which nobody knows whether it arrived. */
export const mayHaveArrived = 'MAY_HAVE_ARRIVED';
const keptMessages = 12;

const allTheSame =
  'the question may have arrived all the same. Look for it in the list of chats before you send it again.';
const saidBefore = ` And ${allTheSame}`;

/** `said`: what the server answered instead. */
export function doubt(why: 'lost' | 'stopped' = 'lost', said: string | null = null): TurnError {
  const lost = said === null ? `The connection was lost, and ${allTheSame}` : `${said}${saidBefore}`;
  const message =
    why === 'lost'
      ? lost
      : 'It was stopped before the server had stored it, and the question may have arrived all the same: it then appears here.';
  return { code: mayHaveArrived, message, retryable: true, debugId: null, suggestions: [] };
}

/** What is left of a doubt when the chat was read and does not have the question. */
export function withoutDoubt({ message, ...error }: TurnError): TurnError {
  return message.endsWith(saidBefore)
    ? { ...error, code: 'SERVER_FAILED', message: message.slice(0, -saidBefore.length) }
    : { ...error, code: 'OFFLINE', message: 'The connection was lost before the question arrived.' };
}

/** To be kept with a question that is sent now into that chat. */
export function beforeSending(chat: Chat | undefined, content: string): Before | undefined {
  if (chat?.load !== 'loaded') return undefined;
  const stored = chat.messages.filter((message) => message.role !== 'user' || message.delivery === 'sent');
  return {
    messages: stored
      .slice(-keptMessages)
      .map(({ id, role, content: words }) => (role === 'user' && words === content ? { id, same: true } : { id })),
    whole: stored.length <= keptMessages,
  };
}

/** `questions` in the order they were sent. */
export function arrivalsIn(stored: StoredChat, questions: readonly SentQuestion[]): Arrivals {
  const found = new Map<string, string>();
  const doubtful = new Set<string>();
  const named = new Map(
    stored.messages.flatMap(({ id, metadata }) =>
      metadata?.client_message_id ? [[metadata.client_message_id, id]] : [],
    ),
  );
  for (const { clientMessageId } of questions) {
    const id = named.get(clientMessageId);
    if (id !== undefined) found.set(clientMessageId, id);
  }
  // A server that keeps these ids would have kept ours.
  if (named.size > 0) return { found, doubtful };
  const taken = new Set<string>();
  for (const { clientMessageId, content, before, serverId, unseen } of questions) {
    const same = stored.messages.filter(
      ({ id, role, content: words }) => role === 'user' && words === content && !taken.has(id),
    );
    const place = placeBehind(stored, before);
    const later = same.filter((message) => place === undefined || stored.messages.indexOf(message) >= place.at);
    const own =
      same.find(({ id }) => id === serverId) ?? (later.length === (place?.same ?? 0) + 1 ? later.at(-1) : undefined);
    if (own && (place || own.id === serverId)) {
      found.set(clientMessageId, own.id);
      taken.add(own.id);
    } else if (unseen || later.length > (place?.same ?? 0)) doubtful.add(clientMessageId);
  }
  return { found, doubtful };
}

/** Where what was stored since begins, and how many of the same words behind it are known to be earlier questions. */
function placeBehind(stored: StoredChat, before: Before | undefined): { at: number; same: number } | undefined {
  let same = 0;
  for (const message of before?.messages.toReversed() ?? []) {
    const at = stored.messages.findLastIndex(({ id }) => id === message.id);
    if (at >= 0) return { at: at + 1, same };
    // Its id was never told, or it is gone.
    if (message.same) same += 1;
  }
  return before?.whole ? { at: 0, same } : undefined;
}

// Whether the chat that is open now is, to the person, the one that was open before: a new chat gets its ids one after the other.
// Not here: what is kept for the same chat, and for another (store.ts).
import type { Action } from '../src/chat/actions.ts';

/** The server gave the open chat its id. */
export function becomesReal(actions: readonly Action[], openChatId: string | null): boolean {
  return actions.some((action) => action.type === 'chatCreated' && action.localId === openChatId);
}

/** The empty chat has its first question. */
export function becomesLocal(before: string | null, after: string | null): boolean {
  return before === null && after !== null && after.startsWith('local:');
}

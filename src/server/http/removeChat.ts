// Deleting a chat with all that belongs to it, in either API.
// Not here: which endpoint does it (chats.ts, assistant/conversations.ts).
import type { Member } from '../store/members.ts';
import type { Services } from './context.ts';

/** Deleting a chat in the middle of an answer stops the answer first: its query would run for nobody. Throws CHAT_NOT_FOUND. */
export async function removeChat(
  { turns, store, uploads, engines, results }: Services,
  member: Member,
  chatId: string,
): Promise<void> {
  await turns.quiet(member, chatId);
  store.deleteChat(member.id, chatId);
  await uploads.removeChat(chatId);
  engines.forget(chatId);
  results.tidy();
}

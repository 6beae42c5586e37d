// Whose a conversation is: in the assistant API another member's is 403, and one that nobody has is no error everywhere.
// Not here: what is done with it.
import { ApiError } from '../../apiError.ts';
import type { Member } from '../../store/members.ts';
import type { Store } from '../../store/store.ts';

/** The id of the member's own conversation; undefined when nobody has one with that id. Throws FORBIDDEN. */
export function conversationOf(store: Store, member: Member, id: string): string | undefined {
  const owner = store.ownerOf(id);
  if (owner !== undefined && owner !== member.id)
    throw new ApiError('FORBIDDEN', 'This conversation belongs to somebody else.');
  return owner === undefined ? undefined : id;
}

// How many memories, rules and saved queries are kept: lists without pages have to end somewhere.
// Not here: the cap on chats, which the API names (chats.ts).
import { ApiError } from '../apiError.ts';
import type { Row } from './database.ts';

export const maxKept = 1_000;

/** Throws INVALID_REQUEST when `counted.n` has reached `most`. */
export function refuseBeyond(most: number, counted: Row | undefined, what: string): void {
  if (Number(counted?.n ?? 0) < most) return;
  throw new ApiError(
    'INVALID_REQUEST',
    `There are ${most.toLocaleString('en')} ${what}, which is the limit. Delete some to go on.`,
  );
}

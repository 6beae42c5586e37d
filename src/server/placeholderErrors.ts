// A `{{name}}` where no value can stand is the fault of the SQL, and said so.
// Not here: finding and binding them (engine/placeholders.ts).
import { ApiError } from './apiError.ts';
import { PlaceholderError } from './engine/placeholders.ts';

/** Does `work`; a PlaceholderError becomes INVALID_REQUEST. */
export function withPlaceholders<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof PlaceholderError) throw new ApiError('INVALID_REQUEST', `sql: ${cause.message}`, { cause });
    throw cause;
  }
}

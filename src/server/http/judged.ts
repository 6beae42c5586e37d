// What a client sent, judged by a schema: its value, or INVALID_REQUEST naming the field.
// Not here: reading it (context.ts).
import type * as v from 'valibot';
import { decodeWith } from '../../protocol/decoded.ts';
import { ApiError } from '../apiError.ts';

/** Throws INVALID_REQUEST. */
export function judged<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const decoded = decodeWith(schema, value);
  if (decoded.kind === 'valid') return decoded.value;
  throw new ApiError('INVALID_REQUEST', decoded.kind === 'malformed' ? decoded.reason : decoded.name);
}

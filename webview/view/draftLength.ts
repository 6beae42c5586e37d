// Whether a question with its context still fits into one message. Pure.
// Not here: the limit itself, which the protocol sets.
import { maxTextLength } from '../../src/bridge/ask.ts';
import { maxMessageLength } from '../../src/protocol/trellis/actions.ts';
import { type ContextItem, formatMessage } from '../../src/protocol/trellis/sqlContext.ts';
import { grouped } from '../parts/extent.ts';

/** From here on the person is told how much is left. */
const nearLimit = 0.85 * maxMessageLength;

export interface DraftLength {
  /** Characters beyond the limit; 0 when it fits. */
  tooLong: number;
  /** Empty while the limit is far away. */
  hint: string;
}

export function draftLength(draft: string, context: readonly ContextItem[]): DraftLength {
  const length = formatMessage({ question: draft.trim(), context: [...context] }).length;
  const tooLong = Math.max(0, length - maxMessageLength);
  if (length < nearLimit) return { tooLong, hint: '' };
  const what = context.length > 0 ? 'with its context ' : '';
  const lost = draft.length > maxTextLength ? ' It is not kept when the panel is closed.' : '';
  const hint =
    tooLong > 0
      ? `The question ${what}is ${grouped(tooLong)} characters too long (at most ${grouped(maxMessageLength)}).${lost}`
      : `${grouped(length)} of ${grouped(maxMessageLength)} characters`;
  return { tooLong, hint };
}

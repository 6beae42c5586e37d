// What stands between a question and its answer: a stream of pieces, the last of which says how it ended.
// Not here: the planner (planner/), storing and sending the pieces (chats/turns.ts).

import type { ErrorCode } from '../../protocol/trellis/errorCodes.ts';
import type { ContextItem } from '../../protocol/trellis/sqlContext.ts';
import type { Chart, Table } from '../../protocol/trellis/visualization.ts';
import type { Engine } from '../engine/engine.ts';

export interface Clarification {
  label: string;
  /** A full question that a click sends. */
  message: string;
}

export type AnswerPiece =
  | { kind: 'processing'; status: 'starting' | 'thinking' | 'analyzing' | 'processing' }
  /** `id` and `integration_id` are filled in by the turn. */
  | { kind: 'visualization'; visualization: Omit<Table, 'id'> | Omit<Chart, 'id'> }
  | { kind: 'text'; text: string }
  /** The end of a good answer. `memory` comes back as `previous` of the chat's next question (opaque JSON). */
  | { kind: 'done'; reading?: string; sql?: string; clarification?: Clarification[]; memory?: unknown }
  | { kind: 'failed'; code: ErrorCode; error: string; suggestions?: string[]; memory?: unknown };

export interface Question {
  text: string;
  context: ContextItem[];
  engine: Engine;
  /** The `memory` of the newest answer in this chat that had one. */
  previous: unknown;
  /** Now, and the person's time zone (an IANA name): relative dates are calendar periods in it. */
  now: Date;
  timezone: string;
  /** The month (1 to 12) the fiscal year begins with; absent: nobody said, and questions about fiscal years are not answered. */
  fiscalStart?: number | undefined;
  signal: AbortSignal;
}

/** Ends with exactly one `done` or `failed`; throws the signal's reason when aborted. */
export type Answerer = (question: Question) => AsyncIterable<AnswerPiece>;

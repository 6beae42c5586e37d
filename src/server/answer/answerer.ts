// What stands between a question and its answer: a stream of pieces, the last of which says how it ended.
// Not here: the planner (planner/), storing and sending the pieces (chats/turns.ts).

import type { Mood } from '../../protocol/assistant/choices.ts';
import type { ErrorCode } from '../../protocol/trellis/errorCodes.ts';
import type { ContextItem } from '../../protocol/trellis/sqlContext.ts';
import type { Chart, Table, Visualization } from '../../protocol/trellis/visualization.ts';
import type { Engine, ParameterValue } from '../engine/engine.ts';
import type { ModelPicture } from '../models/conversation.ts';
import type { ChatDocuments } from './documents/documents.ts';

export interface Clarification {
  label: string;
  /** A full question that a click sends. */
  message: string;
}

/** What of its chat and its person may take part in an answer; made only for who asks for it. */
export interface ChatBackground {
  /** What was said before in this chat, oldest first; `sql`: what an answer was made with. */
  history: readonly {
    question: string;
    answer: string;
    sql: string | undefined;
    shown: readonly Visualization[];
    /** Numbers of the answer that were in no result. */
    unverified: readonly string[];
  }[];
  pictures: readonly ModelPicture[];
  memories: readonly string[];
  rules: readonly string[];
  /** Saved queries whose keywords stand in the question. */
  queries: readonly { title: string; prompt: string; sql: string | null }[];
  mood: Mood | null;
  /** The web may be asked; then the database may not, unless the person has said so. */
  web: 'no' | 'alone' | 'withData';
}

/** A statement that can be run again. */
export interface Statement {
  sql: string;
  /** A person or a model wrote it. */
  untrusted: boolean;
  /** Bound to `$1`, `$2`, ... */
  parameters?: readonly ParameterValue[];
}

export type AnswerPiece =
  | { kind: 'processing'; status: 'starting' | 'thinking' | 'analyzing' | 'processing' }
  /** `id`, `integration_id` and `result_id` are filled in by the turn. `statement`: what its whole result comes of; absent: its `sql`, untrusted. */
  | { kind: 'visualization'; visualization: Omit<Table, 'id'> | Omit<Chart, 'id'>; statement?: Statement }
  | { kind: 'text'; text: string }
  /** What a model thinks on its way. */
  | { kind: 'reasoning'; text: string }
  /** A model calls a tool; told to who asked for tool events. */
  | { kind: 'toolCall'; id: string; name: string; input: unknown }
  | {
      kind: 'toolResult';
      id: string;
      name: string;
      rowCount?: number;
      truncated?: boolean;
      error?: string;
      durationMs: number;
    }
  /**
   * What follows is said by that model, and not by the one that was asked.
   */
  | { kind: 'answeredBy'; model: string }
  /** The end of a good answer. `unverified`: numbers of its text that are in no result. `memory` comes back as `previous` of the chat's next question (opaque JSON). */
  | {
      kind: 'done';
      reading?: string;
      sql?: string;
      clarification?: Clarification[];
      memory?: unknown;
      unverified?: string[];
    }
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
  /** PDFs of the chat, if there are any. */
  documents?: ChatDocuments | undefined;
  /** Absent where nobody keeps chats. */
  background?: () => Promise<ChatBackground>;
  signal: AbortSignal;
}

/** Ends with exactly one `done` or `failed`; throws the signal's reason when aborted. */
export type Answerer = (question: Question) => AsyncIterable<AnswerPiece>;

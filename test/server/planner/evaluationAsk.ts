// A question of the evaluation as the answerer hears it, and how its answer ended.
// Not here: which questions (evaluation.ts, evaluationRefusals.ts), whether the answer is right (evaluationJudge.ts).
import type { Answerer, AnswerPiece } from '../../../src/server/answer/answerer.ts';
import type { Engine } from '../../../src/server/engine/engine.ts';

export interface End {
  asked: string;
  /** What was said before the end. */
  text: string;
  /** A table or a chart was shown. */
  showed: boolean;
  reading?: string | undefined;
  sql?: string | undefined;
  clarification?: string | undefined;
  error?: string | undefined;
  /** It threw, or had no ending: an error of the program and not of the question. `error` says which. */
  broken: boolean;
  /** What the chat's next question is asked with. */
  memory: unknown;
}

/** Asks at noon of `date` in UTC, at most 30 s. Never rejects. */
export async function askOnce(
  answerer: Answerer,
  engine: Engine,
  asked: string,
  previous: unknown = undefined,
  date = '2025-06-15',
): Promise<End> {
  const now = new Date(`${date}T12:00:00Z`);
  const signal = AbortSignal.timeout(30_000);
  const end: End = { asked, text: '', showed: false, broken: false, memory: previous };
  try {
    for await (const piece of answerer({ text: asked, context: [], engine, previous, now, timezone: 'UTC', signal })) {
      if (piece.kind === 'text') end.text += piece.text;
      if (piece.kind === 'visualization') end.showed = true;
      if (piece.kind === 'done' || piece.kind === 'failed') return ended(end, piece);
    }
    return { ...end, broken: true, error: 'It ended without an ending.' };
  } catch (cause) {
    const error = `It threw: ${cause instanceof Error ? cause.stack : String(cause)}`;
    return { ...end, broken: true, error };
  }
}

function ended(end: End, piece: Extract<AnswerPiece, { kind: 'done' | 'failed' }>): End {
  // As in the product, what follows an answer without a memory of its own follows the one before it.
  const memory: unknown = piece.memory === undefined ? end.memory : JSON.parse(JSON.stringify(piece.memory));
  if (piece.kind === 'failed') return { ...end, memory, error: `${piece.code}: ${piece.error}` };
  const { reading, sql, clarification = [] } = piece;
  const offered = clarification.map(({ message }) => message).join(' | ') || undefined;
  return { ...end, memory, reading, sql, clarification: offered };
}

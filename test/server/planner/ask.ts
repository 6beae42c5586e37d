// Asking the planner in a test: all its pieces, sorted, and the numbers it drew or listed.
// Not here: what they should be (the tests).
import assert from 'node:assert/strict';
import type { ContextItem } from '../../../src/protocol/trellis/sqlContext.ts';
import type { AnswerPiece } from '../../../src/server/answer/answerer.ts';
import { planner } from '../../../src/server/answer/planner/planner.ts';
import type { Engine } from '../../../src/server/engine/engine.ts';

export const now = new Date('2026-11-21T12:00:00Z');

export interface Answer {
  pieces: AnswerPiece[];
  text: string;
  visualizations: Extract<AnswerPiece, { kind: 'visualization' }>['visualization'][];
  done?: Extract<AnswerPiece, { kind: 'done' }>;
  failed?: Extract<AnswerPiece, { kind: 'failed' }>;
}

export async function ask(
  engine: Engine,
  text: string,
  previous: unknown = undefined,
  context: ContextItem[] = [],
  at = now,
): Promise<Answer> {
  const pieces: AnswerPiece[] = [];
  const signal = new AbortController().signal;
  for await (const piece of planner({ text, context, engine, previous, now: at, timezone: 'UTC', signal }))
    pieces.push(piece);
  const answer: Answer = { pieces, text: '', visualizations: [] };
  for (const piece of pieces) {
    if (piece.kind === 'text') answer.text += piece.text;
    else if (piece.kind === 'visualization') answer.visualizations.push(piece.visualization);
    else if (piece.kind === 'done') answer.done = piece;
    else if (piece.kind === 'failed') answer.failed = piece;
  }
  const last = pieces.at(-1)?.kind;
  assert.ok(last === 'done' || last === 'failed', `"${text}" ended with ${last}`);
  return answer;
}

export function chartOf(answer: Answer) {
  const [first] = answer.visualizations;
  assert.ok(first && first.type === 'chart', `no chart, but: ${answer.text} ${answer.failed?.error ?? ''}`);
  return first;
}

export function tableOf(answer: Answer) {
  const [first] = answer.visualizations;
  assert.ok(first && first.type === 'table', `no table, but: ${answer.text} ${answer.failed?.error ?? ''}`);
  return first;
}

/** The result of SQL as text, for comparing: numbers in one form, whatever type they came as. */
export async function resultOf(engine: Engine, sql: string): Promise<string[][]> {
  const { rows } = await engine.query(sql, { maxRows: 100_000 });
  return rows.map((row) =>
    row.map((cell) =>
      cell !== null && cell !== '' && Number.isFinite(Number(cell))
        ? String(Math.round(Number(cell) * 1e6) / 1e6)
        : String(cell),
    ),
  );
}

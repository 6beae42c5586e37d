// The evaluation's own figures: its percentages never look better than they are, and a refusal is told from an answer.
// Not here: what the planner reaches (evaluationGate.test.ts, mustNotAnswer.test.ts), when rows are the same (evaluation.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Answerer, AnswerPiece } from '../../../src/server/answer/answerer.ts';
import type { Judged, Outcome } from './evaluation.ts';
import { askRefusals } from './evaluationRefusals.ts';
import { percentagesOf, shortOfBar, tallyOf } from './evaluationTally.ts';
import { openEngine } from './testEngine.ts';

function judged(counts: Partial<Record<Outcome, number>>): Judged[] {
  const gold = { columns: [], rows: [] };
  return Object.entries(counts).flatMap(([outcome, count]) =>
    Array.from({ length: count }, () => ({
      schema: 's',
      id: 'q',
      kind: 'count',
      phrasing: 'q',
      gold,
      outcome: outcome as Outcome,
    })),
  );
}

const percentages = (counts: Partial<Record<Outcome, number>>) => percentagesOf(tallyOf(judged(counts)));

describe('the bar', () => {
  test('is met at its edges', () => {
    const edge = percentages({ right: 843, wrong: 8, refused: 149, 'asked back': 0 });
    assert.deepEqual(edge, { rightOfAnswered: 99, wrongOfAll: 0.8, answeredOfAll: 85.1 });
    assert.deepEqual(shortOfBar(edge), []);
    assert.deepEqual(shortOfBar({ rightOfAnswered: 99, wrongOfAll: 0.9, answeredOfAll: 85 }), []);
  });

  test('is not met by one too few or too many, and says by what', () => {
    assert.match(shortOfBar(percentages({ right: 849, refused: 151 })).join(), /^Answered is 84.9 %/);
    const many = shortOfBar(percentages({ right: 980, wrong: 10, 'asked back': 10 }));
    assert.match(many.join('\n'), /^Right of answered is 98.9 %.*\nWrong is 1 %/);
    assert.equal(shortOfBar(percentages({})).length, 2);
  });

  test('rounds to the worse side', () => {
    assert.deepEqual(percentages({ right: 8999, wrong: 1, refused: 1000 }), {
      rightOfAnswered: 99.9,
      wrongOfAll: 0.1,
      answeredOfAll: 90,
    });
  });
});

test('a question that must not be answered is plain when it is answered or data is shown, and broken without an end', async () => {
  const table = { type: 'table' as const, headers: [], rows: [] };
  const scripts: Record<string, AnswerPiece[]> = {
    refused: [{ kind: 'failed', code: 'NOT_UNDERSTOOD', error: 'No.' }],
    asked: [
      { kind: 'text', text: 'Which?' },
      { kind: 'done', clarification: [{ label: 'A', message: 'a' }] },
    ],
    answered: [{ kind: 'text', text: '5.' }, { kind: 'done' }],
    shown: [
      { kind: 'visualization', visualization: table },
      { kind: 'failed', code: 'NOT_UNDERSTOOD', error: 'No.' },
    ],
    endless: [{ kind: 'processing', status: 'thinking' }],
  };
  const scripted: Answerer = async function* ({ text }) {
    const pieces = scripts[text];
    if (!pieces) throw new Error('It was not expected.');
    yield* pieces;
  };
  const engine = await openEngine('');
  const asked = [...Object.keys(scripts), 'thrown'].map((ask) => ({ schema: 's', ask, why: 'noise' }));
  const elsewhere = { schema: 'other', ask: 'refused', why: 'noise' };
  const refusals = await askRefusals([...asked, elsewhere], 's', engine, scripted);
  assert.deepEqual(
    refusals.map(({ outcome }) => outcome),
    ['error', 'clarification', 'plain', 'plain', 'broken', 'broken'],
  );
  engine.dispose();
});

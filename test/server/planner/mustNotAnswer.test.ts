// What nobody could answer from the data is refused or asked back: each question of eval/mustNotAnswer.json, by its schema.
// Not here: what is refused in smaller data (refusals.test.ts), the questions that have an answer (evaluationGate.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { planner } from '../../../src/server/answer/planner/planner.ts';
import { evalFolder, loadSchemas, withSchema } from './evaluation.ts';
import { askRefusals, loadMustNotAnswer } from './evaluationRefusals.ts';

const questions = await loadMustNotAnswer();

describe('a question that must not be answered', () => {
  test('is one of 150, and is asked once', () => {
    assert.ok(questions.length >= 150, `${questions.length}`);
    const asked = questions.map(({ schema, ask }) => `${schema}: ${ask.toLowerCase()}`);
    assert.deepEqual(asked, [...new Set(asked)]);
  });

  for (const name of new Set(questions.map(({ schema }) => schema)))
    test(`about ${name} ends in an error or in a question back, and shows no data`, async () => {
      const [schema] = await loadSchemas(evalFolder, name);
      assert.ok(schema);
      const refusals = await withSchema(schema, (engine) => askRefusals(questions, name, engine, planner));
      const answered = refusals.filter(({ outcome }) => outcome !== 'error' && outcome !== 'clarification');
      const shown = answered.map(({ ask, why, end }) => ({
        ask,
        why,
        said: end.text || end.error,
        reading: end.reading,
      }));
      assert.deepEqual(shown, []);
    });
});

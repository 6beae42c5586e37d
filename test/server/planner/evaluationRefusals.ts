// Questions that must not be answered (eval/mustNotAnswer.json): each is asked, and how it ended is noted.
// Not here: the questions that have an answer (evaluation.ts), what is printed (scripts/evalPlanner.ts).
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { Answerer } from '../../../src/server/answer/answerer.ts';
import type { Engine } from '../../../src/server/engine/engine.ts';
import { evalFolder, loadSchemas, withSchema } from './evaluation.ts';
import { askOnce, type End } from './evaluationAsk.ts';

const text = v.pipe(v.string(), v.nonEmpty());
const questionsSchema = v.array(v.strictObject({ schema: text, ask: text, why: text }));
export type MustNotAnswer = v.InferOutput<typeof questionsSchema>[number];

/** The questions, all or those of one schema. Throws where the file is not as it should be. */
export async function loadMustNotAnswer(only?: string): Promise<MustNotAnswer[]> {
  const json: unknown = JSON.parse(await readFile(path.join(evalFolder, 'mustNotAnswer.json'), 'utf8'));
  return v.parse(questionsSchema, json).filter(({ schema }) => only === undefined || schema === only);
}

/** `plain`: it was answered, or data was shown on the way. `broken`: it threw, or never ended. */
export type RefusalOutcome = 'error' | 'clarification' | 'plain' | 'broken';

export interface Refusal extends MustNotAnswer {
  outcome: RefusalOutcome;
  end: End;
}

/** Asks those of a schema, each in a chat of its own, of an engine that has that schema open. */
export async function askRefusals(
  questions: readonly MustNotAnswer[],
  schema: string,
  engine: Engine,
  answerer: Answerer,
): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  for (const question of questions) {
    if (question.schema !== schema) continue;
    const end = await askOnce(answerer, engine, question.ask);
    refusals.push({ ...question, outcome: outcomeOf(end), end });
  }
  return refusals;
}

/** Opens each schema that has such questions, and asks them. */
export async function evaluateRefusals(answerer: Answerer, only?: string): Promise<Refusal[]> {
  const questions = await loadMustNotAnswer(only);
  const refusals: Refusal[] = [];
  for (const name of new Set(questions.map(({ schema }) => schema))) {
    for (const schema of await loadSchemas(evalFolder, name))
      refusals.push(...(await withSchema(schema, (engine) => askRefusals(questions, name, engine, answerer))));
  }
  return refusals;
}

function outcomeOf({ broken, error, clarification, showed }: End): RefusalOutcome {
  if (broken) return 'broken';
  // A table or chart is an answer, whatever is said after it.
  if (showed) return 'plain';
  if (error !== undefined) return 'error';
  return clarification === undefined ? 'plain' : 'clarification';
}

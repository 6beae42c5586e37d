// The built-in planner: question -> plan -> SQL -> rows -> table or chart and one sentence. Deterministic; no model, no network.
// Not here: each step (understand.ts, sql/, runPlan.ts), questions about attached SQL (attachedQuery.ts).
import { QueryError } from '../../engine/engine.ts';
import type { Answerer, AnswerPiece, Question } from '../answerer.ts';
import { answerFromDocuments, answerFromPages } from '../documents/passages.ts';
import { answerFromSql, queryScope } from './attachedQuery.ts';
import type { Memory, Plan } from './plan/plan.ts';
import { readMemory } from './plan/plan.ts';
import { fits } from './plan/refs.ts';
import { fullerIndexOf, schemaIndexOf } from './profile.ts';
import { run } from './runPlan.ts';
import type { SchemaIndex } from './schemaIndex.ts';
import { isSql, trimSql } from './sqlContext.ts';
import { stopped } from './stopped.ts';
import { suggestions } from './suggest.ts';
import { contextOf, tooLong, understand, understandWithLookUp } from './understand.ts';

/** Answers a question from the data alone. Never states a number it did not compute; says so when it does not understand. */
export const planner: Answerer = async function* (question) {
  try {
    yield { kind: 'processing', status: 'thinking' };
    yield* answer(question);
  } catch (error) {
    question.signal.throwIfAborted();
    if (!(error instanceof QueryError)) throw error;
    if (error.kind === 'cancelled') throw new DOMException(error.message, 'AbortError');
    const code = { refused: 'QUERY_REFUSED', failed: 'QUERY_FAILED', timeout: 'QUERY_TIMEOUT' } as const;
    yield { kind: 'failed', code: code[error.kind], error: error.message };
  }
};

async function* answer(question: Question): AsyncGenerator<AnswerPiece> {
  const { engine, signal } = question;
  signal.throwIfAborted();
  const index = await schemaIndexOf(engine, signal);
  const length = tooLong(question.text);
  if (length !== undefined) {
    yield {
      kind: 'failed',
      code: 'NOT_UNDERSTOOD',
      error: length,
      suggestions: suggestions(index, contextOf(question, index), []),
    };
    return;
  }
  if (question.context.length === 0 && (yield* answerFromDocuments(question, index))) return;
  const queries = question.context.filter(isSql);
  const others = question.context.filter((item) => !isSql(item));
  const unused =
    others.length > 0 ? `${others.map((item) => item.path).join(', ')} is not SQL, so it was not used. ` : '';
  const [query] = queries;
  if (query && queries.length === 1) {
    yield* answerFromSql(question, trimSql(query.text), index, unused);
    return;
  }
  if (index.tables.length === 0) {
    if (yield* answerFromPages(question, false)) return;
    const error = 'There is no table to ask about. Open a file or a database first.';
    yield { kind: 'failed', code: 'NO_DATASOURCE', error };
    return;
  }
  const several = queries.length > 1 ? 'Several queries are attached; ask about one at a time. ' : '';
  yield* answerFromData(question, index, `${several}${unused}`);
}

async function* answerFromData(question: Question, index: SchemaIndex, preface: string): AsyncGenerator<AnswerPiece> {
  const memory = readMemory(question.previous);
  const context = contextOf(question, index);
  if (memory && isBack(question.text)) {
    yield* goBack(question, memory, index, preface);
    return;
  }
  // An answer before was about a query; a question that leans on it goes on with that query.
  // That query may be slow, so it is looked at only when the question says nothing by itself.
  if (memory?.sql !== undefined && understand(question.text, context).kind !== 'plan') {
    const scope = await queryScope(question, memory.sql);
    const found = understand(question.text, {
      ...contextOf(question, scope.index),
      previous: fits(memory.plan, scope.index),
    });
    if (found.kind === 'plan') {
      yield* run(question, found.plan, scope.index, { preface, sql: memory.sql, before: memory });
      return;
    }
  }
  const previous = memory && memory.sql === undefined ? fits(memory.plan, index) : undefined;
  if (index.isComplete === false && understand(question.text, { ...context, previous }).kind !== 'plan') {
    // What is not read yet (values, ways between tables) may be what it asks for: nothing is refused for that.
    yield { kind: 'processing', status: 'analyzing' };
    const fuller = await fullerIndexOf(question.engine, index, question.signal);
    if (fuller) {
      yield* answerFromData(question, fuller, preface);
      return;
    }
  }
  const found = await understandWithLookUp(question, { ...context, previous });
  if (found.kind === 'plan') yield* run(question, found.plan, index, { preface, before: previous && memory });
  else if (!(yield* answerFromPages(question, found.kind === 'ambiguous')))
    yield* stopped(found, context, preface, question.text);
}

const isBack = (text: string): boolean =>
  /^(please )?(go )?(back|undo)( one| again| that)?( please)?[.!?]*$/i.test(text.trim());

/** The answer before the last one, again. */
async function* goBack(
  question: Question,
  memory: Memory,
  index: SchemaIndex,
  preface: string,
): AsyncGenerator<AnswerPiece> {
  const earlier = memory.before ?? [];
  const plan = earlier.at(-1);
  const usable: Plan | undefined = plan && memory.sql === undefined ? fits(plan, index) : undefined;
  if (!usable) {
    const error = 'There is no answer before this one to go back to.';
    yield {
      kind: 'failed',
      code: 'NOT_UNDERSTOOD',
      error,
      suggestions: suggestions(index, contextOf(question, index), []),
    };
    return;
  }
  const [before, rest] = [earlier.at(-2), earlier.slice(0, -2)];
  const left: Memory | undefined = before && { version: 2, plan: before, before: rest };
  yield* run(question, usable, index, { preface, before: left });
}

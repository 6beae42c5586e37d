// What is said in place of an answer: a question back, or what was not understood and what would be.
// Not here: understanding (understand.ts), questions that work (suggest.ts).
import type { AnswerPiece, Clarification } from '../answerer.ts';
import { aboutSchema } from './aboutSchema.ts';
import { notUnderstood, suggestions } from './suggest.ts';
import type { Understanding, Understood } from './understand.ts';

export function* stopped(
  found: Exclude<Understood, { kind: 'plan' }>,
  context: Understanding,
  preface: string,
  asked: string,
): Generator<AnswerPiece> {
  if (found.kind === 'ambiguous') {
    yield { kind: 'text', text: `${preface}${found.reason}` };
    yield { kind: 'done', clarification: found.options };
    return;
  }
  const known = aboutSchema(asked, context.index);
  if (known !== undefined) {
    yield { kind: 'text', text: `${preface}${known}` };
    yield { kind: 'done', clarification: questionsFrom(context, [asked]) };
    return;
  }
  yield {
    kind: 'failed',
    code: 'NOT_UNDERSTOOD',
    error: `${preface}${notUnderstood(found.words, found.reason, context.index)}`,
    suggestions: suggestions(context.index, context, [...found.words, asked]),
  };
}

const questionsFrom = (context: Understanding, words: readonly string[]): Clarification[] =>
  suggestions(context.index, context, words).map((message) => ({ label: message, message }));

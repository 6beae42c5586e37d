// What the planner makes of a question, without running it: the reading, the typed plan and the SQL.
// Not here: answering (planner.ts), SQL that somebody attached.
import type { Clarification, Question } from '../answerer.ts';
import { aboutSchema } from './aboutSchema.ts';
import type { Plan } from './plan/plan.ts';
import { fullerIndexOf, schemaIndexOf } from './profile.ts';
import { readingOf } from './reading/reading.ts';
import { compile } from './sql/compile.ts';
import { dialectOf } from './sql/dialectOf.ts';
import { notUnderstood, suggestions } from './suggest.ts';
import { contextOf, understand, understandWithLookUp } from './understand.ts';

export type Explained =
  | { reading: string; plan: Plan; sql: string }
  /** What has to be known first, and the questions to choose from. */
  | { text: string; clarification: Clarification[] }
  | { error: string; suggestions: string[] };

/** Reads the schema and the values of its columns, and nothing else of the data. Throws a QueryError. */
export async function explain(
  question: Pick<Question, 'text' | 'engine' | 'now' | 'timezone' | 'fiscalStart' | 'signal'>,
): Promise<Explained> {
  const { text, engine, signal } = question;
  const early = await schemaIndexOf(engine, signal);
  const isEnough = understand(text, contextOf(question, early)).kind === 'plan';
  const index = isEnough ? early : ((await fullerIndexOf(engine, early, signal)) ?? early);
  const context = contextOf(question, index);
  const found = await understandWithLookUp(question, context);
  switch (found.kind) {
    case 'plan': {
      const { plan } = found;
      const { sql } = compile(plan, index, { timezone: question.timezone, dialect: dialectOf(engine) });
      return { reading: readingOf(plan, index), plan, sql };
    }
    case 'ambiguous':
      return { text: found.reason, clarification: found.options };
    case 'unknown':
      return {
        error: aboutSchema(text, index) ?? notUnderstood(found.words, found.reason, index),
        suggestions: suggestions(index, context, [...found.words, text]),
      };
  }
}

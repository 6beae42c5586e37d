// `ask --explain`: how one question is read, printed instead of its answer.
// Not here: reading it (answer/planner/explainQuestion.ts).
import process from 'node:process';
import { type Explained, explain } from '../answer/planner/explainQuestion.ts';
import type { Engine } from '../engine/engine.ts';
import type { AskOptions } from '../options.ts';

/** Exit code: 0 for a plan or a question back, 1 for what is not understood, as of an answer. */
export async function printExplained(
  engine: Engine,
  { question, timezone, fiscalStart, json }: AskOptions,
): Promise<number> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const calendar = { now: new Date(), timezone, fiscalStart };
  const explained = await explain({ text: question, engine, ...calendar, signal: stop.signal });
  const failed = 'error' in explained;
  const text = json ? `${JSON.stringify(explained)}\n` : renderExplained(explained);
  (failed && !json ? process.stderr : process.stdout).write(text);
  return failed ? 1 : 0;
}

/** As paragraphs: the reading, the plan as JSON, the SQL. */
export function renderExplained(explained: Explained): string {
  if ('error' in explained) {
    const tries = explained.suggestions.map((question) => `  - ${question}\n`).join('');
    return `${explained.error}\n${tries === '' ? '' : `Try:\n${tries}`}`;
  }
  if ('clarification' in explained) {
    const choices = explained.clarification.map(({ label, message }) => `  - ${label}: ${message}\n`).join('');
    return `${explained.text}\n${choices}`;
  }
  const { reading, plan, sql } = explained;
  return `Reading: ${reading}\n\nPlan:\n${JSON.stringify(plan, null, 2)}\n\nSQL:\n${sql.trimEnd()}\n`;
}

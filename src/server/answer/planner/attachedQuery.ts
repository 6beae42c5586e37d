// Answers about SQL that came with a question: run it, count it, describe it, or read its rows as of a table.
// Not here: which of these is asked (sqlContext.ts), judging that the SQL only reads (engine).
import type { QueryResult } from '../../engine/engine.ts';
import type { AnswerPiece, Question } from '../answerer.ts';
import { formatNumber } from './format.ts';
import type { Memory, Plan } from './plan/plan.ts';
import { run } from './runPlan.ts';
import { chartRows } from './say/chartPoints.ts';
import { inlineRows, tablePayload } from './say/tablePayload.ts';
import type { SchemaIndex } from './schemaIndex.ts';
import type { Compiled } from './sql/compiled.ts';
import { dialectOf } from './sql/dialectOf.ts';
import { aboutRows, askOf, explain, indexQuery } from './sqlContext.ts';
import { stopped } from './stopped.ts';
import { profileTable } from './tableProfile.ts';
import { contextOf, understand, understandWithLookUp } from './understand.ts';

/** The result of a query as the only table of a schema. Runs the query, judged as untrusted. */
export async function queryScope(
  { engine, signal }: Question,
  sql: string,
): Promise<{ index: SchemaIndex; result: QueryResult }> {
  const dialect = dialectOf(engine);
  const result = await engine.queryUntrusted(sql, { maxRows: chartRows, signal });
  const table = {
    schema: '',
    name: 'query',
    kind: 'view' as const,
    rowEstimate: result.rowCount,
    primaryKey: [],
    foreignKeys: [],
    columns: result.columns.map((column) => ({
      ...column,
      nativeType: column.type === 'text' ? dialect.textType : column.type,
      nullable: true,
    })),
  };
  const profile = await profileTable(
    (text, maxRows) => engine.queryUntrusted(text, { maxRows, signal }),
    dialect,
    table,
    dialect.table({ schema: '', name: '', sql }),
  );
  return { index: indexQuery(sql, result, profile, dialect.textType), result };
}

const wholeQuery: Plan = {
  kind: 'list',
  base: '.query',
  measures: [],
  groups: [],
  columns: [],
  filters: [],
  having: [],
};

export async function* answerFromSql(
  question: Question,
  sql: string,
  index: SchemaIndex,
  preface: string,
): AsyncGenerator<AnswerPiece> {
  const ask = askOf(question.text);
  yield { kind: 'processing', status: 'analyzing' };
  if (ask === 'other') {
    yield* answerOfQuery(question, sql, index, preface);
    return;
  }
  const result = await question.engine.queryUntrusted(sql, { maxRows: chartRows, signal: question.signal });
  const rows = `${formatNumber(result.rowCount)} ${result.rowCount === 1 ? 'row' : 'rows'}`;
  if (ask === 'run') {
    const compiled: Compiled = { sql, columns: result.columns.map(({ name }) => ({ header: name, kind: 'plain' })) };
    yield {
      kind: 'visualization',
      visualization: tablePayload({ plan: wholeQuery, compiled, result, index, title: 'Query result' }),
    };
  }
  const text =
    ask === 'explain'
      ? explain(sql, result, index)
      : `The query returns ${rows}.${ask === 'run' && result.rowCount > inlineRows ? ` The first ${inlineRows} are shown.` : ''}`;
  yield { kind: 'text', text: `${preface}${text}` };
  const reading = {
    run: 'The attached query, run',
    count: 'Count of the rows of the attached query',
    explain: 'What the attached query names and returns',
  }[ask];
  const memory: Memory = { version: 2, plan: wholeQuery, sql };
  yield { kind: 'done', reading, sql, ...(ask === 'explain' ? {} : { memory }) };
}

/** A question about the rows of a query; one about other things is answered from the whole data, and says so. */
async function* answerOfQuery(
  question: Question,
  sql: string,
  index: SchemaIndex,
  preface: string,
): AsyncGenerator<AnswerPiece> {
  const scope = await queryScope(question, sql);
  const own = understand(aboutRows(question.text), { ...contextOf(question, scope.index), previous: wholeQuery });
  if (own.kind === 'plan') {
    yield* run(question, own.plan, scope.index, { preface, sql });
    return;
  }
  const whole = contextOf(question, index);
  const leans = /\b(this|that|it|these|those|query|selection|result)\b/i.test(question.text);
  const found = leans ? own : await understandWithLookUp(question, whole);
  if (found.kind === 'plan')
    yield* run(question, found.plan, index, { preface: `${preface}The attached query was not used. ` });
  else yield* stopped(found, whole, preface, question.text);
}

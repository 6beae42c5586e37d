// The built-in planner: question -> plan -> SQL -> rows -> table or chart and one sentence. Deterministic; no model, no network.
// Not here: each step (parse.ts, compile.ts, chartPayload.ts, payload.ts, sentence.ts).
import type { QueryResult } from '../../engine/engine.ts';
import { QueryError } from '../../engine/engine.ts';
import type { Answerer, AnswerPiece, Question } from '../answerer.ts';
import { chartPayload, chartRows, chartTypeOf } from './chartPayload.ts';
import { type Compiled, compile, ranksEntities } from './compile.ts';
import { today } from './dates.ts';
import { lowerFirst, readingOf, titleOf } from './describe.ts';
import { formatNumber } from './format.ts';
import { lookUp } from './lookup.ts';
import { type ParseContext, type Parsed, parse, unknownPhrases } from './parse.ts';
import { inlineRows, tablePayload } from './payload.ts';
import { type Memory, type Plan, readMemory } from './plan.ts';
import { profileTable, schemaIndexOf } from './profile.ts';
import type { SchemaIndex } from './schemaIndex.ts';
import { sentenceOf } from './sentence.ts';
import { aboutRows, askOf, explain, indexQuery, isSql, trimSql } from './sqlContext.ts';
import { tableSource } from './sqlText.ts';
import { notUnderstood, suggestions } from './suggest.ts';
import { tokenize } from './tokens.ts';

/** Reading takes longer than its length, and on the thread that serves everybody. No question that means one thing is longer. */
const maxWords = 200;

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
  const day = today(question.now, question.timezone);
  const words = tokenize(question.text).length;
  if (words > maxWords) {
    yield {
      kind: 'failed',
      code: 'NOT_UNDERSTOOD',
      error: `The question has ${formatNumber(words)} words; at most ${maxWords} can be read. Ask about one thing at a time.`,
      suggestions: suggestions(index, { index, today: day }, []),
    };
    return;
  }
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
    yield {
      kind: 'failed',
      code: 'NO_DATASOURCE',
      error: 'There is no table to ask about. Open a file or a database first.',
    };
    return;
  }
  const several = queries.length > 1 ? 'Several queries are attached; ask about one at a time. ' : '';
  const memory = readMemory(question.previous);
  if (memory?.sql !== undefined) {
    // An answer before was about a query; a question that leans on it goes on with that query.
    // That query may be slow, so it is looked at only when the question says nothing by itself.
    if (parse(question.text, { index, today: day }).kind !== 'plan') {
      const previous = await queryScope(question, memory.sql);
      const plan = usable(previous.index, memory.plan);
      const parsed = parse(question.text, { index: previous.index, today: day, previous: plan });
      if (parsed.kind === 'plan') {
        yield* run(question, parsed.plan, previous.index, unused, memory.sql);
        return;
      }
    }
  }
  const context: ParseContext = {
    index,
    today: day,
    previous: memory && memory.sql === undefined ? usable(index, memory.plan) : undefined,
  };
  const parsed = await parseWithLookup(question, context);
  if (parsed.kind === 'plan') yield* run(question, parsed.plan, index, `${several}${unused}`);
  else yield* stopped(parsed, context, `${several}${unused}`);
}

async function parseWithLookup({ text, engine, signal }: Question, context: ParseContext): Promise<Parsed> {
  const phrases = unknownPhrases(text, context.index, context.today);
  const found = await lookUp(engine, context.index, phrases, signal);
  return parse(text, { ...context, found });
}

/** A plan kept from before, if all it names is still in the data. */
function usable(index: SchemaIndex, plan: Plan): Plan | undefined {
  const known = (ref: { table: string; column?: string }) =>
    index.tables.some(
      (table) =>
        table.key === ref.table &&
        (ref.column === undefined || table.columns.some((column) => column.name === ref.column)),
    );
  const refs = [
    { table: plan.base },
    ...plan.groups.flatMap((group) => [group.column, ...(group.kind === 'column' && group.key ? [group.key] : [])]),
    ...plan.columns,
    ...plan.measures.flatMap((measure) => [
      measure.column ?? { table: measure.table },
      ...(measure.times ? [measure.times] : []),
    ]),
    ...plan.filters.map((filter) => (filter.kind === 'related' ? { table: filter.table } : filter.column)),
    ...(plan.order?.column ? [plan.order.column] : []),
  ];
  return refs.every(known) ? plan : undefined;
}

function* stopped(
  parsed: Exclude<Parsed, { kind: 'plan' }>,
  context: ParseContext,
  preface: string,
): Generator<AnswerPiece> {
  if (parsed.kind === 'ambiguous') {
    yield { kind: 'text', text: `${preface}${parsed.reason}` };
    yield { kind: 'done', clarification: parsed.options };
    return;
  }
  yield {
    kind: 'failed',
    code: 'NOT_UNDERSTOOD',
    error: `${preface}${notUnderstood(parsed.words, parsed.reason)}`,
    suggestions: suggestions(context.index, context, parsed.words),
  };
}

async function* run(
  question: Question,
  plan: Plan,
  index: SchemaIndex,
  preface: string,
  sql?: string,
): AsyncGenerator<AnswerPiece> {
  const { engine, timezone, signal } = question;
  const compiled = compile(plan, index, timezone);
  yield { kind: 'processing', status: 'analyzing' };
  const maxRows = plan.kind === 'list' && chartTypeOf(plan) === undefined ? inlineRows : chartRows;
  // What stands in a plan about a query is still the person's SQL, so it is judged again.
  const result =
    sql === undefined
      ? await engine.query(compiled.sql, { maxRows, signal })
      : await engine.queryUntrusted(compiled.sql, { maxRows, signal });
  signal.throwIfAborted();
  const isCut = plan.kind === 'list' && plan.limit !== undefined && sql === undefined;
  const total = isCut ? await countAll(question, plan, index) : result.rowCount;
  const unranked = sql === undefined ? await unrankedNote(question, plan, index) : '';
  const notes = yield* draw(plan, compiled, result, titleOf(plan, index));
  const sentence = `${sentenceOf(plan, result, index, total)}${unranked}`;
  yield { kind: 'text', text: `${preface}${sentence}${notes === '' ? '' : ` ${notes}`}` };
  const memory: Memory = { version: 1, plan, ...(sql === undefined ? {} : { sql }) };
  yield { kind: 'done', reading: readingOf(plan, index), sql: compiled.sql, memory };
}

/** What belongs to none of the ranked entities, in a sentence: revenue of orders without a customer, for example. */
async function unrankedNote(question: Question, plan: Plan, index: SchemaIndex): Promise<string> {
  const [group] = plan.groups;
  const [measure] = plan.measures;
  if (plan.limit === undefined || !group || !measure || !ranksEntities(plan, index)) return '';
  const { limit: _, order: __, having: ___, chart: ____, ...rest } = plan;
  const filters = [...plan.filters, { kind: 'empty' as const, column: group.column }];
  const { sql } = compile({ ...rest, groups: [], measures: [measure], filters }, index, question.timezone);
  const { rows } = await question.engine.query(sql, { maxRows: 1, signal: question.signal });
  const value = rows[0]?.[0] ?? null;
  if (value === null || Number(value) === 0) return '';
  const label = lowerFirst(measure.label);
  const what = measure.fn === 'count' ? `${formatNumber(value)} ${label}` : `${label} of ${formatNumber(value)}`;
  return ` Not ranked: ${what} without ${lowerFirst(group.label)}.`;
}

/** How many rows a list has without its limit. */
async function countAll({ engine, timezone, signal }: Question, plan: Plan, index: SchemaIndex): Promise<number> {
  const { limit: _, order: __, ...rest } = plan;
  const { sql } = compile({ ...rest, columns: [] }, index, timezone);
  const { rows } = await engine.query(`SELECT COUNT(*) FROM (\n${sql}\n) AS counted`, { maxRows: 1, signal });
  return Number(rows[0]?.[0] ?? 0);
}

/** The table or chart of a result, and what has to be said about it. */
function* draw(plan: Plan, compiled: Compiled, result: QueryResult, title: string): Generator<AnswerPiece, string> {
  if (plan.countGroups || (plan.kind === 'aggregate' && plan.groups.length === 0)) return '';
  const wanted = chartTypeOf(plan);
  const drawn = wanted ? chartPayload(compiled, result, wanted, title) : undefined;
  if (drawn) {
    yield { kind: 'visualization', visualization: drawn.chart };
    return drawn.note;
  }
  yield { kind: 'visualization', visualization: tablePayload(compiled, result, title) };
  return wanted && result.rowCount > 0 ? 'There is no number to draw, so it is shown as a table.' : '';
}

async function queryScope(
  { engine, signal }: Question,
  sql: string,
): Promise<{ index: SchemaIndex; result: QueryResult }> {
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
      nativeType: column.type === 'text' ? 'VARCHAR' : column.type,
      nullable: true,
    })),
  };
  const profile = await profileTable(
    (text, maxRows) => engine.queryUntrusted(text, { maxRows, signal }),
    table,
    tableSource({ schema: '', name: '', sql }),
  );
  return { index: indexQuery(sql, result, profile), result };
}

async function* answerFromSql(
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
  if (ask === 'run')
    yield { kind: 'visualization', visualization: tablePayload(asCompiled(sql, result), result, 'Query result') };
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
  const memory: Memory = { version: 1, plan: wholeQuery(), sql };
  yield { kind: 'done', reading, sql, ...(ask === 'explain' ? {} : { memory }) };
}

function wholeQuery(): Plan {
  return { kind: 'list', base: '.query', measures: [], groups: [], columns: [], filters: [], via: [] };
}

function asCompiled(sql: string, result: QueryResult): Compiled {
  return { sql, columns: result.columns.map((column) => ({ header: column.name, kind: 'plain' })) };
}

/** A question about the rows of a query; one about other things is answered from the whole data, and says so. */
async function* answerOfQuery(
  question: Question,
  sql: string,
  index: SchemaIndex,
  preface: string,
): AsyncGenerator<AnswerPiece> {
  const day = today(question.now, question.timezone);
  const scope = await queryScope(question, sql);
  const context: ParseContext = { index: scope.index, today: day };
  const own = parse(aboutRows(question.text), { ...context, previous: wholeQuery() });
  if (own.kind === 'plan') {
    yield* run(question, own.plan, scope.index, preface, sql);
    return;
  }
  const whole: ParseContext = { index, today: day };
  const leans = /\b(this|that|it|these|those|query|selection|result)\b/i.test(question.text);
  const parsed = leans ? own : await parseWithLookup(question, whole);
  if (parsed.kind === 'plan') yield* run(question, parsed.plan, index, `${preface}The attached query was not used. `);
  else yield* stopped(leans ? own : parsed, whole, preface);
}

// A plan run: its SQL, its rows as a table or chart, and the sentence.
// Not here: how the question became a plan (understand.ts), the words (say/).
import type { QueryResult } from '../../engine/engine.ts';
import type { AnswerPiece, Question } from '../answerer.ts';
import { formatNumber } from './format.ts';
import { labelled } from './plan/labels.ts';
import type { Memory, Plan } from './plan/plan.ts';
import { readingOf } from './reading/reading.ts';
import { chartPayload, chartTypeOf } from './say/chartPayload.ts';
import { chartRows } from './say/chartPoints.ts';
import { lowerFirst } from './say/names.ts';
import { sentenceOf } from './say/sentence.ts';
import { inlineRows, tablePayload } from './say/tablePayload.ts';
import { titleOf } from './say/title.ts';
import type { SchemaIndex } from './schemaIndex.ts';
import { compile } from './sql/compile.ts';
import type { Compiled } from './sql/compiled.ts';
import { dialectOf } from './sql/dialectOf.ts';

/** How many plans back "back" can go. */
const maxBefore = 5;

export interface RunOptions {
  /** What has to be said before the answer. */
  preface: string;
  /** The query that the plan's only table stands for. */
  sql?: string | undefined;
  /** What the answer before left behind, for "back". */
  before?: Memory | undefined;
}

export async function* run(
  question: Question,
  plan: Plan,
  index: SchemaIndex,
  { preface, sql, before }: RunOptions,
): AsyncGenerator<AnswerPiece> {
  const { engine, timezone, signal } = question;
  const compiled = compile(plan, index, { timezone, dialect: dialectOf(engine) });
  yield { kind: 'processing', status: 'analyzing' };
  const maxRows = plan.kind === 'list' && chartTypeOf(plan) === undefined ? inlineRows : chartRows;
  // What stands in a plan about a query is still the person's SQL, so it is judged again.
  const result =
    sql === undefined
      ? await engine.query(compiled.sql, { maxRows, signal })
      : await engine.queryUntrusted(compiled.sql, { maxRows, signal });
  signal.throwIfAborted();
  const isCut = plan.kind !== 'aggregate' && plan.limit !== undefined && sql === undefined;
  const total = isCut ? await countAll(question, plan, index) : result.rowCount;
  const unranked = sql === undefined ? await unrankedNote(question, plan, index) : '';
  const note = yield* draw(plan, compiled, result, index, sql !== undefined);
  const sentence = `${sentenceOf(plan, result, index, total)}${unranked}`;
  yield { kind: 'text', text: `${preface}${sentence}${note === '' ? '' : ` ${note}`}` };
  const earlier = before && before.sql === sql ? [...(before.before ?? []), before.plan].slice(-maxBefore) : [];
  const memory: Memory = {
    version: 2,
    plan,
    ...(earlier.length > 0 ? { before: earlier } : {}),
    ...(sql === undefined ? {} : { sql }),
  };
  yield { kind: 'done', reading: readingOf(plan, index), sql: compiled.sql, memory };
}

/** The table or chart of a result, and what has to be said about it. */
function* draw(
  plan: Plan,
  compiled: Compiled,
  result: QueryResult,
  index: SchemaIndex,
  untrusted: boolean,
): Generator<AnswerPiece, string> {
  if (plan.countGroups || (plan.kind === 'aggregate' && plan.groups.length === 0)) return '';
  const shown = { plan, compiled, result, index, title: titleOf(plan, index) };
  const wanted = chartTypeOf(plan, result);
  const drawn = wanted ? chartPayload(shown, wanted) : undefined;
  const statement = { sql: compiled.sql, untrusted };
  yield { kind: 'visualization', visualization: drawn?.chart ?? tablePayload(shown), statement };
  return drawn?.note ?? '';
}

/** What belongs to none of the ranked, in a sentence: revenue of orders without a customer, for example. */
async function unrankedNote(question: Question, plan: Plan, index: SchemaIndex): Promise<string> {
  const [group] = plan.groups;
  const [measure] = plan.measures;
  const isRanking = plan.kind === 'aggregate' && plan.limit !== undefined && plan.groups.length === 1;
  if (!isRanking || !measure || measure.as || measure.per || group?.kind !== 'column') return '';
  const filters = [...plan.filters, { kind: 'empty' as const, column: group.key ?? group.column, negated: false }];
  const rest: Plan = {
    kind: 'aggregate',
    base: plan.base,
    measures: [measure],
    groups: [],
    columns: [],
    filters,
    having: [],
  };
  const { engine, timezone, signal } = question;
  const { sql } = compile(labelled(rest, index), index, { timezone, dialect: dialectOf(engine) });
  const { rows } = await engine.query(sql, { maxRows: 1, signal });
  const value = rows[0]?.[0] ?? null;
  if (value === null || Number(value) === 0) return '';
  const label = lowerFirst(measure.label);
  const what = measure.fn === 'count' ? `${formatNumber(value)} ${label}` : `${label} of ${formatNumber(value)}`;
  return ` Not ranked: ${what} without ${lowerFirst(group.label)}.`;
}

/** How many rows a list has without its limit. */
async function countAll({ engine, timezone, signal }: Question, plan: Plan, index: SchemaIndex): Promise<number> {
  const { limit: _, order: __, perGroup: ___, ...rest } = plan;
  const columns = plan.kind === 'list' ? [] : rest.columns;
  const { sql } = compile({ ...rest, columns }, index, { timezone, dialect: dialectOf(engine) });
  const { rows } = await engine.query(`SELECT COUNT(*) FROM (\n${sql}\n) AS counted`, { maxRows: 1, signal });
  return Number(rows[0]?.[0] ?? 0);
}

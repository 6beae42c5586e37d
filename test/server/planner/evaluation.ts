// The evaluation of answers about data nobody tuned for: data and questions from a folder, each phrasing asked and judged.
// Not here: when two results are the same (evaluationJudge.ts), what is printed (scripts/evalPlanner.ts).
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import * as v from 'valibot';
import type { Answerer } from '../../../src/server/answer/answerer.ts';
import { createDuckdbEngine } from '../../../src/server/engine/duckdb.ts';
import type { Engine } from '../../../src/server/engine/engine.ts';
import { askOnce, type End } from './evaluationAsk.ts';
import { differenceOf, type Rows, saysCount } from './evaluationJudge.ts';

const here = import.meta.dirname;
/** The schemas one may look at while building, those of them that fall short of the bar, and those that are measured once. */
export const evalFolder = path.join(here, 'eval');
export const hardFolder = path.join(here, 'hard');
export const heldOutFolder = path.join(here, 'heldout');

const kinds = [
  ...['count', 'sum', 'average', 'median', 'minmax', 'share', 'growth', 'running', 'ratio', 'group1', 'group2', 'bin'],
  ...['date-grain', 'date-relative', 'date-range', 'filter-not', 'filter-or', 'filter-between', 'text-match', 'null'],
  ...['having', 'topn', 'topn-per-group', 'who-which', 'exists', 'list', 'comparison', 'chart', 'follow-up', 'typo'],
  ...['synonym', 'join'],
];

const questionSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)),
  kind: v.picklist(kinds),
  gold: v.pipe(v.string(), v.nonEmpty()),
  ask: v.pipe(v.array(v.pipe(v.string(), v.nonEmpty())), v.minLength(3)),
  ordered: v.optional(v.boolean()),
  extra: v.optional(v.boolean()),
  now: v.optional(v.pipe(v.string(), v.isoDate())),
  after: v.optional(v.string()),
});

export type EvalQuestion = v.InferOutput<typeof questionSchema>;

export interface EvalSchema {
  name: string;
  /** Statements that make the tables and fill them. */
  data: string;
  questions: EvalQuestion[];
}

/** Reads the schemas of a folder, or the one of that name. Throws where a file is not as it should be. */
export async function loadSchemas(folder: string, only?: string): Promise<EvalSchema[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const chosen = names.filter((name) => only === undefined || name === only).sort();
  if (chosen.length === 0) throw new Error(`There is no such schema. There are: ${names.sort().join(', ')}.`);
  return await Promise.all(chosen.map((name) => loadSchema(folder, name)));
}

async function loadSchema(folder: string, name: string): Promise<EvalSchema> {
  const data = await readFile(path.join(folder, name, 'data.sql'), 'utf8');
  const json: unknown = JSON.parse(await readFile(path.join(folder, name, 'questions.json'), 'utf8'));
  const parsed = v.safeParse(v.array(questionSchema), json);
  if (parsed.success) return { name, data, questions: parsed.output };
  const [issue] = parsed.issues;
  throw new Error(`${name}/questions.json, ${v.getDotPath(issue) ?? ''}: ${issue.message}`);
}

export type Outcome = 'right' | 'wrong' | 'asked back' | 'refused';

export interface Judged {
  schema: string;
  id: string;
  kind: string;
  phrasing: string;
  outcome: Outcome;
  /** Why it is not right: the difference, the readings offered, or the error. */
  reason?: string | undefined;
  reading?: string | undefined;
  sql?: string | undefined;
  gold: Rows;
  answer?: Rows | undefined;
}

/** Asks every phrasing of a schema's questions of an engine of its own. Throws when a gold does not run. */
export function evaluateSchema(schema: EvalSchema, answerer: Answerer): Promise<Judged[]> {
  return withSchema(schema, (engine) => evaluateQuestions(schema, engine, answerer));
}

/** Makes a schema's data and opens it read-only with the product's own engine, for as long as `use` takes. */
export async function withSchema<T>({ data }: EvalSchema, use: (engine: Engine) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'trellis-eval-'));
  const file = path.join(folder, 'data.duckdb');
  await makeDatabase(file, data);
  const engine = await createDuckdbEngine({
    source: { kind: 'path', path: file },
    script: path.join(here, '../../../src/server/engine/queryProcess.ts'),
    timezone: 'UTC',
    cacheDirectory: path.join(folder, 'cache'),
    maxResultLength: 100_000_000,
  });
  try {
    return await use(engine);
  } finally {
    engine.dispose();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function makeDatabase(file: string, sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
}

/** As `evaluateSchema`, of data that is open already. The golds are DuckDB's: `golden` is an engine of it with the same data. */
export async function evaluateQuestions(
  schema: EvalSchema,
  engine: Engine,
  answerer: Answerer,
  golden: Engine = engine,
): Promise<Judged[]> {
  const chats = createChats(schema, engine, answerer);
  const judged: Judged[] = [];
  for (const question of schema.questions) {
    const gold = await allRows(golden, question.gold).catch((cause: unknown) => {
      throw new Error(`The gold of ${schema.name}/${question.id} does not run: ${String(cause)}`, { cause });
    });
    const before = question.after === undefined ? undefined : await chats.firstOf(question.after);
    for (const phrasing of question.ask) {
      const end = await chats.ask(phrasing, before?.memory, question.now);
      const { reason, ...judgement } = await judge(question, gold, end, engine);
      const { id, kind } = question;
      const why = reason === undefined ? undefined : `${reason}${noteOn(before)}`;
      judged.push({ schema: schema.name, id, kind, phrasing, gold, ...judgement, reason: why });
    }
  }
  return judged;
}

/** Whoever reads a failure must know when there was no answer to follow. */
function noteOn(before: End | undefined): string {
  if (before?.error !== undefined) return ` (it follows "${before.asked}", which was refused)`;
  return before?.clarification !== undefined ? ` (it follows "${before.asked}", which was asked back)` : '';
}

/** The chat before a follow-up is the first phrasing of each question it follows, asked once. */
function createChats({ name, questions }: EvalSchema, engine: Engine, answerer: Answerer) {
  const firsts = new Map<string, Promise<End>>();

  const ask = (text: string, previous: unknown, date?: string): Promise<End> =>
    askOnce(answerer, engine, text, previous, date);

  async function askFirst(id: string): Promise<End> {
    const question = questions.find((each) => each.id === id);
    const [text] = question?.ask ?? [];
    if (!question || text === undefined) throw new Error(`${name}: a question follows "${id}", which is not there.`);
    const before = question.after === undefined ? undefined : await firstOf(question.after);
    return await ask(text, before?.memory, question.now);
  }

  function firstOf(id: string): Promise<End> {
    const known = firsts.get(id) ?? askFirst(id);
    firsts.set(id, known);
    return known;
  }

  return { ask, firstOf };
}

type Judgement = Pick<Judged, 'outcome' | 'reason' | 'reading' | 'sql' | 'answer'>;

async function judge(question: EvalQuestion, gold: Rows, end: End, engine: Engine): Promise<Judgement> {
  const { reading, sql, clarification, error } = end;
  if (error !== undefined) return { outcome: 'refused', reason: error };
  if (clarification !== undefined) return { outcome: 'asked back', reason: clarification, reading, sql };
  if (sql === undefined) return { outcome: 'wrong', reason: 'it answered without SQL', reading };
  try {
    const answer = await allRows(engine, sql);
    const difference = differenceOf(gold, answer, question);
    const reason = difference !== undefined && saysCount(gold, answer, end.text) ? undefined : difference;
    return { outcome: reason === undefined ? 'right' : 'wrong', reason, reading, sql, answer };
  } catch (cause) {
    return { outcome: 'wrong', reason: `its SQL does not run: ${String(cause)}`, reading, sql };
  }
}

async function allRows(engine: Engine, sql: string): Promise<Rows> {
  const { columns, rows, truncated } = await engine.query(sql, { maxRows: 100_000, maxCellLength: 100_000 });
  if (truncated) throw new Error('The result is too long to be judged.');
  return { columns: columns.map(({ name }) => name), rows };
}

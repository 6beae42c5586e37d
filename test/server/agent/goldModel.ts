// A scripted model that knows the query by hand of every question of a schema: it runs it, draws it where it can be drawn, and states its numbers.
// Not here: the wire it speaks (support/models), whether what came of it is right (goldAnswers.ts).
import * as v from 'valibot';
import type { Asked, ModelReply } from '../../support/models/modelPeer.ts';
import type { EvalQuestion, EvalSchema } from '../planner/evaluation.ts';
import type { Rows } from '../planner/evaluationJudge.ts';

/** What the model did for one phrasing, as it knows it. */
export interface Doing {
  /** The rows it was told, and how many there are. */
  told?: Rows & { count: number };
  /** It had the rows shown as a table; else that is left to the agent. */
  shows?: boolean;
  wish?: ChartWish;
  sentence?: string;
  /** Why it could not do what it knows. */
  problem?: string;
}

export interface ChartWish {
  kind: 'bar' | 'line' | 'stacked_bar';
  x: string;
  y: string;
  series?: string;
}

const cell = v.nullable(v.union([v.string(), v.number(), v.boolean()]));
const resultSchema = v.object({
  result: v.string(),
  columns: v.array(v.object({ name: v.string(), type: v.string() })),
  row_count: v.number(),
  rows: v.array(v.array(cell)),
  truncated: v.optional(v.string()),
});
type Told = v.InferOutput<typeof resultSchema>;
type ToldCell = v.InferOutput<typeof cell>;

/** The script of a peer; `doings` is filled by phrasing. No two questions of a schema share one. */
export function goldScript({ questions }: EvalSchema, doings: Map<string, Doing>): (asked: Asked) => ModelReply {
  return (asked) => {
    const at = asked.messages.findLastIndex(({ role }) => role === 'user');
    const text = asked.messages[at]?.text ?? '';
    const question = questions.find(({ ask }) => ask.includes(text));
    if (!question) return { text: `I do not know the question "${text}".` };
    const since = asked.messages.slice(at + 1);
    const doing = since.length === 0 ? {} : (doings.get(text) ?? {});
    doings.set(text, doing);
    const fail = (problem: string): ModelReply => {
      doing.problem = problem;
      return { text: `I cannot go on: ${problem}` };
    };
    const lost = lostOf(question, questions, asked, at);
    if (lost) return fail(lost);
    const results = since.filter(({ role }) => role === 'tool').map((message) => message.text);
    const [first] = results;
    const way = text.length % 5;
    if (first === undefined) {
      doing.shows = way > 0;
      const show = doing.shows ? { show: true } : {};
      return { calls: [{ name: 'run_sql', input: { sql: question.gold, title: question.id, ...show } }] };
    }
    const told = toldOf(first);
    if (!told) return fail(`run_sql said: ${first}`);
    const { columns, rows, row_count: count, result } = told;
    doing.told = { columns: columns.map(({ name }) => name), rows, count };
    const wish = wishOf(told);
    if (wish && results.length === 1) {
      doing.wish = wish;
      return { calls: [{ name: 'draw_chart', input: { result, ...wish } }] };
    }
    doing.sentence = sentenceOf(told, way);
    return { text: doing.sentence };
  };
}

/** The question's own day, the questions before it, and the SQL of the answer it follows, must have come. */
function lostOf(question: EvalQuestion, questions: readonly EvalQuestion[], asked: Asked, at: number) {
  const today = `Today is ${question.now ?? '2025-06-15'} `;
  if (!asked.instructions.includes(today)) return `nobody says "${today}"`;
  const chain = chainOf(question, questions);
  const before = asked.messages.slice(0, at);
  const heard = before.filter(({ role }) => role === 'user').map(({ text }) => text);
  const first = chain.map(({ ask }) => ask[0] ?? '');
  if (heard.join('\n') !== first.join('\n')) return `the chat began with ${JSON.stringify(heard)}`;
  const last = chain.at(-1);
  const said = onOneLine([asked.instructions, ...before.map(({ text }) => text)].join('\n'));
  return last && !said.includes(onOneLine(last.gold)) ? `nobody says the SQL of "${last.id}"` : undefined;
}

/** The questions before a follow-up, oldest first. */
function chainOf(question: EvalQuestion, questions: readonly EvalQuestion[]): EvalQuestion[] {
  const before = questions.find(({ id }) => id === question.after);
  return before ? [...chainOf(before, questions), before] : [];
}

const onOneLine = (text: string) => text.trim().replace(/;$/, '').replaceAll(/\s+/g, ' ');

function toldOf(text: string): Told | undefined {
  try {
    const parsed = v.safeParse(resultSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    // An error told in words; the caller says what it was.
    return undefined;
  }
}

/** Rows of a label and a number, or of two labels and a number when all of them were told. */
function wishOf({ columns, rows, row_count: count, truncated }: Told): ChartWish | undefined {
  const isNumber = ({ type }: { type: string }) => type === 'number' || type === 'integer';
  const value = columns.findLast(isNumber);
  const [label, series, ...rest] = columns.filter((column) => column !== value);
  if (!value || !label || label.type === 'number' || rest.length > 0 || count < 2) return undefined;
  const shared = { x: label.name, y: value.name };
  if (!series) return { kind: label.type === 'date' || label.type === 'timestamp' ? 'line' : 'bar', ...shared };
  const names = new Set(rows.map((row) => row[columns.indexOf(series)]));
  const isSeries = !isNumber(series) && truncated === undefined && names.size <= 30;
  return isSeries ? { kind: 'stacked_bar', ...shared, series: series.name } : undefined;
}

/** Every number it was told, said in one of five ways; of rows that were cut, only how many there are. */
function sentenceOf({ columns, rows, row_count: count, truncated }: Told, way: number): string {
  if (truncated !== undefined) return `The table shows all ${count.toLocaleString('en-US')} rows.`;
  const said = rows.map((row) => row.map((value, at) => saidCell(value, columns[at]?.type ?? '', way)).join(' '));
  return `It is ${said.join('; ')}.`;
}

function saidCell(value: ToldCell, type: string, way: number): string {
  if (value === null) return 'nothing';
  const number = Number(value);
  if (way === 0 || typeof value === 'boolean' || (type !== 'number' && type !== 'integer') || Number.isNaN(number))
    return String(value);
  const rounded = (of: number, digits: number, language = 'en-US') =>
    of.toLocaleString(language, { maximumFractionDigits: digits });
  const language = ['de-DE', 'fr-FR'][way - 3];
  if (language) return rounded(number, 2, language);
  if (way === 1 || type === 'integer') return rounded(number, 2);
  if (Math.abs(number) >= 1e6) return `${rounded(number / 1e6, 2)} million`;
  return Math.abs(number) < 1 ? `${rounded(number * 100, 1)} %` : rounded(number, 1);
}

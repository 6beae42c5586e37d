// A language model as an answerer: it asks the database through four tools, and what the person sees of data is the database's.
// Not here: speaking to the model (models/sdk/), the tools (tools.ts), who falls in when it cannot answer (fallback.ts).
import type { Converse, ModelFailure, ModelTarget } from '../../models/conversation.ts';
import type { FetchPage } from '../../models/web/pageFetcher.ts';
import type { AnswerPiece, ChatBackground, Question } from '../answerer.ts';
import { createSearchTool, documentLines } from '../documents/searchTool.ts';
import { formatNumber } from '../planner/format.ts';
import { inlineRows } from '../planner/say/tablePayload.ts';
import { dialectText } from './dialectText.ts';
import { createFindings, type Findings } from './findings.ts';
import { conversationMessages } from './history.ts';
import { instructionsOf } from './instructions.ts';
import { createKnownNumbers, unverifiedNumbers } from './numbers.ts';
import { namingOf, schemaSummary } from './schemaSummary.ts';
import { tableOf } from './shown.ts';
import { type Told, tell } from './telling.ts';
import { modelTools, type Outcome } from './tools.ts';
import { createWebTool } from './webTool.ts';

export interface AgentOptions {
  converse: Converse;
  target: ModelTarget;
  budgets?: Partial<Budgets> | undefined;
  /** For questions that may ask the web. */
  fetchPage: FetchPage;
}

export interface Budgets {
  /** Requests to the model. */
  steps: number;
  /** Tokens of the whole answer. */
  tokens: number;
  /** Milliseconds after which the model has to come to its end. */
  ms: number;
  /** Milliseconds without a word after which it is given up. */
  silenceMs: number;
}

export const usualBudgets: Budgets = { steps: 12, tokens: 300_000, ms: 180_000, silenceMs: 60_000 };
/** After the first failure. */
const maxRepairs = 3;
const maxOutputTokens = 8_000;

/** How the conversation ended, for who falls in: `failure` only where nothing was said or shown. */
export type AgentEnd = { kind: 'unanswered'; failure: ModelFailure };

/** Like an Answerer; ends without an ending, and returns why, when nothing was said. */
export async function* askModel(
  question: Question,
  { converse, target, budgets: given, fetchPage }: AgentOptions,
): AsyncGenerator<AnswerPiece, AgentEnd | undefined> {
  const budgets = { ...usualBudgets, ...given };
  const { engine, signal } = question;
  const started = performance.now();
  yield { kind: 'processing', status: 'thinking' };
  const background = await question.background?.();
  const web = background?.web ?? 'no';
  const tables = web === 'alone' ? [] : await engine.tables(signal);
  // Nothing of the chat takes part where only the web is asked.
  const documents = web === 'alone' ? undefined : question.documents;
  if (tables.length === 0 && web === 'no' && !documents) {
    const error = 'There is no table to ask about. Open a file or a database first.';
    yield { kind: 'failed', code: 'NO_DATASOURCE', error };
    return undefined;
  }
  // A quarter of what it can take in, three characters to a token; results have two fifths, what was said before a quarter.
  const room = Math.min(60_000, Math.max(3_000, Math.floor(target.window * 0.75)));
  const results = { left: Math.floor(target.window * 1.2) };
  const findings = createFindings(tables);
  const outcomes = new Map<string, Outcome>();
  const shown: AnswerPiece[] = [];
  const webTool =
    web === 'no' ? undefined : createWebTool(question.text, { fetchPage, outcomes, findings, room: results });
  const searchTool = documents && createSearchTool(documents, { outcomes, room: results });
  const show = (piece: AnswerPiece) => shown.push(piece);
  const tools = [
    ...(tables.length === 0 ? [] : modelTools({ engine, tables, findings, show, outcomes, room: results })),
    ...(searchTool ? [searchTool.tool] : []),
    ...(webTool ? [webTool.tool] : []),
  ];
  const deadline = new AbortController();
  const parts = converse({
    target,
    instructions: instructionsOf({
      dialect: tables.length === 0 ? '' : dialectText(engine),
      today: new Intl.DateTimeFormat('en-CA', { timeZone: question.timezone }).format(question.now),
      timezone: question.timezone,
      fiscalStart: question.fiscalStart,
      schema: tables.length === 0 ? '' : schemaSummary(tables, question.text, room, namingOf(engine)).text,
      background,
      room,
      documents: documents ? documentLines((await documents.about()).documents, room / 4) : '',
      web: tables.length === 0 && !documents ? 'alone' : web,
    }),
    messages: conversationMessages(question, background, target),
    tools,
    maxSteps: budgets.steps,
    mayUseTools: (tokens) =>
      findings.failures <= maxRepairs &&
      results.left > 0 &&
      tokens < budgets.tokens &&
      performance.now() - started < budgets.ms,
    maxOutputTokens,
    silenceMs: budgets.silenceMs,
    search: web !== 'no',
    signal: AbortSignal.any([signal, deadline.signal]),
  });
  const timer = setTimeout(() => deadline.abort(), 2 * budgets.ms);
  let answer: Told;
  try {
    answer = yield* tell(parts, {
      findings,
      outcomes,
      shown,
      webTool,
      isOver: () => deadline.signal.aborted && !signal.aborted,
    });
  } finally {
    clearTimeout(timer);
  }
  signal.throwIfAborted();
  const { text, end } = answer;
  const wasShown = findings.all.some(({ isShown }) => isShown);
  if (end.kind === 'failed') {
    if (text === '' && !wasShown) return { kind: 'unanswered', failure: end.failure };
    yield { kind: 'failed', code: 'MODEL_FAILED', error: 'The model failed in the middle of its answer. Ask again.' };
    return undefined;
  }
  yield* finish(question, background, answer, findings, [...(webTool?.pages ?? []), ...(searchTool?.told ?? [])]);
  return undefined;
}

/** What is left to say: the rows nobody has shown, which numbers are nobody's, and how it ended. */
async function* finish(
  question: Question,
  background: ChatBackground | undefined,
  { text, end }: Told,
  findings: Findings,
  pages: readonly string[],
): AsyncGenerator<AnswerPiece> {
  const last = findings.all.at(-1);
  const cell = last?.result.rows.length === 1 && last.result.columns.length === 1;
  const wasShown = findings.all.some(({ isShown }) => isShown);
  if (last && !wasShown && (!cell || text === '')) {
    last.isShown = true;
    last.seenRows = Math.max(last.seenRows, inlineRows);
    yield { kind: 'visualization', visualization: tableOf(last) };
  }
  if (text === '' && !last) {
    const why = findings.lastFailure ? ` The last query failed: ${findings.lastFailure}` : '';
    const code = findings.lastFailure ? 'QUERY_FAILED' : 'MODEL_FAILED';
    yield { kind: 'failed', code, error: `The model gave no answer.${why}` };
    return;
  }
  const { known, says } = checked(question, background, text, findings, pages);
  const notes = [
    ...(end.kind === 'end' && end.how === 'length'
      ? ['The answer ends here because it became too long, or took too long.']
      : []),
    ...(end.kind === 'end' && end.how === 'filtered' ? ['The provider of the model ended this answer.'] : []),
    ...(known.length > 0 ? [says] : []),
  ];
  const rows = last ? `${formatNumber(last.result.rowCount)} ${last.result.rowCount === 1 ? 'row' : 'rows'}.` : '';
  const rest = [...(text === '' ? [rows] : []), ...notes].join('\n\n');
  if (rest !== '') yield { kind: 'text', text: text === '' ? rest : `\n\n${rest}` };
  const sql = (findings.all.findLast(({ isShown }) => isShown) ?? last)?.sql;
  yield {
    kind: 'done',
    ...(sql ? { sql } : {}),
    ...(known.length > 0 ? { unverified: known } : {}),
    // The planner's plan of an earlier answer is no longer what a next question leans on.
    memory: { version: 'model' },
  };
}

function checked(
  question: Question,
  background: ChatBackground | undefined,
  text: string,
  findings: Findings,
  pages: readonly string[],
) {
  const numbers = createKnownNumbers();
  numbers.addText(question.text);
  for (const { text: sql } of question.context) numbers.addText(sql);
  for (const { result, seenRows } of findings.all) {
    numbers.add(result.rowCount);
    for (const { name } of result.columns) numbers.addText(name);
    for (const row of result.rows.slice(0, seenRows)) for (const cell of row) numbers.addCell(cell);
  }
  for (const row of findings.seen) for (const cell of row) numbers.addCell(cell);
  numbers.add(findings.tables.length);
  for (const { name, columns, rowEstimate } of findings.tables)
    if (text.includes(name)) for (const number of [columns.length, rowEstimate]) numbers.add(number);
  for (const { question: asked, answer, sql, shown, unverified } of background?.history ?? []) {
    numbers.addText(asked);
    // What an earlier answer took from the data is the data's, but for what was marked in it.
    if (sql) numbers.addText(answer, new Set(unverified.map((number) => number.replace(/\s?%$/, ''))));
    for (const each of shown) numbers.addShown(each);
  }
  for (const page of pages) numbers.addText(page);
  // Where the database was not asked, nobody takes a number for its own.
  const known = background?.web === 'alone' ? [] : unverifiedNumbers(text, numbers);
  const named = known.slice(0, 10).join(', ');
  const more = known.length > 10 ? ' and others' : '';
  return { known, says: `Not in any result of the database, so not verified: ${named}${more}.` };
}

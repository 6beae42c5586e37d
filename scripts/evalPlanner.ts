// `npm run eval:planner`: how well the built-in planner answers about data it has never seen, by schema and by kind, and
// what it says to questions that must not be answered. Not here: the data and questions (test/server/planner/eval), asking
// and judging (test/server/planner/evaluation*.ts).
import process from 'node:process';
import { parseArgs } from 'node:util';
import { planner } from '../src/server/answer/planner/planner.ts';
import { evaluateGold, type GoldJudged } from '../test/server/agent/goldAnswers.ts';
import { evaluateOn } from '../test/server/planner/dialects/evaluateOn.ts';
import { startDatabase } from '../test/server/planner/dialects/onDatabase.ts';
import {
  evalFolder,
  evaluateSchema,
  hardFolder,
  heldOutFolder,
  type Judged,
  loadSchemas,
} from '../test/server/planner/evaluation.ts';
import type { Rows } from '../test/server/planner/evaluationJudge.ts';
import { evaluateRefusals, type Refusal } from '../test/server/planner/evaluationRefusals.ts';
import { bar, percentagesOf, shortOfBar, tallyOf } from '../test/server/planner/evaluationTally.ts';

const usage = `Usage: npm run eval:planner -- [--schema NAME] [--refusals] [--failures] [--json] [--heldout | --hard] [--on DATABASE] [--agent]

Measures the built-in planner in two parts.

1. Questions that have an answer. Each folder of test/server/planner/eval holds a database the planner was made with (data.sql) and
   questions with an SQL query written by hand, each phrased in three ways or more (questions.json). Every phrasing is
   asked of a planner that sees the data for the first time, through the engine that is shipped; a follow-up after the
   first phrasing of the question it follows. The SQL of its answer is run and compared with the rows of the query by hand:
     right       the same rows (in order where the order was asked for), whatever the columns are called
     wrong       other rows, SQL that does not run, or none
     asked back  it offered readings to choose from
     refused     it ended in an error
   The bar: right of answered at least ${bar.rightOfAnswered} %, wrong of all below ${bar.wrongOfAll} %, answered of all at least ${bar.answeredOfAll} %.

2. Questions that must not be answered (eval/mustNotAnswer.json): about data that is not there, opinions, forecasts, writes,
   other languages, noise. Each must end in an error or a question back; one that is answered, or shows data, is "plain".
   The bar: none is plain, and none breaks the planner.

  --schema NAME  only this schema, in both parts
  --refusals     only the second part
  --failures     also each phrasing that was not answered rightly: why, its reading, its SQL, both results
  --json         everything as one JSON document
  --hard         the schemas of test/server/planner/hard in place of eval: the bar is not met on them yet
  --heldout      the schemas of test/server/planner/heldout in place of eval: measured once, and not read before
  --on DATABASE  postgres or mariadb: the first part over a server of it, started for this, with the same data; whatever comes
                 out otherwise than over DuckDB is told, and is below the bar
  --agent        not the planner: a language model that knows the SQL by hand, through the whole agent; none of its answers may be lost

The exit code is 0 when the bars are met, 1 when one is not, and 2 when it could not be measured.
`;

const { values: options } = parseArgs({
  options: {
    schema: { type: 'string' },
    heldout: { type: 'boolean', default: false },
    hard: { type: 'boolean', default: false },
    on: { type: 'string' },
    agent: { type: 'boolean', default: false },
    refusals: { type: 'boolean', default: false },
    failures: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const say = (text: string) => process.stdout.write(`${text}\n`);
const firstWidth = 18;

function line(name: string, figures: readonly (string | number)[]): string {
  return name.padEnd(firstWidth) + figures.map((figure) => String(figure).padStart(14)).join('');
}

function tableBy<T>(
  heading: string,
  titles: string[],
  all: readonly T[],
  by: (each: T) => string,
  row: (of: readonly T[]) => (string | number)[],
) {
  const groups = Object.entries(Object.groupBy(all, by)).sort(([left], [right]) => (left < right ? -1 : 1));
  const lines = groups.map(([name, group = []]) => line(name, row(group)));
  return `${[line(heading, titles), ...lines].join('\n')}\n`;
}

const judgedTitles = [
  'asked',
  'answered',
  'right',
  'wrong',
  'asked back',
  'refused',
  'right %',
  'wrong %',
  'answered %',
];

function judgedRow(judged: readonly Judged[]): (string | number)[] {
  const tally = tallyOf(judged);
  const { rightOfAnswered, wrongOfAll, answeredOfAll } = percentagesOf(tally);
  const shares = [rightOfAnswered, wrongOfAll, answeredOfAll].map((share) => share.toFixed(1));
  return [tally.asked, tally.answered, tally.right, tally.wrong, tally['asked back'], tally.refused, ...shares];
}

const refusalTitles = ['asked', 'error', 'clarification', 'plain message', 'broken'];

function refusalRow(refusals: readonly Refusal[]): number[] {
  const outcomes = ['error', 'clarification', 'plain', 'broken'];
  return [refusals.length, ...outcomes.map((outcome) => refusals.filter((each) => each.outcome === outcome).length)];
}

function rowsShown(name: string, { columns, rows }: Rows): string {
  const shown = rows.slice(0, 4).map((row) => `      ${JSON.stringify(row)}`);
  return [`    ${name}, ${rows.length} rows: ${columns.join(', ')}`, ...shown].join('\n');
}

function failureShown(each: Judged): string {
  const lines = [`${each.outcome.toUpperCase()}  ${each.schema}/${each.id} (${each.kind})`, `    "${each.phrasing}"`];
  if (each.reason !== undefined) lines.push(`    why: ${each.reason}`);
  if (each.reading !== undefined) lines.push(`    reading: ${each.reading}`);
  if (each.sql !== undefined) lines.push(`    sql: ${each.sql.replaceAll(/\s+/g, ' ')}`);
  lines.push(rowsShown('gold', each.gold));
  if (each.answer) lines.push(rowsShown('answer', each.answer));
  return `${lines.join('\n')}\n`;
}

function refusalShown({ schema, ask, why, outcome, end }: Refusal): string {
  const lines = [`${outcome.toUpperCase()}  ${schema} (${why})`, `    "${ask}"`];
  if (end.error !== undefined) lines.push(`    error: ${end.error}`);
  if (end.text !== '') lines.push(`    said: ${end.text}`);
  if (end.reading !== undefined) lines.push(`    reading: ${end.reading}`);
  if (end.sql !== undefined) lines.push(`    sql: ${end.sql.replaceAll(/\s+/g, ' ')}`);
  return `${lines.join('\n')}\n`;
}

const folder = options.heldout ? heldOutFolder : options.hard ? hardFolder : evalFolder;

async function evaluate(): Promise<Judged[]> {
  const all: Judged[] = [];
  for (const schema of await loadSchemas(folder, options.schema)) {
    all.push(...(await evaluateSchema(schema, planner)));
    if (!options.json) process.stderr.write(`${schema.name}\n`);
  }
  return all;
}

/** Over another database; and what came out otherwise than over DuckDB. */
async function evaluateThere(name: string): Promise<{ judged: Judged[]; different: string[] }> {
  if (name !== 'postgres' && name !== 'mariadb') throw new Error('--on is postgres or mariadb.');
  const schemas = await loadSchemas(folder, options.schema);
  const database = await startDatabase(name);
  if ('skipped' in database) throw new Error(database.skipped);
  const all: { judged: Judged[]; different: string[] } = { judged: [], different: [] };
  try {
    for (const schema of schemas) {
      const { judged, different } = await evaluateOn(database, schema, planner);
      all.judged.push(...judged);
      all.different.push(...different);
      if (!options.json) process.stderr.write(`${schema.name}\n`);
    }
  } finally {
    await database.stop();
  }
  return all;
}

function sayJudged(all: readonly Judged[]): void {
  if (options.failures) for (const each of all) if (each.outcome !== 'right') say(failureShown(each));
  say(tableBy('schema', judgedTitles, all, ({ schema }) => schema, judgedRow));
  say(tableBy('kind', judgedTitles, all, ({ kind }) => kind, judgedRow));
  say(line('all', judgedRow(all)));
  say('right % is of those answered, wrong % and answered % are of all that were asked.\n');
}

function sayRefusals(all: readonly Refusal[], short: readonly Refusal[]): void {
  for (const each of options.failures ? all : short) say(refusalShown(each));
  say('Questions that must not be answered:');
  say(tableBy('schema', refusalTitles, all, ({ schema }) => schema, refusalRow));
  say(tableBy('why', refusalTitles, all, ({ why }) => why, refusalRow));
  say(`${line('all', refusalRow(all))}\n`);
}

const agentTitles = ['asked', 'right', 'lost', 'charts', 'follow-ups'];

function agentRow(judged: readonly GoldJudged[]): number[] {
  const count = (is: (each: GoldJudged) => boolean) => judged.filter(is).length;
  const lost = count((each) => each.lost.length > 0);
  return [judged.length, judged.length - lost, lost, count((each) => each.hasChart), count((each) => each.isFollowUp)];
}

async function measureAgent(): Promise<void> {
  // A loss is told with its question.
  if (options.heldout) throw new Error('The questions held out are not asked of a model.');
  const all: GoldJudged[] = [];
  for (const schema of await loadSchemas(folder, options.schema)) {
    all.push(...(await evaluateGold(schema)));
    if (!options.json) process.stderr.write(`${schema.name}\n`);
  }
  const losses = all.filter(({ lost }) => lost.length > 0);
  if (options.json) say(JSON.stringify({ asked: all.length, lost: losses.map(({ gold, answer, ...rest }) => rest) }));
  else {
    for (const { schema, id, phrasing, lost } of losses)
      say([`LOST  ${schema}/${id}`, `    "${phrasing}"`, ...lost.map((what) => `    ${what}`), ''].join('\n'));
    say(tableBy('schema', agentTitles, all, ({ schema }) => schema, agentRow));
    say(line('all', agentRow(all)));
  }
  process.exitCode = losses.length === 0 ? 0 : 1;
}

async function measure(): Promise<void> {
  const there = options.on === undefined || options.refusals ? undefined : await evaluateThere(options.on);
  const judged = there?.judged ?? (options.refusals ? undefined : await evaluate());
  // They belong to the schemas of eval.
  const refusals = folder !== evalFolder || there ? undefined : await evaluateRefusals(planner, options.schema);
  if (!judged && (refusals ?? []).length === 0) throw new Error('That chooses no questions.');
  const answeredAnyway = (refusals ?? []).filter(({ outcome }) => outcome === 'plain' || outcome === 'broken');
  const short = judged ? shortOfBar(percentagesOf(tallyOf(judged))) : [];
  if (there && there.different.length > 0) short.push(`${there.different.length} came out otherwise than over DuckDB.`);
  if (answeredAnyway.length > 0)
    short.push(`${answeredAnyway.length} that must not be answered ended in neither an error nor a question back.`);
  if (options.json) {
    const whole = judged && { ...tallyOf(judged), ...percentagesOf(tallyOf(judged)) };
    const withoutMemory = refusals?.map(({ end: { memory, ...end }, ...rest }) => ({ ...rest, end }));
    const withoutRows = judged?.map(({ gold, answer, ...rest }) => rest);
    say(JSON.stringify({ ...whole, judged: withoutRows, refusals: withoutMemory, different: there?.different, short }));
  } else {
    if (judged) sayJudged(judged);
    for (const each of there?.different ?? []) say(`OTHERWISE  ${each}\n`);
    if (refusals && refusals.length > 0) sayRefusals(refusals, answeredAnyway);
    say(short.length === 0 ? 'The bar is met.' : `The bar is not met. ${short.join(' ')}`);
  }
  process.exitCode = short.length === 0 ? 0 : 1;
}

if (options.help) say(usage);
else {
  try {
    await (options.agent ? measureAgent() : measure());
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
    process.exitCode = 2;
  }
}

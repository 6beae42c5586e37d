// `npm run -s bench:planner`: what the planner adds to the time of its own SQL on a large database, cold, warm and after a
// restart, and how many questions of the evaluation it reads in a second. Not here: whether its answers are right
// (`npm run eval:planner`), the data (plannerData.ts).
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Answerer } from '../../src/server/answer/answerer.ts';
import { planner } from '../../src/server/answer/planner/planner.ts';
import { createDuckdbEngine, type DuckdbEngine } from '../../src/server/engine/duckdb.ts';
import { evalFolder, evaluateSchema, loadSchemas } from '../server/planner/evaluation.ts';
import { busyTime, noted } from './notedEngine.ts';
import { makeBenchData, makeWideData, shape } from './plannerData.ts';
import { median, type Timing, timeAnswer } from './plannerTiming.ts';

/** Milliseconds of the planner's own, from a question to the first piece that shows something. */
const bar = 50;
/** Milliseconds in which the thread may serve nobody while much is read of data. */
const stallBar = 100;
const questions = [
  'how many orders are there',
  'number of cancelled orders',
  'total quantity of order items',
  'average list price of products by brand',
  'orders by status',
  'number of orders by segment of customers',
  'total quantity by category name',
  'number of orders by region name of stores',
  'number of orders by month',
  'number of orders in 2024 by quarter',
  'top 10 products by total quantity',
  'number of payments by method and currency',
];

const usage = `Usage: npm run -s bench:planner -- [--runs N] [--skip-evaluation]

Makes a database of ${shape.tables} tables, ${shape.columns} columns and ${shape.rows.toLocaleString('en')} rows (${shape.largest.toLocaleString('en')} in the largest), opens it with the engine that is
shipped, and asks ${questions.length} questions. Around each answer the SQL it ran is run directly, with the same limits; "own" is the
median of the answer less the median of that. A second database has as many values as are read ahead. The exit code is 1 when
a question is not answered, the planner's own time to the first table, chart or text is more than ${bar} ms, or the thread
serves nobody for more than ${stallBar} ms beside the second database, or a list of many values takes longer than it may.
`;

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    'skip-evaluation': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const runs = Number(options.runs);

const say = (text: string) => process.stdout.write(`${text}\n`);
const ms = (value: number) => value.toFixed(1).padStart(9);
const short: string[] = [];

function open(folder: string): Promise<DuckdbEngine> {
  return createDuckdbEngine({
    source: { kind: 'path', path: path.join(folder, 'data.duckdb') },
    script: path.join(import.meta.dirname, '../../src/server/engine/queryProcess.ts'),
    timezone: 'UTC',
    cacheDirectory: path.join(folder, 'cache'),
  });
}

/** The first question that an engine hears, another at once beside it, and what is found out about the data meanwhile. */
async function cold(
  folder: string,
  name: string,
  texts: readonly string[] = ['orders by status', 'number of payments by month'],
): Promise<{ engine: DuckdbEngine; stall: number }> {
  const engine = await open(folder);
  const began = performance.now();
  await engine.tables();
  const opened = performance.now() - began;
  const seen = noted(engine, { shares: false });
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const asked = performance.now();
  const [first, second] = await Promise.all(texts.map((text) => timeAnswer(seen.engine, text)));
  // Values may be read in the background. They have been when nothing is asked any more.
  let quiet = 0;
  while (quiet < 5) {
    await delay(50);
    quiet = seen.open() === 0 ? quiet + 1 : 0;
  }
  loop.disable();
  const last = Math.max(...seen.calls.map(({ to }) => to)) - asked;
  say(
    `${name}: opened in ${ms(opened)} ms; then ${seen.calls.length} queries until ${ms(last)} ms, ${ms(busyTime(seen.calls))} of it busy`,
  );
  for (const [at, timing] of [first, second].entries()) {
    if (!timing) continue;
    say(
      `  question ${at + 1} of two asked at once: first event ${ms(timing.event)}, shown ${ms(timing.shown)}, end ${ms(timing.end)} ms`,
    );
    if (timing.sql === undefined) short.push(`${name}: question ${at + 1} was not answered: ${timing.refusal}`);
  }
  const stall = loop.max / 1e6;
  say(`  longest time in which the thread served nobody: ${ms(stall)} ms`);
  return { engine, stall };
}

async function warm(engine: DuckdbEngine): Promise<void> {
  say(`\n${'warm, median in ms'.padEnd(46)}    event    shown      end   direct      own    ratio  queries`);
  for (const text of questions) {
    const answer = noted(engine, { shares: true });
    const { sql, refusal } = await timeAnswer(answer.engine, text);
    if (sql === undefined) {
      say(`${text.padEnd(46)} not answered: ${refusal}`);
      short.push(`"${text}" was not answered.`);
      continue;
    }
    const limits = answer.calls.find(({ what }) => what === sql)?.limits ?? {};
    const queries = answer.calls.filter(({ what }) => what !== 'tables').length;
    const answers: Timing[] = [];
    const directs: number[] = [];
    const direct = async () => {
      const began = performance.now();
      await engine.query(sql, limits);
      directs.push(performance.now() - began);
    };
    for (let run = 0; run < runs; run++) {
      await direct();
      answers.push(await timeAnswer(engine, text));
      await direct();
    }
    const of = (part: 'event' | 'shown' | 'end') => median(answers.map((each) => each[part]));
    const database = median(directs);
    const own = of('end') - database;
    if (of('shown') - database > bar) short.push(`"${text}" takes the planner more than ${bar} ms of its own.`);
    const figures = [of('event'), of('shown'), of('end'), database, own].map(ms).join('');
    say(`${text.padEnd(45)}${figures}${(of('end') / database).toFixed(2).padStart(9)}${String(queries).padStart(9)}`);
  }
}

/** Whether anybody would notice that very many values are read, or come back from the disk. */
async function stalls(parent: string): Promise<void> {
  const folder = path.join(parent, 'wide');
  await mkdir(folder);
  await makeWideData(path.join(folder, 'data.duckdb'));
  say('');
  for (const name of [
    'as many values as are read ahead, cold',
    'the same after a restart, with what is kept on disk',
  ]) {
    // The second question has a word that is compared with all there are.
    const { engine, stall } = await cold(folder, name, ['contacts by status', 'number of contakts by status']);
    engine.dispose();
    if (stall > stallBar) short.push(`${name}: the thread served nobody for ${ms(stall).trim()} ms.`);
  }
}

/** How long the planner works on a question of the evaluation, the database's time taken off. */
/** Milliseconds until a list of many values, which can be read in very many ways, is answered or refused. */
const longest = 2000;

async function lists(engine: DuckdbEngine): Promise<void> {
  say('');
  for (const count of [10, 40, 90]) {
    const { end } = await timeAnswer(engine, `orders that are ${'cancelled or '.repeat(count)}shipped`);
    say(`a list of ${String(count + 1).padStart(2)} values joined by "or": end ${ms(end)} ms`);
    if (end > longest) short.push(`A list of ${count + 1} values takes more than ${longest} ms.`);
  }
}

async function readings(): Promise<void> {
  const own: number[] = [];
  for (const schema of await loadSchemas(evalFolder)) {
    let isFirst = true;
    const timed: Answerer = async function* (question) {
      const { engine, calls } = noted(question.engine, { shares: true });
      const began = performance.now();
      try {
        yield* planner({ ...question, engine });
      } finally {
        // Nobody reads on behind the last piece. With the first question the data is looked at.
        if (!isFirst) own.push(performance.now() - began - busyTime(calls));
        isFirst = false;
      }
    };
    await evaluateSchema(schema, timed);
  }
  const sum = own.reduce((all, each) => all + each, 0);
  const sorted = own.toSorted((one, other) => one - other);
  const at = (share: number) => ms(sorted[Math.floor((sorted.length - 1) * share)] ?? 0).trim();
  say(
    `\nReading ${own.length} questions of the evaluation without the database's time: ${((own.length / sum) * 1000).toFixed(0)} a second;`,
  );
  say(`median ${at(0.5)} ms, 95 % below ${at(0.95)} ms, longest ${at(1)} ms`);
}

async function measure(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'trellis-bench-'));
  try {
    const began = performance.now();
    await makeBenchData(path.join(folder, 'data.duckdb'));
    say(
      `${shape.tables} tables, ${shape.columns} columns, ${shape.rows} rows, made in ${ms(performance.now() - began).trim()} ms\n`,
    );
    const { engine } = await cold(folder, 'cold');
    await warm(engine);
    await lists(engine);
    engine.dispose();
    say('');
    const again = await cold(folder, 'after a restart, with what is kept on disk');
    again.engine.dispose();
    await stalls(folder);
    if (!options['skip-evaluation']) await readings();
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  for (const each of short) say(`Not met: ${each}`);
  process.exitCode = short.length === 0 ? 0 : 1;
}

if (options.help) say(usage);
else if (Number.isInteger(runs) && runs > 0) await measure();
else {
  say(usage);
  process.exitCode = 2;
}

// `npm run eval:planner`: how well the built-in planner answers about data it has never seen, by schema and by kind.
// Not here: the data and questions (test/server/planner/eval), asking and judging (test/server/planner/evaluation.ts).
import process from 'node:process';
import { parseArgs } from 'node:util';
import { planner } from '../src/server/answer/planner/planner.ts';
import {
  evalFolder,
  evaluateSchema,
  heldOutFolder,
  type Judged,
  loadSchemas,
  type Outcome,
} from '../test/server/planner/evaluation.ts';
import type { Rows } from '../test/server/planner/evaluationJudge.ts';

const { values: options } = parseArgs({
  options: {
    schema: { type: 'string' },
    heldout: { type: 'boolean', default: false },
    failures: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

interface Tally extends Record<Outcome, number> {
  asked: number;
  answered: number;
}

function tallyOf(judged: readonly Judged[]): Tally {
  const count = (outcome: Outcome) => judged.filter((each) => each.outcome === outcome).length;
  const [right, wrong] = [count('right'), count('wrong')];
  const [askedBack, refused] = [count('asked back'), count('refused')];
  return { asked: judged.length, answered: right + wrong, right, wrong, 'asked back': askedBack, refused };
}

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : Math.floor((part / whole) * 1000) / 10);

function percentagesOf({ asked, answered, right, wrong }: Tally) {
  return {
    rightOfAnswered: percent(right, answered),
    // Rounded up, as the others are rounded down: a figure never looks better than it is.
    wrongOfAll: Math.ceil((asked === 0 ? 0 : wrong / asked) * 1000) / 10,
    answeredOfAll: percent(answered, asked),
  };
}

function lineOf(name: string, judged: readonly Judged[]): string {
  const tally = tallyOf(judged);
  const { rightOfAnswered, wrongOfAll, answeredOfAll } = percentagesOf(tally);
  const counts = [tally.asked, tally.answered, tally.right, tally.wrong, tally['asked back'], tally.refused];
  const shares = [rightOfAnswered, wrongOfAll, answeredOfAll].map((share) => share.toFixed(1));
  return name.padEnd(18) + [...counts, ...shares].map((figure) => String(figure).padStart(11)).join('');
}

function table(heading: string, judged: readonly Judged[], by: 'schema' | 'kind'): string {
  const titles = ['asked', 'answered', 'right', 'wrong', 'asked back', 'refused', 'right %', 'wrong %', 'answered %'];
  const groups = Object.groupBy(judged, (each) => each[by]);
  const lines = Object.entries(groups).map(([name, group = []]) => lineOf(name, group));
  return [heading.padEnd(18) + titles.map((title) => title.padStart(11)).join(''), ...lines.sort(), ''].join('\n');
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

const say = (text: string) => process.stdout.write(`${text}\n`);

try {
  const all: Judged[] = [];
  for (const schema of await loadSchemas(options.heldout ? heldOutFolder : evalFolder, options.schema)) {
    const judged = await evaluateSchema(schema, planner);
    all.push(...judged);
    if (!options.json) process.stderr.write(`${schema.name}\n`);
  }
  const failures = all.filter((each) => each.outcome !== 'right');
  const whole = tallyOf(all);
  if (options.json) {
    say(JSON.stringify({ ...whole, ...percentagesOf(whole), judged: all.map(({ gold, answer, ...rest }) => rest) }));
  } else {
    if (options.failures) for (const each of failures) say(failureShown(each));
    say(table('schema', all, 'schema'));
    say(table('kind', all, 'kind'));
    say(lineOf('all', all));
    say('right % is of those answered, wrong % and answered % are of all that were asked.');
  }
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exitCode = 1;
}

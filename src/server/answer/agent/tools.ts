// The four tools of a model: looking at tables, running SQL, drawing a result. Everything else it may wish for does not exist.
// Not here: what the database allows (engine/guard.ts), the loop that calls them (agent.ts).
import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { issueText } from '../../../protocol/decoded.ts';
import { chartTypes } from '../../../protocol/trellis/visualization.ts';
import { type Engine, QueryError, type Table } from '../../engine/engine.ts';
import type { ModelTool } from '../../models/conversation.ts';
import type { AnswerPiece } from '../answerer.ts';
import { inlineRows } from '../planner/say/tablePayload.ts';
import { productOf } from './dialectText.ts';
import type { Finding, Findings } from './findings.ts';
import { resultText, shortened } from './resultText.ts';
import { columnsWith, namingOf, rankTables, tableLine, tableName, wordsOf } from './schemaSummary.ts';
import { chartOf, tableOf } from './shown.ts';

/** What came of a call, for whoever is told of tools. */
export interface Outcome {
  rowCount?: number;
  truncated?: boolean;
  error?: string;
  durationMs: number;
}

export interface ToolsContext {
  engine: Engine;
  tables: readonly Table[];
  findings: Findings;
  /** Shows the person a table or chart, at once. */
  show(piece: Extract<AnswerPiece, { kind: 'visualization' }>): void;
  /** By the id of the call. */
  outcomes: Map<string, Outcome>;
  /** Characters that results may still have: what a model takes in has a bound. */
  room: { left: number };
}

const rowsForCharts = 5_000;
const listed = 60;
const exampleRows = 3;
const maxText = 12_000;
const maxError = 2_000;
const maxSql = 100_000;
/** A model that asks for too much does not keep the others from asking. */
const queryMs = 30_000;
/** A name or a few words; names of columns may be long. */
const name = v.pipe(v.string(), v.maxLength(10_000));
/** Of one answer. */
const maxCalls = 40;
const maxShown = 8;
/** However little room is left. */
const leastText = 600;

type Told = { text: string } & Omit<Outcome, 'durationMs'>;

/** Models write null for what they leave out. */
function withoutNulls(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
}

export function modelTools({ engine, tables, findings, show, outcomes, room }: ToolsContext): ModelTool[] {
  const naming = namingOf(engine);
  let calls = 0;
  let shownSoFar = 0;
  const limit = () => Math.max(leastText, Math.min(maxText, room.left / 2));

  function made<S extends v.GenericSchema>(
    tool: string,
    description: string,
    schema: S,
    work: (input: v.InferOutput<S>, signal: AbortSignal) => Promise<Told>,
  ): ModelTool {
    return {
      name: tool,
      description,
      parameters: { ...toJsonSchema(schema, { errorMode: 'ignore' }) },
      check(input) {
        const result = v.safeParse(schema, withoutNulls(input));
        return result.success ? { ok: true, value: result.output } : { ok: false, problem: issueText(result.issues) };
      },
      async run(input, { id, signal }) {
        const started = performance.now();
        const end = (outcome: Omit<Outcome, 'durationMs'>) =>
          outcomes.set(id, { ...outcome, durationMs: Math.round(performance.now() - started) });
        calls += 1;
        if (calls > maxCalls) {
          const { text, error = '' } = failed('These are too many calls for one answer. Answer now.');
          end({ error });
          return text;
        }
        try {
          const { text, ...outcome } = await work(v.parse(schema, input), signal);
          end(outcome);
          room.left -= text.length;
          return text;
        } catch (cause) {
          signal.throwIfAborted();
          // A message of the database may repeat a whole cell.
          const error = (cause instanceof Error ? cause.message : String(cause)).slice(0, maxError);
          end({ error });
          if (!(cause instanceof QueryError)) throw cause;
          findings.noteFailure(error);
          return JSON.stringify({ error });
        }
      },
    };
  }

  function found(given: string): Table | undefined {
    const find = (wanted: string) =>
      tables.find((table) =>
        [table.name, `${table.schema}.${table.name}`, tableName(table, naming)].some(
          (each) => each.toLowerCase() === wanted,
        ),
      );
    return find(given.toLowerCase()) ?? find(given.replaceAll(/["`]/g, '').toLowerCase());
  }

  function failed(sentence: string): Told {
    const error = sentence.slice(0, maxError);
    findings.noteFailure();
    return { text: JSON.stringify({ error }), error };
  }

  function showTable(finding: Finding) {
    finding.isShown = true;
    finding.seenRows = Math.max(finding.seenRows, inlineRows);
    shownSoFar += 1;
    show({ kind: 'visualization', visualization: tableOf(finding) });
  }

  return [
    made(
      'list_tables',
      'Lists tables with their columns, those first that fit the search.',
      v.object({
        search: v.optional(v.pipe(name, v.description('Words of the table or its columns'))),
        offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
      }),
      async ({ search = '', offset = 0 }) => {
        const words = wordsOf(search);
        const fits = ({ schema, name, columns }: Table) => {
          const own = new Set(wordsOf([schema, name, ...columns.map((column) => column.name)].join(' ')));
          return words.length === 0 || words.some((word) => own.has(word) || name.toLowerCase().includes(word));
        };
        const all = rankTables(tables.filter(fits), search);
        const lines: string[] = [];
        let size = 0;
        for (const table of all.slice(offset, offset + listed)) {
          const line = tableLine(table, naming, 25);
          size += line.length;
          if (size > limit() && lines.length > 0) break;
          lines.push(line);
        }
        const next = offset + lines.length;
        if (next < all.length) lines.push(`… ${all.length - next} more: give offset ${next}, or another search.`);
        return { text: lines.join('\n') || 'No table fits.', rowCount: all.length };
      },
    ),
    made(
      'describe_table',
      'Tells the columns, keys and a few example rows of one table.',
      v.object({
        table: name,
        search: v.optional(v.pipe(name, v.description('Only columns with these words, for a table of many columns'))),
      }),
      async ({ table: asked, search = '' }, signal) => {
        const table = found(asked);
        if (!table) return failed(`There is no table "${asked.slice(0, 100)}".`);
        const told = {
          ...table,
          columns: search === '' ? table.columns : columnsWith(table, new Set(wordsOf(search))),
        };
        const columns = told.columns.slice(0, 40).map((column) => naming.quote(column.name));
        if (columns.length === 0)
          return failed(`No column of ${tableName(table, naming)} fits "${search.slice(0, 100)}".`);
        const schema = table.schema === naming.defaultSchema ? [] : [table.schema];
        const from = [...schema, table.name].map(naming.quote).join('.');
        const sql = `SELECT ${columns.join(', ')} FROM ${from} LIMIT ${exampleRows}`;
        const { rows } = await engine.queryUntrusted(sql, { maxRows: exampleRows, maxCellLength: 80, signal });
        findings.seen.push(...rows);
        const examples = rows.map((row) => JSON.stringify(row.map(shortened)));
        const text = [tableLine(told, naming), 'Example rows:', ...examples].join('\n');
        return { text: text.length > limit() ? `${text.slice(0, limit())}… (cut)` : text, rowCount: rows.length };
      },
    ),
    made(
      'run_sql',
      `Runs one read-only statement of ${productOf(engine)} SQL and answers with its rows, under an id for draw_chart.`,
      v.object({
        sql: v.pipe(v.string(), v.minLength(1), v.maxLength(maxSql)),
        title: v.optional(v.pipe(name, v.description('What the rows are, in a few words'))),
        show: v.optional(v.pipe(v.boolean(), v.description('true: the person sees these rows as a table'))),
      }),
      async ({ sql, title, show: isShown }, signal) => {
        const statement = sql.trim().replace(/;\s*$/, '');
        const result = await engine.queryUntrusted(statement, { maxRows: rowsForCharts, timeoutMs: queryMs, signal });
        const finding = findings.add({ sql: statement, title: title?.slice(0, 200), result });
        if (isShown && shownSoFar < maxShown) showTable(finding);
        const { rowCount, truncated } = result;
        return { text: resultText(finding, limit()), rowCount, truncated };
      },
    ),
    made(
      'draw_chart',
      'Shows the person a result of run_sql as a chart.',
      v.object({
        result: v.pipe(name, v.description('Id of a result, such as r1')),
        kind: v.picklist(chartTypes),
        x: v.pipe(name, v.description('Column of the labels')),
        y: v.pipe(
          v.union([name, v.pipe(v.array(name), v.maxLength(20))]),
          v.description('Column or columns of numbers'),
        ),
        series: v.optional(v.pipe(name, v.description('Column whose values are the series'))),
        title: v.optional(name),
      }),
      async ({ result, kind, x, y, series, title }) => {
        if (shownSoFar >= maxShown) return failed(`Enough is shown: ${maxShown} tables and charts. Answer now.`);
        const finding = findings.find(result);
        const known = findings.all.map(({ id }) => id).join(', ') || 'none: run SQL first';
        if (!finding) return failed(`There is no result "${result.slice(0, 50)}". There are: ${known}.`);
        const chart = chartOf(finding, {
          kind,
          x,
          y: typeof y === 'string' ? [y] : [...new Set(y)],
          series,
          title: title?.slice(0, 200) || undefined,
        });
        if (typeof chart === 'string') return failed(chart);
        finding.isShown = true;
        finding.seenRows = finding.result.rows.length;
        shownSoFar += 1;
        show({ kind: 'visualization', visualization: chart });
        return { text: 'The chart is shown.', rowCount: chart.data.values.length };
      },
    ),
  ];
}

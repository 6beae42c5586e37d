// Odd databases: a thousand tables, five hundred columns, names nobody would choose, no tables at all.
// Not here: ranking tables (schemaSummary.test.ts).
import assert from 'node:assert/strict';
import { longName } from './data.ts';
import { call, chart, type Scenario, say, shown, sql } from './scenario.ts';

const dues = 'SELECT vessel, dues FROM t0731_harbour_dues ORDER BY dues DESC';
const asks = 'Which vessel paid the highest harbour dues?';
const odd = 'SELECT "select", "group by", "Größe 尺寸 🦊", "line\nbreak" FROM "or""der" ORDER BY 1';

export const schemas: Scenario[] = [
  {
    name: 'of a thousand tables the right one is told with its columns, and others are found by a search',
    world: 'many',
    asks,
    says: [
      call('list_tables', { search: 'lighthouse' }),
      call('list_tables', { search: 'keeper' }),
      shown(dues),
      say('Ada paid 120.50.'),
    ],
    ends: {
      text: 'Ada paid 120.50.',
      shown: ['table'],
      sql: dues,
      told: { 1: [/^t0500_lighthouse_keepers\(/], 2: [/t0500_lighthouse_keepers\(/] },
      also({ asked }) {
        const { instructions = '' } = asked[0] ?? {};
        assert.match(
          instructions,
          /\nt0731_harbour_dues\(id INTEGER, vessel VARCHAR, tonnage INTEGER, dues DECIMAL\(10,2\)/,
        );
        assert.match(instructions, /more tables: find them with list_tables/);
        assert.ok(instructions.length < 16_384 * 1.5, `${instructions.length} characters`);
      },
    },
  },
  {
    name: 'a list of a thousand tables comes in pages',
    world: 'many',
    asks: 'What is there?',
    says: [
      call('list_tables', {}),
      call('list_tables', { offset: 960 }),
      call('list_tables', { offset: 5_000 }),
      call('list_tables', { search: 'nothing like it' }),
      say('A lot.'),
    ],
    ends: {
      text: 'A lot.',
      told: {
        1: [/… 940 more: give offset 60/],
        2: [/t0999_ledger_0999\([^…]*$/],
        3: [/No table fits\./],
        4: [/No table fits\./],
      },
    },
  },
  {
    name: 'a thousand tables fit a window of 8,000 tokens',
    world: 'many',
    wire: 'editor',
    asks,
    says: [shown(dues), say('Ada paid 120.50.')],
    ends: {
      text: 'Ada paid 120.50.',
      shown: ['table'],
      sql: dues,
      also({ asked }) {
        const { instructions = '' } = asked[0] ?? {};
        assert.match(instructions, /\nt0731_harbour_dues\(id INTEGER, vessel VARCHAR/);
        assert.ok(instructions.length < 8_000 * 1.5, `${instructions.length} characters`);
      },
    },
  },
  {
    name: 'of five hundred columns each can be found',
    world: 'wide',
    asks: 'What did they answer last?',
    says: [
      call('describe_table', { table: 'survey' }),
      call('describe_table', { table: 'survey', search: 'q498' }),
      shown('SELECT respondent, q498 FROM survey ORDER BY 1'),
      say('9 and 8.'),
    ],
    ends: {
      text: '9 and 8.',
      shown: ['table'],
      told: { 1: [/respondent INTEGER.*more/s], 2: [/q498 INTEGER.*\n.*9/s], 3: [/"r1"/] },
      also({ asked }) {
        assert.ok((asked[0]?.instructions.length ?? 0) < 16_384 * 1.5);
        assert.match(asked[0]?.instructions ?? '', /people\(id INTEGER, name VARCHAR\)/);
      },
    },
  },
  {
    name: 'a result of five hundred columns is cut for the model, and not for the person',
    world: 'wide',
    asks: 'All answers',
    says: [shown('SELECT * FROM survey ORDER BY respondent'), say('Here.')],
    ends: {
      text: 'Here.',
      shown: ['table'],
      also({ asked, of }) {
        const { columns, rows, truncated } = JSON.parse(asked[1]?.results[0] ?? '');
        assert.ok(columns.length < 500 && rows[0].length === columns.length);
        assert.match(truncated, /Only the first \d+ of 500 columns/);
        assert.equal(of('visualization')[0]?.headers.length, 500);
      },
    },
  },
  {
    name: 'a column the question names is told, whatever its place',
    world: 'wide',
    asks: 'Average of q498',
    says: [sql('SELECT avg(q498) AS mean FROM survey'), say('8.5.')],
    ends: {
      text: '8.5.',
      also: ({ asked }) => assert.match(asked[0]?.instructions ?? '', /q498 INTEGER/),
    },
  },
  {
    name: 'names with quotes, line ends, reserved words and any letters work',
    world: 'odd',
    asks: 'Show the order',
    says: [
      {
        calls: ['or"der', '"or""der"', 'таблица', 'table; DROP TABLE x; --'].map((table) => ({
          name: 'describe_table',
          input: { table },
        })),
      },
      shown(odd),
      chart('r1', 'bar', 'select', 'Größe 尺寸 🦊'),
      chart('r1', 'bar', 'line\nbreak', 'GROUP BY'),
      say('That is it.'),
    ],
    ends: {
      text: 'That is it.',
      shown: ['table', 'bar', 'bar'],
      sql: odd,
      told: {
        1: [
          /"or""der"\("select" VARCHAR, "group by" INTEGER/,
          /"or""der"\("select" VARCHAR/,
          /"имя" VARCHAR/,
          /"x\)" INTEGER/,
        ],
        2: [/"r1"/],
        3: [/shown/],
        4: [/shown/],
      },
      also: ({ asked }) =>
        assert.match(
          asked[0]?.instructions ?? '',
          /"or""der"\("select" VARCHAR, "group by" INTEGER, "Größe 尺寸 🦊" DOUBLE/,
        ),
    },
  },
  {
    name: 'a name of 5,000 characters breaks nothing',
    world: 'odd',
    asks: 'Show таблица',
    says: [
      call('describe_table', { table: 'таблица' }),
      shown('SELECT * FROM "таблица"'),
      chart('r1', 'bar', 'имя', longName),
      say('Анна: 3.'),
    ],
    ends: {
      text: 'Анна: 3.',
      shown: ['table', 'bar'],
      told: { 1: [/"имя" VARCHAR.*Анна.*3/s], 2: [/"r1"/], 3: [/shown/] },
      also: ({ asked }) => assert.ok((asked[0]?.instructions.length ?? 0) < 5_000),
    },
  },
  {
    name: 'without any table there is nothing to ask, and no model is asked',
    world: 'empty',
    asks: 'How many sales are there?',
    says: [],
    ends: { how: 'error', code: 'NO_DATASOURCE' },
  },
];

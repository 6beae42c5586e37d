// The form of SQL context inside a message: made and read back, exactly.
// Not here: where the context comes from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ContextItem, formatMessage, parseMessage, titleOf } from '../../src/protocol/trellis/sqlContext.ts';

const sql: ContextItem = {
  language: 'sql',
  path: 'queries/top.sql',
  lines: { from: 3, to: 7 },
  text: 'SELECT 1\nFROM t',
};

test('the form is the question, a blank line, a header and a fenced block', () => {
  assert.equal(
    formatMessage({ question: 'Explain this', context: [sql] }),
    'Explain this\n\nContext: sql, queries/top.sql, lines 3-7\n```sql\nSELECT 1\nFROM t\n```',
  );
});

test('what was made is read back', () => {
  const hostile: ContextItem[] = [
    sql,
    { language: 'markdown', path: 'a, b, lines.md', text: '```sql\nfenced\n```\n\nContext: sql, x\n````\n````' },
    { language: 'sql', path: 'ünïcode dir/x.sql', text: '' },
    { language: 'sql', path: 'x.sql', text: '\n\n' },
  ];
  for (const context of [[], [sql], hostile]) {
    for (const question of ['Why?', 'Two\n\nparagraphs', 'Context: not a header', '']) {
      const value = { question, context };
      assert.deepEqual(parseMessage(formatMessage(value)), value);
    }
  }
});

test('text that is nearly in the form is all question', () => {
  for (const text of [
    '',
    'q',
    'q\n\nContext: sql, x',
    'q\n\nContext: sql, x\n```sql\nopen',
    'q\n\nContext: sql, x\n```sql\na\n```\ntrailing',
  ]) {
    assert.deepEqual(parseMessage(text), { question: text, context: [] });
  }
});

test('a title is the first line of the question alone, cut by characters', () => {
  assert.equal(titleOf(formatMessage({ question: '\n  Explain this \nplease', context: [sql] })), 'Explain this');
  assert.equal(titleOf('😀'.repeat(100), 10), `${'😀'.repeat(9)}…`);
});

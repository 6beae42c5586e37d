// Titles that servers make of a first question as they store it: shown are its words, and not what travelled in it.
// Not here: titles that come late (assistantChat.test.ts), messages (test/session/assistant/rows.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { titleWords } from '../../src/protocol/assistant/bodies.ts';
import { formatMessage } from '../../src/protocol/trellis/sqlContext.ts';
import { assistantSetting } from './assistantSetting.ts';

const item = { language: 'sql', path: 'queries/orders.sql', lines: { from: 1, to: 3 }, text: 'select 1\nfrom t' };

test('a picture, a document and SQL from the editor are not in a title, wherever the server has cut it', () => {
  const expected = {
    ' [Image: image/jpeg] What is this?': 'What is this?',
    '[Image: image/png] What…': 'What…',
    ' [Image: image/jpeg] ': 'Picture',
    ' [Image: image/jpeg]': 'Picture',
    '<document name="x.txt">\nfirst line\n</document>\n\nSum it up': 'x.txt Sum it up',
    'Read <document name="x.pdf" type="pdf">data:application/pdf;base64,AAAA</document>': 'Read x.pdf',
    '<document name="x.txt">\nfirst line of some te…': 'x.txt',
    '<document name="a long na…': 'a long na',
    '<document name="a.txt">a</document><document name="b.txt">b</document> Compare': 'a.txt b.txt Compare',
    [formatMessage({ question: 'run this', context: [item] })]: 'run this',
    'run this\n\nContext: sql, queries/orders.sql, lines 1-3\n```sql\nsel…': 'run this',
    'run this\n\nContext: sql, queries/ord…': 'run this',
    'run this\n\nContext: sq…': 'run this',
    'run this Context: sql, queries/orders.sql ```sql select 1 ```': 'run this',
    'run this Context: sql, queries/orders…': 'run this',
  };
  for (const [stored, title] of Object.entries(expected)) assert.equal(titleWords(stored), title, stored);
});

test('ordinary titles stay as they are', () => {
  for (const title of [
    ...['Quarterly revenue', '', ' spaced ', 'Context: sql', 'In this context: sql, please', 'Context: sql, nosql'],
    ...['What does Context: sql, nosql mean?', 'What is [Image: image/jpeg] for?', 'How is <document> used?'],
    ...['Why <document name="x"> in XML', 'Two\n\nparagraphs', 'a <documents name="x"> b…', 'Long one that was cut…'],
  ])
    assert.equal(titleWords(title), title);
});

test('megabytes of odd titles take no time', () => {
  const begin = performance.now();
  for (const part of ['<document name="x"', '<document name="x">', ' Context: sql, ', '\n\nContext: sql', '[Image: '])
    titleWords(part.repeat(20_000));
  assert.ok(performance.now() - begin < 2_000);
});

test('list and header say the question alone', async (t) => {
  const { store, ask, answered, until } = await assistantSetting(t);
  ask('run this', { context: [item] });
  await answered(1);
  await until(() => store.state.list.items.length === 1);
  assert.equal(store.state.list.items[0]?.title, 'run this');
});

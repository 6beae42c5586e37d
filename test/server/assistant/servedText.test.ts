// Documents and pictures inside a text, and the questions that wait in line: what is taken out, in one go however long it is.
// Not here: what becomes of them (chat.test.ts, images.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { liftInlineImage, questionOf, withoutDocuments } from '../../../src/protocol/assistant/servedText.ts';
import { createLines } from '../../../src/server/chats/lines.ts';

describe('documents in a text', () => {
  const cases: [string, string][] = [
    ['<document name="a.txt">\nx\n</document>\nhow many?', 'how many?'],
    ['how many?\n<document name="a" type="pdf">data:x</document> <document>b</document>', 'how many?'],
    ['a <document name="x">in</document> b', 'a  b'],
    ['a <document name="x"> b', 'a <document name="x"> b'],
    ['a </document> b', 'a </document> b'],
    ['a <documents>b</document>', 'a <documents>b</document>'],
    ['<document>a<document>b</document>c</document>', 'c</document>'],
    ['no document', 'no document'],
  ];
  for (const [text, expected] of cases)
    test(JSON.stringify(text), () => assert.equal(withoutDocuments(text), expected));

  test('SQL of an attached context stays as it is', () => {
    const sql = "SELECT '<document>x</document>'";
    assert.equal(questionOf(`run this\n\nContext: sql, a.sql\n\`\`\`sql\n${sql}\n\`\`\``), 'run this');
  });

  test('many that do not end are read in one go', () => {
    const started = performance.now();
    withoutDocuments(`${'<document '.repeat(3000)}</document>`);
    withoutDocuments(`</document>${'<document>'.repeat(3000)}`);
    assert.ok(performance.now() - started < 2000);
  });
});

describe('a picture in a text', () => {
  const image = '![a.png](data:image/png;base64,AAAA)';
  test('is lifted out, the first of several', () => {
    assert.deepEqual(liftInlineImage(`before ${image} after ${image}`), {
      text: `before  after ${image}`,
      base64: 'AAAA',
    });
    assert.deepEqual(liftInlineImage(image), { text: '', base64: 'AAAA' });
  });

  test('is none without its whole form', () => {
    for (const text of [
      '',
      '![a](data:image/png;base64,)',
      '![a](https://x/y.png)',
      '[a](data:image/png;base64,AAAA)',
      '![a\n](data:image/png;base64,AAAA)',
      '![a](data:text/html;base64,AAAA)',
    ])
      assert.equal(liftInlineImage(text), undefined, text);
    assert.equal(liftInlineImage(`![x](data:image/png;base64,!) ${image}`)?.base64, 'AAAA');
  });

  test('is found in one go in megabytes of halves', () => {
    const started = performance.now();
    for (const half of ['![', '](data:image/', '![](data:image/png;base64,AAAA', '![a](data:image/'])
      assert.equal(liftInlineImage(half.repeat(Math.floor(8_000_000 / half.length))), undefined);
    assert.ok(performance.now() - started < 5000);
  });
});

describe('a line of questions', () => {
  test('keeps the order of each chat, and goes on when one fails', async () => {
    const lines = createLines();
    const done: string[] = [];
    const gate = Promise.withResolvers<void>();
    const work = (name: string) => async () => {
      if (name === 'a1') await gate.promise;
      done.push(name);
      if (name === 'a2') throw new Error('no');
    };
    const all = [lines.next('a', work('a1')), lines.next('a', work('a2')), lines.next('a', work('a3'))];
    await lines.next('b', work('b1'));
    assert.deepEqual([done, lines.length('a'), lines.length('b')], [['b1'], 3, 0]);
    gate.resolve();
    const results = await Promise.allSettled(all);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual([done, lines.idle], [['b1', 'a1', 'a2', 'a3'], undefined]);
  });
});

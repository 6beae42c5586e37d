// Numbers that are in no result, found in the Markdown of an answer: exactly as written, as numbers of their own, outside code.
// Not here: how they look and what is copied (test/webview/view/models.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markdownPieces } from '../../../webview/parts/markdownHtml.ts';
import { unverifiedNote } from '../../../webview/parts/unverified.ts';

const mark =
  /<span class="unverified" title="Not in any result of the database">(.*?)<span class="sr-only"> \(not in any result of the database\)<\/span><\/span>/g;

function marked(text: string, numbers: string[]): string[] {
  return [...markdownPieces(text, numbers).join('').matchAll(mark)].map(([, number = '']) => number);
}

test('a number is marked wherever it is written, outside code', () => {
  const text =
    '# 37\n\nThere are **37**, [37 of them](https://a.example/37), `37` and\n37.\n\n- 37\n\n| a |\n| - |\n| 37 |\n\n```\n37\n```\n\n    37';
  assert.deepEqual(marked(text, ['37']), ['37', '37', '37', '37', '37', '37']);
});

test('it is marked as it is written, with its sign, its currency and its percent', () => {
  const text = 'It grew by 12.5% to $1,203,551.25, or −3 and 1.5e6 (4.2 m).';
  const numbers = ['12.5%', '$1,203,551.25', '−3', '1.5e6', '4.2'];
  assert.deepEqual(marked(text, numbers), numbers);
});

test('a part of another number or of a name is not that number', () => {
  assert.deepEqual(marked('137 370 3.7 37.5 1.37 37,000 x37 Q37 #37 37th 37_a a_37 2037', ['37']), []);
  assert.deepEqual(marked('1,203 and 2,203,500', ['1', '203', '500', '2']), []);
  assert.deepEqual(marked('Of 2024,2025 and 1,37 or $37', ['2024', '37']), ['2024', '37', '37']);
  assert.deepEqual(marked('Between 37, 37; (37) 37-39 37.', ['37']), ['37', '37', '37', '37', '37']);
  assert.deepEqual(marked('1,203 and 1,203.50', ['1,203', '1,203.50']), ['1,203', '1,203.50']);
});

test('what would be a pattern or HTML is neither', () => {
  assert.deepEqual(marked('1.5 and 1x5 <b>', ['1.5', '.*', '<b>', '', ' ']), ['1.5', '&lt;b&gt;']);
  const html = markdownPieces('<script>7</script> ![7](http://a.example/7.png)', ['7', '<script>7</script>']).join('');
  assert.doesNotMatch(html, /<script|<img/);
});

test('without such numbers nothing is different', () => {
  const text = 'There are **37** in `a` and [b](https://a.example).';
  assert.deepEqual(markdownPieces(text, []), markdownPieces(text));
  assert.deepEqual(markdownPieces(text, ['38']), markdownPieces(text));
});

test('a long text with many of them is read in a moment', () => {
  const numbers = Array.from({ length: 200 }, (_, at) => `${1000 + 7 * at}`);
  const text = Array.from(
    { length: 20_000 },
    (_, at) => `In year ${at} there were ${1000 + (at % 3000)} orders.\n`,
  ).join('\n');
  const began = performance.now();
  assert.ok(marked(text, numbers).length > 1000);
  assert.ok(performance.now() - began < 5000);
});

test('one sentence says what the marks mean', () => {
  const said = (count: number) => Object.values(unverifiedNote(count)).join('');
  assert.equal(said(1), '1 number of this text is not in any result of the database.');
  assert.equal(said(12), '12 numbers of this text are not in any result of the database.');
});

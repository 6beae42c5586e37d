// Looking into documents: which words are looked for, which page comes first, what is quoted of it, and when a question means a document.
// Not here: answers over HTTP (uploads/documentsInChats.test.ts).
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { createLibrary } from '../../../src/server/answer/documents/library.ts';
import { mentionIn } from '../../../src/server/answer/documents/mention.ts';
import { cut } from '../../../src/server/answer/documents/ranking.ts';
import { termsOf } from '../../../src/server/answer/documents/words.ts';

async function documentsOf(t: TestContext, files: Record<string, string[]>) {
  const folder = await mkdtemp(path.join(tmpdir(), 'trellis-pages-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const listed = await Promise.all(
    Object.entries(files).map(async ([name, pages], at) => {
      const file = path.join(folder, `${at}.json`);
      await writeFile(file, JSON.stringify({ pages }));
      return { id: String(at), name, pages: file };
    }),
  );
  const documents = createLibrary().of(listed);
  assert.ok(documents);
  return documents;
}

const options = { most: 5, length: 280, signal: new AbortController().signal };

describe('a search of documents', () => {
  test('puts the page first that has the rare words, whatever their endings', async (t) => {
    const pages = [
      'The contract of the contract.',
      'Deliveries of the contract\nare in-\nsured.',
      'Contract. Contract. Contract.',
    ];
    const documents = await documentsOf(t, { 'a.pdf': pages, 'b.pdf': ['Nothing here.'] });
    const { passages, words, missing, coverage } = await documents.search(
      'Who insures a delivery of this contract?',
      options,
    );
    assert.deepEqual([passages[0]?.document, passages[0]?.page], ['a.pdf', 2]);
    assert.equal(passages[0]?.quote, 'Deliveries of the contract are insured.');
    assert.deepEqual([words, missing, coverage], [['insures', 'delivery', 'contract'], [], 1]);
    const lost = await documents.search('contract zebra', options);
    assert.deepEqual([lost.missing, lost.coverage < 0.5], [['zebra'], true]);
    assert.deepEqual((await documents.search('contract', { ...options, documents: ['b.pdf'] })).passages, []);
  });

  test('finds its page among 500 in a moment', async (t) => {
    const line = 'revenue customer region of contract delivered quarterly margin report '.repeat(60);
    const pages = Array.from({ length: 500 }, (_, at) => `${line} The secret of page ${at + 1} is zebra${at}. ${line}`);
    const documents = await documentsOf(t, { 'a.pdf': pages });
    await documents.about();
    const started = performance.now();
    const { passages } = await documents.search('what is zebra249 and its margin', options);
    const ms = performance.now() - started;
    assert.deepEqual(passages[0]?.page, 250);
    assert.match(passages[0]?.quote ?? '', /The secret of page 250 is zebra249\./);
    assert.ok(ms < 3_000, String(ms));
    t.diagnostic(`${Math.round(ms)} ms`);
  });

  test('says which documents cannot be read any more', async (t) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'trellis-pages-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const documents = createLibrary().of([{ id: 'x', name: 'gone.pdf', pages: path.join(folder, 'gone.json') }]);
    assert.deepEqual(await documents?.about(), { documents: [], missing: ['gone.pdf'] });
    assert.equal(createLibrary().of([]), undefined);
  });

  test('is never confused by signs in a question', () => {
    for (const text of [
      '(((',
      '[a-z]+ \\d{9} $^',
      '*.?',
      'a'.repeat(100_000),
      `${'x-'.repeat(5_000)}y`,
      '\u0000\ud800',
    ])
      for (const { pattern } of termsOf(text)) assert.equal(pattern.test('nothing of it'), false);
  });

  test('quotes whole words, from the beginning of a sentence', () => {
    const text = `${'First words of a page. '.repeat(20)}The notice period is ninety days. ${'Then more. '.repeat(50)}`;
    const at = text.indexOf('notice');
    const quote = cut(text, at, at + 6, 120);
    assert.match(quote, /^The notice period is ninety days\./);
    assert.ok(quote.length <= 125);
    assert.match(cut('a'.repeat(1000), 500, 510, 100), /^…?a+…$/);
  });

  test('quotes languages without spaces, too', () => {
    const text = '契約の期間は九十日である。'.repeat(50);
    assert.equal(cut(text, 0, 0, 60), `${text.slice(0, 60)}…`);
    assert.ok(cut(text, 300, 302, 60).length >= 60);
  });
});

describe('a question means a document', () => {
  const names = ['annual report.pdf', 'contract-2024.pdf'];
  const cases: [string, ReturnType<typeof mentionIn>][] = [
    [
      'in annual report.pdf: revenue',
      { by: 'name', said: [], documents: ['annual report.pdf'], page: undefined, query: ' revenue' },
    ],
    ['In the documents: revenue', { by: 'name', said: [], documents: undefined, page: undefined, query: 'revenue' }],
    [
      'what does CONTRACT-2024 say on page 12',
      { by: 'name', said: [], documents: ['contract-2024.pdf'], page: 12, query: 'what does   say on  ' },
    ],
    ['which page has the total', undefined],
    [
      'on which page is the total',
      { by: 'word', said: ['page'], documents: undefined, page: undefined, query: 'on which page is the total' },
    ],
    [
      'summarize the pdf',
      { by: 'word', said: ['pdf'], documents: undefined, page: undefined, query: 'summarize the pdf' },
    ],
    ['annual report by region', undefined],
  ];
  for (const [question, expected] of cases)
    test(question, () => assert.deepEqual(mentionIn(question, names), expected));
});

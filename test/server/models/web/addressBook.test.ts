// Which addresses a person's message gives, and that none can be made of them.
// Not here: whether they are public (publicAddress.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAddressBook } from '../../../../src/server/models/web/addressBook.ts';

/** A message, what it allows, what it does not. */
const messages: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'What does https://site.example/prices say?',
    [
      'https://site.example/prices',
      'https://site.example/prices/',
      'https://SITE.example:443/prices#top',
      'https://site.example/a/../prices',
    ],
    [
      'http://site.example/prices',
      'https://site.example/',
      'https://site.example/prices/2',
      'https://site.example/prices?total=12345',
      'https://site.example/Prices',
      'https://site.example:8443/prices',
      'https://www.site.example/prices',
      'https://total-12345.site.example/prices',
      'https://user@site.example/prices',
      'https://site.example/prices/%2e%2e/other',
      'https://site.example./prices',
      '',
      'site.example/prices',
    ],
  ],
  [
    'Compare with https://site.example/list?year=2025&page=1.',
    ['https://site.example/list?year=2025&page=1', 'https://site.example/list?year=2025&page=1#x'],
    [
      'https://site.example/list',
      'https://site.example/list?year=2025',
      'https://site.example/list?page=1&year=2025',
      'https://site.example/list?year=2025&page=1.',
      'https://site.example/list?year=2025&page=1&rows=12345',
      'https://site.example/list?year=2025&page=2',
    ],
  ],
  [
    'See site.example/path, or news.site.example.',
    ['https://site.example/path', 'http://site.example/path', 'https://news.site.example/', 'http://news.site.example'],
    ['https://site.example/', 'https://site.example/path/more', 'https://news.site.example/today'],
  ],
  [
    '(see https://site.example/a_(b))',
    ['https://site.example/a_(b)'],
    ['https://site.example/a_(b', 'https://site.example/a_(b))'],
  ],
  ['[the list](https://site.example/list)', ['https://site.example/list'], ['https://site.example/list)']],
  [
    '<https://site.example/list> and "https://site.example/two"',
    ['https://site.example/list', 'https://site.example/two'],
    [],
  ],
  ['**https://site.example/bold**', ['https://site.example/bold'], ['https://site.example/bold**']],
  [
    'Look at https://site.example/ä。',
    ['https://site.example/%C3%A4', 'https://site.example/ä'],
    ['https://site.example/a'],
  ],
  ['münchen.example', ['https://xn--mnchen-3ya.example/', 'http://münchen.example'], ['https://munchen.example/']],
  [
    'site.example:8080/x and site.example:22/y',
    ['http://site.example:8080/x'],
    ['http://site.example:22/y', 'http://site.example/x'],
  ],
  ['HTTPS://SITE.EXAMPLE/X', ['https://site.example/X'], ['https://site.example/x']],
  ['Write to someone@site.example, or me.myself@site.example.', [], ['https://site.example/', 'https://me.myself/']],
  [
    'ftp://site.example/x file:///etc/passwd',
    [],
    ['ftp://site.example/x', 'file:///etc/passwd', 'https://site.example/x'],
  ],
  ['https://user:word@site.example/', [], ['https://user:word@site.example/', 'https://site.example/']],
  [
    'https://site.example/?next=other.example/x',
    ['https://site.example/?next=other.example/x'],
    ['https://other.example/x', 'https://site.example/'],
  ],
  ['Revenue 2025 is 1.5 of 3.75?', [], ['https://1.5/', 'https://3.75/']],
  ['How many orders?', [], ['https://site.example/', 'http://orders/']],
  ['', [], ['https://site.example/']],
];

describe('a message', () => {
  for (const [message, allowed, refused] of messages)
    test(`${JSON.stringify(message)} allows what stands in it`, () => {
      const book = createAddressBook(message);
      for (const url of allowed) assert.ok(book.allows(url), `allows ${url}`);
      for (const url of refused) assert.ok(!book.allows(url), `refuses ${url}`);
    });
});

test('what a search has found is allowed from then on', () => {
  const book = createAddressBook('Who won?');
  assert.ok(!book.allows('https://news.example/won'));
  book.addSearchResults(['https://news.example/won', 'file:///etc/passwd', 'no address', 'https://a:b@news.example/']);
  assert.ok(book.allows('https://news.example/won'));
  for (const url of ['https://news.example/', 'https://news.example/won?by=3', 'file:///etc/passwd'])
    assert.ok(!book.allows(url), url);
});

test('a long message that is nothing but dots, brackets and slashes is read at once', () => {
  for (const piece of ['a.', ')', 'https://', '((', 'a-', '.a/', 'é.'])
    assert.ok(!createAddressBook(piece.repeat(32_000 / piece.length)).allows('https://site.example/'));
});

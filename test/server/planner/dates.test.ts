// Dates in words: which days a phrase means, when it is asked back, impossible, or no date at all.
// Not here: the tables of phrases (datesTable.ts, datesRanges.ts), lists (datesLists.test.ts), which column is limited.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dateWords, type Period, periodAt } from '../../../src/server/answer/planner/dates.ts';
import { tokenize } from '../../../src/server/answer/planner/tokens.ts';
import { ranges } from './datesRanges.ts';
import { fiscal, leapDay, newYear, none, november, type Row, yearEnd } from './datesTable.ts';

const now = '2026-11-21';

/** The period that is the whole phrase. */
function read(phrase: string, day = now, options: { fiscalStart?: number } = {}, alone = false): Period | undefined {
  const tokens = tokenize(phrase);
  const found = periodAt(tokens, 0, day, alone, options);
  return found?.length === tokens.length ? found.period : undefined;
}

const days = (period: Period | undefined): string => `${period?.from ?? ''}..${period?.to ?? ''}`;

/** What each way of reading it is, as days. */
const choices = (phrase: string): string[] =>
  (read(phrase)?.unclear ?? []).map(({ text }) => `${text} ${days(read(text))}`);

/** Every period found anywhere in a question, whoever asks for it. */
function anywhere(question: string, options: { fiscalStart?: number } = {}): string[] {
  const tokens = tokenize(question);
  return tokens.flatMap((_, at) => periodAt(tokens, at, now, true, options)?.period.text ?? []);
}

function shows(rows: readonly Row[], day: string, options: { fiscalStart?: number } = {}): void {
  for (const [phrase, from, to] of rows) {
    test(phrase, () => {
      const period = read(phrase, day, options);
      assert.ok(period && !period.unclear && !period.impossible, JSON.stringify(period));
      assert.equal(days(period), `${from}..${to}`);
      if (period.from && period.to) assert.ok(period.from < period.to);
      // Whenever and wherever the text is read again, it says the same days.
      assert.equal(days(read(period.text, '2031-02-03')), `${from}..${to}`);
      assert.equal(read(period.text)?.text, period.text);
    });
  }
}

describe('a date in words, seen from November 21, 2026', () => shows(november, now));
describe('a range in words, seen from November 21, 2026', () => shows(ranges, now));
describe('a date in words, seen from a Monday that begins a year', () => shows(newYear, '2024-01-01'));
describe('a date in words, seen from a Sunday that ends a year', () => shows(yearEnd, '2023-12-31'));
describe('a date in words, seen from a leap day', () => shows(leapDay, '2024-02-29'));
describe('a fiscal date, with years that begin in October', () => shows(fiscal, now, { fiscalStart: 10 }));

test('every word of a phrase that is a date is known as one, so that nobody corrects it', () => {
  const counts = /^(one|two|three|a|an|the|for|and|or|at|with|full|complete)$/;
  for (const [phrase] of [...november, ...ranges, ...newYear, ...yearEnd, ...leapDay, ...fiscal])
    for (const { kind, lower } of tokenize(phrase))
      assert.ok(
        kind !== 'word' || /\d/.test(lower) || counts.test(lower) || dateWords.has(lower),
        `${lower} of ${phrase}`,
      );
});

describe('what is no date', () => {
  for (const phrase of none)
    test(phrase, () => {
      const tokens = tokenize(phrase);
      assert.equal(periodAt(tokens, 0, now), undefined);
    });
});

describe('a part of a date is not read alone', () => {
  const questions: [string, string[]][] = [
    ['how many orders from May 2024 to March 2024', ['in March 2024']],
    ['orders at 2024-05-03 14:30', []],
    ['sales in fiscal year 2025', []],
    ['sales in Q2 FY2025', []],
    ['revenue of the same period last year', []],
    ['revenue of the same month in 2023', []],
    ['orders at the end of 2024', []],
    ['orders in early 2024', []],
    ['orders in mid-2024', []],
    ['orders this time last year', []],
    ['matches of the season 2023/24', []],
    ['the 2024/25 season', []],
    ['revenue compared to 2023', ['in 2023']],
    ['sales since March 2024', ['on or after 2024-03-01']],
    ['sales before 2024 in Berlin', ['before 2024-01-01']],
    ['orders to March 2025', ['before 2025-04-01']],
    ['orders no later than the end of May 2024', ['before 2024-06-01']],
    ['2025 year to date', ['in 2025']],
  ];
  for (const [question, texts] of questions)
    test(question, () => assert.deepEqual([...new Set(anywhere(question))], texts));

  test('a number that counts is no day', () => {
    const tokens = tokenize('top 10 May 2024 orders');
    assert.equal(periodAt(tokens, 1, now, true), undefined);
    assert.equal(periodAt(tokens, 2, now)?.period.text, 'in May 2024');
  });
});

describe('a bare year, month or day', () => {
  test('counts behind a preposition or where nothing else is asked', () => {
    for (const phrase of ['2024', 'May', '10 May', 'week 12', 'H1'])
      assert.deepEqual([read(phrase), read(phrase, now, {}, true)?.text !== undefined], [undefined, true], phrase);
  });
  test('is marked, for it may be a number or a name', () => {
    for (const phrase of ['over 2024', 'of 2000', 'in may', 'up to 2000', 'between 1900 and 2000'])
      assert.equal(periodAt(tokenize(phrase), 0, now)?.bare, true, phrase);
    for (const phrase of ['in May 2024', 'since 2023', '2022-2024', 'last month', 'year 2024'])
      assert.equal(periodAt(tokenize(phrase), 0, now)?.bare, undefined, phrase);
  });
});

describe('a date that can be read in two ways is asked back, each way with its days', () => {
  const cases: [string, ...string[]][] = [
    ['05/03/2024', 'on 2024-05-03 2024-05-03..2024-05-04', 'on 2024-03-05 2024-03-05..2024-03-06'],
    ['since 05/03/2024', 'on or after 2024-05-03 2024-05-03..', 'on or after 2024-03-05 2024-03-05..'],
    ['before 05-03-2024', 'before 2024-05-03 ..2024-05-03', 'before 2024-03-05 ..2024-03-05'],
    [
      'from 05/03/2024 to 06/04/2024',
      'from 2024-05-03 to 2024-06-04 2024-05-03..2024-06-05',
      'from 2024-03-05 to 2024-04-06 2024-03-05..2024-04-07',
    ],
    ['from March 2025', 'in March 2025 2025-03-01..2025-04-01', 'on or after 2025-03-01 2025-03-01..'],
    ['from 2025', 'in 2025 2025-01-01..2026-01-01', 'on or after 2025-01-01 2025-01-01..'],
    ['by May 2024', 'before 2024-06-01 ..2024-06-01', 'before 2024-05-01 ..2024-05-01'],
    ['as of 2024-05-03', 'before 2024-05-04 ..2024-05-04', 'on or after 2024-05-03 2024-05-03..'],
    ['in May 24', 'on 2026-05-24 2026-05-24..2026-05-25', 'in May 2024 2024-05-01..2024-06-01'],
    ['in Jan-24', 'on 2026-01-24 2026-01-24..2026-01-25', 'in January 2024 2024-01-01..2024-02-01'],
    [
      'from Jan 24 to Mar 24',
      'from 2026-01-24 to 2026-03-24 2026-01-24..2026-03-25',
      'in Q1 2024 2024-01-01..2024-04-01',
    ],
    ['last May', 'in May 2026 2026-05-01..2026-06-01', 'in May 2025 2025-05-01..2025-06-01'],
    ['until December', 'before 2026-01-01 ..2026-01-01', 'before 2027-01-01 ..2027-01-01'],
    [
      'from March 2024 to May',
      'from 2024-03-01 to 2024-05-31 2024-03-01..2024-06-01',
      'from 2024-03-01 to 2026-05-31 2024-03-01..2026-06-01',
    ],
    [
      'between November and February',
      'from 2026-11-01 to 2027-02-28 2026-11-01..2027-03-01',
      'from 2025-11-01 to 2026-02-28 2025-11-01..2026-03-01',
    ],
  ];
  for (const [phrase, ...expected] of cases) {
    test(phrase, () => {
      assert.deepEqual(choices(phrase), expected);
      const period = read(phrase);
      assert.deepEqual([period?.from, period?.to], [undefined, undefined], 'there are no days before it is settled');
    });
  }
  test('but not where only one of them has the day', () => {
    assert.equal(read('from 05/03/2024 to 28/03/2024')?.text, 'from 2024-03-05 to 2024-03-28');
    assert.equal(read('on May 24')?.text, 'on 2026-05-24');
  });
});

describe('a day that does not exist is said so and becomes no other day', () => {
  const phrases = `February 30, 2024|on 31 April|on 31 April 2024|2024-02-30|2024-13|13/2024|in month 13|month 13 of 2024|Q5 2024|
    week 54 of 2024|week 53 of 2024|29 February 2023|30.02.2024|31/04/2024|13/13/2024|Monday, May 7, 2024|32 May 2024|May 32, 2024|
    from February 30, 2024 to March 5, 2024|between 2024-02-01 and 2024-02-30|since 31 April 2024|H3 2024|fifth quarter of 2024`;
  for (const phrase of phrases.split('|').map((each) => each.trim()))
    test(phrase, () => assert.deepEqual(read(phrase), { text: phrase, impossible: true }));
  test('fiscal Q5 2025', () => assert.equal(read('fiscal Q5 2025', now, { fiscalStart: 4 })?.impossible, true));
});

describe('fiscal words', () => {
  const phrases = ['fiscal year 2025', 'FY25', 'FY2025', 'this fiscal year', 'fiscal Q2 2025', 'fiscal year to date'];
  test('are no calendar periods where the start of the fiscal year is not known', () => {
    for (const phrase of phrases) assert.deepEqual(anywhere(phrase), [], phrase);
  });
  test('are calendar periods where it begins in January', () => {
    assert.equal(read('FY2025', now, { fiscalStart: 1 })?.text, 'in 2025');
    assert.equal(read('fiscal Q2 2025', now, { fiscalStart: 1 })?.text, 'in Q2 2025');
    assert.equal(read('FY 2024/25', now, { fiscalStart: 1 }), undefined);
  });
  test('leave calendar words as they are', () => {
    assert.equal(read('Q1 2025', now, { fiscalStart: 10 })?.text, 'in Q1 2025');
    assert.equal(read('last year', now, { fiscalStart: 10 })?.text, 'in 2025');
  });
});

test('any two days as a range, in any way to write them, are those days', () => {
  const months = 'January February March April May June July August September October November December'.split(' ');
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const formats = [
    (y: number, m: number, d: number) => `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`,
    (y: number, m: number, d: number) => `${d} ${months[m - 1]} ${y}`,
    (y: number, m: number, d: number) => `${months[m - 1]} ${d}, ${y}`,
    (y: number, m: number, d: number) => `${d}.${m}.${y}`,
    (y: number, m: number, d: number) => `${months[m - 1]?.slice(0, 3)} ${d}, ${y}`,
  ];
  for (let run = 0; run < 400; run++) {
    const [a, b] = [0, 1].map(() => ({ y: 1950 + next(90), m: 1 + next(12), d: 1 + next(31) }));
    if (!a || !b) continue;
    const format = formats[next(formats.length)] ?? formats[0];
    const [from, to] = [a, b].map(({ y, m, d }) => format?.(y, m, d) ?? '');
    const exists = [a, b].every(({ y, m, d }) => new Date(Date.UTC(y, m - 1, d)).getUTCDate() === d);
    const [first, last] = [a, b].map(({ y, m, d }) => new Date(Date.UTC(y, m - 1, d)).toISOString().slice(0, 10));
    for (const phrase of [`from ${from} to ${to}`, `between ${from} and ${to}`, `${from} until ${to}`]) {
      const period = read(phrase);
      if (!exists) assert.equal(period?.impossible, true, phrase);
      else if ((first ?? '') > (last ?? '')) assert.equal(period, undefined, phrase);
      else {
        assert.equal(period?.from, first, phrase);
        const end = new Date(Date.parse(`${last}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
        assert.equal(period?.to, end, phrase);
      }
    }
  }
});

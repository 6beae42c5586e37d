// Several periods in one phrase, and words for periods to group by.
// Not here: single dates and ranges (dates.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { grainAt, periodAt, periodsAt } from '../../../src/server/answer/planner/dates.ts';
import { tokenize } from '../../../src/server/answer/planner/tokens.ts';

const now = '2026-11-21';

describe('several periods', () => {
  const several = (phrase: string, pairs = false) => {
    const tokens = tokenize(phrase);
    const found = periodsAt(tokens, 0, now, false, { pairs });
    return found?.length === tokens.length ? [...found.periods.map(({ text }) => text), found.joint ?? 'one'] : [];
  };
  const lists: [string, ...string[]][] = [
    ['in 2023 and 2024', 'in 2023', 'in 2024', 'and'],
    ['in 2022, 2023, and 2024', 'in 2022', 'in 2023', 'in 2024', 'and'],
    ['in 2023 or 2024', 'in 2023', 'in 2024', 'or'],
    ['2023 vs 2024', 'in 2023', 'in 2024', 'versus'],
    ['2023 against 2024', 'in 2023', 'in 2024', 'versus'],
    ['Q1 2024 compared to Q1 2023', 'in Q1 2024', 'in Q1 2023', 'versus'],
    ['this month vs last month', 'in November 2026', 'in October 2026', 'versus'],
    ['March and April 2025', 'in March 2025', 'in April 2025', 'and'],
    ['in March, April and May 2025', 'in March 2025', 'in April 2025', 'in May 2025', 'and'],
    ['March 2025 and April', 'in March 2025', 'in April 2025', 'and'],
    ['in December and January', 'in December 2025', 'in January 2026', 'and'],
    ['Q1 and Q2 2024', 'in Q1 2024', 'in Q2 2024', 'and'],
    ['in 2024 Q1 and Q2', 'in Q1 2024', 'in Q2 2024', 'and'],
    ['first and second quarter of 2024', 'in Q1 2024', 'in Q2 2024', 'and'],
    ['on 5 and 12 May 2024', 'on 2024-05-05', 'on 2024-05-12', 'and'],
    ['on May 5 and 12, 2024', 'on 2024-05-05', 'on 2024-05-12', 'and'],
    ['Jan-Mar 2024 and Jan-Mar 2025', 'in Q1 2024', 'in Q1 2025', 'and'],
    ['for 2023 and for 2024', 'in 2023', 'in 2024', 'and'],
    ['between 2023 and 2024', 'from 2023-01-01 to 2024-12-31', 'one'],
    ['in 2023', 'in 2023', 'one'],
  ];
  for (const [phrase, ...expected] of lists) test(phrase, () => assert.deepEqual(several(phrase), expected));

  test('the ends of a range are two where pairs are wanted', () => {
    assert.deepEqual(several('between 2023 and 2024', true), ['in 2023', 'in 2024', 'and']);
    assert.deepEqual(several('from Q1 to Q3 2024', true), ['in Q1 2024', 'in Q3 2024', 'and']);
    assert.deepEqual(several('between March and May 2025', true), ['in March 2025', 'in May 2025', 'and']);
    assert.deepEqual(several('in 2024', true), ['in 2024', 'one']);
  });
  test('one date of a list takes the year of its list', () => {
    const tokens = tokenize('orders in March and April 2025');
    assert.equal(periodAt(tokens, 1, now)?.period.text, 'in March 2025');
    const behind = tokenize('orders in March 2025 and April');
    assert.equal(periodAt(behind, 5, now)?.period.text, 'in April 2025');
  });
  test('without a year, months that may be of one year or of two are not read', () => {
    assert.deepEqual(several('in November and December'), []);
  });
  test('a year beside a fiscal year is one, and a quarter there is not read', () => {
    const texts = (phrase: string) =>
      periodsAt(tokenize(phrase), 0, now, false, { fiscalStart: 10 })?.periods.map(({ text }) => text);
    assert.deepEqual(texts('fiscal year 2024 and 2025'), [
      'from 2023-10-01 to 2024-09-30',
      'from 2024-10-01 to 2025-09-30',
    ]);
    assert.deepEqual(texts('FY2024 and Q1 2025'), undefined);
  });
  test('a list that can be read in two ways is asked back as a whole', () => {
    const [period, ...others] = periodsAt(tokenize('on 05/03/2024 and 06/03/2024'), 0, now)?.periods ?? [];
    assert.deepEqual(
      period?.unclear?.map(({ text }) => text),
      ['on 2024-05-03 and on 2024-06-03', 'on 2024-03-05 and on 2024-03-06'],
    );
    assert.deepEqual(others, []);
    assert.deepEqual(several('on 2024-05-03 and on 2024-06-03'), ['on 2024-05-03', 'on 2024-06-03', 'and']);
  });
  test('a year behind a quarter of another year may be that quarter again', () => {
    const [period] = periodsAt(tokenize('Q1 2023 vs 2024'), 0, now)?.periods ?? [];
    const texts = period?.unclear?.map(({ text }) => text);
    assert.deepEqual(texts, ['in Q1 2023 vs in Q1 2024', 'in Q1 2023 vs in 2024']);
    assert.deepEqual(several(texts?.[0] ?? ''), ['in Q1 2023', 'in Q1 2024', 'versus']);
    assert.deepEqual(several(texts?.[1] ?? ''), ['in Q1 2023', 'in 2024', 'versus']);
    assert.deepEqual(several('in March and April of 2023 and 2024'), []);
  });
  test('what is left out of a year is of that year', () => {
    const tokens = tokenize('in 2024 excluding May');
    assert.equal(periodAt(tokens, 3, now, true)?.period.text, 'in May 2024');
  });
  test('a list with a day that does not exist is impossible', () => {
    const found = periodsAt(tokenize('on February 30, 2024 and May 3, 2024'), 0, now);
    assert.equal(found?.periods[0]?.impossible, true);
    assert.equal(found.periods.length, 1);
  });
});

describe('words for periods to group by', () => {
  const cases: [string, unknown][] = [
    ['months', { grain: 'month', length: 1 }],
    ['date', { grain: 'day', length: 1 }],
    ['hours', { grain: 'hour', length: 1 }],
    ['calendar week', { grain: 'week', length: 2 }],
    ['fiscal quarter', { grain: 'quarter', fiscal: true, length: 2 }],
    ['financial years', { grain: 'year', fiscal: true, length: 2 }],
    ['hour of the day', { part: 'hour of day', length: 4 }],
    ['day of the week', { part: 'weekday', length: 4 }],
    ['weekdays', { part: 'weekday', length: 1 }],
    ['month of the year', { part: 'month of year', length: 4 }],
    ['region', undefined],
    ['fiscal month', undefined],
  ];
  for (const [phrase, expected] of cases) test(phrase, () => assert.deepEqual(grainAt(tokenize(phrase), 0), expected));
});

// Which numbers of an answer are marked: those that no result of the database and nothing the person said holds.
// Not here: every way of writing a number (numbers.test.ts).
import assert from 'node:assert/strict';
import { byRegion } from './repairs.ts';
import { chart, type Scenario, say, shown, sql } from './scenario.ts';

const figures = 'SELECT name, figure, change FROM figures ORDER BY name';
const days = 'SELECT sold_on, amount FROM sales ORDER BY sold_on DESC LIMIT 1';
const codes = 'SELECT code, label, weight FROM codes ORDER BY code';

/** The text, the numbers of it that are marked, after a result is shown. */
const said = (
  name: string,
  query: string,
  text: string,
  unverified: readonly string[] = [],
  asks = 'What is it?',
): Scenario => ({
  name,
  asks,
  says: [shown(query), say(text)],
  ends:
    unverified.length === 0
      ? { text, shown: ['table'] }
      : {
          text: `${text}\n\nNot in any result of the database, so not verified: ${unverified.join(', ')}.`,
          shown: ['table'],
          unverified,
        },
});

export const numbers: Scenario[] = [
  said('an invented number is marked', byRegion, 'East has 33 and North has 41.', ['41']),
  said('a sum the model made itself is marked', byRegion, 'East has 33, West 15, together 48.', ['48']),
  said('a whole number may be said of a mean', figures, 'On average 12, or 12.35, or 12.346.'),
  said('a wrong rounding is marked', figures, 'On average 12.36.', ['12.36']),
  said('millions may be said', figures, 'Revenue was 1.23 million, $1.2M, 1,234,568 or exactly 1,234,567.89.'),
  said('a wrong million is marked', figures, 'Revenue was 1.3 million.', ['1.3']),
  said('a share may be said in percent', figures, 'It is 68.75%, about 69 %, or 0.69; it grew by 4.2 percent.'),
  said('a wrong percentage is marked', figures, 'It is 67%.', ['67%']),
  said('a fall is said without its sign', figures, 'It fell by 250.'),
  said(
    'a date of a result may be said in any way',
    days,
    'On 30 March 2024, that is 2024-03-30 or March 30th, West sold 3.',
  ),
  said('a date the model made up is marked', days, 'On 2023-12-24 West sold 3.', ['2023', '12', '24']),
  said(
    'ordinals, quarters and names with digits are no statements',
    byRegion,
    'In Q1 East is 1st, West 2nd; p95 and r1 and #9 are names.',
  ),
  said(
    'codes and texts of cells are known',
    codes,
    'Agent 007 drove A-42 on Route 66; it weighs 9,007,199,254,740,993.',
  ),
  said(
    'numbers of the question are known',
    byRegion,
    'In 2023 the 5 largest were asked for.',
    [],
    'Top 5 regions in 2023',
  ),
  said('units do not hide a number', byRegion, 'East has 33€, 33 kg, €33 and 34kg.', ['34']),
  said('a list may be numbered', byRegion, '1. East: 33\n2. West: 15\n3. That is all.'),
  said(
    'code and addresses are no statements',
    byRegion,
    'I ran `LIMIT 77` and\n```sql\nSELECT 78\n```\nsee [this](https://example.org/79).',
  ),
  said('numbers in tables of Markdown are statements', byRegion, '| region | n |\n| --- | --- |\n| East | 34 |', [
    '34',
  ]),
  said('how many rows there are is known', codes, 'There are 2 rows.'),
  said(
    'German writing is understood',
    figures,
    'Der Umsatz war 1.234.567,89 Euro, im Mittel 12,35, der Anteil 68,8 %.',
    [],
    'Wie hoch ist der Umsatz?',
  ),
  said('a German date is understood', days, 'Am 30.03.2024 waren es 3.', [], 'Wann zuletzt?'),
  said(
    'an invented number is marked in German writing, too',
    figures,
    'Der Umsatz war 2.345.678,90 Euro.',
    ['2.345.678,90'],
    'Wie hoch?',
  ),
  said('French writing is understood', figures, 'Le total est 1 234 567,89 euros.', [], 'Quel est le total ?'),
  said('other digits are read, too', byRegion, 'المجموع ٣٣ و ٤١', ['٤١'], 'كم المجموع؟'),
  {
    name: 'a number of an earlier answer of the chat is known; one that nobody gave is not',
    asks: 'Revenue by region',
    says: [sql(byRegion), chart('r1', 'bar', 'region', 'revenue'), say('East has 33.')],
    ends: { text: 'East has 33.', shown: ['bar'] },
    next: [
      {
        asks: 'And West again?',
        says: [say('West has 15, as the chart shows; last year it was 14.')],
        ends: { unverified: ['14'], text: /not verified: 14\.$/, sql: null },
      },
      {
        asks: 'Is 14 right?',
        says: [say('I cannot tell whether 14 is right.')],
        ends: { text: 'I cannot tell whether 14 is right.' },
      },
    ],
  },
  {
    name: 'many invented numbers are named in one sentence',
    asks: 'Tell me numbers',
    says: [say(Array.from({ length: 30 }, (_, at) => `It is ${at + 101}.`).join(' '))],
    ends: {
      text: /101, 102, 103, 104, 105, 106, 107, 108, 109, 110 and others\.$/,
      unverified: Array.from({ length: 30 }, (_, at) => String(at + 101)),
    },
  },
  {
    name: 'of a long result the rows are known that the model read or the person sees',
    asks: 'Numbers',
    says: [shown('SELECT range AS n FROM range(1000) ORDER BY n'), say('The first are 0 to 199; the last is 999.')],
    ends: {
      unverified: ['999'],
      shown: ['table'],
      also: ({ asked }) => assert.match(asked[1]?.results[0] ?? '', /"truncated":"Only the first 50 of 1000 rows/),
    },
  },
];

// Chats that go on: each question changes what the answer before was about, and nothing else of it. What is kept goes through JSON.
// Not here: charts and sentences of a chat (answers.test.ts), what is asked about a query from the editor for the first time.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ContextItem } from '../../../src/protocol/trellis/sqlContext.ts';
import { readMemory } from '../../../src/server/answer/planner/plan/plan.ts';
import { type Answer, ask, resultOf } from './ask.ts';
import { bikes, homes, readers } from './misreadData.ts';
import { openEngine, type TestEngine } from './testEngine.ts';

/** What is asked, and how it must be read; `undefined` where it must be refused or asked back, after which the chat goes on as before. */
type Step = [question: string, reading: string | undefined];

const kept = ({ done }: Answer, earlier: unknown): unknown =>
  done?.memory === undefined ? earlier : JSON.parse(JSON.stringify(done.memory));

const readerChats: Record<string, Step[]> = {
  'a condition is added, replaced and taken back': [
    ['loans by genre', 'number of loans by genre'],
    ['only French', 'number of loans by genre where language is "French"'],
    ['only Polish', 'number of loans by genre where language is "Polish"'],
    ['for students', 'number of loans by genre where language is "Polish" and membership type is "Student"'],
    ['back', 'number of loans by genre where language is "Polish"'],
  ],
  'a value is left out': [
    ['loans by genre', 'number of loans by genre'],
    ['without Crime', 'number of loans by genre where genre is not "Crime"'],
    ['back', 'number of loans by genre'],
    ['drop Crime', 'number of loans by genre where genre is not "Crime"'],
  ],
  'a grouping is added, removed and replaced': [
    ['loans by genre', 'number of loans by genre'],
    ['and by language', 'number of loans by genre and language'],
    ['drop language', 'number of loans by genre'],
    ['by language instead', 'number of loans by language'],
    ['per membership type', 'number of loans by membership type'],
  ],
  'of two groupings one is removed': [
    ['loans by genre and language', 'number of loans by genre and language'],
    ['remove genre', 'number of loans by language'],
  ],
  'of two groupings one is kept': [
    ['loans by genre and language', 'number of loans by genre and language'],
    ['only by genre', 'number of loans by genre'],
  ],
  'the measure changes, the groups stay': [
    ['average pages by genre', 'average pages by genre'],
    ['median instead', 'median pages by genre'],
    ['and the max', 'maximum pages by genre'],
  ],
  'another measure is put in its place': [
    ['loans by genre', 'number of loans by genre'],
    ['average renewals instead', 'average renewals by genre'],
  ],
  'a second measure is added': [
    ['average pages by genre', 'average pages by genre'],
    ['also the number of titles', 'average pages and number of titles by genre'],
  ],
  'the same as shares': [
    ['loans by genre', 'number of loans by genre'],
    ['in percent', 'share in percent of number of loans by genre'],
  ],
  'one period takes the place of another': [
    ['members joined in 2024 by branch', 'number of members by branch where joined on is in 2024'],
    ['what about 2023', 'number of members by branch where joined on is in 2023'],
    ['since 2022', 'number of members by branch where joined on is on or after 2022-01-01'],
    ['by month', 'number of members by month of joined on where joined on is on or after 2022-01-01'],
  ],
  'a period is added': [
    ['loans by genre', 'number of loans by genre'],
    ['the same for 2024', 'number of loans by genre where checked out on is in 2024'],
  ],
  'the kind of chart changes': [
    ['loans by genre', 'number of loans by genre'],
    ['as a pie chart', 'number of loans by genre, as a pie chart'],
    ['as a table', 'number of loans by genre, as a table'],
    ['as a bar chart', 'number of loans by genre, as a bar chart'],
  ],
  'a ranking becomes longer, shorter, the other end': [
    ['top 3 authors by number of titles', 'number of titles by author, top 3'],
    ['top 5', 'number of titles by author, top 5'],
    ['bottom 2', 'number of titles by author, bottom 2'],
  ],
  'a ranking keeps its place under a new condition': [
    ['which genre has the most loans', 'number of loans by genre, top 1'],
    ['in 2024', 'number of loans by genre where checked out on is in 2024, top 1'],
  ],
  'the same for others': [
    ['loans by genre', 'number of loans by genre'],
    ['the same for students', 'number of loans by genre where membership type is "Student"'],
  ],
  'back twice, and no further': [
    ['loans by genre', 'number of loans by genre'],
    ['by language', 'number of loans by language'],
    ['only French', 'number of loans by language where language is "French"'],
    ['back', 'number of loans by language'],
    ['back', 'number of loans by genre'],
    ['back', undefined],
  ],
  'the order changes': [
    ['loans by genre', 'number of loans by genre'],
    ['sort ascending', 'number of loans by genre, lowest first'],
    ['sort by genre', 'number of loans by genre, by genre, A to Z'],
  ],
  'a list is narrowed, then counted by something': [
    ['titles in French', 'list of titles where language is "French"'],
    ['only Crime', 'list of titles where language is "French" and genre is "Crime"'],
    [
      'with more than 300 pages',
      'list of titles where language is "French" and genre is "Crime" and pages is over 300',
    ],
    [
      'by language',
      'number of titles by language where language is "French" and genre is "Crime" and pages is over 300',
    ],
  ],
  'a list by what belongs to its rows': [
    ['list members', 'list of members'],
    ['only students', 'list of members where membership type is "Student"'],
    ['at Riverside', 'list of members where membership type is "Student" and branch name is "Riverside"'],
  ],
  '"of them" are those of the answer before': [
    ['how many members joined in 2024', 'number of members where joined on is in 2024'],
    ['how many of them are active', 'number of members where joined on is in 2024 and is active is true'],
  ],
  'a new topic starts anew': [
    ['loans by genre for 2024', 'number of loans by genre where checked out on is in 2024'],
    ['list branches', 'list of branches'],
    ['how many fines', 'number of fines'],
    ['by reason', 'number of fines by reason'],
  ],
  'what is not understood leaves the answer before to go on from': [
    ['loans by genre', 'number of loans by genre'],
    ['nicer', undefined],
    ['only Klingon', undefined],
    ['why', undefined],
    ['only French', 'number of loans by genre where language is "French"'],
  ],
  'what changes nothing is not answered again': [
    ['loans by genre', 'number of loans by genre'],
    ['remove language', undefined],
  ],
};

const homeChats: Record<string, Step[]> = {
  'a flag and then its opposite': [
    ['average sale price by property type', 'average sale price by property type'],
    ['only with garden', 'average sale price by property type where has garden is true'],
    ['without garden', 'average sale price by property type where has garden is not true'],
  ],
  'place, period, grouping and chart one after the other': [
    ['total commission by agent', 'total commission by agent'],
    ['only Downtown', 'total commission by agent where office is "Downtown"'],
    ['for last year', 'total commission by agent where office is "Downtown" and closed on is in 2025'],
    ['by month instead', 'total commission by month of closed on where office is "Downtown" and closed on is in 2025'],
    [
      'as line chart',
      'total commission by month of closed on where office is "Downtown" and closed on is in 2025, as a line chart',
    ],
  ],
  'a count becomes an average, then a ranking': [
    ['sales by city', 'number of sales by city'],
    ['only villas', 'number of sales by city where property type is "villa"'],
    ['and in 2024', 'number of sales by city where property type is "villa" and closed on is in 2024'],
    [
      'average sale price instead',
      'average sale price by city where property type is "villa" and closed on is in 2024',
    ],
    ['top 2', 'average sale price by city where property type is "villa" and closed on is in 2024, top 2'],
  ],
};

const bikeChats: Record<string, Step[]> = {
  'conditions stay when measure and grouping change': [
    ['hires by channel', 'number of hires by channel'],
    ['only Chicago', 'number of hires by channel where city is "Chicago"'],
    ['without void', 'number of hires by channel where city is "Chicago" and status is not "void"'],
    ['total tip instead', 'total tip by channel where city is "Chicago" and status is not "void"'],
    ['by city instead', 'total tip by city where city is "Chicago" and status is not "void"'],
  ],
  'of a ranking': [
    ['top 5 staff by number of hires', 'number of hires by staff, top 5'],
    ['same for web', 'number of hires by staff where channel is "web", top 5'],
  ],
};

function suite(name: string, chats: Record<string, Step[]>, setup: string): void {
  describe(`follow-ups over ${name}`, () => {
    let engine: TestEngine;
    before(async () => {
      engine = await openEngine(setup);
    });
    after(() => engine.dispose());
    for (const [behaviour, steps] of Object.entries(chats)) {
      test(behaviour, async () => {
        let memory: unknown;
        for (const [question, reading] of steps) {
          const answer = await ask(engine, question, memory);
          const read = answer.done?.sql === undefined ? undefined : answer.done.reading;
          assert.equal(read, reading, `${question}: ${answer.failed?.error ?? answer.text}`);
          memory = kept(answer, memory);
        }
      });
    }
  });
}

suite('a library', readerChats, readers);
suite('an estate agency', homeChats, homes);
suite('a bike hire', bikeChats, bikes);

describe('what a chat keeps', () => {
  let engine: TestEngine;
  before(async () => {
    engine = await openEngine(readers);
  });
  after(() => engine.dispose());

  test('a plan and those before it, as JSON that is read back the same', async () => {
    const first = await ask(engine, 'loans by genre');
    const second = await ask(engine, 'only French', first.done?.memory);
    const memory = readMemory(kept(second, undefined));
    assert.deepEqual(memory, JSON.parse(JSON.stringify(second.done?.memory)));
    assert.equal(memory?.before?.length, 1);
  });

  test('what an older version kept, or anybody else, is no answer before', async () => {
    const { done } = await ask(engine, 'loans by genre');
    const memory = done?.memory;
    assert.ok(typeof memory === 'object' && memory !== null);
    for (const previous of [
      { ...memory, version: 1 },
      { version: 2, plan: {} },
      { version: 2 },
      [],
      'loans',
      null,
      7,
    ]) {
      const answer = await ask(engine, 'only French', previous);
      assert.equal(answer.done?.sql, undefined, JSON.stringify(previous));
      const whole = await ask(engine, 'how many loans', previous);
      assert.equal(whole.done?.reading, 'number of loans');
    }
  });

  test('a follow-up gives the rows of its whole question', async () => {
    const first = await ask(engine, 'loans by genre');
    const next = await ask(engine, 'only for French', kept(first, undefined));
    const gold =
      "SELECT genre, COUNT(*) FROM loans JOIN titles USING (title_id) WHERE language = 'French' GROUP BY 1 ORDER BY 1";
    assert.deepEqual((await resultOf(engine, next.done?.sql ?? '')).sort(), (await resultOf(engine, gold)).sort());
  });

  test('a plan over a table that is gone is not gone on from', async () => {
    const first = await ask(engine, 'loans by genre');
    const other = await openEngine(homes);
    const answer = await ask(other, 'only French', kept(first, undefined));
    assert.equal(answer.done?.sql, undefined);
    other.dispose();
  });
});

describe('follow-ups of a query from the editor', () => {
  const query = 'SELECT genre, language, pages FROM titles WHERE pages > 100';
  const context: ContextItem[] = [{ language: 'sql', path: 'a.sql', text: query }];

  test('a count of its rows by a column, then narrowed, then charted', async () => {
    const engine = await openEngine(readers);
    const first = await ask(engine, 'count this by genre', undefined, context);
    const gold = (where: string) => `SELECT genre, COUNT(*) FROM titles WHERE pages > 100${where} GROUP BY 1`;
    const rows = async (answer: Answer) => (await resultOf(engine, answer.done?.sql ?? '')).sort();
    assert.deepEqual(await rows(first), (await resultOf(engine, gold(''))).sort(), first.failed?.error);
    const french = await ask(engine, 'only French', kept(first, undefined));
    assert.deepEqual(
      await rows(french),
      (await resultOf(engine, gold(" AND language = 'French'"))).sort(),
      french.failed?.error,
    );
    const pie = await ask(engine, 'as a pie chart', kept(french, undefined));
    assert.equal(pie.visualizations[0]?.type, 'chart', pie.failed?.error);
    const anew = await ask(engine, 'how many branches', kept(pie, undefined));
    assert.equal(anew.done?.reading, 'number of branches');
    engine.dispose();
  });
});

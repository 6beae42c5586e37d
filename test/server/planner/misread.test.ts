// Questions that were once misread, over small databases: answered as SQL written by hand says, asked back or refused.
// Not here: the questions (misreadLibrary.ts and its like), the data (misreadData.ts), traps of words and signs (traps.test.ts).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Answer, ask } from './ask.ts';
import { differenceOf, type Rows, saysCount } from './evaluationJudge.ts';
import { amountCases, practice } from './misreadAmounts.ts';
import type { Case, Expected } from './misreadCases.ts';
import { type Chat, comparedChats, narrowingChats, pronounChats, rankedChats } from './misreadChats.ts';
import { town, townCases } from './misreadConditions.ts';
import { bikes, homes, readers } from './misreadData.ts';
import { homeCases } from './misreadEstate.ts';
import { farm as growing, totalCases, totalChats } from './misreadFarm.ts';
import { bikeCases } from './misreadHires.ts';
import { readerCases } from './misreadLibrary.ts';
import { marketCases, visitCases } from './misreadMeasures.ts';
import { market, visits } from './misreadMeasuresData.ts';
import { nameCases } from './misreadNames.ts';
import { covers, gyms, songs } from './misreadNamesData.ts';
import { farmCases, forgeCases } from './misreadRates.ts';
import { farm, forge } from './misreadRatesData.ts';
import { airline, roleCases, vetCases, vets } from './misreadRoles.ts';
import { gymCases, songCases } from './misreadShort.ts';
import { stage, stageCases } from './misreadStage.ts';
import { stateCases, workshop } from './misreadStates.ts';
import { workCases, works } from './misreadTotals.ts';
import { studio, wordCases } from './misreadWords.ts';
import { openEngine, type TestEngine } from './testEngine.ts';

async function rowsOf(engine: TestEngine, sql: string): Promise<Rows> {
  const { columns, rows } = await engine.query(sql, { maxRows: 100_000 });
  return { columns: columns.map(({ name }) => name), rows };
}

async function judge(engine: TestEngine, { done, failed, text }: Answer, expected: Expected): Promise<void> {
  const sql = done?.sql;
  const gold = typeof expected === 'string' ? expected : 'orNone' in expected ? expected.orNone : undefined;
  if (gold !== undefined && (sql !== undefined || typeof expected === 'string')) {
    assert.ok(sql, `${text} ${failed?.error ?? JSON.stringify(done?.clarification)}`);
    const [right, answer] = [await rowsOf(engine, gold), await rowsOf(engine, sql)];
    const difference = differenceOf(right, answer, { ordered: / ORDER BY [^)]*$/.test(gold) });
    if (!saysCount(right, answer, text)) assert.equal(difference, undefined, `${done?.reading}: ${sql}`);
    return;
  }
  assert.equal(sql, undefined, `${done?.reading}: ${sql}`);
  if (typeof expected !== 'string' && 'asks' in expected) assert.ok(done?.clarification?.length, failed?.error);
  if (typeof expected !== 'string' && 'refuses' in expected) assert.equal(failed?.code, 'NOT_UNDERSTOOD');
}

function suite(name: string, cases: readonly Case[], setup: string): void {
  describe(`misread once: ${name}`, () => {
    let engine: TestEngine;
    before(async () => {
      engine = await openEngine(setup);
    });
    after(() => engine.dispose());
    for (const [question, expected] of cases) {
      test(question, async () => {
        await judge(engine, await ask(engine, question), expected);
      });
    }
  });
}

suite('a library', readerCases, readers);
suite('a bike hire', bikeCases, bikes);
suite('an estate agency', homeCases, homes);
suite('states and words that are values', stateCases, workshop);
suite('names of several words', nameCases, covers);
suite('names cut short', songCases, songs);
suite('names cut shorter', gymCases, gyms);
suite('a farm', farmCases, farm);
suite('words that are short for a table', forgeCases, forge);
suite('amounts of a table', amountCases, practice);

function chatSuite(name: string, chats: Record<string, Chat>, setup: string): void {
  describe(`misread once: ${name}`, () => {
    let engine: TestEngine;
    before(async () => {
      engine = await openEngine(setup);
    });
    after(() => engine.dispose());
    for (const [behaviour, chat] of Object.entries(chats)) {
      test(behaviour, async () => {
        let memory: unknown;
        for (const [question, expected] of chat) {
          const answer = await ask(engine, question, memory);
          await judge(engine, answer, expected);
          memory = answer.done?.memory ?? memory;
        }
      });
    }
  });
}

chatSuite('words that stand for something said before', pronounChats, readers);
chatSuite('what narrows the answer before', narrowingChats, bikes);
chatSuite('what is compared with the answer before', comparedChats, readers);
suite('a town', townCases, town);
suite('visits of a clinic', visitCases, visits);
chatSuite('what changes a ranking', rankedChats, readers);
suite('a market', marketCases, market);
suite('a studio', wordCases, studio);
suite('a workshop', workCases, works);
suite('concerts', stageCases, stage);
suite('growers and their crops', totalCases, growing);
chatSuite('what is counted of an answer', totalChats, growing);
suite('an airline', roleCases, airline);
suite('a veterinary practice', vetCases, vets);

// Questions that are easily misread, each against SQL written by hand, and those that must be asked back or refused: a wrong number
// is worse than none. Not here: the questions anybody would ask (questions.test.ts).
import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ensureSample } from '../../../src/server/engine/sample.ts';
import { ask, now, resultOf } from './ask.ts';
import { openEngine, type TestEngine } from './testEngine.ts';
import { type Case, sampleCases, schoolCases, shopCases, staffCases } from './trapCases.ts';
import { school, shop, staff } from './traps.ts';

function suite(name: string, cases: readonly Case[], open: () => Promise<TestEngine>): void {
  describe(`traps of ${name}`, () => {
    let engine: TestEngine;
    before(async () => {
      engine = await open();
    });
    after(() => engine.dispose());
    for (const [question, expected] of cases) {
      test(question, async () => {
        const answer = await ask(engine, question);
        const { done, failed, text } = answer;
        const sql = done?.sql;
        if (typeof expected === 'string') {
          assert.ok(sql, `${text} ${JSON.stringify(failed ?? done)}`);
          const sort = (rows: string[][]) =>
            expected.includes('ORDER BY') ? rows : rows.map((row) => JSON.stringify(row)).sort();
          assert.deepEqual(sort(await resultOf(engine, sql)), sort(await resultOf(engine, expected)), sql);
          return;
        }
        assert.equal(sql, undefined, `${text} ${sql}`);
        if ('asks' in expected) assert.ok((done?.clarification?.length ?? 0) > 0, failed?.error);
        if ('refuses' in expected) assert.equal(failed?.code, 'NOT_UNDERSTOOD');
        assert.doesNotMatch(failed?.error ?? '', /do you mean\?/);
        for (const { message } of done?.clarification ?? []) {
          const chosen = await ask(engine, message);
          assert.ok(chosen.done, `${message}: ${chosen.failed?.error}`);
        }
      });
    }
  });
}

suite('the sample', sampleCases, async () =>
  openEngine('', await ensureSample(path.join(os.tmpdir(), 'trellis-planner-test'), now)),
);
suite('a shop', shopCases, () => openEngine(shop));
suite('staff', staffCases, () => openEngine(staff));
suite('a school', schoolCases, () => openEngine(school));

describe('traps beyond one question', () => {
  test('what shares the first place is named, not only one of them', async () => {
    const engine = await openEngine(
      "CREATE TABLE votes AS SELECT i AS vote_id, ['red', 'blue', 'green'][i % 3 + 1] AS party, i % 2 AS points FROM range(9) t(i)",
    );
    const { text } = await ask(engine, 'which party has the most votes');
    assert.match(text, /blue, green and red share the most votes: 3/i);
    engine.dispose();
  });

  test('a choice keeps the conditions of the question', async () => {
    const engine = await openEngine(shop);
    for (const question of [
      'highest order amount per customer in 2024',
      'average order amount per customer in 2024',
      'total amount by channel in 2024',
    ]) {
      const { done } = await ask(engine, question);
      assert.ok((done?.clarification?.length ?? 0) > 0, question);
      for (const { message } of done?.clarification ?? []) assert.match(message, /2024/);
    }
    const oldest = await openEngine(staff);
    const { done } = await ask(oldest, 'oldest employee in London');
    assert.ok((done?.clarification?.length ?? 0) > 1);
    for (const { message } of done?.clarification ?? []) assert.match(message, /London/);
    engine.dispose();
    oldest.dispose();
  });

  test('what belongs to none of the ranked is said', async () => {
    const engine = await openEngine(shop);
    const answer = await ask(engine, 'top 3 customers by number of orders');
    const [[none] = []] = await resultOf(engine, 'SELECT COUNT(*) FROM orders WHERE customer_id IS NULL');
    assert.match(answer.text, new RegExp(`Not ranked: ${none} orders without customer`));
    engine.dispose();
  });

  test('a limit that follows a grouped sum is asked about or refused', async () => {
    const engine = await openEngine(shop);
    const first = await ask(engine, 'refund amount by reason');
    assert.ok(first.done?.sql);
    const next = await ask(engine, 'that are over 50', first.done?.memory);
    assert.equal(next.done?.sql, undefined, next.text);
    engine.dispose();
  });

  test('"it" leans on the answer before where it stands for nothing else', async () => {
    const engine = await openEngine(staff);
    const first = await ask(engine, 'employees by city');
    const chart = await ask(engine, 'show it as a pie chart', first.done?.memory);
    assert.ok(chart.done?.sql, chart.failed?.error);
    engine.dispose();
  });

  test('two tables whose names differ only in case are told apart by asking', async () => {
    const engine = await openEngine(
      'CREATE SCHEMA other; CREATE TABLE main.sales AS SELECT i AS sale_id FROM range(3) t(i); CREATE TABLE other."Sales" AS SELECT i AS sale_id FROM range(5) t(i)',
    );
    const { done, failed } = await ask(engine, 'how many sales');
    assert.equal(done?.sql, undefined);
    assert.ok((done?.clarification?.length ?? 0) === 2, failed?.error);
    const texts = [];
    for (const { message } of done?.clarification ?? []) texts.push((await ask(engine, message)).text);
    assert.match(texts.sort().join(' '), /3 .*5 /);
    engine.dispose();
  });

  test('a column without a letter in its name can be shown', async () => {
    const engine = await openEngine(
      'CREATE TABLE faces AS SELECT i AS face_id, i AS "😀", \'x\' AS "!" FROM range(3) t(i)',
    );
    const answer = await ask(engine, 'list faces');
    assert.ok(answer.done?.sql, answer.failed?.error);
    const [first] = answer.visualizations;
    assert.ok(first?.type === 'table' && first.headers.every((header) => header !== ''));
    engine.dispose();
  });
});

// The evaluation itself: its golds run and have rows, its questions are whole, and its judge tells right from wrong.
// Not here: how well the planner does (`npm run eval:planner`), and the data that is held out.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Answerer, AnswerPiece } from '../../../src/server/answer/answerer.ts';
import type { Cell } from '../../../src/server/engine/engine.ts';
import { type EvalQuestion, evalFolder, evaluateQuestions, evaluateSchema, loadSchemas } from './evaluation.ts';
import { differenceOf, type JudgeOptions, type Rows } from './evaluationJudge.ts';
import { openEngine } from './testEngine.ts';

describe('the questions', async () => {
  for (const { name, data, questions } of await loadSchemas(evalFolder)) {
    test(`of ${name} have ids and phrasings of their own, and follow what comes before`, () => {
      const ids = questions.map(({ id }) => id);
      assert.deepEqual(ids, [...new Set(ids)]);
      for (const [at, { id, ask, after }] of questions.entries()) {
        assert.equal(new Set(ask).size, ask.length, `${id} says the same twice`);
        assert.ok(after === undefined || ids.slice(0, at).includes(after), `${id} follows "${after}"`);
      }
    });

    test(`of ${name} have golds that run and have rows`, async () => {
      const engine = await openEngine(data);
      for (const { id, gold } of questions) {
        const { rows } = await engine.query(gold);
        assert.ok(
          rows.some((row) => row.some((cell) => cell !== null)),
          `${id} has no rows`,
        );
      }
      engine.dispose();
    });
  }
});

describe('the judge', () => {
  const rowsOf = (rows: Cell[][]): Rows => ({ columns: (rows[0] ?? []).map((_, at) => `c${at}`), rows });
  const isRight = (gold: Cell[][], answer: Cell[][], options: JudgeOptions = {}) =>
    differenceOf(rowsOf(gold), rowsOf(answer), options) === undefined;
  const saysSame = (gold: Cell, answer: Cell) => isRight([[gold]], [[answer]]);
  const two = [
    ['a', 1],
    ['b', 2],
  ];

  test('takes rows in any order, unless the order was asked for', () => {
    assert.ok(isRight(two, two.toReversed()));
    assert.ok(!isRight(two, two.toReversed(), { ordered: true }));
    assert.ok(isRight(two, two, { ordered: true }));
  });

  test('takes a choice of the columns in any order, unless further ones would be wrong', () => {
    const wider = two.map(([name, count]) => [count ?? null, 'x', name ?? null]);
    assert.ok(isRight(two, wider));
    assert.ok(!isRight(two, wider, { extra: true }));
    assert.ok(isRight(two, two, { extra: true }));
    assert.ok(!isRight(wider, two));
  });

  test('refuses further rows, missing rows, and rows that are there another number of times', () => {
    assert.ok(!isRight(two, [...two, ['c', 3]]));
    assert.ok(!isRight(two, two.slice(1)));
    assert.ok(!isRight([['a'], ['a'], ['b']], [['a'], ['b'], ['b']]));
    assert.ok(isRight([['a'], ['a'], ['b']], [['b'], ['a'], ['a']]));
  });

  test('refuses columns whose values are right in other rows', () => {
    const swapped = [
      ['a', 2],
      ['b', 1],
    ];
    assert.ok(!isRight(two, swapped));
  });

  test('uses a column of the answer once', () => {
    assert.ok(!isRight([[1, 1]], [[1, 2]]));
    assert.ok(isRight([[1, 1]], [[2, 1, 1]]));
  });

  test('finds columns with the same values by the rows they make', () => {
    const gold = [
      [1, 2, 'a'],
      [2, 1, 'b'],
    ];
    assert.ok(
      isRight(
        gold,
        gold.map(([x, y, z]) => [y ?? null, x ?? null, z ?? null]),
      ),
    );
  });

  test('takes numbers as equal to nine digits, whatever type they have', () => {
    assert.ok(saysSame(0.1 + 0.2, 0.3));
    assert.ok(saysSame('12345678901.50', 12345678901.5));
    assert.ok(saysSame('10.00', 10));
    assert.ok(!saysSame(1000, 1000.01));
    assert.ok(!saysSame(0, 1e-12));
    assert.ok(!saysSame(1, null));
    assert.ok(!saysSame(null, 0));
  });

  test('finds rows whose numbers differ by rounding, in whatever order they were sorted', () => {
    const gold = [
      [0.3, 'b'],
      [0.1 + 0.2, 'a'],
    ];
    const answer = [
      [0.3, 'a'],
      [0.1 + 0.2, 'b'],
    ];
    assert.ok(isRight(gold, answer));
  });

  test('takes a day as its midnight, and a period as its first day, its month, quarter or year', () => {
    assert.ok(saysSame('2024-03-01', '2024-03-01 00:00:00'));
    assert.ok(!saysSame('2024-03-01', '2024-03-01 10:00:00'));
    assert.ok(saysSame('2024-03-01 00:00:00', '2024-03'));
    assert.ok(saysSame('2024-04-01', '2024-Q2'));
    assert.ok(!saysSame('2024-03-01', '2024-Q1'));
    assert.ok(saysSame('2024-01-01', 2024));
    assert.ok(!saysSame('2024-03-01', 2024));
  });

  test('takes text as it is written', () => {
    assert.ok(saysSame('Köln', 'Köln'));
    assert.ok(!saysSame('Köln', 'Koln'));
    assert.ok(!saysSame('web', 'Web'));
    assert.ok(!saysSame('007', 7));
  });

  test('takes "is there any" by true and false, or by how many there are', () => {
    assert.ok(saysSame(true, true));
    assert.ok(saysSame(true, 12));
    assert.ok(saysSame(false, 0));
    assert.ok(!saysSame(true, 0));
    assert.ok(!saysSame(true, 'true'));
  });
});

describe('asking', () => {
  const data = "CREATE TABLE t AS SELECT i AS n, 'name ' || i AS name FROM range(1, 4) r(i)";
  const questionOf = (id: string, ask: string[], gold = 'SELECT count(*) FROM t'): EvalQuestion => ({
    id,
    kind: 'count',
    gold,
    ask,
  });
  const ends: Record<string, AnswerPiece> = {
    right: { kind: 'done', sql: 'SELECT 3', reading: 'the number of t' },
    wrong: { kind: 'done', sql: 'SELECT 4' },
    'no sql': { kind: 'done' },
    'bad sql': { kind: 'done', sql: 'SELECT nothing' },
    which: { kind: 'done', sql: 'SELECT 3', clarification: [{ label: 'A', message: 'count of a' }] },
    refused: { kind: 'failed', code: 'NOT_UNDERSTOOD', error: 'No.' },
  };
  const scripted: Answerer = async function* ({ text }) {
    yield { kind: 'processing', status: 'thinking' };
    const end = ends[text];
    if (!end) throw new Error(`"${text}" was not expected`);
    yield end;
  };

  test('an answer is right or wrong, a question back and a refusal are neither', async () => {
    const engine = await openEngine(data);
    const asked = [...Object.keys(ends), 'thrown'];
    const judged = await evaluateQuestions(
      { name: 'small', data, questions: [questionOf('q', asked)] },
      engine,
      scripted,
    );
    const outcomes = judged.map(({ outcome }) => outcome);
    assert.deepEqual(outcomes, ['right', 'wrong', 'wrong', 'wrong', 'asked back', 'refused', 'refused']);
    assert.equal(judged[0]?.reading, 'the number of t');
    assert.match(judged[3]?.reason ?? '', /does not run/);
    assert.match(judged[6]?.reason ?? '', /"thrown" was not expected/);
    engine.dispose();
  });

  test('a follow-up is asked with the memory of the first phrasings before it, also where one had none', async () => {
    const engine = await openEngine(data);
    const heard: [string, unknown][] = [];
    const remembering: Answerer = async function* ({ text, previous }) {
      heard.push([text, previous]);
      yield { kind: 'done', sql: 'SELECT 3', ...(text === 'silent' ? {} : { memory: { after: text } }) };
    };
    const questions = [
      questionOf('first', ['one', 'uno']),
      { ...questionOf('second', ['silent', 'still']), after: 'first' },
      { ...questionOf('third', ['three', 'tres']), after: 'second' },
    ];
    const judged = await evaluateQuestions({ name: 'small', data, questions }, engine, remembering);
    assert.ok(judged.every(({ outcome }) => outcome === 'right'));
    const before = new Map(heard);
    assert.equal(before.get('one'), undefined);
    assert.equal(before.get('uno'), undefined);
    for (const text of ['silent', 'still', 'three', 'tres']) assert.deepEqual(before.get(text), { after: 'one' }, text);
    engine.dispose();
  });

  test('what follows a question that was refused says so', async () => {
    const engine = await openEngine(data);
    const questions = [
      questionOf('first', ['refused']),
      { ...questionOf('second', ['wrong', 'right']), after: 'first' },
    ];
    const judged = await evaluateQuestions({ name: 'small', data, questions }, engine, scripted);
    assert.match(judged[1]?.reason ?? '', /\(it follows "refused", which was refused\)$/);
    assert.deepEqual([judged[2]?.outcome, judged[2]?.reason], ['right', undefined]);
    engine.dispose();
  });

  test('the question is asked at its day, in UTC', async () => {
    const engine = await openEngine(data);
    const heard: string[] = [];
    const clock: Answerer = async function* ({ now, timezone }) {
      heard.push(`${now.toISOString()} ${timezone}`);
      yield { kind: 'done', sql: 'SELECT 3' };
    };
    const questions = [questionOf('first', ['a']), { ...questionOf('second', ['b']), now: '2024-02-29' }];
    await evaluateQuestions({ name: 'small', data, questions }, engine, clock);
    assert.deepEqual(heard, ['2025-06-15T12:00:00.000Z UTC', '2024-02-29T12:00:00.000Z UTC']);
    engine.dispose();
  });

  test('a gold that does not run fails the whole', async () => {
    const engine = await openEngine(data);
    const questions = [questionOf('broken', ['right'], 'SELECT nothing FROM t')];
    await assert.rejects(evaluateQuestions({ name: 'small', data, questions }, engine, scripted), /small\/broken/);
    engine.dispose();
  });

  test("the data is opened read-only by the product's own engine", async () => {
    const writing: Answerer = async function* ({ engine }) {
      await assert.rejects(engine.query('CREATE TABLE other (x INTEGER)'), /Only statements that read/);
      yield { kind: 'done', sql: 'SELECT n, name FROM t' };
    };
    const questions = [questionOf('q', ['all'], 'SELECT name FROM t')];
    const judged = await evaluateSchema({ name: 'small', data, questions }, writing);
    assert.deepEqual([judged[0]?.outcome, judged[0]?.reason], ['right', undefined]);
  });
});

// Lists that can be read in very many ways: the work grows with their length, and the ways that are kept are few.
// Not here: what questions mean (questions.test.ts), how long reading takes (test/bench/planner.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Input, Match } from '../../../src/server/answer/planner/grammar/question.ts';
import { either, list, phrase, type Rule } from '../../../src/server/answer/planner/grammar/rule.ts';
import { schemaIndexOf } from '../../../src/server/answer/planner/profile.ts';
import { tokenize } from '../../../src/server/answer/planner/tokens.ts';
import { contextOf, understand } from '../../../src/server/answer/planner/understand.ts';
import { now } from './ask.ts';
import { readers } from './misreadData.ts';
import { openEngine } from './testEngine.ts';

const inputOf = (text: string): Input => ({
  text,
  tokens: tokenize(text),
  index: { tables: [], links: [] } as never,
  now: '2025-01-01',
  found: new Map(),
  mentions: new Map(),
  reserved: new Set(),
  plain: new Set(),
});

const joint: Rule<unknown> = either<unknown>(phrase('or|or the'), phrase('or'), phrase(','));

describe('lists', () => {
  test('an item of several meanings is read once at each place, and few of the ways are kept', () => {
    let steps = 0;
    const item: Rule<string> = (_, at): Match<string>[] => {
      steps += 1;
      return ['one', 'other', 'third'].map((value, cost) => ({ value, end: at + 1, cost }));
    };
    const count = 60;
    const input = inputOf(Array.from({ length: count }, () => 'x').join(' or '));
    const ways = list(item, joint)(input, 0);
    assert.equal(steps, count);
    assert.ok(ways.length <= 40, String(ways.length));
    assert.equal(ways[0]?.end, input.tokens.length);
    assert.equal(ways[0]?.value.length, count);
    assert.equal(ways[0]?.cost, 0);
  });

  test('what does not fit together is no list', () => {
    const item: Rule<string> = ({ tokens }, at) => {
      const token = tokens[at];
      return token && token.lower !== 'or' ? [{ value: token.lower, end: at + 1, cost: 0 }] : [];
    };
    const alike = list(item, joint, (parts) => new Set(parts).size === 1);
    const ends = alike(inputOf('x or x or y'), 0).map(({ end }) => end);
    assert.deepEqual(ends, [3, 1]);
  });

  test('a question of too many words is not read, whoever asks', async () => {
    const engine = await openEngine(readers);
    try {
      const index = await schemaIndexOf(engine, new AbortController().signal);
      const text = `loans ${Array.from({ length: 4000 }, (_, at) => at).join(' ')}`;
      const found = understand(text, contextOf({ now, timezone: 'UTC' }, index));
      assert.equal(found.kind, 'unknown');
      assert.match(found.reason, /4,001 words; at most 200/);
      const many = understand(`titles in ${'French or '.repeat(90)}Polish`, contextOf({ now, timezone: 'UTC' }, index));
      assert.notEqual(many.kind, 'unknown');
    } finally {
      engine.dispose();
    }
  });
});

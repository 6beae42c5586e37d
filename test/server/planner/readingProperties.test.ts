// What holds of every reading: it reads back to its plan, whatever the names in the data, and no text makes the reader fail.
// Not here: how readings sound (reading.test.ts).
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { labelled } from '../../../src/server/answer/planner/plan/labels.ts';
import { completions } from '../../../src/server/answer/planner/reading/completions.ts';
import { parseReading, readingOf } from '../../../src/server/answer/planner/reading/reading.ts';
import { canonical } from '../../../src/server/answer/planner/reading/same.ts';
import { compile } from '../../../src/server/answer/planner/sql/compile.ts';
import { anyPlan } from './anyPlan.ts';
import { seeded } from './anyPlanDraw.ts';
import { type IndexedSchema, readingSchemas } from './readingSchemas.ts';

const plansOfEach = 250;

describe('of any plan', () => {
  let schemas: IndexedSchema[] = [];
  before(async () => {
    schemas = await readingSchemas();
  });

  test('the reading, parsed again, gives the same plan with the same labels', () => {
    assert.ok(schemas.length > 10);
    for (const { name, index } of schemas) {
      const random = seeded(20_250_615);
      for (let at = 0; at < plansOfEach; at++) {
        const plan = anyPlan(random, index);
        const line = readingOf(plan, index);
        const read = parseReading(line, index);
        assert.ok(read, `${name}: ${line}`);
        assert.equal(canonical(read), canonical(plan), `${name}: ${line}`);
        assert.deepEqual(
          [...read.measures, ...read.groups].map(({ label }) => label),
          [...plan.measures, ...plan.groups].map(({ label }) => label),
        );
        assert.deepEqual(labelled(read, index), read);
      }
    }
  });

  test('readings that are cut or mixed up are understood as what they say, which can be run, or not at all', () => {
    for (const { name, index } of schemas) {
      const random = seeded(7);
      for (let at = 0; at < 40; at++) {
        const line = readingOf(anyPlan(random, index), index);
        const cut = line.slice(0, Math.floor(random() * line.length));
        const words = line.split(' ');
        const mixed = words.map((word) => [random(), word] as const).sort(([a], [b]) => a - b);
        const without = words.filter(() => random() > 0.1);
        for (const text of [cut, mixed.map(([, word]) => word).join(' '), without.join(' '), `${line}${cut}`]) {
          const plan = parseReading(text, index);
          if (!plan) continue;
          assert.ok(compile(plan, index, { timezone: 'UTC' }).sql !== '', text);
          const again = parseReading(readingOf(plan, index), index);
          assert.ok(again, `${name}: ${text}`);
          assert.equal(canonical(again), canonical(plan), `${name}: ${text}`);
        }
        completions(cut, index);
      }
    }
  });

  test('hostile texts are left at once', () => {
    const index = schemas.find(({ name }) => name === 'hospital')?.index;
    assert.ok(index);
    const length = 32_000;
    const filled = (text: string) => text.repeat(Math.ceil(length / text.length)).slice(0, length);
    const starts = [
      '',
      'number of ',
      'number of patients where ',
      'number of patients where city is ',
      'list of patients ',
    ];
    const parts = [
      ...['(', ')', '"', '[', ']', ' ', '1', '-', '1.', '🎉', 'number of ', ', number of patients', ', city', ', by '],
      ...[
        'city is "Leeds" or ',
        '(city is "Leeds" and ',
        '"Leeds", ',
        'there are admissions (where ',
        'across patients, ',
      ],
      ...['growth in percent of ', 'number of patients (where ', 'with city, ', 'month of ', ', top 5', 'not ', 'of '],
    ];
    const begun = performance.now();
    for (const start of starts) {
      for (const part of parts) {
        const text = `${start}${filled(part)}`;
        parseReading(text, index);
        completions(text.slice(0, 1_900), index);
      }
    }
    const each = (performance.now() - begun) / (starts.length * parts.length);
    assert.ok(each < 250, `${each} ms each`);
  });
});

// What fits a pattern and what does not: a comparison that let everything through would make every data file green.
// Not here: the data files.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createQueue, expectEvents } from './events.ts';
import { match } from './patterns.ts';
import type { Json } from './row.ts';
import type { Scene } from './scene.ts';

/** As a data file says it. */
const saved = (name: string) => `\${${name}}`;

function sceneOf(revision: Scene['revision'] = 'current'): Scene & { checks: number } {
  const scene = {
    revision,
    shapes: { point: { x: '<integer>', y: { $current: '<integer>', $old: '<absent>' } } },
    values: { chat: 'c1', list: [7] },
    checks: 0,
    check: () => {
      scene.checks += 1;
    },
  };
  return scene;
}

const fits: readonly (readonly [unknown, Json])[] = [
  [{ a: 1 }, { a: '<integer>' }],
  [{ a: 1 }, { a: 1, b: '<absent>' }],
  [
    { a: 1, b: 2 },
    { '...': '<any>', a: 1 },
  ],
  [{ x: 1, y: 2 }, '<point>'],
  [
    ['c1', 7],
    [saved('chat'), saved('list.0')],
  ],
  [
    [1, 2, 3],
    [1, '...'],
  ],
  [[1, 2], { $each: '<integer>', $least: 2 }],
  [[{ id: 1, at: 0 }, { id: 2 }], { $includes: [{ '...': '<any>', id: 1 }] }],
  [{ detail: 'No', code: 'NOT_FOUND' }, '<error NOT_FOUND>'],
  ['in c1 it is', `<contains ${saved('chat')}>`],
  ['2025-01-11T18:00:00+00:00', '<timestamp>'],
  [null, null],
];

const fitsNot: readonly (readonly [unknown, Json])[] = [
  [{ a: 1, b: 2 }, { a: 1 }],
  [{ a: 1 }, { a: 1, b: '<any>' }],
  [
    { a: 1, b: 2 },
    { a: 1, b: '<absent>' },
  ],
  [
    { a: 1, b: 2 },
    { '...': '<any>', b: '<absent>' },
  ],
  [{ a: '1' }, { a: 1 }],
  [{ x: 1 }, '<point>'],
  [[1, 2], [1]],
  [[1, 'x'], { $each: '<integer>' }],
  [[], { $each: '<integer>', $least: 1 }],
  [[{ id: 2 }], { $includes: [{ id: 1 }] }],
  [{}, { $each: '<any>' }],
  [{ detail: 'No', code: 'NOT_FOUND', more: 1 }, '<error NOT_FOUND>'],
  [{ detail: 'No', code: 'OTHER' }, '<error NOT_FOUND>'],
  ['c2', saved('chat')],
  ['c1', `<not ${saved('chat')}>`],
  ['2025-01-11 18:00', '<timestamp>'],
  [undefined, '<any>'],
  [undefined, '<text>'],
  [' ', '<text>'],
  [{ a: null }, { a: '<absent>' }],
  [1, { $all: ['<integer>', 2] }],
];

test('what fits is let through, and every comparison is counted', () => {
  for (const [actual, pattern] of fits) {
    const scene = sceneOf();
    match(scene, actual, pattern, 'here');
    assert.ok(scene.checks > 0, JSON.stringify(pattern));
  }
});

test('what does not fit is a failure', () => {
  for (const [actual, pattern] of fitsNot)
    assert.throws(() => match(sceneOf(), actual, pattern, 'here'), assert.AssertionError, JSON.stringify(pattern));
});

test('an older revision has patterns of its own', () => {
  match(sceneOf('first'), { x: 1 }, '<point>', 'here');
  match(sceneOf('first'), { detail: 'No' }, '<error NOT_FOUND>', 'here');
  assert.throws(() => match(sceneOf('first'), { x: 1, y: 2 }, '<point>', 'here'), assert.AssertionError);
  assert.throws(() => match(sceneOf('first'), { detail: 'No', code: 'NOT_FOUND' }, '<error NOT_FOUND>', 'here'));
  assert.throws(() => match(sceneOf('first'), 1, { $current: 1 }, 'here'));
});

test('a pattern nobody knows is no pattern', () => {
  assert.throws(() => match(sceneOf(), 'x', '<nonsense>', 'here'), /There is no pattern/);
  assert.throws(() => match(sceneOf(), 'x', saved('nothing'), 'here'), /Nothing was saved/);
});

test('events are wanted in their order, as often as said, and all of them', async () => {
  const wanted: Json = [
    { a: {} },
    { 'b+': '<any>' },
    { 'c?': {} },
    { 'any of*': { d: 1, e: 2 } },
    { f: {}, in: ['first'] },
  ];
  const expectFrom = (names: string) => {
    const queue = createQueue();
    for (const name of names) queue.push({ event: name, data: name === 'd' ? 1 : name === 'e' ? 2 : {} });
    queue.end();
    return expectEvents(sceneOf(), queue, wanted, 'here').then(() => queue.take());
  };
  for (const names of ['ab', 'abbbc', 'abded', 'abced']) assert.equal(await expectFrom(names), undefined, names);
  for (const names of ['', 'a', 'ac', 'ba']) await assert.rejects(expectFrom(names), assert.AssertionError, names);
  for (const names of ['abcc', 'abf', 'abda']) assert.ok(await expectFrom(names), names);
});

test('the parts of a text joined have to be the message', async () => {
  const queue = createQueue();
  queue.push({ event: 'text_delta', data: { content: 'one ' } });
  queue.push({ event: 'message', data: { content: 'one two' } });
  const wanted: Json = [{ 'text_delta+': '<any>' }, { message: '<any>' }];
  await assert.rejects(expectEvents(sceneOf(), queue, wanted, 'here'), /joined/);
});

// What a person does at a server of the assistant API where anything goes wrong, by chance: in the end the panel shows what is stored.
// Not here: what is done (anything.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { story, wrongIn } from './anything.ts';

const first = Date.now() % 1_000_000;
for (let seed = first; seed < first + 6; seed++)
  test(`what is stored is shown in the end: ${seed}`, { timeout: 10_000 }, async (t) => {
    const told = await story(t, seed, 25);
    const wrong = await wrongIn(told);
    assert.equal(wrong.length, 0, `${wrong.join('\n')}\n\n${told.told.join('\n')}`);
  });

// A language model answers, whatever it says: every scenario is played on the real server and ends as it is written down.
// Not here: the wires of the providers (models/providers*.test.ts), the parts of the agent one by one (beside this file).
import { test } from 'node:test';
import { assistant } from './scenarios/assistant.ts';
import { charts } from './scenarios/charts.ts';
import { chats } from './scenarios/chats.ts';
import { hostile } from './scenarios/hostile.ts';
import { limits } from './scenarios/limits.ts';
import { lines } from './scenarios/lines.ts';
import { numbers } from './scenarios/numbers.ts';
import { repairs } from './scenarios/repairs.ts';
import { results } from './scenarios/results.ts';
import { run } from './scenarios/run.ts';
import { schemas } from './scenarios/schemas.ts';
import { words } from './scenarios/words.ts';
import { createWorlds } from './scenarios/worlds.ts';

const topics = { repairs, limits, numbers, schemas, hostile, results, charts, chats, words, lines, assistant };

test('what a model says ends as it is written down', async (t) => {
  const worldOf = createWorlds(t);
  for (const [topic, scenarios] of Object.entries(topics))
    await t.test(topic, async (t) => {
      for (const scenario of scenarios)
        await t.test(scenario.name, { timeout: 20_000 }, async () =>
          run(scenario, await worldOf(scenario.world ?? 'shop')),
        );
    });
});

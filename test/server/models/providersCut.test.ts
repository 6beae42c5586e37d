// Answers that break off: unseen the planner steps in, and what was read is kept and ends in an error.
// Not here: refusals (providersRefused.test.ts), lines and redirects (providersLines.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ModelReply } from '../../support/models/modelPeer.ts';
import { each, modelsServer } from '../../support/models/modelsServer.ts';

const question = 'Show me sales by region as a bar chart';
const sql = 'SELECT region, count(*) AS n FROM sales GROUP BY region';
const calling: ModelReply = { calls: [{ name: 'run_sql', input: { sql } }] };
const again = (reply: ModelReply) => () => () => reply;
/** A model that says nothing is given up sooner than usual. */
const impatient = { budgets: { silenceMs: 400 } };
const patienceFor = (fault: ModelReply['fault']) => (fault === 'silent' || fault === 'never' ? impatient : {});

const unseen: Record<string, ModelReply> = {
  'cut in a call': { ...calling, fault: 'cut' },
  'destroyed in a call': { ...calling, fault: 'destroyed' },
  'an error before the first word': { fault: 'errorInside' },
  'silent from the beginning': { fault: 'silent' },
  'never an answer': { fault: 'never' },
};

// They wait before they ask again: together, so that they wait at once.
describe('nothing was shown, and the planner answers', { concurrency: 3 }, () => {
  for (const [name, reply] of Object.entries(unseen))
    test(name, { timeout: 30_000 }, async (t) => {
      const { askAll } = await modelsServer(t, again(reply), patienceFor(reply.fault));
      const answers = await askAll(question, ({ end, text, of }) => {
        const [why = ''] = text.split('\n');
        return {
          how: end.event,
          model: end.data.model,
          chart: of('visualization').map(({ type }) => type),
          says: why.endsWith('The built-in planner answers instead.'),
          // A tool that was announced has an end, too.
          open: of('tool_call').length - of('tool_result').length,
        };
      });
      assert.deepEqual(answers, each({ how: 'message', model: 'planner', chart: ['chart'], says: true, open: 0 }));
    });
});

test('a call that was torn never runs', async (t) => {
  const script = () => [{ ...calling, fault: 'destroyed' } as ModelReply, { text: 'East leads.' }];
  const { askAll } = await modelsServer(t, script);
  const answers = await askAll(question, ({ end, of }) => [
    end.event,
    of('tool_result').filter(({ error }) => !error).length,
  ]);
  assert.deepEqual(answers, each(['message', 0]));
});

const said = 'East leads, and West comes after it.';
for (const fault of ['cut', 'destroyed', 'errorInside', 'silent'] as const)
  test(`${fault} after words were shown: they are kept, and the end is an error`, { timeout: 30_000 }, async (t) => {
    const { askAll, server } = await modelsServer(t, again({ text: said, fault }), patienceFor(fault));
    const answers = await askAll(question, async ({ end, text, chatId, peer }) => {
      const { body } = await server.call('GET', `/v1/chats/${chatId}`);
      const { content, metadata } = body.messages.at(-1);
      const shown = fault === 'silent' ? text.length > 0 && said.startsWith(text) : text === said;
      return {
        how: [end.event, end.data.code, end.data.retryable, end.data.error_type],
        shown,
        kept: content === text && metadata.error?.code === 'MODEL_FAILED',
        asked: peer.asked.length,
      };
    });
    const how = ['error', 'MODEL_FAILED', true, 'model'];
    assert.deepEqual(answers, each<unknown>({ how, shown: true, kept: true, asked: 1 }));
  });

test('a table that was shown is kept when the model fails after it', async (t) => {
  const showing: ModelReply = { calls: [{ name: 'run_sql', input: { sql, show: true } }] };
  const { askAll, server } = await modelsServer(
    t,
    () => (asked) => (asked.results.length > 0 ? { fault: 'noModel' } : showing),
  );
  const answers = await askAll(question, async ({ end, of, chatId }) => {
    const { body } = await server.call('GET', `/v1/chats/${chatId}`);
    const { metadata } = body.messages.at(-1);
    return [end.event, end.data.code, of('visualization').length, metadata.visualizations?.length];
  });
  assert.deepEqual(answers, each(['error', 'MODEL_FAILED', 1, 1]));
});

test('an answer goes on where the second request failed once', async (t) => {
  const script = () => [calling, { fault: 'overloaded' } as ModelReply, { text: said }];
  const { askAll } = await modelsServer(t, script);
  const answers = await askAll(question, ({ end, of, peer }) => [
    end.event,
    String(end.data.content).startsWith(said),
    of('tool_call').length,
    peer.asked.length,
  ]);
  assert.deepEqual(answers, each<unknown>(['message', true, 1, 3]));
});

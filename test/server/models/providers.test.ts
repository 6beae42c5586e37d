// Every provider answers through the real server, the real library and the true wire: the same question ends in the same chart.
// Not here: what goes wrong (providersRefused, providersCut, providersLines), which agent does what (the agent's own tests).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelReply } from '../../support/models/modelPeer.ts';
import { each, modelsServer, usualModels } from '../../support/models/modelsServer.ts';

const question = 'Revenue by region as a bar chart';
const sql = 'SELECT region, sum(amount) AS revenue FROM sales GROUP BY region ORDER BY revenue DESC';
const thoughts = 'The amounts of the sales are the revenue; they are grouped by region — "East" and "West".';

/** What a good model says to it. */
const goodModel: ModelReply[] = [
  {
    reasoning: thoughts,
    calls: [
      { name: 'list_tables', input: { search: 'sales' } },
      { name: 'describe_table', input: { table: 'sales' } },
    ],
  },
  { text: 'I add up the amounts.', calls: [{ name: 'run_sql', input: { sql, title: 'Revenue by region' } }] },
  { calls: [{ name: 'draw_chart', input: { result: 'r1', kind: 'bar', x: 'region', y: 'revenue' } }] },
  { text: 'East führt mit 33 — “West” hat 15 🦊.' },
];
const chart = {
  type: 'chart',
  title: 'Revenue by region',
  sql,
  row_count: 2,
  truncated: false,
  chart_type: 'bar',
  data: {
    values: [
      { label: 'East', value: 33 },
      { label: 'West', value: 15 },
    ],
    x_axis_label: 'region',
    y_axis_label: 'revenue',
  },
};
const spoken = 'I add up the amounts.\n\nEast führt mit 33 — “West” hat 15 🦊.';

for (const piece of [undefined, 7])
  test(`the same question ends in the same chart with every provider${piece ? ', in pieces of a few bytes' : ''}`, async (t) => {
    const script = goodModel.map((reply) => ({ ...reply, ...(piece ? { piece } : {}) }));
    const { askAll } = await modelsServer(t, () => script);
    const answers = await askAll(question, ({ end, of, text, heard }) => {
      const [{ id: _, integration_id: __, chat_id: ___, result_id: ____, ...shown } = {}] = of('visualization');
      return {
        how: end.event,
        count: of('visualization').length,
        shown,
        text,
        content: end.data.content,
        sql: end.data.sql,
        unverified: end.data.unverified,
        tools: heard.flatMap(({ event, data }) =>
          event === 'tool_call'
            ? [`${data.name}?`]
            : event === 'tool_result'
              ? [`${data.name}!${data.error ?? ''}`]
              : [],
        ),
      };
    });
    const called = ['list_tables', 'describe_table', 'run_sql', 'draw_chart'];
    const tools = (asked: string[]) => [...asked].sort();
    for (const answer of Object.values(answers)) answer.tools.sort();
    assert.deepEqual(
      answers,
      each({
        how: 'message',
        count: 1,
        shown: chart,
        text: spoken,
        content: spoken,
        sql,
        unverified: undefined,
        tools: tools(called.flatMap((name) => [`${name}?`, `${name}!`])),
      }),
    );
  });

test('what every model thinks is asked of it, and told', async (t) => {
  const { askAll } = await modelsServer(t, () => goodModel);
  const told = await askAll(question, ({ of }) =>
    of('reasoning')
      .map(({ content }) => content)
      .join(''),
  );
  assert.deepEqual(told, each(thoughts));
});

test('models that cannot think, or not so, answer all the same', async (t) => {
  const { ask } = await modelsServer(t, () => (_asked, number) => goodModel[number % goodModel.length] ?? {});
  const plain = [
    ['ollama', 'ollama/llama-plain:8b'],
    ['openai', 'openai/gpt-4.1'],
    ['claude', 'claude/claude-3-5-haiku-latest'],
    ['claude', 'claude/claude-haiku-4-5'],
    ['groq', 'groq/llama-3.3-70b-versatile'],
  ] as const;
  for (const [wire, model] of plain) {
    const { end, text } = await ask(wire, question, { model });
    assert.deepEqual([end.data.model, text], [model, spoken]);
  }
});

test('the message and the stored answer name the model that answered', async (t) => {
  const { askAll, server } = await modelsServer(t, () => goodModel);
  const models = await askAll(question, async ({ end, chatId }) => {
    const { body } = await server.call('GET', `/v1/chats/${chatId}`);
    const { metadata } = body.messages.at(-1);
    return [end.data.model, metadata.model, metadata.visualizations?.length];
  });
  const expected = Object.entries(usualModels).map(([wire, model]) => [
    wire,
    [`${wire}/${model}`, `${wire}/${model}`, 1],
  ]);
  assert.deepEqual(models, Object.fromEntries(expected));
});

test('a key goes where its provider wants it, and nowhere else', async (t) => {
  const { askAll, peers } = await modelsServer(t, () => goodModel);
  const places = await askAll(question, ({ peer }) => {
    const carrying = Object.entries(peer.asked[0]?.headers ?? {}).filter(([, value]) =>
      value.includes(peer.apiKey || 'none'),
    );
    return carrying.map(([name]) => name).join();
  });
  assert.deepEqual(places, each('authorization', { claude: 'x-api-key', google: 'x-goog-api-key', ollama: '' }));
  const keys = Object.values(peers).flatMap(({ apiKey }) => (apiKey ? [apiKey] : []));
  for (const { asked, apiKey } of Object.values(peers))
    for (const { path, body, headers } of asked) {
      const said = `${path} ${JSON.stringify(body)}`;
      const other = Object.values(headers)
        .join('\n')
        .replaceAll(apiKey || '\n', '\n');
      assert.deepEqual(
        keys.filter((key) => said.includes(key) || other.includes(key)),
        [],
      );
    }
});

test('results come back to the model in order, and the next question knows the chat', async (t) => {
  const { ask, askAll } = await modelsServer(t, () => [...goodModel, { text: 'As I said: East.' }]);
  const turns = await askAll(question, async ({ wire, chatId, peer, end }) => {
    assert.equal(end.event, 'message', wire);
    const [, second, third, fourth] = peer.asked;
    assert.equal(second?.results.length, 2, wire);
    assert.match(second?.results[0] ?? '', /sales/);
    assert.match(third?.results.join() ?? '', /r1.*East.*33/s);
    assert.match(fourth?.results.join() ?? '', /shown/);
    const next = await ask(wire, 'Which region is first?', { chatId });
    const asked = peer.asked.at(-1);
    return {
      how: next.end.event,
      text: next.text,
      last: asked?.messages.at(-1)?.text.includes('Which region is first?'),
      knows: asked?.messages.some(({ role, text }) => role === 'assistant' && text.includes('East führt mit 33')),
      tools: [...(asked?.tools ?? [])].sort(),
    };
  });
  const tools = ['describe_table', 'draw_chart', 'list_tables', 'run_sql'];
  assert.deepEqual(turns, each({ how: 'message', text: 'As I said: East.', last: true, knows: true, tools }));
});

test('an answer that grew too long is kept, and says so', async (t) => {
  const { askAll } = await modelsServer(t, () => [{ text: 'East leads, and then', length: true }]);
  const answers = await askAll(question, ({ end, text }) => [
    end.event,
    /^East leads, and then\s+\S.*too long/s.test(text),
  ]);
  assert.deepEqual(answers, each(['message', true]));
});

test('the models of every provider are listed', async (t) => {
  const { server, peers } = await modelsServer(t, () => []);
  const { status, body } = await server.call('GET', '/v1/models');
  assert.equal(status, 200);
  const ids: string[] = body.models.map(({ model_id }: { model_id: string }) => model_id);
  assert.equal(ids[0], 'planner');
  for (const [wire, model] of Object.entries(usualModels))
    assert.ok(ids.includes(`${wire}/${model}`), `${wire}/${model}`);
  // What cannot hold a conversation is none.
  assert.deepEqual(
    ids.filter((id) => /embedding|whisper/.test(id)),
    [],
  );
  for (const { lists, wire } of Object.values(peers)) assert.equal(lists, 1, wire);
});

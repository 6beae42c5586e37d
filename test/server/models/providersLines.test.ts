// The lines to the providers: they lead nowhere else, and end with the turn.
// Not here: what is said on them (providers.test.ts), their own failures (providersCut.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpPeer } from '../../support/httpPeer.ts';
import type { ModelReply } from '../../support/models/modelPeer.ts';
import { each, modelsServer, untilEnd } from '../../support/models/modelsServer.ts';

const question = 'Show me sales by region as a bar chart';
const again = (reply: ModelReply) => () => () => reply;

test('a redirect to another origin gets nothing', async (t) => {
  const elsewhere = await httpPeer(t);
  const { askAll } = await modelsServer(t, again({ fault: 'redirect', redirectTo: `${elsewhere.url}/v1/messages` }));
  const answers = await askAll(question, ({ end, text }) => [end.data.model, /planner answers instead/.test(text)]);
  assert.deepEqual(answers, each(['planner', true]));
  assert.deepEqual(elsewhere.requests, []);
});

test('stopping an answer leaves the line to the model, and keeps what was said', { timeout: 30_000 }, async (t) => {
  const { begin, peers, server } = await modelsServer(
    t,
    again({ text: 'East leads, and then West.', fault: 'silent' }),
  );
  const stopped = Object.values(peers).map(async ({ wire, leftAt }) => {
    const { chatId, socket } = await begin(wire, question);
    await socket.until('text_delta');
    socket.send({ action: 'interrupt', chat_id: chatId });
    const end = (await untilEnd(socket)).at(-1);
    await leftAt(0);
    const { body } = await server.call('GET', `/v1/chats/${chatId}`);
    const { content, metadata } = body.messages.at(-1);
    return [wire, [end?.event, content.startsWith('East'), metadata.interrupted]];
  });
  assert.deepEqual(Object.fromEntries(await Promise.all(stopped)), each(['interrupted', true, true]));
});

test('stopping leaves a line on which nothing was heard yet', { timeout: 30_000 }, async (t) => {
  const asked = new Map<string, () => void>();
  const { begin, peers } = await modelsServer(t, (wire) => () => {
    asked.get(wire)?.();
    return { fault: 'never' };
  });
  const stopped = Object.values(peers).map(async ({ wire, leftAt }) => {
    const isAsked = new Promise<void>((resolve) => asked.set(wire, resolve));
    const { chatId, socket } = await begin(wire, question);
    await isAsked;
    socket.send({ action: 'interrupt', chat_id: chatId });
    const end = (await untilEnd(socket)).at(-1);
    await leftAt(0);
    return [wire, end?.event];
  });
  assert.deepEqual(Object.fromEntries(await Promise.all(stopped)), each('interrupted'));
});

test('stopping while the query of a tool runs ends the query, and the model is not asked again', {
  timeout: 30_000,
}, async (t) => {
  const slow = 'SELECT count(*) FROM range(3000000) a, range(3000000) b WHERE (a.range * b.range) % 7 = 3';
  const { begin, ask, peers } = await modelsServer(
    t,
    () =>
      ({ messages }) =>
        messages.at(-1)?.text.includes('again')
          ? { text: 'Free.' }
          : { calls: [{ name: 'run_sql', input: { sql: slow } }] },
  );
  // One after the other: all have the same database, and the next question waits for it.
  for (const wire of ['claude', 'google'] as const) {
    const { chatId, socket } = await begin(wire, question);
    await socket.until('tool_call');
    socket.send({ action: 'interrupt', chat_id: chatId });
    assert.equal((await untilEnd(socket)).at(-1)?.event, 'interrupted', wire);
    assert.equal(peers[wire].asked.length, 1);
    const counted = await ask('openai', 'How many sales are there, again?');
    assert.equal(counted.text, 'Free.');
  }
});

test('a server that closes leaves its lines', { timeout: 30_000 }, async (t) => {
  const { begin, peers, server } = await modelsServer(
    t,
    again({ text: 'East leads, and then West.', fault: 'silent' }),
  );
  const begun = Object.values(peers).map(async ({ wire }) => {
    const { socket } = await begin(wire, question);
    await socket.until('text_delta');
  });
  await Promise.all(begun);
  const left = Object.values(peers).map(({ leftAt }) => leftAt(0));
  await server.close();
  await Promise.all(left);
});

// Suggestions for a question that is being written, where a row of data cannot say it: lengths, and how one leads to the next.
// Not here: the endpoint's shape and refusals (test/conformance), the language they are in (test/server/planner).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import * as v from 'valibot';
import { suggestionItemsSchema } from '../../src/protocol/trellis/suggestions.ts';
import { testServer } from '../support/testServer.ts';

async function setting(t: TestContext) {
  const { url, token } = await testServer(t);
  return async (text: string) => {
    const address = `${url}/v1/suggestions?text=${encodeURIComponent(text)}`;
    const answer = await fetch(address, { headers: { Authorization: `Bearer ${token}` } });
    const read = v.safeParse(suggestionItemsSchema, await answer.json());
    return { status: answer.status, texts: read.success ? read.output.items.map((item) => item.text) : [] };
  };
}

test('a text of 2,000 characters is completed, one of 2,001 is refused, in whatever script', async (t) => {
  const ask = await setting(t);
  const statusOf = async (text: string) => (await ask(text)).status;
  assert.deepEqual(await Promise.all([2000, 2001].map((length) => statusOf('x'.repeat(length)))), [200, 400]);
  assert.deepEqual(await Promise.all([1500, 2001].map((length) => statusOf('é'.repeat(length)))), [200, 400]);
});

test('each suggestion is the whole question, and leads on to the next without a key between them', async (t) => {
  const ask = await setting(t);
  let text = 'number of s';
  for (const next of ['number of sales', 'number of sales by', 'number of sales by region']) {
    const { texts } = await ask(text);
    assert.ok(texts.includes(next), `${text}: ${texts.join(' | ')}`);
    assert.ok(texts.length <= 6);
    assert.ok(texts.every((each) => each.startsWith(text) && each !== text));
    text = next;
  }
});

test('a question begun as people begin one is completed too, in their words', async (t) => {
  const ask = await setting(t);
  const expected = {
    'how many ': 'how many sales',
    'amount by ': 'amount by region',
    'sales by ': 'sales by region',
    'show ': 'show sales',
    'what is the average ': 'what is the average amount',
    'top 3 regions by ': 'top 3 regions by amount',
  };
  for (const [text, next] of Object.entries(expected)) {
    const { texts } = await ask(text);
    assert.ok(texts.includes(next), `${text}: ${texts.join(' | ')}`);
    assert.ok(texts.every((each) => each.startsWith(text) && each !== text));
  }
});

// Providers that refuse before a word was said: what is asked again, and what the person hears before the planner answers.
// Not here: answers that break off (providersCut.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ModelReply, Wire } from '../../support/models/modelPeer.ts';
import { each, modelsServer, usualModels } from '../../support/models/modelsServer.ts';

const question = 'Show me sales by region as a bar chart';
const answer: ModelReply = { text: 'There are 7 sales.' };
const again = (reply: ModelReply) => () => () => reply;

const labels: Record<Wire, string> = {
  claude: 'Anthropic Claude',
  openai: 'OpenAI',
  groq: 'Groq',
  openrouter: 'OpenRouter',
  compatible: 'OpenAI-compatible server',
  google: 'Google Gemini',
  ollama: 'Ollama',
};

test('a provider that is busy for a moment is asked again', async (t) => {
  const { askAll } = await modelsServer(t, () => [{ fault: 'rateLimit', retryAfter: 1 }, answer]);
  const answers = await askAll(question, ({ end, text, wire, peer }) => [
    end.event,
    text.startsWith('There are 7 sales.'),
    end.data.model === `${wire}/${usualModels[wire]}`,
    peer.asked.length,
  ]);
  assert.deepEqual(answers, each(['message', true, true, 2]));
});

test('an overloaded provider is asked again', async (t) => {
  const { askAll } = await modelsServer(t, () => [{ fault: 'overloaded' }, answer]);
  const answers = await askAll(question, ({ text, peer }) => [
    text.startsWith('There are 7 sales.'),
    peer.asked.length,
  ]);
  assert.deepEqual(answers, each([true, 2]));
});

interface Refusal {
  reply: ModelReply;
  /** What the sentence says beside the name of the provider. */
  says: RegExp;
  /** Requests at most. */
  asked: number;
}

const refusals: Record<string, Refusal> = {
  'a bad key': { reply: { fault: 'badKey' }, says: /refused the key/, asked: 1 },
  'no such model': { reply: { fault: 'noModel' }, says: /is not there: choose another model/, asked: 1 },
  'no credit': { reply: { fault: 'noCredit' }, says: /no credit left/, asked: 1 },
  'a limit for an hour': {
    reply: { fault: 'rateLimit', retryAfter: 3600 },
    says: /takes no more questions for 3600 s/,
    asked: 1,
  },
  'a limit again and again': {
    reply: { fault: 'rateLimit', retryAfter: 0.1 },
    says: /takes no more questions/,
    asked: 3,
  },
  'too much to do': { reply: { fault: 'overloaded' }, says: /cannot be reached/, asked: 3 },
  'a page instead of an answer': { reply: { fault: 'html' }, says: /cannot be reached|was cut/, asked: 3 },
};

// They wait before they ask again: together, so that they wait at once.
describe('the planner answers, and says which provider and why', { concurrency: 3 }, () => {
  for (const [name, { reply, says, asked }] of Object.entries(refusals))
    test(name, async (t) => {
      const { askAll, server } = await modelsServer(t, again(reply));
      const answers = await askAll(question, async ({ wire, end, text, of, peer, chatId }) => {
        const { body } = await server.call('GET', `/v1/chats/${chatId}`);
        const [why = ''] = text.split('\n');
        return {
          how: end.event,
          model: [end.data.model, body.messages.at(-1).metadata.model],
          chart: of('visualization').map(({ type }) => type),
          names: why.includes(labels[wire]) && why.endsWith('The built-in planner answers instead.'),
          says: says.test(why) ? '' : why,
          enough: peer.asked.length <= asked ? '' : `${peer.asked.length} requests`,
        };
      });
      const expected = {
        how: 'message',
        model: ['planner', 'planner'],
        chart: ['chart'],
        names: true,
        says: '',
        enough: '',
      };
      assert.deepEqual(answers, each(expected));
    });
});

test('a key that was set up wrongly is told as such', async (t) => {
  const { askAll } = await modelsServer(t, again(answer), { keyOf: ({ apiKey }) => apiKey && `${apiKey}-mistyped` });
  const answers = await askAll(question, ({ text, end, peer }) => [
    end.data.model === 'planner' && /refused the key, or what it is used for: set it up again/.test(text),
    text.includes('mistyped') || (peer.apiKey !== '' && text.includes(peer.apiKey)),
  ]);
  assert.deepEqual(answers, each([true, false], { ollama: [false, false] }));
});

test('a provider that is not there at all is told as such', async (t) => {
  const { askAll, peers } = await modelsServer(t, again(answer));
  await Promise.all(Object.values(peers).map((peer) => peer.close()));
  const answers = await askAll(question, ({ wire, end, text }) => [
    end.data.model,
    text.startsWith(labels[wire]) && /cannot be reached/.test(text),
  ]);
  assert.deepEqual(answers, each(['planner', true]));
});

// The call for the next words of a question: what goes out, and what is taken of what comes back.
// Not here: when it is made (test/host/suggestions.test.ts), the embedded server's answers (test/conformance).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionError } from '../../src/session/errors.ts';
import { createSuggestionsClient } from '../../src/session/suggestionsClient.ts';
import { type HttpPeer, httpPeer } from '../support/httpPeer.ts';

const tokens = { token: async () => 'a-token', renewed: () => assert.fail('the token is good') };
const clientOf = (peer: HttpPeer) => createSuggestionsClient(async () => peer.url, tokens);
const never = new AbortController().signal;

function json(peer: HttpPeer, path: string, body: unknown): Promise<void> {
  return peer.next('GET', path).then(({ response, headers }) => {
    assert.equal(headers.authorization, 'Bearer a-token');
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
  });
}

test('any text arrives as it is written, and the token stays in its header', async (t) => {
  const peer = await httpPeer(t);
  const asked = clientOf(peer)("R&D = 'Ørsted' + 50%?", 'a/b', never);
  const path = '/v1/suggestions?text=R%26D+%3D+%27%C3%98rsted%27+%2B+50%25%3F&integration_id=a%2Fb';
  await json(peer, path, { items: [{ text: 'one', kind: 'next' }, { text: 'two' }] });
  assert.deepEqual(await asked, ['one', 'two']);
});

test('of an odd answer at most six whole lines are taken', async (t) => {
  const peer = await httpPeer(t);
  const asked = clientOf(peer)('x', null, never);
  const odd = [null, 7, {}, { text: '' }, { text: 'two\nlines' }, { text: '\u202Eturned' }, { text: 'x'.repeat(4001) }];
  const good = Array.from({ length: 9 }, (_, at) => ({ text: `x${at}`, kind: 'a kind of tomorrow' }));
  await json(peer, '/v1/suggestions?text=x', { items: [...odd, ...good] });
  assert.deepEqual(await asked, ['x0', 'x1', 'x2', 'x3', 'x4', 'x5']);
});

test('an answer that nobody waits for any more is given up', async (t) => {
  const peer = await httpPeer(t);
  const stop = new AbortController();
  const asked = clientOf(peer)('x', null, stop.signal);
  await peer.next('GET', '/v1/suggestions?text=x');
  stop.abort();
  await assert.rejects(asked, SessionError);
});

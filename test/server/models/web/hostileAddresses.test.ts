// No hostile address is dialled, whether it is asked for or a page leads to it.
// Not here: answers (hostileAnswers.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PageError } from '../../../../src/server/models/web/pageError.ts';
import { createPageFetcher } from '../../../../src/server/models/web/pageFetcher.ts';
import { hostileAddresses, privateNames } from './hostileAddresses.ts';
import { lookupIn, redirect, say, somewherePublic, web } from './webPeer.ts';

const neverStopped = new AbortController().signal;

describe('an address that is asked for', () => {
  const fetchPage = createPageFetcher({
    lookup: lookupIn(privateNames),
    dial: ({ name }) => assert.fail(`${name} was dialled`),
  });
  for (const address of hostileAddresses)
    test(`is refused: ${JSON.stringify(address.slice(0, 80))}`, () =>
      assert.rejects(
        fetchPage(address, neverStopped),
        (cause) => cause instanceof PageError && !(cause.cause instanceof assert.AssertionError),
      ));
});

describe('an address that a page leads to', () => {
  // These mean another page of the same site.
  const relative = new Set(['', '/etc/passwd', 'site.example', '//site.example/', 'http:127.0.0.1']);
  const leadsTo = hostileAddresses.filter((address) => !relative.has(address) && isHeader(address));
  for (const address of leadsTo)
    test(`is refused: ${address.slice(0, 80)}`, async (t) => {
      const { fetchPage, peer } = await web(t, (request) => redirect(request, address), {
        lookup: lookupIn(privateNames),
      });
      await assert.rejects(fetchPage('http://site.example/', neverStopped), PageError);
      assert.equal(peer.requests.length, 1);
    });
});

function isHeader(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

test('a name that means something else a moment later is dialled where it was when it was judged', async (t) => {
  const answers = [somewherePublic, '127.0.0.1', '127.0.0.1'];
  const asked: string[] = [];
  const lookup = async (name: string) => {
    asked.push(name);
    return [{ address: answers[asked.length - 1] ?? '127.0.0.1', family: 4 }];
  };
  const { fetchPage, dialled } = await web(t, (request) => say(request, 'Hello'), { lookup });
  assert.equal((await fetchPage('http://turning.example/', neverStopped)).text, 'Hello');
  assert.deepEqual(asked, ['turning.example']);
  assert.deepEqual(dialled, [`turning.example:80 -> ${somewherePublic}`]);
});

test('a name is judged anew when a page leads to it again', async (t) => {
  const answers = [somewherePublic, '127.0.0.1'];
  const lookup = async () => [{ address: answers.shift() ?? '127.0.0.1', family: 4 }];
  const { fetchPage, dialled } = await web(t, (request) => redirect(request, '/next'), { lookup });
  await assert.rejects(fetchPage('http://turning.example/', neverStopped), /is not on the public internet/);
  assert.equal(dialled.length, 1);
});

test('a name that is not known is said to be none', async (t) => {
  const lookup = () => Promise.reject(new Error('ENOTFOUND'));
  const { fetchPage } = await web(t, () => assert.fail(), { lookup });
  await assert.rejects(fetchPage('http://site.example/', neverStopped), {
    name: 'PageError',
    message: 'There is no server named site.example.',
  });
});

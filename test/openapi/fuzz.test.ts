// The short form of the fuzzing, with every test run; the full one is `npm run soak -- fuzz`.
// Not here: how requests are made (fuzz.ts), the document itself (document.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { failureOf } from '../soak/proof.ts';
import { slowQuestion, testServer } from '../support/testServer.ts';
import { type FuzzReport, fuzz } from './fuzz.ts';

const adminEmail = 'you@localhost';

async function show(t: TestContext, report: FuzzReport): Promise<void> {
  for (const { name, value } of report.figures) t.diagnostic(`${name}: ${value}`);
  for (const check of report.checks) await t.test(check.name, () => assert.equal(failureOf(check), undefined));
}

test('requests made from the document are answered as the document says', async (t) => {
  const { url, apiKey } = await testServer(t);
  const seed = Date.now() % 1_000_000;
  await show(t, await fuzz({ requests: 1500, seed, url, apiKey, adminEmail, slowQuestion }));
});

test('who sends too much is told so as documented, and how long to wait', async (t) => {
  const { url, apiKey } = await testServer(t, { limits: true });
  const seed = Date.now() % 1_000_000;
  const limited = ['authenticate', 'createChat', 'sendMessage', 'uploadFiles', 'assistantChatStream'];
  await show(t, await fuzz({ requests: 700, seed, url, apiKey, adminEmail, slowQuestion, limited }));
});

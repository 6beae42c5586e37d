import { test } from 'node:test';
import { testServer } from '../../support/testServer.ts';
import { asking } from './asking.ts';
test('x', async (t) => {
  const server = await testServer(t);
  const seen: Record<string, number> = {};
  for (let round = 0; round < 12; round++) {
    const { chatId, results } = await asking(server, 'SELECT i, md5(i::VARCHAR) AS m FROM range(30000) t(i)');
    const id = results[0]?.result_id;
    const pages = ['sort=-m', 'sort=m', 'filter=' + encodeURIComponent('[{"column":"m","op":"contains","value":"a"}]')].map((q) => server.call('GET', `/v1/results/${id}?${q}`));
    if (round % 3 !== 0) await Promise.race(pages);
    const gone = server.call('DELETE', `/v1/chats/${chatId}`);
    for (const { status, body } of await Promise.all(pages)) { const k = `${status} ${body.code ?? ''} ${status === 500 ? JSON.stringify(body) : ''}`; seen[k] = (seen[k] ?? 0) + 1; }
    await gone;
  }
  console.log(seen);
});

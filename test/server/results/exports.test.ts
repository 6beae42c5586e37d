// Whole results as files, from the real server: what stands in them, their names, and what is left when the line is cut.
// Not here: pages (pages.test.ts).
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { type TestServer, temporaryFolder, testServer } from '../../support/testServer.ts';
import { asking } from './asking.ts';

const rows = `SELECT * FROM (VALUES
  (1, 'East', 10.50::DECIMAL(12,2), 0.1::DOUBLE, true, DATE '2024-01-31', TIMESTAMP '2024-01-31 10:00:00.25', 9007199254740993, [1, 2]),
  (2, 'a,"b"' || chr(13) || chr(10) || 'c', 2.25, 'nan'::DOUBLE, false, NULL, NULL, -5, []),
  (3, '', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (4, NULL, 1, 1e300, NULL, NULL, NULL, NULL, NULL)
) AS t(id, "a ""word""", price, size, flag, day, moment, huge, list)`;

async function exported(server: TestServer, id: string, query: string, signal?: AbortSignal): Promise<Response> {
  return await fetch(`${server.url}/v1/results/${id}/export?${query}`, {
    headers: { Authorization: `Bearer ${server.token}` },
    ...(signal ? { signal } : {}),
  });
}

async function worldOf(t: TestContext, sql: string) {
  const folder = temporaryFolder(t);
  const server = await testServer(t, { store: folder });
  const { results, chatId } = await asking(server, sql);
  const files = () =>
    readdirSync(path.join(folder, 'results'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  return { server, id: results[0]?.result_id ?? '', chatId, files };
}

test('CSV is as RFC 4180 has it: NULL is nothing, an empty text is ""', async (t) => {
  const { server, id } = await worldOf(t, rows);
  const response = await exported(server, id, 'format=csv');
  assert.equal(response.headers.get('x-trellis-row-count'), '4');
  assert.equal(response.headers.get('content-type'), 'application/octet-stream');
  assert.equal(
    response.headers.get('content-disposition'),
    `attachment; filename="Query result.csv"; filename*=UTF-8''Query%20result.csv`,
  );
  assert.equal(
    await response.text(),
    [
      'id,"a ""word""",price,size,flag,day,moment,huge,list',
      '1,East,10.50,0.1,true,2024-01-31,2024-01-31 10:00:00.25,9007199254740993,"[1, 2]"',
      '2,"a,""b""\r\nc",2.25,nan,false,,,-5,[]',
      '3,"",,,,,,,',
      '4,,1.00,1e+300,,,,,',
      '',
    ].join('\r\n'),
  );
});

test('JSON is an array of objects with every digit of its numbers', async (t) => {
  const { server, id } = await worldOf(t, rows);
  const text = await (await exported(server, id, 'format=json')).text();
  assert.match(text, /"huge":9007199254740993,/);
  assert.match(text, /"price":10.50,/);
  const parsed = JSON.parse(text);
  assert.deepEqual(parsed[1], {
    id: 2,
    'a "word"': 'a,"b"\r\nc',
    price: 2.25,
    size: 'nan',
    flag: false,
    day: null,
    moment: null,
    huge: -5,
    list: '[]',
  });
  assert.equal(parsed.length, 4);
  const none = await exported(
    server,
    id,
    `format=json&filter=${encodeURIComponent('[{"column":"id","op":">","value":9}]')}`,
  );
  assert.deepEqual(JSON.parse(await none.text()), []);
});

test('Parquet holds the rows with their types, and its file is gone afterwards', async (t) => {
  const { server, id, files } = await worldOf(t, rows);
  const response = await exported(server, id, 'format=parquet&sort=-id');
  const bytes = Buffer.from(await response.arrayBuffer());
  assert.equal(response.headers.get('content-length'), String(bytes.length));
  const file = path.join(temporaryFolder(t), 'result.parquet');
  writeFileSync(file, bytes);
  const connection = await (await DuckDBInstance.create()).connect();
  const reader = await connection.runAndReadAll(
    `SELECT id, "a ""word""", CAST(price AS VARCHAR), CAST(day AS VARCHAR), huge FROM '${file}'`,
  );
  assert.deepEqual(reader.getRowsJson(), [
    [4, null, '1.00', null, null],
    [3, '', null, null, null],
    [2, 'a,"b"\r\nc', '2.25', null, '-5'],
    [1, 'East', '10.50', '2024-01-31', '9007199254740993'],
  ]);
  const types = await connection.runAndReadAll(
    `SELECT column_type FROM (DESCRIBE SELECT price, size, day, moment, huge FROM '${file}')`,
  );
  assert.deepEqual(types.getRowsJson().flat(), ['DECIMAL(12,2)', 'DOUBLE', 'DATE', 'TIMESTAMP', 'BIGINT']);
  await server.services.results.idle();
  assert.deepEqual(
    files().filter((name) => name.endsWith('.parquet')),
    [],
  );
});

test('an export has the order and the rows of its pages', async (t) => {
  const { server, id } = await worldOf(t, 'SELECT i AS n, i % 7 AS rest FROM range(20000) t(i)');
  const filter = encodeURIComponent(JSON.stringify([{ column: 'rest', op: '<', value: 2 }]));
  const wanted = Array.from({ length: 20_000 }, (_, i) => i)
    .filter((i) => i % 7 < 2)
    .toSorted((a, b) => (b % 7) - (a % 7) || a - b);
  // Sorted anew first, then from the copy that the page made.
  for (let round = 0; round < 2; round++) {
    const response = await exported(server, id, `format=csv&sort=-rest&filter=${filter}`);
    assert.equal(response.headers.get('x-trellis-row-count'), String(wanted.length));
    const lines = (await response.text()).trimEnd().split('\r\n').slice(1);
    assert.deepEqual(
      lines.map((line) => Number(line.split(',')[0])),
      wanted,
    );
    await server.call('GET', `/v1/results/${id}?sort=-rest&filter=${filter}`);
  }
});

for (const format of ['csv', 'json', 'parquet']) {
  test(`an export as ${format} that is cut leaves nothing that runs and no file`, async (t) => {
    const { server, id, chatId, files } = await worldOf(
      t,
      `SELECT i AS n, md5(i::VARCHAR) || md5((i + 1)::VARCHAR) AS text FROM range(400000) t(i)`,
    );
    // The snapshot is there before it begins.
    await server.call('GET', `/v1/results/${id}?limit=1`);
    const abort = new AbortController();
    const response = await exported(server, id, `format=${format}`, abort.signal);
    const reader = response.body?.getReader();
    assert.ok(((await reader?.read())?.value?.length ?? 0) > 0);
    abort.abort();
    await server.services.results.idle();
    assert.deepEqual(
      files().filter((name) => !name.startsWith('res_')),
      [],
    );
    assert.equal((await server.call('GET', `/v1/results/${id}?limit=1`)).status, 200);
    await server.call('DELETE', `/v1/chats/${chatId}`);
    await server.services.results.sweep();
    assert.deepEqual(files(), []);
  });
}

test('an export that nobody waits for any more before it began is stopped', async (t) => {
  const { server, id } = await worldOf(t, 'SELECT a.i AS n FROM range(3000) a(i), range(200) b(i)');
  await server.call('GET', `/v1/results/${id}?limit=1`);
  const abort = new AbortController();
  const asked = exported(server, id, 'format=parquet&sort=-n', abort.signal);
  abort.abort();
  await assert.rejects(asked);
  await server.services.results.idle();
});

test('what is asked wrongly is refused before anything is sent, and HEAD sends no rows', async (t) => {
  const { server, id } = await worldOf(t, 'SELECT 1 AS n');
  for (const query of ['', 'format=xml', 'format=csv&sort=nothing', 'format=csv&filter=1']) {
    const response = await exported(server, id, query);
    assert.equal(response.status, 400, query);
    assert.equal(((await response.json()) as { code: string }).code, 'INVALID_REQUEST');
  }
  const head = await fetch(`${server.url}/v1/results/${id}/export?format=csv`, {
    method: 'HEAD',
    headers: { Authorization: `Bearer ${server.token}` },
  });
  assert.deepEqual([head.status, head.headers.get('x-trellis-row-count'), await head.text()], [200, '1', '']);
  await server.services.results.idle();
});

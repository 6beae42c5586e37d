// Results that stream in from elsewhere: what of them stands in the file, and what is left when they fail.
// Not here: the databases they come from (engine/network).
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Cell } from '../../../src/server/engine/engine.ts';
import { createResultClient } from '../../../src/server/engine/resultClient.ts';
import type { WrittenColumn } from '../../../src/server/engine/resultMessages.ts';
import { createResultWriter } from '../../../src/server/engine/resultWriter.ts';
import { queryScript, temporaryFolder } from '../../support/testServer.ts';

const column = (name: string, type: WrittenColumn['type'], nativeType: string = type): WrittenColumn => ({
  name,
  type,
  nativeType,
});

function worldOf(t: TestContext) {
  const directory = path.join(temporaryFolder(t), 'results');
  mkdirSync(directory);
  const client = createResultClient({ script: queryScript, directory, log: () => undefined });
  t.after(() => client.dispose());
  const file = path.join(directory, 'some.duckdb');
  const never = new AbortController().signal;
  return {
    client,
    file,
    writer: createResultWriter(client),
    async page(
      columns: readonly WrittenColumn[],
      rowCount: number,
      sort: number[] = [],
      filter: [number, string][] = [],
    ) {
      const selection = {
        sort: sort.map((each) => ({ column: Math.abs(each), descending: each < 0 || Object.is(each, -0) })),
        filter: filter.map(([each, value]) => ({ column: each, op: '>' as const, value })),
      };
      const result = { file, columns, rowCount };
      const { answers } = client.ask({ type: 'page', result, selection, offset: 0, limit: 100 }, never);
      for await (const answer of answers) if (answer.type === 'page') return answer.rows;
      return assert.fail('no page');
    },
  };
}

async function* batches(...all: Cell[][][]): AsyncGenerator<Cell[][]> {
  yield* all;
}

test('values become what they are, whatever form they came in', async (t) => {
  const { writer, page, file } = worldOf(t);
  const columns = [
    column('id', 'integer', 'int8'),
    column('huge', 'integer', 'numeric(20,0)'),
    column('price', 'number', 'numeric'),
    column('size', 'number', 'float8'),
    column('flag', 'boolean', 'bool'),
    column('day', 'date'),
    column('moment', 'timestamp'),
    column('word', 'text'),
  ];
  const written = await writer.write(
    file,
    columns,
    batches(
      [[1, '99999999999999999999', '10.50', 0.1, true, '2024-02-29', '2024-02-29 12:34:56.789', 'a']],
      [],
      [
        [2, -1, 2.255, 'NaN', false, null, null, ''],
        [null, null, null, null, null, null, null, null],
      ],
    ),
  );
  assert.equal(written, 3);
  assert.deepEqual(await page(columns, 3), [
    [1, '99999999999999999999', 10.5, 0.1, true, '2024-02-29', '2024-02-29 12:34:56', 'a'],
    [2, -1, 2.255, 'NaN', false, null, null, ''],
    [null, null, null, null, null, null, null, null],
  ]);
});

test('a column that does not fit its type stays text, and is still sorted and filtered as what it was said to be', async (t) => {
  const { writer, page, file } = worldOf(t);
  const columns = [column('n', 'number', 'numeric'), column('day', 'date')];
  const rows = [
    ['9', '2024-01-01'],
    ['NaN', '0000-00-00'],
    ['10.5', '2023-01-01'],
    ['1e400', 'infinity'],
  ];
  assert.equal(await writer.write(file, columns, batches(rows)), 4);
  const byNumber = await page(columns, 4, [0], [[0, '1']]);
  assert.deepEqual(byNumber.map(([n]) => n).slice(0, 2), [9, 10.5]);
  const byDay = await page(columns, 4, [1]);
  assert.deepEqual(byDay.map(([, day]) => day).slice(0, 2), ['2023-01-01', '2024-01-01']);
});

test('many rows keep their order and are pulled no faster than they are written', async (t) => {
  const { writer, page, file } = worldOf(t);
  const columns = [column('n', 'integer')];
  let ahead = 0;
  async function* many() {
    for (let batch = 0; batch < 40; batch++) {
      ahead += 1;
      yield Array.from({ length: 5_000 }, (_, at) => [batch * 5_000 + at]);
    }
  }
  assert.equal(await writer.write(file, columns, many()), 200_000);
  assert.equal(ahead, 40);
  assert.deepEqual((await page(columns, 200_000)).slice(0, 3), [[0], [1], [2]]);
});

test('when the rows fail, or nobody wants them any more, no file is left', async (t) => {
  const { writer, client, file } = worldOf(t);
  const columns = [column('n', 'integer')];
  async function* failing(): AsyncGenerator<Cell[][]> {
    yield [[1]];
    throw new Error('The line was lost.');
  }
  await assert.rejects(writer.write(file, columns, failing()), /The line was lost/);
  const abort = new AbortController();
  let isReturned = false;
  async function* endless(): AsyncGenerator<Cell[][]> {
    try {
      for (let n = 0; ; n++) {
        if (n === 3) abort.abort();
        yield [[n]];
      }
    } finally {
      isReturned = true;
    }
  }
  await assert.rejects(writer.write(file, columns, endless(), abort.signal), { kind: 'cancelled' });
  assert.ok(isReturned);
  await client.idle();
  assert.ok(!existsSync(file));
  const left = readdirSync(path.dirname(file), { recursive: true }).map(String);
  assert.deepEqual(
    left.filter((name) => name.endsWith('.duckdb')),
    [],
  );
});

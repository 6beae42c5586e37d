// Runs every data file of this folder against a real server, in each revision it applies to, and counts what was compared.
// Not here: what is expected; that stands in the data files, whose form README.md explains.
import assert from 'node:assert/strict';
import path from 'node:path';
import process from 'node:process';
import { after, type TestContext, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import type { RevisionName } from '../../src/server/revisions.ts';
import { slowQuestion, type TestServer, temporaryFolder, testServer } from '../support/testServer.ts';
import { expectedRows, type Row, readRows, readShapes } from './row.ts';
import type { Scene } from './scene.ts';
import { createPlayer } from './steps.ts';

/** Rows are independent of each other; more at once than this only makes a small machine slower. */
const concurrency = 4;
const rowTimeoutMs = 60_000;

const only = process.env.ROW ?? '';
const about = expectedRows();
const shapes = readShapes();
const rows = readRows();
const counted = { rows: new Set<string>(), checks: 0 };

test('every row of the tables has a data file, and every data file is a row', () => {
  const files = rows.map(({ name }) => name);
  assert.deepEqual(files.toSorted(), [...about.keys()].toSorted());
});

test('conformance', { concurrency: true }, async (t) => {
  const shared = new Map<RevisionName, Promise<TestServer>>();
  const sharedServer = (revision: RevisionName) => {
    const server = shared.get(revision) ?? testServer(t, { revision });
    shared.set(revision, server);
    return server;
  };
  const chosen = rows.filter(({ name }) => name.includes(only));
  const runs = chosen.flatMap((row) => row.revisions.map((revision) => ({ row, revision })));
  const group = (name: string, slow: boolean, atOnce: number | boolean) =>
    t.test(name, { concurrency: atOnce }, async (part) => {
      const own = runs.filter(({ row }) => row.slow === slow);
      await Promise.all(
        own.map(({ row, revision }) =>
          part.test(`${row.name}, ${revision}: ${about.get(row.name)}`, { timeout: rowTimeoutMs }, (one) =>
            run(one, row, revision, sharedServer),
          ),
        ),
      );
    });
  await Promise.all([group('in real seconds', true, true), group('at once', false, concurrency)]);
});

async function run(
  t: TestContext,
  row: Row,
  revision: RevisionName,
  sharedServer: (revision: RevisionName) => Promise<TestServer>,
): Promise<void> {
  counted.rows.add(row.name);
  const clock = handClock();
  const { server: own } = row;
  const server = own
    ? await testServer(
        t,
        { revision, limits: own.limits, ...(own.data ? { data: await emptyDatabase(t) } : {}) },
        own.clock ? { clock } : {},
      )
    : await sharedServer(revision);
  const scene: Scene = {
    revision,
    shapes,
    values: { server: server.url, port: new URL(server.url).port, key: server.apiKey, slow: slowQuestion },
    check: () => {
      counted.checks += 1;
    },
  };
  const player = createPlayer(scene, server, row.name, (seconds) => {
    assert.ok(own?.clock, `${row.name} has no clock by hand.`);
    clock.advance(seconds);
  });
  t.after(() => player.leave());
  const before = counted.checks;
  await player.play(row.steps, row.name);
  assert.ok(counted.checks > before, `${row.name} compares nothing in ${revision}.`);
}

/** A database without a table. */
async function emptyDatabase(t: TestContext): Promise<string> {
  const file = path.join(temporaryFolder(t), 'empty.duckdb');
  const instance = await DuckDBInstance.create(file);
  instance.closeSync();
  return file;
}

/** Begins at no whole second, so that what is told in whole seconds has to be rounded. */
function handClock() {
  const start = Date.now() + 123.4;
  let passed = 0;
  return {
    now: () => start + passed,
    elapsed: () => 56.7 + passed,
    advance(seconds: number) {
      passed += seconds * 1000;
    },
  };
}

after(() => {
  const skipped = about.size - counted.rows.size;
  const outOf = only ? ` (only rows with "${only}")` : '';
  console.log(`conformance: ${counted.rows.size} rows, ${counted.checks} checks, ${skipped} skipped${outOf}`);
});

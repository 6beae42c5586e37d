// A damaged store is set aside whole, whatever state the last process left it in: the file, its log and the uploads.
// Not here: files that are damaged in simpler ways (store.test.ts), several processes (storeLocks.test.ts).
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { openDatabase } from '../../../src/server/store/database.ts';
import { setAside } from '../../../src/server/store/setAside.ts';
import { temporaryFolder, testServer } from '../../support/testServer.ts';
import { breakPages, filledStore, upload } from './damage.ts';
import { storeProcess } from './storeProcess.ts';

function open(t: TestContext, directory: string) {
  const database = openDatabase(directory);
  t.after(() => database.dispose());
  return database;
}

/** A store whose last server was killed: much of what it wrote is in the log alone. */
async function killedStore(t: TestContext): Promise<string> {
  const directory = filledStore(temporaryFolder(t));
  const server = await storeProcess(t, directory);
  for (const command of ['open', 'writeMuch']) {
    server.tell(command);
    assert.deepEqual(await server.answer(), {});
  }
  await server.kill();
  return directory;
}

test('a store whose server was killed opens with what was in its log alone', async (t) => {
  const directory = await killedStore(t);
  const database = open(t, directory);
  assert.equal(database.setAside, undefined);
  assert.equal(database.get("SELECT count(*) AS n FROM members WHERE id LIKE 'late-%'")?.n, 300);
});

test('a damaged file and the log of its killed server are set aside byte for byte', async (t) => {
  const directory = await killedStore(t);
  const file = path.join(directory, 'trellis.db');
  breakPages(file);
  const before = [readFileSync(file), readFileSync(`${file}-wal`)];
  assert.ok((before[1]?.length ?? 0) > 100_000);
  const aside = open(t, directory).setAside ?? '';
  assert.deepEqual([readFileSync(aside), readFileSync(`${aside}-wal`)], before);
  // Both names are what SQLite looks for, so that the log is found by whoever repairs it.
  const repair = new DatabaseSync(aside, { readOnly: true });
  assert.equal(repair.prepare("SELECT count(*) AS n FROM members WHERE id LIKE 'late-%'").get()?.n, 300);
  repair.close();
});

for (const [what, damage] of [
  ['cut to nothing', (file: string) => truncateSync(file)],
  ['gone', (file: string) => renameSync(file, `${file}.elsewhere`)],
] as const) {
  test(`a database that is ${what} does not cost the log beside it`, async (t) => {
    const directory = await killedStore(t);
    const file = path.join(directory, 'trellis.db');
    damage(file);
    const log = readFileSync(`${file}-wal`);
    const aside = open(t, directory).setAside ?? '';
    assert.deepEqual(readFileSync(`${aside}-wal`), log);
  });
}

test('a store whose maker was killed before its log began is rolled back and opens', (t) => {
  const directory = filledStore(temporaryFolder(t));
  const file = path.join(directory, 'trellis.db');
  const maker = new DatabaseSync(file);
  // The journal and the half-written file as they are while a transaction runs.
  maker.exec(`PRAGMA journal_mode = DELETE; PRAGMA cache_size = 5; BEGIN;
    UPDATE members SET email = email || 'never committed'`);
  const [half, journal] = [readFileSync(file), readFileSync(`${file}-journal`)];
  maker.close();
  writeFileSync(file, half);
  writeFileSync(`${file}-journal`, journal);
  const database = open(t, directory);
  assert.equal(database.setAside, undefined);
  assert.equal(database.get("SELECT count(*) AS n FROM members WHERE email LIKE '%never committed'")?.n, 0);
});

test('uploads go aside with the database that knows them, under the same suffix', (t) => {
  const directory = filledStore(temporaryFolder(t));
  upload(directory, 'chat_1', 'a,b\n1,2\n');
  breakPages(path.join(directory, 'trellis.db'));
  const aside = open(t, directory).setAside ?? '';
  const suffix = path.basename(aside).slice('trellis.db'.length);
  assert.equal(readFileSync(path.join(directory, `uploads${suffix}`, 'chat_1', 'upload'), 'utf8'), 'a,b\n1,2\n');
  assert.equal(existsSync(path.join(directory, 'uploads')), false);
});

test('a server that begins a new store sweeps none of the files uploaded to the old one', async (t) => {
  const store = path.join(temporaryFolder(t), 'store');
  const before = await testServer(t, { store });
  const chat = await before.createChat();
  upload(store, chat, 'a,b\n1,2\n');
  await before.close();
  writeFileSync(path.join(store, 'trellis.db'), 'broken'.repeat(1000));
  const after = await testServer(t, { store });
  await after.services.uploads.sweep();
  const uploads = (after.services.store.setAside ?? '').replace('trellis.db', 'uploads');
  assert.equal(readFileSync(path.join(uploads, chat, 'upload'), 'utf8'), 'a,b\n1,2\n');
});

test('a store that is damaged twice is set aside twice, and nothing of the first is written over', (t) => {
  const directory = filledStore(temporaryFolder(t));
  const asides = [1, 2, 3].map((round) => {
    upload(directory, 'chat_1', `round ${round}`);
    writeFileSync(path.join(directory, 'trellis.db'), `broken in round ${round} `.repeat(100));
    const database = openDatabase(directory);
    database.dispose();
    return database.setAside ?? '';
  });
  assert.equal(new Set(asides).size, 3);
  for (const [index, aside] of asides.entries()) {
    assert.match(readFileSync(aside, 'utf8'), new RegExp(`^broken in round ${index + 1}`));
    const uploads = aside.replace('trellis.db', 'uploads');
    assert.equal(readFileSync(path.join(uploads, 'chat_1', 'upload'), 'utf8'), `round ${index + 1}`);
  }
});

for (const at of [1, 2, 3, 4]) {
  test(`a process that dies before move ${at} of setting aside leaves a store that the next one sets aside whole`, async (t) => {
    const directory = await killedStore(t);
    upload(directory, 'chat_1', 'a,b\n1,2\n');
    const file = path.join(directory, 'trellis.db');
    breakPages(file);
    const before = [readFileSync(file), readFileSync(`${file}-wal`)];
    const dying = await storeProcess(t, directory);
    dying.tell(`dieSettingAside ${at}`);
    await dying.gone;
    const database = open(t, directory);
    const aside = database.setAside ?? '';
    assert.deepEqual([readFileSync(aside), readFileSync(`${aside}-wal`)], before);
    assert.equal(existsSync(path.join(aside.replace('trellis.db', 'uploads'), 'chat_1', 'upload')), true);
    assert.equal(database.get('SELECT count(*) AS n FROM members')?.n, 0);
    assert.equal(existsSync(path.join(directory, 'setting-aside')), false);
  });
}

for (const at of [1, 2, 3]) {
  test(`when move ${at} of setting aside fails, everything is where it was, and the sentence says what to do`, (t) => {
    const directory = filledStore(temporaryFolder(t));
    upload(directory, 'chat_1', 'a,b\n1,2\n');
    writeFileSync(path.join(directory, 'trellis.db-wal'), 'a log');
    const before = readdirSync(directory, { recursive: true }).sort();
    let count = 0;
    const rename = (from: string, to: string) => {
      if (++count === at) throw new Error('EBUSY: resource busy or locked');
      renameSync(from, to);
    };
    assert.throws(() => setAside(directory, rename), /could not be set aside: EBUSY.* Close the programs/);
    assert.deepEqual(readdirSync(directory, { recursive: true }).sort(), before);
  });
}

test('a note of setting aside that was cut while it was written moves nothing of a sound store', (t) => {
  const directory = filledStore(temporaryFolder(t));
  mkdirSync(path.join(directory, 'uploads'));
  writeFileSync(path.join(directory, 'setting-aside'), '');
  const database = open(t, directory);
  assert.equal(database.setAside, undefined);
  assert.equal(database.get('SELECT count(*) AS n FROM members')?.n, 1000);
  assert.equal(existsSync(path.join(directory, 'uploads')), true);
});

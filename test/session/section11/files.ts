// Section 11, rows about saved queries that are run and files that go with a question.
// Not here: the list of saved queries (lists.ts), the forms that ask for values (host/library).
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cannotRun, neededBy, runOf } from '../../../src/host/library/runQuery.ts';
import { SessionError } from '../../../src/session/errors.ts';
import { createLibraryClient } from '../../../src/session/libraryClient.ts';
import { createUploadsClient } from '../../../src/session/uploadsClient.ts';
import { temporaryFolder } from '../../support/testServer.ts';
import { person } from './person.ts';
import { row } from './rows.ts';
import { countQuestion } from './servers.ts';

const query = {
  title: 'Sales over',
  prompt: 'How many sales are there?',
  sql: 'SELECT count(*) FROM sales WHERE amount > {{least}}',
  description: '',
  keywords: [],
};

row('saved query run', 'the names that need values are known before anything is sent', {}, async (t, server) => {
  const me = await (await person(t, server)).connected();
  const library = createLibraryClient(async () => server.url, me.tokens);
  const saved = await library.createQuery(query);
  if (server.revision !== 'current') {
    // It has no parameters there: that it cannot be run is said instead.
    assert.match(cannotRun(saved) ?? '', /older revision/);
    return;
  }
  assert.deepEqual(neededBy(saved), ['least']);
  assert.equal(cannotRun(saved), null);
  const run = runOf(saved, { least: '4' });
  me.conversation.ask({ chatId: null, integrationId: null, model: null, ...run });
  await me.settled(1);
  assert.equal(me.answers().at(-1)?.status, 'done', me.answers().at(-1)?.error?.message);
  const [frame] = server.peer?.frames.filter(({ action }) => action === 'send_message') ?? [];
  if (frame) assert.deepEqual([frame.saved_query_id, frame.parameters], [saved.id, { least: '4' }]);
});

row(
  'saved query run',
  'a value that is missing all the same is an error of that question',
  { revisions: ['current'] },
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    const saved = await createLibraryClient(async () => server.url, me.tokens).createQuery(query);
    me.conversation.ask({ chatId: null, integrationId: null, model: null, ...runOf(saved, {}) });
    await me.settled(1);
    assert.equal(me.answers().at(-1)?.error?.code, 'MISSING_PARAMETER');
  },
);

row(
  'saved query run',
  'an older server gets the SQL beside the question, and no field it does not know',
  { against: ['scripted', 'embedded'], revisions: ['previous', 'first'] },
  async (t, server) => {
    const me = await (await person(t, server)).connected();
    const sql = 'SELECT count(*) FROM sales';
    const saved = await createLibraryClient(async () => server.url, me.tokens).createQuery({ ...query, sql });
    const run = runOf(saved, {});
    assert.equal(run.savedQuery, undefined);
    me.conversation.ask({ chatId: null, integrationId: null, model: null, ...run });
    await me.settled(1);
    assert.equal(me.answers().at(-1)?.status, 'done', me.answers().at(-1)?.error?.message);
    assert.match(me.texts()[0] ?? '', /SELECT count/);
  },
);

function file(folder: string, name: string, size: number) {
  const where = path.join(folder, name);
  writeFileSync(where, 'region,amount\nEast,1\n');
  truncateSync(where, size);
  return { name, path: where, size };
}

const still = { signal: new AbortController().signal, onProgress: () => undefined };

row('uploads', 'a file goes to its chat, which an older server makes where there is none', {}, async (t, server) => {
  const me = await person(t, server);
  const uploads = createUploadsClient(async () => server.url, me.tokens, me.clock);
  const sales = file(temporaryFolder(t), 'sales 2.csv', 21);
  const given = server.revision === 'current' ? await server.addChat('Files') : null;
  const done = await uploads.upload(given, [sales], still);
  if (given !== null) assert.equal(done.chatId, given);
  assert.deepEqual(
    done.uploads.map(({ filename, file_size }) => ({ filename, file_size })),
    [{ filename: 'sales 2.csv', file_size: 21 }],
  );
  assert.deepEqual(
    (await uploads.list(done.chatId)).map(({ id }) => id),
    done.uploads.map(({ id }) => id),
  );
});

row(
  'uploads',
  'an upload without a chat is refused where one is needed',
  { revisions: ['current'] },
  async (t, server) => {
    const me = await person(t, server);
    const uploads = createUploadsClient(async () => server.url, me.tokens, me.clock);
    const sales = file(temporaryFolder(t), 'sales.csv', 21);
    const refused = (error: unknown) => error instanceof SessionError && error.code === 'MISSING_CHAT_ID';
    await assert.rejects(uploads.upload(null, [sales], still), refused);
  },
);

row('uploads', 'what is larger than the server takes is refused with a sentence', {}, async (t, server) => {
  const me = await person(t, server);
  const uploads = createUploadsClient(async () => server.url, me.tokens, me.clock);
  const limit = (server.revision === 'current' ? 30 : 5) * 1024 * 1024;
  const large = file(temporaryFolder(t), `${randomUUID()}.csv`, limit + 1);
  const chatId = await server.addChat('Files');
  await assert.rejects(uploads.upload(chatId, [large], still), (error) => {
    assert.ok(error instanceof SessionError, String(error));
    assert.ok(['request', 'offline'].includes(error.kind), error.kind);
    assert.ok(error.message.length > 10);
    return true;
  });
  const fits = file(temporaryFolder(t), 'fits.csv', 21);
  assert.equal((await uploads.upload(chatId, [fits], still)).uploads.length, 1);
  const me2 = await me.connected();
  assert.equal((await me2.asked(countQuestion))?.status, 'done');
});

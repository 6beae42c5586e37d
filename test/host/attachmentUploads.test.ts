// The files of a question on their way to its chat: what is sent again and what is not, and what becomes of the question.
// Not here: which files there are (attachments.test.ts), how they are sent (test/session/uploadsClient.test.ts).
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { Message } from '../../src/chat/state.ts';
import { createAttachments } from '../../src/host/attachments.ts';
import { createUploader } from '../../src/host/attachmentUploads.ts';
import type { Uploader } from '../../src/host/delivery.ts';
import { SessionError } from '../../src/session/errors.ts';
import type { FileOnDisk } from '../../src/session/multipartBody.ts';
import { chatSetting, memento } from '../support/chatSetting.ts';
import { temporaryFolder } from '../support/testServer.ts';

/** `open` gives the attachments as they are after a reload. */
function folder(t: TestContext) {
  const place = temporaryFolder(t);
  const values = memento();
  const options = { folder: path.join(place, 'own'), memento: values, now: Date.now, log: { warn: assert.fail } };
  const limits = () => ({ onlyText: true, maxBytes: 1000 });
  function file(name: string, content = 'a,b\n1,2\n') {
    writeFileSync(path.join(place, name), content);
    return path.join(place, name);
  }
  return { open: () => createAttachments({ ...options, limits }), file };
}

describe('the uploads of a question', () => {
  const sent = { signal: new AbortController().signal, onProgress: () => undefined };
  function client() {
    const calls: { chatId: string | null; names: string[] }[] = [];
    return {
      calls,
      upload: async (chatId: string | null, files: readonly FileOnDisk[]) => {
        const names = files.map(({ name }) => name);
        calls.push({ chatId, names });
        const uploads = names.map((name) => ({ id: `${name}#${calls.length}`, filename: name }));
        return { chatId: chatId ?? 'made', uploads };
      },
    };
  }

  test('what is there is not sent again, after a reload either; a changed file and a new chat get theirs', async (t) => {
    const { open, file } = folder(t);
    const { files } = await open().pick([file('a.csv'), file('b.csv')]);
    const server = client();
    const uploader = () => createUploader({ attachments: open(), client: server, source: { kind: 'sample' } });
    assert.deepEqual(await uploader().upload('c', files, sent), { ids: ['a.csv#1', 'b.csv#1'], chatId: 'c' });
    assert.deepEqual(await uploader().upload('c', files, sent), { ids: ['a.csv#1', 'b.csv#1'], chatId: 'c' });
    file('b.csv', 'a,b\n3,4\n5,6\n');
    assert.deepEqual((await uploader().upload('c', files, sent)).ids, ['a.csv#1', 'b.csv#2']);
    assert.deepEqual((await uploader().upload('d', files, sent)).ids, ['a.csv#3', 'b.csv#3']);
    assert.deepEqual(
      server.calls.map(({ names }) => names),
      [['a.csv', 'b.csv'], ['b.csv'], ['a.csv', 'b.csv']],
    );
  });

  test('an older server makes the chat; the same id on another server is another place', async (t) => {
    const { open, file } = folder(t);
    const { files } = await open().pick([file('a.csv')]);
    const server = client();
    const make = (url: string) => ({ kind: 'trellis' as const, url, email: 'me@example.org' });
    const near = createUploader({ attachments: open(), client: server, source: make('https://near') });
    assert.deepEqual(await near.upload(null, files, sent), { ids: ['a.csv#1'], chatId: 'made' });
    assert.deepEqual(await near.upload('made', files, sent), { ids: ['a.csv#1'], chatId: 'made' });
    const far = createUploader({ attachments: open(), client: server, source: make('https://far') });
    assert.deepEqual((await far.upload('made', files, sent)).ids, ['a.csv#2']);
  });

  test('nothing is sent when one of the files is gone, which is named', async (t) => {
    const { open, file } = folder(t);
    const gone = file('gone.csv');
    const { files } = await open().pick([file('a.csv'), gone]);
    rmSync(gone);
    const server = client();
    const uploader = createUploader({ attachments: open(), client: server, source: { kind: 'sample' } });
    await assert.rejects(uploader.upload('c', files, sent), /gone\.csv is not where it was/);
    assert.deepEqual(server.calls, []);
  });
});

describe('a question with files', () => {
  const files = [{ id: 'f', name: 'a.csv', size: 8 }];
  const question = { chatId: null, question: 'How many?', context: [], integrationId: null, model: null, files };
  type Upload = Parameters<Uploader['upload']>;

  /** A chat whose uploads are settled by hand. */
  async function asked(before: (s: ReturnType<typeof chatSetting>) => void = () => undefined) {
    const uploads: { given: Upload; done: (chatId: string) => void; fail: (cause: SessionError) => void }[] = [];
    const upload = (...given: Upload) =>
      new Promise<{ ids: string[]; chatId: string }>((resolve, reject) => {
        uploads.push({ given, done: (chatId) => resolve({ ids: ['u1'], chatId }), fail: reject });
      });
    const setting = chatSetting(memento(), { kind: 'sample' }, { uploader: { upload } });
    await setting.connect();
    before(setting);
    setting.conversation.ask(question);
    await setting.clock.settle();
    const messages = () => Object.values(setting.store.state.chats)[0]?.messages ?? [];
    return { ...setting, uploads, messages };
  }
  const uploading = ([, answer]: readonly Message[]) => (answer?.role === 'assistant' ? answer.uploading : undefined);

  test('is sent when they are there, and says how far they are', async () => {
    const { uploads, messages, sent, clock } = await asked();
    assert.deepEqual([uploads[0]?.given[0], sent().length], ['c1', 0]);
    uploads[0]?.given[2].onProgress(0.45);
    assert.equal(uploading(messages()), 0.45);
    uploads[0]?.done('c1');
    await clock.settle();
    assert.equal(uploading(messages()), null);
    assert.deepEqual([sent()[0]?.chat_id, sent()[0]?.upload_ids], ['c1', ['u1']]);
  });

  test('is kept with them when the upload is stopped or fails, and sends them again', async () => {
    const { uploads, messages, memory, conversation, sent, clock } = await asked();
    conversation.stop('c1');
    assert.equal(uploads[0]?.given[2].signal.aborted, true);
    const [stopped] = messages();
    assert.ok(stopped?.role === 'user' && stopped.delivery === 'unsent');
    assert.deepEqual(stopped.files, [{ name: 'a.csv', size: 8 }]);
    assert.deepEqual(memory.pending()[stopped.id]?.files, files);
    uploads[0]?.fail(new SessionError('offline', 'The upload was stopped.'));
    await clock.settle();
    conversation.askAgain('c1', stopped.id);
    await clock.settle();
    uploads[1]?.fail(new SessionError('request', 'a.csv is a PDF'));
    await clock.settle();
    conversation.askAgain('c1', stopped.id);
    await clock.settle();
    assert.deepEqual(uploads[2]?.given[1], files);
    uploads[2]?.done('c1');
    await clock.settle();
    assert.deepEqual(
      sent().map(({ client_message_id, upload_ids }) => [client_message_id, upload_ids]),
      [[stopped.id, ['u1']]],
    );
  });

  test('goes to the chat that an older server made for its files', async () => {
    const { uploads, sent, clock, store } = await asked(({ creation }) => {
      creation.wait = Promise.reject(new SessionError('notFound', 'Not Found'));
    });
    assert.equal(uploads[0]?.given[0], null);
    uploads[0]?.done('made');
    await clock.settle();
    assert.equal(sent()[0]?.chat_id, 'made');
    assert.equal(store.state.openChatId, 'made');
  });
});

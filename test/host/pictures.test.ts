// One picture with a question: picked, dropped or pasted, made fit by the page, judged by what it is.
// Not here: making it fit (test/webview), how it goes to the server (assistantChat.test.ts).
import assert from 'node:assert/strict';
import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { ToWebview } from '../../src/bridge/messages.ts';
import type { Source } from '../../src/chat/state.ts';
import { limitsOf } from '../../src/host/attachmentLimits.ts';
import { createAttachments } from '../../src/host/attachments.ts';
import { createChatStore } from '../../src/host/chatStore.ts';
import { createMemory } from '../../src/host/memory.ts';
import { pictureOf } from '../../src/host/pictures.ts';
import { memento } from '../support/chatSetting.ts';
import { temporaryFolder } from '../support/testServer.ts';
import { installFakeVscode, person } from './library/fakeVscode.ts';

installFakeVscode();
const { createAttachmentsPanel } = await import('../../src/host/attachmentsPanel.ts');

const mebibyte = 1024 * 1024;
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]);
const source: Source = { kind: 'assistant', url: 'http://localhost:8010', user: null };
const ids = ['6f1c9bd2-5d4e-4a59-9d7a-0d3c5a3a1b11', '6f1c9bd2-5d4e-4a59-9d7a-0d3c5a3a1b12'] as const;

function setting(t: TestContext) {
  const folder = temporaryFolder(t);
  const values = memento();
  const [store, memory] = [createChatStore(), createMemory(values)];
  store.dispatch({ type: 'sourceChanged', source });
  memory.setSource(source);
  const attachments = createAttachments({
    ...{ folder: path.join(folder, 'attachments'), memento: values, now: Date.now },
    limits: () => limitsOf(store.state.source, 30 * mebibyte),
    log: { warn: (text) => assert.fail(text) },
  });
  const heard: ((message: ToWebview) => void)[] = [];
  const said: ToWebview[] = [];
  const panel = createAttachmentsPanel({
    ...{ attachments, store, memory, sources: { connection: null }, isListening: () => true },
    log: { info: () => undefined, warn: assert.fail, error: assert.fail, show: () => undefined } as never,
    post(message) {
      said.push(message);
      for (const hear of heard) hear(message);
    },
  });
  t.after(() => panel.dispose());
  function file(name: string, content: Buffer | string) {
    const place = path.join(folder, name);
    writeFileSync(place, content);
    return place;
  }
  const message = (kind: ToWebview['kind']) =>
    new Promise<ToWebview>((resolve) => heard.push((each) => each.kind === kind && resolve(each)));
  const notice = () =>
    new Promise<string>((resolve) => store.onChange(({ after }) => after.notice && resolve(after.notice.text)));
  async function paste(id: string, name: string, bytes: Buffer) {
    const through = message('attached');
    panel.take({ kind: 'fileBegin', chatId: null, id, name, size: bytes.length, isFolder: false });
    panel.take({ kind: 'fileBytes', id, bytes: new Uint8Array(bytes) });
    panel.take({ kind: 'fileEnd', id, whole: true });
    await through;
    await new Promise(setImmediate);
  }
  const chips = () => (memory.ui(null).files ?? []).map(({ name }) => name);
  return { attachments, store, memory, panel, said, file, message, notice, paste, chips };
}

test('a picked picture goes to the page to be made fit', async (t) => {
  const { panel, file, message } = setting(t);
  const place = file('chart.png', png);
  person.picks = async () => [{ scheme: 'file', fsPath: place }];
  const given = message('pickedImage');
  panel.take({ kind: 'attachFiles', chatId: null });
  assert.deepEqual(await given, {
    ...{ kind: 'pickedImage', chatId: null, name: 'chart.png', mime: 'image/png', bytes: new Uint8Array(png) },
  });
});

test('of dropped addresses the first goes, and that is said', async (t) => {
  const { panel, file, message, notice } = setting(t);
  const uris = [file('a.png', png), file('b.png', png)].map((place) => pathToFileURL(place).href).join('\n');
  const [given, said] = [message('pickedImage'), notice()];
  panel.take({ kind: 'attachUris', chatId: null, uris });
  const picked = await given;
  assert.equal(picked.kind === 'pickedImage' && picked.name, 'a.png');
  assert.match(await said, /the first was taken/);
});

test('what is no picture, whatever its name, and what is too large to read, is refused with a way that works', async (t) => {
  const { panel, file, notice } = setting(t);
  const large = file('large.png', png);
  truncateSync(large, 21 * mebibyte);
  for (const [place, text] of [
    [file('table.png', 'a,b\n1,2\n'), /table\.png is no picture.*"Open Data\.\.\."/],
    [large, /large\.png is too large: it has 21 MB, and at most 20 MB/],
  ] as const) {
    person.picks = async () => [{ scheme: 'file', fsPath: place }];
    const said = notice();
    panel.take({ kind: 'attachFiles', chatId: null });
    assert.match(await said, text);
  }
});

test('posted bytes are judged by what they are; a second picture takes the place of the first', async (t) => {
  const { attachments, store, memory, paste, chips } = setting(t);
  await paste(ids[0], 'fake.png', Buffer.from('<svg/> and more'));
  assert.match(store.state.notice?.text ?? '', /fake\.png is no picture/);
  assert.deepEqual(chips(), []);
  await paste(ids[0], 'one.png', png);
  await paste(ids[1], 'two.png', png);
  assert.deepEqual(chips(), ['two.png']);
  assert.match(store.state.notice?.text ?? '', /takes the place of one\.png/);
  const [kept] = memory.ui(null).files ?? [];
  assert.ok(kept);
  const image = await pictureOf(await attachments.find(kept));
  assert.deepEqual(image, { mime: 'image/png', base64: png.toString('base64') });
});

test('more than 5 MB does not go with a question', async (t) => {
  const { store, panel } = setting(t);
  panel.take({ kind: 'fileBegin', chatId: null, id: ids[0], name: 'a.png', size: 6 * mebibyte, isFolder: false });
  const said = new Promise<void>((resolve) => void store.onChange(() => resolve()));
  panel.take({ kind: 'fileEnd', id: ids[0], whole: true });
  await said;
  assert.match(store.state.notice?.text ?? '', /at most 5 MB/);
});

test('a picture that was kept and is another file now is refused by name', async (t) => {
  const { file } = setting(t);
  const place = file('was.png', 'no picture any more');
  await assert.rejects(pictureOf({ name: 'was.png', path: place }), /was\.png is no picture.*Remove it/);
  await assert.rejects(pictureOf({ name: 'was.png', path: `${place}.gone` }), /was\.png cannot be read/);
});

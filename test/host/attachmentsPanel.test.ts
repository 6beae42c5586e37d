// Files on their way while chats change under them, a page that asks for a new snapshot, and addresses opened as they are.
// Not here: keeping files (attachments.test.ts), the page (test/webview/view/attach.test.ts).
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type * as vscode from 'vscode';
import { Emitter } from '../../src/base/emitter.ts';
import type { FromWebview, ToWebview } from '../../src/bridge/messages.ts';
import { createAttachments } from '../../src/host/attachments.ts';
import { createChatStore } from '../../src/host/chatStore.ts';
import type { Connection } from '../../src/host/connection.ts';
import { createMemory } from '../../src/host/memory.ts';
import type { Sources } from '../../src/host/sources.ts';
import { memento } from '../support/chatSetting.ts';
import { temporaryFolder } from '../support/testServer.ts';
import { installFakeVscode, person, script } from './library/fakeVscode.ts';

installFakeVscode();
const { createChatView } = await import('../../src/host/chatView.ts');

const id = '6f1c9bd2-5d4e-4a59-9d7a-0d3c5a3a1b11';
const content = new TextEncoder().encode('a,b\n1,2\n');

/** A chat view with a page that is shown and has said `ready`. */
function setting(t: TestContext, link = '') {
  const folder = temporaryFolder(t);
  const values = memento();
  const memory = createMemory(values);
  const store = createChatStore();
  const attachments = createAttachments({
    ...{ folder: path.join(folder, 'attachments'), memento: values, now: Date.now },
    limits: () => ({ maxBytes: 1_000_000, onlyText: true }),
    log: { warn: (text) => assert.fail(text) },
  });
  const connection = { uploads: { link: async () => link } } as unknown as Connection;
  const sources = { conversation: null, connection, restore: () => undefined } as unknown as Sources;
  const log = { info: () => undefined, warn: assert.fail, error: assert.fail, show: () => undefined };
  const view = createChatView({
    ...{ store, sources, memory, attachments, results: { take: () => false }, extensionUri: {} as vscode.Uri },
    log: log as unknown as Parameters<typeof createChatView>[0]['log'],
  });
  t.after(() => view.dispose());
  const [intents, visibility, end] = [new Emitter<FromWebview>(), new Emitter<void>(), new Emitter<void>()];
  const said: ToWebview[] = [];
  const heard = new Emitter<ToWebview>();
  const resolved = {
    visible: true,
    webview: {
      ...{ options: {}, html: '', cspSource: '', asWebviewUri: (uri: unknown) => uri },
      onDidReceiveMessage: intents.event,
      postMessage(message: ToWebview) {
        said.push(message);
        heard.fire(message);
      },
    },
    ...{ onDidChangeVisibility: visibility.event, onDidDispose: end.event, show: () => undefined },
  };
  view.resolveWebviewView(
    resolved as unknown as vscode.WebviewView,
    {} as vscode.WebviewViewResolveContext,
    {} as vscode.CancellationToken,
  );
  const tell = (...given: FromWebview[]) => given.forEach(intents.fire, intents);
  tell({ kind: 'ready' });
  const begin = (chatId: string | null) =>
    tell({ kind: 'fileBegin', chatId, id, name: 'a.csv', size: content.length, isFolder: false });
  /** Until the page is told that its file is through, and what comes with it. */
  async function finish() {
    const through = new Promise<void>((resolve) =>
      heard.event((message) => message.kind === 'attached' && message.settled.includes(id) && resolve()),
    );
    tell({ kind: 'fileBytes', id, bytes: content }, { kind: 'fileEnd', id, whole: true });
    await through;
  }
  const attached = () => said.flatMap((message) => (message.kind === 'attached' ? message.files : []));
  const chipsOf = (chatId: string | null) => (memory.ui(chatId).files ?? []).map(({ name }) => name);
  const open = (chatId: string | null) => store.dispatch({ type: 'chatOpened', chatId, title: '' });
  return { folder, store, memory, said, tell, begin, finish, attached, chipsOf, open, resolved, visibility };
}

test('a page that asks for a new snapshot goes on sending its files', async (t) => {
  const { store, tell, begin, finish, attached } = setting(t);
  begin(null);
  tell({ kind: 'ready' });
  await finish();
  assert.equal(attached().length, 1);
  assert.equal(store.state.notice, null);
});

test('a page that was hidden and is new has nothing on its way', async (t) => {
  const { store, tell, begin, finish, attached, resolved, visibility } = setting(t);
  begin(null);
  resolved.visible = false;
  visibility.fire();
  tell({ kind: 'ready' });
  await finish();
  assert.deepEqual(attached(), []);
  assert.match(store.state.notice?.text ?? '', /Try again/);
});

test('a file waits in the chat it was attached in, when another was opened meanwhile', async (t) => {
  const { begin, finish, attached, chipsOf, open } = setting(t);
  open('a');
  begin('a');
  open('b');
  await finish();
  assert.deepEqual([attached(), chipsOf('a'), chipsOf('b')], [[], ['a.csv'], []]);
});

test('so does one of a new chat, and one that is picked', async (t) => {
  const { folder, tell, begin, finish, attached, chipsOf, open } = setting(t);
  begin(null);
  open('b');
  await finish();
  assert.deepEqual([attached(), chipsOf(null), chipsOf('b')], [[], ['a.csv'], []]);
  const place = path.join(folder, 'picked.csv');
  writeFileSync(place, 'a\n1');
  const { promise, resolve } = Promise.withResolvers<{ scheme: string; fsPath: string }[]>();
  const whenPicked = Promise.withResolvers<void>();
  person.picks = () => promise;
  tell({ kind: 'attachFiles', chatId: 'b' });
  open('c');
  resolve([{ scheme: 'file', fsPath: place }]);
  setImmediate(function look() {
    if (chipsOf('b').length > 0) whenPicked.resolve();
    else setImmediate(look);
  });
  await whenPicked.promise;
  assert.deepEqual([attached(), chipsOf('b'), chipsOf('c')], [[], ['picked.csv'], []]);
});

test('a new chat that gets its id keeps what was on its way to it', async (t) => {
  const { store, said, begin, finish, chipsOf, open } = setting(t);
  begin(null);
  open('local:1');
  store.dispatch({ type: 'chatCreated', localId: 'local:1', chatId: 'real', title: 'T', at: 0 });
  await finish();
  assert.deepEqual(chipsOf('real'), ['a.csv']);
  const kinds = said.map(({ kind }) => kind);
  const last = said.findLast((message) => message.kind === 'attached');
  assert.equal(last?.chatId, 'real');
  assert.equal(last?.files.length, 1);
  assert.ok(kinds.indexOf('actions') < kinds.indexOf('attached'), 'the page knows the chat before its files come');
});

test('links are opened character for character', async (t) => {
  const link = 'https://files.example/a?name=a%2Bb%26c&X-Amz-Signature=q%2Fw%3D#%25';
  script();
  const { tell } = setting(t, link);
  tell({ kind: 'openLink', href: link }, { kind: 'openLink', href: 'command:workbench.action.quit' });
  assert.deepEqual(person.opened, [link]);
  tell({ kind: 'openUpload', chatId: 'c', uploadId: 'u' });
  await new Promise(setImmediate);
  assert.deepEqual(person.opened, [link, link]);
});

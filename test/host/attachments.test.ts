// Files that go with a question, without VS Code: what is taken, where it is kept, for how long.
// Not here: sending them (attachmentUploads.test.ts, test/session/uploadsClient.test.ts), the panel (test/webview), the dialog (test/vscode/attachments.test.ts).
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { decodeFromWebview } from '../../src/bridge/messages.ts';
import type { AttachedFile } from '../../src/chat/state.ts';
import { pathsOfUriList, refusalOfFile } from '../../src/host/attachmentLimits.ts';
import { type Attachments, createAttachments } from '../../src/host/attachments.ts';
import { createMemory } from '../../src/host/memory.ts';
import { SessionError } from '../../src/session/errors.ts';
import { memento } from '../support/chatSetting.ts';
import { temporaryFolder } from '../support/testServer.ts';

const mebibyte = 1024 * 1024;
const day = 24 * 60 * 60_000;

function setting(t: TestContext) {
  const folder = temporaryFolder(t);
  const values = memento();
  const own = path.join(folder, 'attachments');
  const state = { now: Date.now(), onlyText: true, maxBytes: 30 * mebibyte };
  const warnings: string[] = [];
  const open = () =>
    createAttachments({
      folder: own,
      memento: values,
      limits: () => state,
      now: () => state.now,
      log: { warn: (text) => warnings.push(text) },
    });
  function file(name: string, content = 'a,b\n1,2\n') {
    const place = path.join(folder, name);
    writeFileSync(place, content);
    return place;
  }
  return { folder, own, values, memory: createMemory(values), state, warnings, open, file };
}

async function receive(attachments: Attachments, name: string, content: string, given: { size?: number } = {}) {
  const bytes = Buffer.from(content);
  attachments.begin({ id: 'p', name, size: given.size ?? bytes.length, isFolder: false });
  for (let at = 0; at < bytes.length; at += 3) attachments.take('p', bytes.subarray(at, at + 3));
  return attachments.end('p', true);
}

const one = ([file]: readonly AttachedFile[]): AttachedFile => file ?? assert.fail('nothing was attached');

describe('what may be attached', () => {
  const limits = { maxBytes: 30 * mebibyte, onlyText: true };
  const file = { name: 'sales.csv', size: 10, isFolder: false };

  test('a CSV file, any whose content may be text, a workbook and a PDF', () => {
    for (const name of [
      'a.xlsx',
      'A.XLSX',
      'a.xlsm',
      'report.pdf',
      'sales.csv',
      'sales.CSV',
      'notes',
      'data.txt',
      'data.json',
      'a.tsv',
    ])
      assert.equal(refusalOfFile({ ...file, name }, limits), null);
  });

  test('folders, empty files, large ones and what is never text are refused with what to do instead', () => {
    assert.match(refusalOfFile({ ...file, isFolder: true }, limits) ?? '', /sales\.csv is a folder: attach the files/);
    assert.match(refusalOfFile({ ...file, size: 0 }, limits) ?? '', /empty/);
    const large = refusalOfFile({ ...file, size: 31 * mebibyte }, limits) ?? '';
    assert.match(large, /31 MB, and at most 30 MB .*trellis\.maxUploadMb/);
    for (const name of ['a.xls', 'a.docx', 'a.zip', 'a.csv.gz'])
      assert.match(refusalOfFile({ ...file, name }, limits) ?? '', /only CSV, Excel \(\.xlsx\), PDF and pictures can/);
    assert.match(refusalOfFile({ ...file, name: 'a.parquet' }, limits) ?? '', /Open Data/);
  });

  test('what a hosted server may know is left to it', () => {
    assert.equal(refusalOfFile({ ...file, name: 'report.pdf' }, { ...limits, onlyText: false }), null);
  });
});

describe('addresses of files', () => {
  test('file addresses become paths, once each; comments and ends of lines of any kind are no matter', () => {
    const list = `# dropped\r\n${pathToFileURL('/data/a b.csv').href}\r\nfile:///data/%C3%BC.csv\n\nfile:///data/a%20b.csv`;
    assert.deepEqual(pathsOfUriList(list, false), { paths: ['/data/a b.csv', '/data/ü.csv'], others: [] });
  });

  test('anything else is none: other schemes, other machines, broken text', () => {
    const list = ['https://a.b/c.csv', 'vscode-remote://ssh/x.csv', 'file://server/share.csv', 'untitled:x', '%%%'];
    const { paths, others } = pathsOfUriList(list.join('\n'), false);
    assert.deepEqual([paths, others.length], [[], list.length]);
  });

  test('on the remote machine its own addresses are files', () => {
    const { paths } = pathsOfUriList('vscode-remote://ssh-remote%2Bbox/home/me/a%20b.csv', true);
    assert.deepEqual(paths, ['/home/me/a b.csv']);
  });
});

describe('attachments', () => {
  test('picked files stay where they are; each that cannot be attached is named', async (t) => {
    const { folder, own, open, file } = setting(t);
    mkdirSync(path.join(folder, 'sub'));
    const paths = [file('a.csv'), path.join(folder, 'sub'), path.join(folder, 'gone.csv'), file('empty.csv', '')];
    const { files, problems } = await open().pick(paths);
    assert.deepEqual(
      files.map(({ name, size }) => [name, size]),
      [['a.csv', 8]],
    );
    assert.equal(problems.length, 3);
    assert.match(problems.join('|'), /sub is a folder.*gone\.csv cannot be read.*empty\.csv is empty/);
    assert.ok(!existsSync(own));
  });

  test('posted bytes are kept for their owner alone, under a name of ours', async (t) => {
    const { own, open } = setting(t);
    const { files, problems } = await receive(open(), '../../ev/il.csv', 'a,b\n1,2\n');
    assert.deepEqual(problems, []);
    assert.equal(one(files).name, 'il.csv');
    const [kept = ''] = readdirSync(own);
    assert.match(kept, /^[0-9a-f-]{36}$/);
    assert.equal(readFileSync(path.join(own, kept), 'utf8'), 'a,b\n1,2\n');
    assert.equal(statSync(path.join(own, kept)).mode & 0o777, 0o600);
    assert.equal(statSync(own).mode & 0o777, 0o700);
  });

  test('more or fewer bytes than were said, too many, and a folder are no file', async (t) => {
    const { own, open } = setting(t);
    const attachments = open();
    assert.match((await receive(attachments, 'a.csv', 'abcdef', { size: 3 })).problems[0] ?? '', /changed/);
    assert.match((await receive(attachments, 'a.csv', 'abcdef', { size: 9 })).problems[0] ?? '', /could not be read/);
    const large = { size: 31 * mebibyte };
    assert.match((await receive(attachments, 'a.csv', 'abc', large)).problems[0] ?? '', /too large/);
    attachments.begin({ id: 'f', name: 'folder', size: 4096, isFolder: true });
    assert.match((await attachments.end('f', false)).problems[0] ?? '', /is a folder/);
    attachments.begin({ id: 'g', name: 'a.csv', size: 3, isFolder: false });
    attachments.restart();
    assert.match((await attachments.end('g', true)).problems[0] ?? '', /Try again/);
    assert.ok(!existsSync(own));
  });

  test('an attached file is found after a reload; one that is gone, emptied or grown too large is named', async (t) => {
    const { state, open, file } = setting(t);
    const place = file('a.csv');
    const attached = one((await open().pick([place])).files);
    assert.equal((await open().find(attached)).path, place);
    const fails = (text: RegExp) =>
      assert.rejects(open().find(attached), (error) => error instanceof SessionError && text.test(error.message));
    truncateSync(place);
    await fails(/a\.csv is empty/);
    state.maxBytes = 4;
    writeFileSync(place, 'grown');
    await fails(/too large/);
    rmSync(place);
    await fails(/a\.csv is not where it was/);
    await assert.rejects(open().find({ ...attached, id: 'unknown' }), /a\.csv is not kept any more/);
  });

  test('a file attached twice is one; one that goes with a question already is another', async (t) => {
    const { memory, open, file } = setting(t);
    const place = file('a.csv');
    const first = one((await open().pick([place])).files);
    assert.equal(one((await open().pick([place])).files).id, first.id);
    memory.setPending('q', { chatId: 'c', content: 'Why?', files: [first] });
    assert.notEqual(one((await open().pick([place])).files).id, first.id);
  });

  test('after a week, copies that nothing uses are removed; chips and questions keep theirs', async (t) => {
    const { own, memory, state, warnings, open } = setting(t);
    await open().clean();
    const chip = one((await receive(open(), 'chip.csv', 'a\n1')).files);
    const pending = one((await receive(open(), 'pending.csv', 'a\n1')).files);
    const unused = one((await receive(open(), 'unused.csv', 'a\n1')).files);
    memory.setUi('c', { draft: '', context: [], files: [chip], scrollTop: null });
    memory.setPending('q', { chatId: 'c', content: 'Why?', files: [pending] });
    const old = new Date(state.now - 8 * day);
    for (const name of readdirSync(own)) utimesSync(path.join(own, name), old, old);
    state.now += 1;
    await open().clean();
    assert.equal(readdirSync(own).length, 2);
    state.now += 8 * day;
    await open().clean();
    await open().find(chip);
    await open().find(pending);
    await assert.rejects(open().find(unused));
    assert.deepEqual(warnings, []);
  });
});

test('bytes come over the bridge as bytes, in pieces of a bounded size', () => {
  const id = '6f1c9bd2-5d4e-4a59-9d7a-0d3c5a3a1b11';
  const kindOf = (bytes: unknown) => decodeFromWebview({ kind: 'fileBytes', id, bytes }).kind;
  assert.equal(kindOf(new Uint8Array(mebibyte)), 'valid');
  assert.equal(kindOf(new Uint8Array(mebibyte + 1)), 'malformed');
  assert.equal(kindOf({ 0: 1 }), 'malformed');
  assert.equal(kindOf('text'), 'malformed');
});

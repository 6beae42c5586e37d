// Uploads as clients send them: what arrives is what was sent, and each refusal says what to do and leaves nothing.
// Not here: bodies made to harm (hostile.test.ts), kinds of content one by one (contentCheck.test.ts).
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { ApiError } from '../../../src/server/apiError.ts';
import { type ReceiveLimits, receiveUploads } from '../../../src/server/uploads/receive.ts';

const limits: ReceiveLimits = { maxFiles: 5, maxFileBytes: 30 * 1024 * 1024 };
const csv = 'a,b\r\n1,2\r\n';

function folder(t: TestContext): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'receive-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function formRequest(parts: (readonly [string, string | File])[], headers: Record<string, string> = {}): Request {
  const form = new FormData();
  for (const [name, value] of parts) form.append(name, value);
  return new Request('http://127.0.0.1/', { method: 'POST', body: form, headers });
}

function rawRequest(body: string | Buffer, type = 'multipart/form-data; boundary=b', size?: number) {
  const bytes = Buffer.from(body);
  const step = size ?? (bytes.length || 1);
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += step) controller.enqueue(bytes.subarray(at, at + step));
      controller.close();
    },
  });
  return { headers: new Headers({ 'content-type': type }), body: stream };
}

const filePart = (filename: string, content = csv, name = 'files') =>
  `--b\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\n\r\n${content}\r\n`;

async function refusal(request: Parameters<typeof receiveUploads>[0], directory: string, most = limits) {
  const error = await receiveUploads(request, directory, most).then(
    () => assert.fail('It was received.'),
    (cause: unknown) => cause,
  );
  if (!(error instanceof ApiError)) throw error;
  assert.deepEqual(readdirSync(directory), [], 'nothing is left');
  return error;
}

test('files and fields arrive as they were sent, in a folder that is the owner’s alone', async (t) => {
  const directory = path.join(folder(t), 'not', 'there', 'yet');
  const request = formRequest([
    ['chat_id', 'chat_1'],
    ['files', new File([csv], 'sales.csv', { type: 'text/csv' })],
    ['files[]', new File(['x\n'.repeat(200_000)], 'Größe "groß" 城市 😀.csv', { type: 'application/pdf' })],
    ['file', new File([Buffer.from('\ufeffä,b\n', 'utf16le')], 'sixteen.csv')],
    ['note', 'ü'],
  ]);
  const received = await receiveUploads(request, directory, limits);
  assert.deepEqual(Object.fromEntries(received.fields), { chat_id: 'chat_1', note: 'ü' });
  const [sales, large, sixteen] = received.files;
  assert.ok(sales && large && sixteen && received.files.length === 3);
  assert.equal(readFileSync(sales.path, 'utf8'), csv);
  assert.equal(readFileSync(large.path, 'utf8'), 'x\n'.repeat(200_000));
  const { path: where, ...shown } = large;
  const filename = 'Größe "groß" 城市 😀.csv';
  assert.deepEqual(shown, { filename, size: 400_000, mimeType: 'text/csv', uploadType: 'document' });
  assert.equal(statSync(path.dirname(where)).mode & 0o777, 0o700);
  assert.equal(statSync(where).mode & 0o777, 0o600);
  assert.equal(path.dirname(path.dirname(where)), directory);
  await received.discard();
  await received.discard();
  assert.deepEqual(readdirSync(directory), []);
});

test('one body in pieces of every size gives the same files', async (t) => {
  const directory = folder(t);
  // Lines that begin as the boundary does, and a part that ends where the boundary's line end begins.
  const content = 'x,y\r\n--\r\n--a,1\r\n-\r\r\n--\n\r\n\r\n';
  const body = `before\r\n${filePart('one.csv', content)}--b\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\nc\r\n${filePart('two.csv', '1')}--b--\r\nafter`;
  for (let size = 1; size <= body.length; size++) {
    const { files, fields, discard } = await receiveUploads(rawRequest(body, undefined, size), directory, limits);
    assert.deepEqual(
      files.map((file) => [file.filename, file.size, readFileSync(file.path, 'utf8')]),
      [
        ['one.csv', content.length, content],
        ['two.csv', 1, '1'],
      ],
      `pieces of ${size}`,
    );
    assert.deepEqual([...fields], [['chat_id', 'c']]);
    await discard();
  }
});

test('two requests at once do not meet', async (t) => {
  const directory = folder(t);
  const send = (text: string) =>
    receiveUploads(formRequest([['files', new File([text], 'same.csv')]]), directory, limits);
  const [first, second] = await Promise.all([send('first'), send('second')]);
  assert.deepEqual(
    [first, second].map(({ files }) => readFileSync(files[0]?.path ?? '', 'utf8')),
    ['first', 'second'],
  );
  await first.discard();
  assert.equal(readFileSync(second.files[0]?.path ?? '', 'utf8'), 'second');
});

test('a name is shown without folders and tricks, and is no part of the path', async (t) => {
  const directory = folder(t);
  for (const [given, shown] of [
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['C:\\x\\y.csv', 'y.csv'],
    ['C:\\\\x\\\\y.csv', 'y.csv'],
    ['say \\"hi\\".csv', 'say "hi".csv'],
    ['a\0b.csv\0.png', 'ab.csv.png'],
    ['a\u001b[31m.csv', 'a[31m.csv'],
    ['evil\u202evsc.exe', 'evilvsc.exe'],
    ['\ufeffa\u200b\u2066.csv', 'a.csv'],
    ['Zoe\u0308.csv', 'Zoë.csv'],
    ['', 'upload.csv'],
    ['..', 'upload.csv'],
    ['folder/', 'upload.csv'],
    ['\u202e', 'upload.csv'],
    [`${'x'.repeat(10_000)}.csv`, `${'x'.repeat(195)}….csv`],
    ['😀'.repeat(3_000), `${'😀'.repeat(99)}…`],
  ] as const) {
    const { files, discard } = await receiveUploads(rawRequest(`${filePart(given)}--b--`), directory, limits);
    assert.equal(files[0]?.filename, shown);
    assert.match(path.relative(directory, files[0]?.path ?? ''), /^in-\w{6}\/[0-9a-f-]{36}$/);
    await discard();
  }
});

test('a name comes from filename* first, in UTF-8 or Latin-1', async (t) => {
  const directory = folder(t);
  for (const [params, shown] of [
    [`filename="plain.csv"; filename*=UTF-8''%E5%9F%8E%20%F0%9F%98%80.csv`, '城 😀.csv'],
    [`filename*=iso-8859-1'de'Z%FCrich.csv; filename="x.csv"`, 'Zürich.csv'],
    [`filename*=UTF-8''..%2F..%2Fetc%2Fpasswd`, 'passwd'],
    ['filename=bare.csv', 'bare.csv'],
  ] as const) {
    const body = `--b\r\nContent-Disposition: form-data; name=files; ${params}\r\n\r\n${csv}\r\n--b--`;
    const { files, discard } = await receiveUploads(rawRequest(body), directory, limits);
    assert.equal(files[0]?.filename, shown);
    await discard();
  }
  const latin1 = Buffer.from(`${filePart('Z\xfcrich.csv')}--b--`, 'latin1');
  assert.equal((await receiveUploads(rawRequest(latin1), directory, limits)).files[0]?.filename, 'Zürich.csv');
});

test('each refusal has its code, names the file, and leaves nothing', async (t) => {
  const directory = folder(t);
  const file = (name: string, content: string | Buffer = csv) => new File([content], name);
  const good = ['files', file('good.csv')] as const;
  const cases: [string, RegExp, Parameters<typeof receiveUploads>[0]][] = [
    ['INVALID_REQUEST', /as multipart\/form-data/, rawRequest('{}', 'application/json')],
    [
      'INVALID_REQUEST',
      /as multipart\/form-data/,
      rawRequest(`${filePart('x.csv')}--b--`, 'multipart/mixed; boundary=b'),
    ],
    ['INVALID_REQUEST', /as multipart\/form-data/, { headers: new Headers(), body: null }],
    ['INVALID_REQUEST', /no boundary/, rawRequest('', 'multipart/form-data')],
    ['INVALID_REQUEST', /no boundary/, rawRequest('', `multipart/form-data; boundary=${'b'.repeat(71)}`)],
    ['INVALID_REQUEST', /no body/, { ...rawRequest(''), body: null }],
    ['INVALID_REQUEST', /ends before/, rawRequest('')],
    ['INVALID_REQUEST', /no file/, rawRequest('--b--\r\n')],
    ['INVALID_REQUEST', /no file/, formRequest([['chat_id', 'c']])],
    ['INVALID_REQUEST', /`files` has no file; with curl/, formRequest([['files', 'sales.csv']])],
    ['INVALID_REQUEST', /empty\.csv is empty/, formRequest([good, ['files', file('empty.csv', '')]])],
    ['INVALID_REQUEST', /At most 5.*f5\.csv/, formRequest([0, 1, 2, 3, 4, 5].map((i) => ['files', file(`f${i}.csv`)]))],
    ['INVALID_REQUEST', /x\.csv in a part named `files`, not `data`/, formRequest([good, ['data', file('x.csv')]])],
    ['INVALID_REQUEST', /`note` is longer than 1,000/, formRequest([good, ['note', 'n'.repeat(1_001)]])],
    ['INVALID_REQUEST', /`note` is longer than 1,000/, formRequest([['note', 'n'.repeat(10_000_000)]])],
    [
      'INVALID_REQUEST',
      /more than 10 fields/,
      formRequest([good, ...Array.from('abcdefghijk', (f) => [f, '1'] as const)]),
    ],
    ['INVALID_REQUEST', /`a` is there twice/, formRequest([good, ['a', '1'], ['a', '2']])],
    [
      'UNSUPPORTED_MEDIA_TYPE',
      /^x\.csv is a gzip archive; CSV, Excel \(\.xlsx\) and PDF files and pictures can be uploaded/,
      formRequest([good, ['files', file('x.csv', Buffer.from([0x1f, 0x8b, 8, 0]))]]),
    ],
    ['UNSUPPORTED_MEDIA_TYPE', /zero bytes/, formRequest([['files', file('x.csv', `${csv.repeat(10_000)}\0`)]])],
  ];
  for (const [code, sentence, request] of cases) {
    const error = await refusal(request, directory);
    assert.equal(error.code, code, error.message);
    assert.match(error.message, sentence);
  }
});

test('ten fields of a thousand characters each are taken', async (t) => {
  const parts = Array.from('abcdefghij', (name) => [name, '城'.repeat(1_000)] as const);
  const request = formRequest([...parts, ['files', new File([csv], 'x.csv')]]);
  assert.equal((await receiveUploads(request, folder(t), limits)).fields.get('j')?.length, 1_000);
});

test('a file of exactly the limit is taken, one byte more is not', async (t) => {
  const directory = folder(t);
  const most = { maxFiles: 2, maxFileBytes: 1_000 };
  const send = (size: number) => formRequest([['files', new File(['x'.repeat(size)], 'big.csv')]]);
  const { files, discard } = await receiveUploads(send(1_000), directory, most);
  assert.equal(files[0]?.size, 1_000);
  await discard();
  const error = await refusal(send(1_001), directory, most);
  assert.equal(error.status, 413);
  assert.match(error.message, /^big\.csv is larger than 1,000 bytes; /);
});

test('a failing disk is told as it is, and nothing is left', async (t) => {
  const directory = folder(t);
  const notAFolder = path.join(directory, 'file');
  (await import('node:fs')).writeFileSync(notAFolder, '');
  const request = formRequest([['files', new File([csv], 'x.csv')]]);
  await assert.rejects(receiveUploads(request, notAFolder, limits), { code: 'EEXIST' });
});

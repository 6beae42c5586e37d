// PDFs read in a process of their own: their pages, and what is refused within time and memory, with its place.
// Not here: uploading them and asking (uploads/documentsInChats.test.ts).
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { checkStreams } from '../../../src/server/engine/pdfStreams.ts';
import { createDocumentReader } from '../../../src/server/uploads/documentReader.ts';
import { documentScript } from '../../support/testServer.ts';
import { pdf, pdfBomb, pdfBombInside } from '../uploads/madeFiles.ts';

async function readBy(
  t: TestContext,
  content: Buffer | string,
  options: { timeoutMs?: number; maxMemory?: number } = {},
) {
  const folder = await mkdtemp(path.join(tmpdir(), 'trellis-pdf-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'x.pdf');
  await writeFile(file, content);
  const started = performance.now();
  const parts = path.join(folder, 'parts');
  const answer = await createDocumentReader({ script: () => documentScript, ...options }).read({
    kind: 'pdf',
    file,
    folder: parts,
  });
  const pages =
    answer.type === 'read'
      ? (JSON.parse(await readFile(path.join(parts, 'pages.json'), 'utf8')).pages as string[])
      : [];
  if (answer.type !== 'read') assert.deepEqual(await readdir(folder), ['x.pdf']);
  return { answer, pages, ms: performance.now() - started };
}

describe('a PDF', () => {
  test('of 500 pages is read page by page, in 20 seconds and 400 MB', async (t) => {
    const line = 'revenue customer region the of contract delivered quarterly margin report table invoice';
    const made = pdf(
      Array.from({ length: 500 }, (_, at) => [
        `The secret word of page ${at + 1} is zebra${at * 7}.`,
        ...Array.from({ length: 50 }, () => line),
      ]),
    );
    const { answer, pages, ms } = await readBy(t, made);
    assert.equal(answer.type, 'read', JSON.stringify(answer));
    assert.equal(pages.length, 500);
    assert.match(pages[249] ?? '', /The secret word of page 250 is zebra1743\./);
    assert.ok(answer.type === 'read' && answer.peakMemory < 400_000_000, JSON.stringify(answer));
    assert.ok(ms < 20_000, String(ms));
    t.diagnostic(
      `${Math.round(ms)} ms, ${Math.round((answer.type === 'read' ? answer.peakMemory : 0) / 1e6)} MB at most`,
    );
  });

  test('keeps letters beyond ASCII, brackets, and pages without text', async (t) => {
    const { pages, answer } = await readBy(t, pdf([['Zürich (naïve) 5\\6'], []], { isPacked: false }));
    assert.deepEqual(pages, ['Zürich (naïve) 5\\6', '']);
    assert.deepEqual(answer.type === 'read' ? answer.notes : [], []);
  });

  test('whose pages are pictures says so', async (t) => {
    const { answer } = await readBy(t, pdf([[], []]));
    assert.match(answer.type === 'read' ? answer.notes.join() : '', /has no text: its pages are pictures/);
  });

  test('that is broken is refused', async (t) => {
    for (const content of ['%PDF-1.7 nothing', pdf([['x']]).subarray(0, 200)]) {
      const { answer } = await readBy(t, content);
      assert.match(answer.type === 'refused' ? answer.message : answer.type, /^it is no PDF, or is not whole \(/);
    }
  });

  test('that would unpack to 600 MB is refused at its byte, before anything is unpacked whole', async (t) => {
    const made = pdfBomb();
    assert.throws(() => checkStreams(made), {
      message: `the stream at byte ${made.indexOf('stream\n') + 7} unpacks to more than 64 MB.`,
    });
    const { answer, ms } = await readBy(t, made);
    assert.ok(answer.type === 'refused' && answer.peakMemory < 400_000_000, JSON.stringify(answer));
    assert.ok(ms < 10_000, String(ms));
  });

  test('that is packed twice, and grows in its reader, ends with that process and not with ours', async (t) => {
    const { answer } = await readBy(t, pdfBombInside(), { maxMemory: 500_000_000 });
    assert.match(
      answer.type === 'refused' ? answer.message : answer.type,
      /takes more memory than it may|unpacks to more/,
    );
  });

  test('that takes too long is ended', async (t) => {
    const { answer } = await readBy(t, pdf([['x']]), { timeoutMs: 1 });
    assert.deepEqual(
      [answer.type, answer.type === 'refused' && answer.message],
      ['refused', 'reading it took longer than 0.001 s.'],
    );
  });

  test('whose reader cannot start is our failure', async (t) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'trellis-pdf-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const reader = createDocumentReader({ script: () => '/nowhere.cjs' });
    const request = { kind: 'pdf', file: '/nowhere', folder: path.join(folder, 'x') } as const;
    for (const { type } of await Promise.all([1, 2, 3, 4].map(() => reader.read(request))))
      assert.equal(type, 'failed');
  });
});

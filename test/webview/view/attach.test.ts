// Files in the panel, in a real browser: pasted, dropped, as chips, in the list of a chat; in every kind of theme and at 300 pixels.
// Not here: what the host makes of them (test/host/attachments.test.ts), VS Code's own part (test/vscode/attachments.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { attachHint } from '../../../webview/view/attachHint.ts';
import { accessibilityProblems } from '../preview/axe.ts';
import { hear, missing, panelInBrowser, posted, untilPosted } from '../preview/panel.ts';
import { type ThemeName, themes } from '../preview/themes.ts';

const see = panelInBrowser();

test('a question waits for its files, and takes five', () => {
  const files = (count: number) => Array.from({ length: count }, (_, at) => ({ id: String(at), name: 'a', size: 1 }));
  assert.equal(attachHint(files(5), []), '');
  assert.match(attachHint(files(6), []), /At most 5 files .* remove one\./);
  assert.match(attachHint(files(8), []), /remove 3\./);
  assert.equal(attachHint([], [{ name: 'a.csv' }]), 'Attaching a.csv…');
  assert.equal(attachHint(files(6), [{ name: 'a.csv' }, { name: 'b.csv' }]), 'Attaching 2 files…');
});

describe('files in the panel', { skip: missing, concurrency: 2 }, () => {
  /** `fill` fills `transfer`. */
  const give = (page: Page, fill: string, event: string) =>
    page.evaluate(
      `{ const transfer = new DataTransfer(); ${fill}; document.querySelector('.composer textarea').dispatchEvent(${event}); }`,
    );
  const pasting = "new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true })";
  const dragging = (kind: string, more = '') =>
    `new DragEvent('${kind}', { dataTransfer: transfer, bubbles: true, cancelable: true ${more} })`;
  const addCsv = "transfer.items.add(new File(['region,n\\nEast,1'], 'pasted.csv'))";
  const chips = (page: Page) => page.locator('.composer').getByTestId('file-chip');

  test('chips show name and size, are removed by the keyboard, and go with the question', () =>
    see('files', async (page) => {
      assert.deepEqual(await chips(page).allTextContents(), [
        'sales of the last quarter, by region and month.csv47 KB',
        'c.csv12 bytes',
      ]);
      const remove = chips(page).first().getByTestId('file-remove');
      assert.equal(
        await remove.getAttribute('aria-label'),
        'Remove sales of the last quarter, by region and month.csv',
      );
      await remove.press('Enter');
      await chips(page).first().waitFor();
      assert.equal(await chips(page).count(), 1);
      await page.locator('.composer textarea:focus').waitFor();
      await page.keyboard.press('Enter');
      const [ask] = await posted(page, 'ask');
      assert.deepEqual(ask?.files, [{ id: 'f2', name: 'c.csv', size: 12 }]);
      assert.equal(ask?.question, 'The next question');
      await chips(page).first().waitFor({ state: 'detached' });
    }));

  test('a pasted file is posted as bytes, holds the question back until it is there, and becomes a chip', () =>
    see('empty', async (page) => {
      await page.getByTestId('composer-input').fill('How many?');
      await give(page, addCsv, pasting);
      await untilPosted(page, 'fileEnd');
      const [begin] = await posted(page, 'fileBegin');
      assert.deepEqual([begin?.name, begin?.size, begin?.isFolder], ['pasted.csv', 15, false]);
      const [bytes] = await posted(page, 'fileBytes');
      assert.equal(Buffer.from(Object.values(bytes?.bytes ?? {})).toString(), 'region,n\nEast,1');
      await page.getByText('Attaching pasted.csv…').waitFor();
      await page.keyboard.press('Enter');
      assert.deepEqual(await posted(page, 'ask'), []);
      await hear(page, { kind: 'attached', chatId: null, settled: [begin?.id ?? ''], files: [] });
      const file = { id: 'k', name: 'pasted.csv', size: 15 };
      await hear(page, { kind: 'attached', chatId: null, settled: [], files: [file] });
      await chips(page).first().waitFor();
      await page.getByTestId('send').click();
      assert.equal((await posted(page, 'ask'))[0]?.files?.[0]?.id, 'k');
    }));

  test('a large file is posted in pieces, one too large not at all; text that comes with a picture is text', () =>
    see('empty', async (page) => {
      await give(page, "transfer.items.add(new File([new Uint8Array(2_500_000)], 'large.csv'))", pasting);
      await untilPosted(page, 'fileEnd');
      const lengths = await page.evaluate(
        "window.host.posted.filter(({ kind }) => kind === 'fileBytes').map(({ bytes }) => bytes.length)",
      );
      assert.deepEqual(lengths, [1_048_576, 1_048_576, 402_848]);
      await give(page, "transfer.items.add(new File([new Uint8Array(31 * 1024 * 1024)], 'huge.csv'))", pasting);
      await untilPosted(page, 'fileEnd', 2);
      assert.deepEqual(
        (await posted(page, 'fileEnd')).map(({ whole }) => whole),
        [true, false],
      );
      assert.equal((await posted(page, 'fileBytes')).length, 3);
      await give(page, `${addCsv}; transfer.setData('text/html', '<b>1</b>')`, pasting);
      assert.equal((await posted(page, 'fileBegin')).length, 2);
    }));

  test('files dragged over the panel show where they may be dropped; a link of the page does not', () =>
    see('empty', async (page) => {
      const zone = page.getByTestId('drop-zone');
      await give(page, addCsv, dragging('dragenter'));
      await zone.waitFor();
      await page.screenshot({ path: 'artifacts/panel/files/drop-zone.png' });
      await give(page, addCsv, dragging('dragleave', ', relatedTarget: null'));
      await zone.waitFor({ state: 'detached' });
      await give(page, addCsv, dragging('dragover'));
      await give(page, addCsv, dragging('drop'));
      await zone.waitFor({ state: 'detached' });
      await untilPosted(page, 'fileEnd');
      const list = "transfer.setData('application/vnd.code.uri-list', 'file:///a.csv')";
      await give(page, list, dragging('drop'));
      assert.deepEqual(
        (await posted(page, 'attachUris')).map(({ uris }) => uris),
        ['file:///a.csv'],
      );
      const link = "transfer.setData('text/uri-list', 'https://example.com/')";
      await give(page, link, dragging('dragstart'));
      await give(page, link, dragging('dragover'));
      await give(page, link, dragging('drop'));
      assert.equal((await posted(page, 'attachUris')).length, 1);
      assert.equal(await zone.count(), 0);
    }));

  test('the button asks the host for its dialog', () =>
    see('empty', async (page) => {
      await page.getByTestId('attach').click();
      assert.deepEqual(await posted(page, 'attachFiles'), [{ kind: 'attachFiles', chatId: null }]);
    }));

  test('a question shows its files, and an answer how far the upload is', () =>
    see('files', async (page) => {
      const first = page.getByTestId('turn-user').first();
      assert.equal(await first.getByTestId('file-chip').count(), 2);
      assert.equal(await first.getByTestId('file-remove').count(), 0);
      assert.match((await page.getByTestId('uploading').textContent()) ?? '', /45 %/);
      assert.equal(await page.getByRole('progressbar', { name: 'Upload of the files' }).getAttribute('value'), '45');
    }));

  test('the files of the chat open as a list that Escape closes without stopping the answer', () =>
    see('files', async (page) => {
      const button = page.getByTestId('uploads');
      assert.equal(await button.getAttribute('aria-label'), '2 files in this chat');
      await button.click();
      const rows = page.getByTestId('upload');
      assert.match((await rows.first().textContent()) ?? '', /2025\.csvCSV · 1\.4 MB · Oct [89], 2025/);
      assert.match((await rows.nth(1).textContent()) ?? '', /regions\.csvdocumentAsk about it$/);
      await rows.first().getByTestId('upload-open').click();
      assert.deepEqual(await posted(page, 'openUpload'), [{ kind: 'openUpload', chatId: 'c1', uploadId: 'u1' }]);
      await page.keyboard.press('Escape');
      await page.getByTestId('upload-list').waitFor({ state: 'detached' });
      assert.deepEqual(await posted(page, 'stop'), []);
      await page.locator('[data-testid="uploads"]:focus').waitFor();
      await button.click();
      await rows.nth(1).getByTestId('upload-ask').click();
      await page.locator('.composer textarea:focus').waitFor();
      assert.equal(await page.getByTestId('composer-input').inputValue(), 'The next question regions.csv ');
    }));

  test('a chat without files has no list', () =>
    see('markdown', async (page) => {
      await hear(page, { kind: 'uploads', chatId: 'c1', items: [] });
      await hear(page, {
        kind: 'uploads',
        chatId: 'other',
        items: [{ id: 'u', name: 'a.csv', size: 1, at: null, kind: '', canOpen: true }],
      });
      await untilPosted(page, 'listUploads');
      assert.equal(await page.getByTestId('uploads').count(), 0);
    }));

  for (const theme of Object.keys(themes) as ThemeName[]) {
    test(`in the theme ${theme}, at 300 pixels, everything is reached, named and inside`, () =>
      see(
        'files',
        async (page) => {
          await page.getByTestId('uploads').click();
          await page.getByTestId('upload-list').waitFor();
          await page.screenshot({ path: `artifacts/panel/files/list-${theme}.png` });
          assert.deepEqual(await accessibilityProblems(page), []);
          assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
        },
        { theme },
      ));
  }
});

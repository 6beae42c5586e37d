// A picture for a question of an assistant server, in a real browser: pasted, dropped or picked, made to fit, or refused in words.
// Not here: what the host makes of its bytes.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { attachHint } from '../../../webview/view/attachHint.ts';
import { hear, missing, panelInBrowser, posted, untilPosted } from '../preview/panel.ts';
import { redPng } from '../preview/scenes.ts';

const seen = panelInBrowser();
const see = (look: (page: Page) => Promise<void>) => seen('assistant-empty', look);

test('one picture goes with a question', () => {
  const file = { id: 'a', name: 'a.png', size: 1 };
  assert.equal(attachHint([file], [], 'image'), '');
  assert.match(attachHint([file, file], [], 'image'), /One picture/);
  assert.match(attachHint([], [file], 'image'), /Attaching a\.png/);
});

/** In the page: a picture drawn by `draw`, as a file. */
const drawn = (name: string, width: number, height: number, draw: string, type = 'image/png') => `await (async () => {
  const canvas = new OffscreenCanvas(${width}, ${height});
  const brush = canvas.getContext('2d');
  ${draw};
  return new File([await canvas.convertToBlob({ type: '${type}' })], '${name}');
})()`;
const random = 'let seed = 1; const next = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) >>> 24';
const noise = `${random}; const grain = brush.createImageData(canvas.width, canvas.height);
  for (let at = 0; at < grain.data.length; at++) grain.data[at] = at % 4 === 3 ? 255 : next();
  brush.putImageData(grain, 0, 0)`;
/** Of sharp edges, which PNG keeps in fewer bytes. */
const plan = `${random}; for (let at = 0; at < 400; at++) { brush.fillStyle = at % 2 ? 'red' : 'navy'; brush.fillRect(next() * 16, next() * 4, 40, 4); }`;
const square = "brush.fillStyle = 'red'; brush.fillRect(10, 10, 500, 300)";
const small = `new File([Uint8Array.from(atob('${redPng}'), (c) => c.charCodeAt(0))], 'red.png')`;

describe('a picture for a question', { skip: missing, concurrency: 2 }, () => {
  const give = (page: Page, files: string[], more = '', event = paste) =>
    page.evaluate(
      `(async () => { const transfer = new DataTransfer(); for (const file of [${files.join(', ')}]) transfer.items.add(file); ${more}; document.querySelector('.composer textarea').dispatchEvent(${event}); })()`,
    );
  const hint = (page: Page) => page.locator('#composer-hint');
  /** Until it is there, a picture is on its way. */
  const begun = async (page: Page): Promise<{ name: string; size: number }> => {
    await untilPosted(page, 'fileEnd');
    const [begin, ...others] = await posted(page, 'fileBegin');
    assert.deepEqual(others, []);
    assert.deepEqual((await posted(page, 'fileEnd'))[0]?.whole, true);
    const sizes: number[] = await page.evaluate(
      "host.posted.filter(({ kind }) => kind === 'fileBytes').map(({ bytes }) => bytes.length ?? Object.keys(bytes).length)",
    );
    assert.equal(
      sizes.reduce((sum, size) => sum + size, 0),
      begin?.size,
    );
    return { name: begin?.name ?? '', size: begin?.size ?? 0 };
  };

  test('a small one goes as it is, holds the question back until it is there, and becomes a chip', () =>
    see(async (page) => {
      assert.match((await page.getByTestId('attach').getAttribute('aria-label')) ?? '', /^Attach a picture/);
      await page.getByTestId('composer-input').fill('What is this?');
      await give(page, [small]);
      const { name, size } = await begun(page);
      assert.deepEqual([name, size], ['red.png', Buffer.from(redPng, 'base64').length]);
      await page.getByText('Attaching red.png…').waitFor();
      await page.keyboard.press('Enter');
      assert.deepEqual(await posted(page, 'ask'), []);
      const [begin] = await posted(page, 'fileBegin');
      const file = { id: 'k', name: 'red.png', size };
      await hear(page, { kind: 'attached', chatId: null, settled: [begin?.id ?? ''], files: [file] });
      await page.locator('.composer').getByTestId('file-chip').waitFor();
      assert.equal(await hint(page).textContent(), '');
      await page.getByTestId('send').click();
      assert.deepEqual((await posted(page, 'ask'))[0]?.files, [file]);
    }));

  test('a picture alone is a question', () =>
    see(async (page) => {
      await page.getByTestId('composer-input').press('Enter');
      assert.deepEqual(await posted(page, 'ask'), []);
      const file = { id: 'k', name: 'red.png', size: 12 };
      await hear(page, { kind: 'attached', chatId: null, settled: [], files: [file] });
      await page.locator('.composer').getByTestId('file-chip').waitFor();
      await page.getByTestId('composer-input').fill('What is this?');
      const alone = page.getByTestId('picture-alone');
      await alone.waitFor({ state: 'detached' });
      await page.getByTestId('composer-input').fill('');
      await alone.getByText("Asked with it: “What's in this image?”").waitFor();
      await page.getByTestId('composer-input').press('Enter');
      const [ask] = await posted(page, 'ask');
      assert.deepEqual([ask?.question, ask?.files], ['', [file]]);
      await alone.waitFor({ state: 'detached' });
    }));

  test('a photo of many bytes becomes a JPEG below the limit, and the panel says so until it is sent', () =>
    see(async (page) => {
      await give(page, [drawn('grain.png', 1600, 1200, noise)]);
      const { name, size } = await begun(page);
      assert.equal(name, 'grain.jpg');
      assert.ok(size <= 1.5 * 1024 * 1024 && size > 10_000, String(size));
      const [begin] = await posted(page, 'fileBegin');
      const file = { id: 'k', name, size };
      await hear(page, { kind: 'attached', chatId: null, settled: [begin?.id ?? ''], files: [file] });
      await page.getByText(/^grain\.png was made smaller: \d+(\.\d)? MB to [\d.]+ [KM]B\.$/).waitFor();
      await page.getByTestId('file-remove').click();
      await page.getByText(/was made smaller/).waitFor({ state: 'detached' });
    }));

  test('a large drawing is made as small as it must be, and stays a PNG', () =>
    see(async (page) => {
      await give(page, [drawn('plan.png', 4096, 1024, plan)]);
      const { name } = await begun(page);
      assert.equal(name, 'plan.png');
      const [begin] = await posted(page, 'fileBegin');
      await hear(page, { kind: 'attached', chatId: null, settled: [begin?.id ?? ''], files: [] });
      await page.getByText(/^plan\.png was made smaller: /).waitFor();
    }));

  test('what is no picture, or a broken one, is refused in words whatever its name is', () =>
    see(async (page) => {
      await give(page, ["new File(['<svg/>'], 'drawing.png')"]);
      const why = 'cannot be read as a picture: PNG, JPEG, GIF and WebP go with a question here.';
      await page.getByText(`drawing.png ${why}`).waitFor();
      await give(page, [
        `new File([Uint8Array.from(atob('${redPng}').slice(0, 60), (c) => c.charCodeAt(0))], 'cut.png')`,
      ]);
      await page.getByText(`cut.png ${why}`).waitFor();
      await give(page, [`new File([${small}, new Uint8Array(31 * 1024 * 1024)], 'huge.png')`]);
      await page.getByText(/huge\.png was not attached: it has 31 MB/).waitFor();
      await page.getByTestId('composer-input').fill('Without it');
      await page.keyboard.press('Enter');
      assert.equal((await posted(page, 'ask')).length, 1);
      assert.deepEqual(await posted(page, 'fileBegin'), []);
      await page.getByText(/huge\.png/).waitFor({ state: 'detached' });
    }));

  test('of several the first is taken; one copied from a page is a picture, one that comes with text is text', () =>
    see(async (page) => {
      await give(page, [small], "transfer.setData('text/plain', 'a cell')");
      await give(page, [small, small], "transfer.setData('text/html', '<img>')");
      await begun(page);
      const [begin] = await posted(page, 'fileBegin');
      await hear(page, { kind: 'attached', chatId: null, settled: [begin?.id ?? ''], files: [] });
      await page.getByText('One picture goes with a question: the first was taken.').waitFor();
    }));

  test('one that is dropped goes the same way, and an address goes to the host', () =>
    see(async (page) => {
      const drag = (kind: string) =>
        `new DragEvent('${kind}', { dataTransfer: transfer, bubbles: true, cancelable: true })`;
      await give(page, [small], '', drag('dragover'));
      await page.getByText('Drop a picture to ask about it').waitFor();
      await give(page, [small], '', drag('drop'));
      assert.equal((await begun(page)).name, 'red.png');
      await give(page, [], "transfer.setData('application/vnd.code.uri-list', 'file:///a.png')", drag('drop'));
      assert.equal((await posted(page, 'attachUris'))[0]?.uris, 'file:///a.png');
    }));

  test('one that the host picked is made to fit like any other', () =>
    see(async (page) => {
      await page.getByTestId('attach').click();
      assert.equal((await posted(page, 'attachFiles')).length, 1);
      await page.evaluate(
        `(async () => { const file = ${drawn('plan.webp', 3000, 200, square, 'image/webp')}; host.send({ kind: 'pickedImage', chatId: null, name: file.name, mime: 'image/webp', bytes: new Uint8Array(await file.arrayBuffer()) }); })()`,
      );
      assert.match((await begun(page)).name, /^plan\.(png|jpg)$/);
    }));
});

const paste = "new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true })";

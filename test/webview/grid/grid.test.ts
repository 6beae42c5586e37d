// What a person does in the grid over a whole result, in a real browser under the same policy as in VS Code.
// Not here: the host's side (test/host), the real VS Code with a real server (test/vscode/grid.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { accessibilityProblems } from '../preview/axe.ts';
import { missing, panelInBrowser, posted, until } from '../preview/panel.ts';
import { themes } from '../preview/themes.ts';
import { openGrid, serveResult } from './gridHost.ts';

const see = panelInBrowser();
const box = (page: Page) => page.getByTestId('grid-box');
const active = (page: Page): Promise<string> =>
  page.evaluate(
    'document.getElementById(document.querySelector("[role=grid]").getAttribute("aria-activedescendant"))?.textContent ?? ""',
  );
const settled = (page: Page) => until(page, '!document.querySelector(".grid-box.stale, .grid-row.waiting")');
const numbers = (page: Page): Promise<string[]> =>
  page.evaluate(
    '[...document.querySelectorAll(".grid-row")].map((row) => row.querySelector(".grid-number").textContent)',
  );

describe('the grid in a browser', { skip: missing, concurrency: 2 }, () => {
  test('a table that is not all there opens its grid in place, and becomes the table again', () =>
    see('table', async (page) => {
      await serveResult(page, { rows: 12_345 });
      assert.match((await page.getByTestId('show-grid').first().textContent()) ?? '', /Show all 12,345 rows/);
      await openGrid(page);
      assert.equal(await page.getByTestId('grid-count').textContent(), '12,345 rows');
      assert.equal(await box(page).getAttribute('aria-rowcount'), '12346');
      assert.ok((await page.locator('.grid-row').count()) < 60);
      await page.getByTestId('grid-close').click();
      await page.getByTestId('show-grid').first().waitFor();
    }));

  test('keys move to every end, select ranges, sort and show a whole cell', () =>
    see('table', async (page) => {
      await serveResult(page, { rows: 1_000_000 });
      await openGrid(page);
      await box(page).focus();
      await page.keyboard.press('Control+End');
      await until(
        page,
        '[...document.querySelectorAll(".grid-number")].some((each) => each.textContent === "1,000,000")',
      );
      await settled(page);
      assert.equal(await active(page), 'West');
      const { bottom, top }: { bottom: number; top: number } = await page.evaluate(`(() => {
        const cell = document.querySelector('.grid-cell.active').getBoundingClientRect();
        const box = document.querySelector('[role=grid]').getBoundingClientRect();
        return { bottom: box.bottom - cell.bottom, top: cell.top - box.top };
      })()`);
      assert.ok(bottom >= 0 && top >= 28, `${bottom} ${top}`);
      await page.keyboard.press('Control+Home');
      await until(
        page,
        'document.querySelector(".grid-number + .grid-cell")?.closest("[data-row]").dataset.row === "0"',
      );
      await settled(page);
      assert.equal(await active(page), '0');
      await page.keyboard.press('PageDown');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Home');
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Shift+ArrowRight');
      await until(page, 'document.querySelectorAll("[aria-selected=true]").length === 4');
      assert.match((await page.getByTestId('grid-said').textContent()) ?? '', /2 × 2 cells/);
      await page.keyboard.press('Control+c');
      const [copied] = await posted(page, 'resultCopy');
      assert.deepEqual(
        [copied?.format, copied?.rows, copied?.columns],
        ['text', { from: 0, to: 1 }, { from: 0, to: 1 }],
      );
      await page.keyboard.press('Control+a');
      await until(
        page,
        '/1,000,000 × 5/.test(document.querySelector("[data-testid=grid-count]").closest("section").textContent)',
      );
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('ArrowUp');
      await until(page, 'document.querySelector(".grid-head-cell.active")');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await until(page, 'document.querySelector("[aria-sort=descending]")');
      await settled(page);
      await page.keyboard.press('ArrowDown');
      await until(page, 'document.querySelector(".grid-cell.active")');
      assert.equal(await active(page), '999999');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await page.getByTestId('grid-cell').waitFor();
      await page.keyboard.press('Escape');
      await page.getByTestId('grid-cell').waitFor({ state: 'detached' });
    }));

  test('a filter by key: what is wrong is said, what is in force is seen and removed, no rows clear it', () =>
    see('table', async (page) => {
      await serveResult(page, { rows: 100_000 });
      await openGrid(page);
      await box(page).focus();
      await page.keyboard.press('f');
      await page.getByTestId('grid-filter-value').fill('many');
      await page.keyboard.press('Enter');
      await page.getByText('Give a number.').waitFor();
      await page.getByTestId('grid-filter-column').selectOption('4');
      await page.getByTestId('grid-filter-op').selectOption('=');
      await page.getByTestId('grid-filter-value').fill('East');
      await page.keyboard.press('Enter');
      await until(page, 'document.querySelector("[data-testid=grid-count]").textContent === "25,000 of 100,000 rows"');
      assert.match((await page.getByTestId('grid-filters').textContent()) ?? '', /region is East/);
      assert.equal(await page.evaluate('document.activeElement.getAttribute("role")'), 'grid');
      await page.getByTestId('grid-close').click();
      await openGrid(page);
      assert.equal(
        await page.getByTestId('grid-count').textContent(),
        '25,000 of 100,000 rows',
        'as it was looked at last',
      );
      await page.getByTestId('grid-filter').click();
      await page.getByTestId('grid-filter-value').fill('7');
      await page.getByTestId('grid-filter-apply').click();
      await page.getByTestId('grid-empty').waitFor();
      await page.getByTestId('grid-clear').click();
      await until(page, 'document.querySelector("[data-testid=grid-count]").textContent === "100,000 rows"');
      await settled(page);
      const last = (await posted(page, 'resultViewed')).at(-1);
      assert.deepEqual(last?.view.filter, []);
    }));

  test('columns take another width by key and pointer, fit, and keep it', () =>
    see('table', async (page) => {
      await serveResult(page, { rows: 5_000 });
      await openGrid(page);
      const width = (): Promise<number> => page.evaluate('document.getElementById("grid-head-0").offsetWidth');
      const before = await width();
      await box(page).focus();
      await page.keyboard.press('+');
      await until(page, `document.getElementById("grid-head-0").offsetWidth === ${before + 16}`);
      const edge = await page.locator('#grid-head-0 .grid-edge').boundingBox();
      assert.ok(edge);
      await page.mouse.move(edge.x + 4, edge.y + 10);
      await page.mouse.down();
      await page.mouse.move(edge.x + 54, edge.y + 10, { steps: 4 });
      await page.mouse.up();
      await until(page, `document.getElementById("grid-head-0").offsetWidth === ${before + 66}`);
      assert.equal((await posted(page, 'resultViewed')).at(-1)?.view.widths[0], before + 66);
      assert.equal(await page.locator('[aria-sort=ascending]').count(), 0, 'a drag is no click on the head');
      await page.getByTestId('grid-close').click();
      await openGrid(page);
      await until(page, `document.getElementById("grid-head-0").offsetWidth === ${before + 66}`);
      await box(page).focus();
      await page.keyboard.press('=');
      await until(page, `document.getElementById("grid-head-0").offsetWidth < ${before + 66}`);
    }));

  test('a million rows from end to end: no frame without rows', () =>
    see(
      'table',
      async (page) => {
        await serveResult(page, { rows: 1_000_000, delay: 40 });
        await openGrid(page);
        const found: { blank: number; frames: number; fewest: number } = await page.evaluate(scrolled);
        assert.equal(found.blank, 0, JSON.stringify(found));
        await until(
          page,
          '[...document.querySelectorAll(".grid-number")].some((each) => each.textContent === "1,000,000")',
        );
        await settled(page);
        assert.ok((await numbers(page)).length < 60);
      },
      { width: 700 },
    ));

  test('NULL is not an empty text, and what is cut is told whole', () =>
    see('table', async (page) => {
      await serveResult(page, { rows: 300 });
      await openGrid(page);
      const name = (row: number) => page.locator(`#grid-cell-${row}-1`);
      assert.equal(await name(3).textContent(), 'NULL');
      assert.match((await name(3).getAttribute('class')) ?? '', /null/);
      assert.equal(await name(5).textContent(), '');
      assert.match((await name(8).textContent()) ?? '', /↵/);
      assert.match((await name(8).getAttribute('title')) ?? '', /line after line\nand on/);
    }));

  test('a failure can be tried again, a result that was made again says so', () =>
    see('table', async (page) => {
      await serveResult(page, { rows: 300, failure: { text: 'No answer from the server.', gone: false } });
      await page.getByTestId('show-grid').first().click();
      await page.getByTestId('grid-failed').waitFor();
      await serveResult(page, { rows: 300, remadeAt: '2026-02-02T08:30:00Z' });
      await page.getByText('Try again').click();
      await page.getByTestId('grid-remade').waitFor();
    }));

  test('a small table has the same tools in a menu, by the keyboard too', () =>
    see('table', async (page) => {
      await serveResult(page, { rows: 300 });
      await page.getByTestId('table-tools').first().click();
      await page.getByRole('menuitem', { name: 'Copy as text' }).and(page.locator(':focus')).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByText('Copied 1 row as CSV.').waitFor();
      assert.equal((await posted(page, 'resultCopy')).at(-1)?.format, 'csv');
      assert.equal(await page.getByRole('menu').count(), 0);
    }));

  for (const theme of Object.keys(themes) as (keyof typeof themes)[])
    test(`accessible and uncut at 300 pixels, ${theme}`, () =>
      see(
        'table',
        async (page) => {
          await serveResult(page, { rows: 1_000_000 });
          await openGrid(page);
          await box(page).focus();
          await page.keyboard.press('Shift+ArrowDown');
          await page.keyboard.press('f');
          await page.getByTestId('grid-filter-form').waitFor();
          assert.deepEqual(await accessibilityProblems(page), []);
          await page.keyboard.press('Escape');
          await page.getByTestId('grid-copy').click();
          await page.getByRole('menu').waitFor();
          assert.deepEqual(await accessibilityProblems(page), []);
          assert.deepEqual(await page.evaluate(cut), []);
          await page.screenshot({ path: `artifacts/screenshots/grid-preview-${theme}.png` });
        },
        { theme, alone: true },
      ));
});

/** From the first row to the last in 200 steps, each for a frame: how many frames show no row where rows should be. */
const scrolled = `(async () => {
  const box = document.querySelector('[role=grid]');
  const found = { blank: 0, frames: 0, fewest: Infinity };
  for (let step = 0; step <= 200; step++) {
    box.scrollTop = ((box.scrollHeight - box.clientHeight) * step) / 200;
    await new Promise(requestAnimationFrame);
    const sight = box.getBoundingClientRect();
    const rows = [...document.querySelectorAll('.grid-row:not(.waiting)')].filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > sight.top + 28 && top < sight.bottom;
    }).length;
    found.frames += 1;
    found.fewest = Math.min(found.fewest, rows);
    if (rows < Math.floor((box.clientHeight - 28) / 24)) found.blank += 1;
  }
  return found;
})()`;

/** Controls of the grid that reach over the edge of the page. */
const cut = `[...document.querySelectorAll('[data-testid=grid] button:not([tabindex="-1"]), .menu, .grid-box')]
  .filter((each) => { const { left, right, width } = each.getBoundingClientRect(); return width > 0 && (left < -0.5 || right > innerWidth + 0.5); })
  .map((each) => each.outerHTML.slice(0, 100))`;

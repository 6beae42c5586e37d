// The built panel in a real browser, under the same policy as in VS Code: it draws, stays inside, and does no harm.
// Not here: the host's side of each intent (test/vscode).
// Over 300 lines, because every test shares the one browser.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { FromWebview, ToWebview } from '../../../src/bridge/messages.ts';
import { chartTypes } from '../../../src/protocol/trellis/visualization.ts';
import { chartsDrawn, chromiumPath, launch, type OpenScene, openScene } from './browser.ts';
import { scenes } from './scenes.ts';
import { buildPanel, type PreviewServer, startPreview } from './server.ts';
import { type ThemeName, themes } from './themes.ts';

const executable = chromiumPath();
const missing = executable === undefined ? 'No Chromium: install one or name it with TRELLIS_CHROMIUM.' : false;
if (missing && process.env.CI === 'true') throw new Error(missing);
if (missing) console.log(`Skipped: ${missing}`);

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** Between them they hold every kind of control and text. */
const judgedScenes = [
  'first',
  'empty',
  'chart-bar',
  'table',
  'markdown',
  'errors',
  'running',
  'unsent',
  'chips',
  'waiting',
  'assistant-thinking',
  'assistant-done',
  'assistant-picture',
  'assistant-images',
];
const themeNames: ThemeName[] = ['dark', 'light', 'highContrast', 'highContrastLight'];

describe('the panel in a browser', { skip: missing }, () => {
  let browser: Browser;
  let preview: PreviewServer;

  before(async () => {
    buildPanel();
    preview = await startPreview();
    browser = await launch(executable ?? '');
  });
  after(async () => {
    await browser.close();
    preview.close();
  });

  /** Opens a scene, lets `look` at it, and fails on anything the page complained of. */
  async function see(
    scene: string,
    look: (page: Page) => Promise<void>,
    theme: ThemeName = 'dark',
    width = 300,
  ): Promise<void> {
    const open: OpenScene = await openScene(browser, preview.url, scene, theme, width);
    try {
      await look(open.page);
      const reports = (await posted(open.page)).filter((intent) => intent.kind === 'report');
      assert.deepEqual({ complaints: open.complaints, reports }, { complaints: [], reports: [] });
    } finally {
      await open.page.close();
    }
  }

  for (const kind of chartTypes) {
    test(`draws a ${kind} chart in a 300 px side bar, says what it shows, and can be read as a table`, () =>
      see(`chart-${kind}`, async (page) => {
        await chartsDrawn(page);
        const chart = page.getByTestId('chart');
        assert.equal(await chart.getAttribute('data-chart-type'), kind);
        assert.match((await chart.getAttribute('aria-label')) ?? '', /\d/);
        assert.ok(await inkOf(page), 'the canvas is not blank');
        await page.getByText('View as table').click();
        assert.ok((await page.getByTestId('table').locator('tbody tr').count()) > 0);
      }));
  }

  for (const scene of Object.keys(scenes)) {
    test(`shows "${scene}" at 300 px with nothing cut, under the policy`, () =>
      see(scene, async (page) => {
        await chartsDrawn(page);
        assert.deepEqual(await cutControls(page), []);
      }));
  }

  for (const theme of themeNames) {
    test(`has no serious accessibility problem in ${theme}`, async () => {
      for (const scene of judgedScenes) {
        await see(
          scene,
          async (page) => {
            await chartsDrawn(page);
            assert.deepEqual(await accessibilityProblems(page), [], scene);
          },
          theme,
        );
      }
    });
  }

  test('hostile Markdown stays text: nothing runs, loads, covers the page or becomes a link', () =>
    see('hostile', async (page) => {
      const answer = page.getByTestId('answer-text');
      assert.deepEqual(
        await answer.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
        ['http://127.0.0.1:9/pixel.png', 'https://example.com/a?b=c'],
      );
      assert.equal(await answer.locator('img, script, iframe, svg, style, [style], [onclick], [onerror]').count(), 0);
      assert.equal(await page.evaluate('window.hacked'), undefined);
      assert.match((await answer.textContent()) ?? '', /a remote picture/);
      await answer.locator('a').last().click();
      assert.deepEqual((await posted(page)).at(-1), { kind: 'openLink', href: 'https://example.com/a?b=c' });
    }));

  test('names of others are one line each, and what directs reading in them turns nothing', () =>
    see('names', async (page) => {
      const names =
        '.header h1, .queue li > span, .composer .chip-name, [data-testid=integration-select] vscode-option';
      const shown = await page.locator(names).evaluateAll((all) => all.map((each) => each.textContent));
      assert.deepEqual(shown, ['Orders of regions', 'Is this it? Or this?', 'lqs.a:3-9', 'Sample shop', 'Other']);
      const labels: string[] = await page.evaluate(
        '[...document.querySelectorAll("[aria-label]")].map((each) => each.ariaLabel)',
      );
      assert.deepEqual(
        labels.filter((label) => /[\u202A-\u202E\n\r]/.test(label)),
        [],
      );
      for (const name of ['.header h1', '.queue li > span', '.composer .chip-name', '.bubble'])
        assert.equal(
          await page.evaluate(`getComputedStyle(document.querySelector(${JSON.stringify(name)})).unicodeBidi`),
          'plaintext',
          name,
        );
    }));

  test('charts follow a change of the theme', () =>
    see('chart-bar', async (page) => {
      await chartsDrawn(page);
      const before = await inkOf(page);
      await page.evaluate(`window.host.applyTheme(${JSON.stringify(themes.highContrast)})`);
      await until(page, `(${ink})() !== ${JSON.stringify(before)}`);
    }));

  test('a question is sent with its chips, the draft is emptied, and Enter does nothing while characters are composed', () =>
    see('chips', async (page) => {
      const input = page.getByTestId('composer-input');
      await input.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
      assert.deepEqual(await asked(page), []);
      await page.getByTestId('chip-remove').nth(1).click();
      await input.press('Shift+Enter');
      await page.evaluate(
        'for (const _ of [1, 2]) document.querySelector("textarea").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }))',
      );
      const [ask, ...more] = await asked(page);
      assert.deepEqual(more, []);
      assert.equal(ask?.kind === 'ask' && ask.chatId, 'c1');
      assert.equal(ask?.kind === 'ask' && ask.question, 'And this one?\nSecond line');
      assert.deepEqual(ask?.kind === 'ask' && ask.context.map((item) => item.path), [
        'queries/revenue_by_region_and_month.sql',
      ]);
      await until(page, 'document.querySelector("textarea").value === ""');
      await until(page, 'document.querySelectorAll(".composer [data-testid=chip]").length === 0');
      await input.press('ArrowUp');
      await until(page, 'document.querySelector("textarea").value === "What does this query do?"');
    }));

  test('what is typed right behind an Enter, before the next frame, is another question', () =>
    see('empty', async (page) => {
      await page.evaluate(`(() => {
        const field = document.querySelector('.composer textarea');
        for (const word of ['one', 'two']) {
          field.setRangeText(word, field.value.length, field.value.length, 'end');
          field.dispatchEvent(new InputEvent('input', { bubbles: true }));
          field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
        }
      })()`);
      const questions = (await asked(page)).map((intent) => intent.kind === 'ask' && intent.question);
      assert.deepEqual(questions, ['one', 'two']);
      await until(page, 'document.querySelector("textarea").value === ""');
    }));

  test('a question the host would not understand stays in the composer, which says why', () =>
    see('empty', async (page) => {
      const item = { language: 'x'.repeat(200), path: 'a.x', text: 'y' };
      await send(page, { kind: 'compose', context: [item], draft: 'What is this?', focus: true });
      await until(page, 'document.querySelector("textarea").value !== ""');
      await page.getByTestId('composer-input').press('Enter');
      await page.getByText('This cannot be sent').waitFor();
      assert.deepEqual(await asked(page), []);
      assert.equal(await page.getByTestId('composer-input').inputValue(), 'What is this?');
      await page.getByTestId('chip-remove').click();
      await page.getByText('This cannot be sent').waitFor({ state: 'detached' });
      await page.getByTestId('composer-input').press('Enter');
      assert.equal((await asked(page)).length, 1);
    }));

  test('an edited question says how much too long it is, with the context that stays, and is not sent', () =>
    see('chips', async (page) => {
      await page.getByTestId('edit-message').click();
      const input = page.getByTestId('edit-input');
      const before = await input.inputValue();
      await input.fill('x'.repeat(31_990));
      await page.locator('#edit-hint').getByText('with its context is').waitFor();
      await until(page, 'document.querySelector("[data-testid=edit-send]").disabled');
      await input.press('Enter');
      await input.fill('Short');
      await page.getByText('Its answer is replaced').waitFor();
      await input.press('Enter');
      const edits = (await posted(page)).filter((intent) => intent.kind === 'editQuestion');
      assert.deepEqual(
        edits.map((intent) => intent.kind === 'editQuestion' && [intent.question, intent.original?.split('\n')[0]]),
        [['Short', before]],
      );
    }));

  test('the model that is chosen goes with the question', () =>
    see('empty', async (page) => {
      await page.getByTestId('model-select').click();
      await page.getByRole('option', { name: 'Claude' }).click();
      await page.getByTestId('composer-input').fill('How many?');
      await page.getByTestId('send').click();
      const [ask] = await asked(page);
      assert.equal(ask?.kind === 'ask' && ask.model, 'claude/default');
      assert.equal(ask?.kind === 'ask' && ask.integrationId, 'sample');
    }));

  test('a running answer is stopped by Escape and by its button', () =>
    see('running', async (page) => {
      await page.getByTestId('composer-input').press('Escape');
      await page.getByTestId('stop').click();
      const intents = (await posted(page)).filter((intent) => intent.kind === 'stop' || intent.kind === 'ask');
      assert.deepEqual(intents, [
        { kind: 'stop', chatId: 'c1' },
        { kind: 'stop', chatId: 'c1' },
      ]);
    }));

  test('what is written while an answer runs is sent to wait; what waits can be taken back into the composer', () =>
    see('queued', async (page) => {
      assert.equal(await page.getByTestId('send').count(), 0, 'there is nothing to send yet');
      await page.getByTestId('composer-input').fill('One more');
      await page.getByTestId('composer-input').press('Enter');
      const [ask] = await asked(page);
      assert.equal(ask?.kind === 'ask' && ask.question, 'One more');
      await page.getByTestId('unqueue').first().click();
      const draft = (beginning: string) =>
        until(page, `document.querySelector(".composer textarea").value.startsWith(${JSON.stringify(beginning)})`);
      await draft('And by month?');
      await page.getByTestId('unqueue').last().click();
      await draft('And by month?\n\nShow me the top 20');
      const intents = (await posted(page)).filter((intent) => intent.kind === 'unqueue');
      assert.deepEqual(
        intents.map((intent) => intent.kind === 'unqueue' && intent.id),
        ['w1', 'w2'],
      );
    }));

  test('of an answer nothing is heard of, a person keeps waiting or stops it', () =>
    see('queued', async (page) => {
      await page.getByTestId('keep-waiting').click();
      await page.getByTestId('quiet').waitFor({ state: 'detached' });
    }).then(() =>
      see('queued', async (page) => {
        await page.getByTestId('quiet-stop').click();
        assert.equal((await posted(page)).filter((intent) => intent.kind === 'stop').length, 1);
        await page.getByText('Stopping…').waitFor();
      }),
    ));

  test('each failure has its buttons, and after it the queue waits for the person', () =>
    see('stuck', async (page) => {
      await page.getByTestId('step-deleteChats').click();
      await page.getByTestId('send-queued').click();
      const intents = (await posted(page)).filter(({ kind }) => kind === 'deleteChats' || kind === 'sendQueued');
      assert.deepEqual(intents, [{ kind: 'deleteChats' }, { kind: 'sendQueued', chatId: 'c1', id: 'w1' }]);
      await page.getByTestId('step-chooseModel').click();
      await until(page, 'document.activeElement.dataset.testid === "model-select"');
    }));

  test('the newest question stays in sight as its answer grows, until the person scrolls; one announcement at its end', () =>
    see('long', async (page) => {
      const log = page.getByRole('log');
      const pinned =
        'Math.abs([...document.querySelectorAll(".turn-user")].at(-1).getBoundingClientRect().top - document.querySelector(".transcript").getBoundingClientRect().top) < 40';
      const atBottom =
        'document.querySelector(".transcript").scrollHeight - document.querySelector(".transcript").scrollTop - document.querySelector(".transcript").clientHeight < 40';
      const turn = { chatId: 'c1', answerId: 'new' };
      const grow = (seq: number, word: string) =>
        send(page, {
          kind: 'actions',
          seq,
          actions: [{ type: 'textDelta', ...turn, content: `${word}\n\n`.repeat(60) }],
        });
      await send(page, { kind: 'actions', seq: 11, actions: [question('new')] });
      await until(page, atBottom);
      await grow(12, 'word');
      await page.getByText('word').last().waitFor({ state: 'attached' });
      await until(page, pinned);
      await log.hover();
      await page.mouse.wheel(0, 20_000);
      await until(page, atBottom);
      await grow(13, 'next');
      await page.getByText('next').last().waitFor({ state: 'attached' });
      await until(page, atBottom);
      await page.mouse.wheel(0, -20_000);
      await page.getByTestId('jump-latest').waitFor();
      const top = await log.evaluate((element) => element.scrollTop);
      await grow(14, 'more');
      await page.getByText('more').last().waitFor({ state: 'attached' });
      assert.ok(Math.abs((await log.evaluate((element) => element.scrollTop)) - top) < 200, 'the place is kept');
      await page.getByTestId('jump-latest').click();
      await until(page, pinned);
      await send(page, {
        kind: 'actions',
        seq: 15,
        actions: [{ type: 'answerInterrupted', ...turn, serverId: null, at: 2 }],
      });
      await until(page, 'document.querySelector("[data-testid=announcer]").textContent === "Stopped."');
    }));

  test('a long answer that comes in many pieces costs little more than the same answer at once, and is whole in the end', () =>
    see('markdown', async (page) => {
      const busy = await busyTime(page);
      const text = longAnswer(100_000);
      let seq = 11;
      const answer = async (id: string, pieces: string[]) => {
        const turn = { chatId: 'c1', answerId: id };
        await send(page, { kind: 'actions', seq: seq++, actions: [question(id)] });
        const messages = pieces.map((content): ToWebview => {
          return { kind: 'actions', seq: seq++, actions: [{ type: 'textDelta', ...turn, content }] };
        });
        const before = await busy();
        // Ten a frame, as a fast server sends them.
        await page.evaluate(
          `(async (all) => { for (const [at, each] of all.entries()) { host.send(each); if (at % 10 === 9) await new Promise(requestAnimationFrame); } })(${JSON.stringify(messages)})`,
        );
        await send(page, {
          kind: 'actions',
          seq: seq++,
          actions: [{ type: 'answerInterrupted', ...turn, serverId: null, at: 2 }],
        });
        await until(
          page,
          'document.querySelector("[data-testid=announcer]").textContent === "Stopped." && document.querySelectorAll("[data-status=running]").length === 0',
        );
        return (await busy()) - before;
      };
      const atOnce = await answer('a', [text]);
      const size = text.length / 1000;
      const inPieces = await answer(
        'b',
        Array.from({ length: 1000 }, (_, at) => text.slice(Math.round(at * size), Math.round((at + 1) * size))),
      );
      const [first, second] = await page
        .getByTestId('answer-text')
        .evaluateAll((answers) => answers.slice(-2).map((each) => each.innerHTML));
      assert.equal(second === first, true, 'both show the same');
      assert.ok(inPieces < 8 * atOnce, `${inPieces} s against ${atOnce} s`);
    }));

  test('a position in a long chat is the same after the page was made again', () =>
    see('long', async (page) => {
      await until(page, 'document.querySelector(".settled") !== null');
      await page.getByRole('log').hover();
      await page.evaluate(
        'void (window.rest = new Promise((done) => document.querySelector(".transcript").addEventListener("scrollend", done)))',
      );
      await page.mouse.wheel(0, -4000);
      await page.evaluate('window.rest.then(() => undefined)');
      await page.getByTestId('jump-latest').waitFor();
      const ui = await until(
        page,
        'host.posted.findLast((intent) => intent.kind === "uiChanged" && intent.ui.scrollTop === Math.round(document.querySelector(".transcript").scrollTop))?.ui',
      );
      const first = await topTurn(page);
      await page.evaluate(
        `host.send({ kind: 'snapshot', seq: 50, state: { ...preview.scene.state, openChatId: null }, ui: { draft: '', context: [], scrollTop: null } })`,
      );
      await page.getByText('What would you like to know?').waitFor();
      await page.evaluate(
        `host.send({ kind: 'snapshot', seq: 51, state: preview.scene.state, ui: ${JSON.stringify(ui)} })`,
      );
      await page.getByTestId('jump-latest').waitFor();
      await until(page, 'document.querySelector(".settled") !== null');
      assert.equal(await topTurn(page), first);
    }));

  test('SQL is folded, and its buttons send exactly its text', () =>
    see('chart-bar', async (page) => {
      await page.getByTestId('sql-details').locator('summary').click();
      const sql = await page.getByTestId('sql-text').textContent();
      for (const button of ['copy-sql', 'open-sql', 'insert-sql']) await page.getByTestId(button).click();
      const own = ['ready', 'uiChanged', 'listUploads'];
      const intents = (await posted(page)).filter((intent) => !own.includes(intent.kind));
      assert.deepEqual(intents, [
        { kind: 'copyText', text: sql },
        { kind: 'openSql', sql },
        { kind: 'insertSql', sql },
      ]);
    }));

  test('a question that was not sent can be sent again or taken back into the composer', () =>
    see('unsent', async (page) => {
      await page.getByTestId('ask-again').click();
      await page.getByTestId('remove-question').click();
      const kinds = (await posted(page)).map((intent) => intent.kind);
      assert.ok(kinds.includes('askAgain') && kinds.includes('removeQuestion'));
      await until(page, 'document.querySelector("textarea").value === "Show me orders by region"');
    }));
});

function question(
  answerId: string,
): Extract<Extract<ToWebview, { kind: 'actions' }>['actions'][number], { type: 'questionAsked' }> {
  return {
    ...{
      type: 'questionAsked',
      chatId: 'c1',
      title: '',
      messageId: `q-${answerId}`,
      answerId,
      content: 'One more',
      at: 1,
    },
    ...{ integrationId: null, model: null },
  };
}

/** Waits, frame by frame, until the expression is true in the page; its value. The policy forbids Playwright's own way. */
function until(page: Page, expression: string): Promise<unknown> {
  return page.evaluate(
    `new Promise((done) => { const look = () => { const value = (${expression}); value ? done(value) : requestAnimationFrame(look); }; look(); })`,
  );
}

/** Seconds the page's thread has worked, as the browser counts them. */
async function busyTime(page: Page): Promise<() => Promise<number>> {
  const line = await page.context().newCDPSession(page);
  await line.send('Performance.enable');
  return async () => {
    const { metrics } = await line.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
}

/** Markdown of every kind of block, in paragraphs of a few hundred characters. */
function longAnswer(length: number): string {
  const part = (at: number) =>
    [
      `### Part ${at}`,
      `Revenue grew in **every region**, most of all in *East*, by [${at} %][source] of \`revenue\`. `.repeat(4),
      '1. East: 14,761\n2. North: 13,204\n\n   - of these, 2,001 returned\n',
      '| Region | Orders |\n| --- | ---: |\n| East | 14,761 |\n| North | 13,204 |',
      '```sql\nSELECT region\n\nFROM orders\n```',
    ].join('\n\n');
  let text = '[source]: https://example.com/source\n\n';
  for (let at = 1; text.length < length; at++) text += `${part(at)}\n\n`;
  return text;
}

function posted(page: Page): Promise<FromWebview[]> {
  return page.evaluate('window.host.posted');
}

async function asked(page: Page): Promise<FromWebview[]> {
  return (await posted(page)).filter((intent) => intent.kind === 'ask');
}

async function send(page: Page, message: ToWebview): Promise<void> {
  await page.evaluate(`window.host.send(${JSON.stringify(message)})`);
}

/** In the page: the colours a chart's canvas has, as text; false for a blank one. */
const ink = `() => {
  const canvas = document.querySelector('[data-testid=chart] canvas');
  if (!canvas || canvas.width === 0) return false;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) seen.add(data[i] + ',' + data[i + 1] + ',' + data[i + 2]);
  return seen.size > 0 && [...seen].sort().join(' ');
}`;

function inkOf(page: Page): Promise<string | false> {
  return page.evaluate(`(${ink})()`);
}

/** The number of the question that is at the top of the visible part, and how far it is from it. */
function topTurn(page: Page): Promise<string> {
  return page.evaluate(`(() => {
    const box = document.querySelector('.transcript').getBoundingClientRect();
    const turn = [...document.querySelectorAll('.turn')].find((each) => each.getBoundingClientRect().bottom > box.top);
    return turn.textContent.slice(0, 30) + ' ' + Math.round(turn.getBoundingClientRect().top - box.top);
  })()`);
}

/** What sticks out of the page to the side, or out of a box that does not scroll. */
function cutControls(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const wide = document.documentElement.scrollWidth > innerWidth ? ['page ' + document.documentElement.scrollWidth] : [];
    const scrolls = (node) => node && (/(auto|scroll)/.test(getComputedStyle(node).overflowX) || scrolls(node.parentElement));
    for (const node of document.querySelectorAll('button, vscode-button, vscode-dropdown, textarea, summary, a, canvas')) {
      const { left, right, width } = node.getBoundingClientRect();
      if (width > 0 && (left < -0.5 || right > innerWidth + 0.5) && !scrolls(node.parentElement)) wide.push(node.outerHTML.slice(0, 120));
    }
    const transcript = document.querySelector('.transcript');
    if (transcript && transcript.scrollWidth > transcript.clientWidth) wide.push('transcript ' + transcript.scrollWidth);
    return wide;
  })()`);
}

interface AxeResult {
  violations: { id: string; impact: string | null; nodes: { html: string; failureSummary?: string }[] }[];
}

async function accessibilityProblems(page: Page): Promise<string[]> {
  // By the debugger, since the page's policy lets no strange script in.
  await page.evaluate(readFileSync(axe, 'utf8'));
  const result: AxeResult = await page.evaluate('axe.run()');
  return result.violations
    .filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
    .flatMap((violation) =>
      violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
    );
}

// The panel on an assistant server, in a real browser: what is offered there, and how thoughts, tools and stops are shown.
// Not here: pictures for a question (assistantPictures.test.ts), what the host makes of it.
// Over 300 lines, because every test shares the one browser.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { FromWebview } from '../../../src/bridge/messages.ts';
import type { Action } from '../../../src/chat/actions.ts';
import { chromiumPath, launch, openScene } from '../preview/browser.ts';
import { buildPanel, type PreviewServer, startPreview } from '../preview/server.ts';
import { type ThemeName, themes } from '../preview/themes.ts';

const executable = chromiumPath();
const missing = executable === undefined ? 'No Chromium: install one or name it with TRELLIS_CHROMIUM.' : false;
const turn = { chatId: 'c1', answerId: 'new' };

describe('the panel on an assistant server', { skip: missing }, () => {
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

  async function see(
    scene: string,
    look: (page: Page, act: (...actions: Action[]) => Promise<void>) => Promise<void>,
    theme: ThemeName = 'dark',
    width = 300,
  ): Promise<void> {
    const { page, complaints } = await openScene(browser, preview.url, scene, theme, width);
    let seq = 10;
    const act = async (...actions: Action[]): Promise<void> => {
      seq += 1;
      await page.evaluate(`window.host.send(${JSON.stringify({ kind: 'actions', seq, actions })})`);
    };
    try {
      await look(page, act);
      const reports: FromWebview[] = await page.evaluate("host.posted.filter(({ kind }) => kind === 'report')");
      assert.deepEqual({ complaints, reports }, { complaints: [], reports: [] });
    } finally {
      await page.close();
    }
  }
  const posted = <K extends FromWebview['kind']>(page: Page, kind: K): Promise<Extract<FromWebview, { kind: K }>[]> =>
    page.evaluate(`window.host.posted.filter((intent) => intent.kind === '${kind}')`);
  /** The page's policy lets no test be polled, so the page looks itself. */
  const until = (page: Page, expression: string) =>
    page.evaluate(
      `new Promise((done) => { const look = () => (${expression}) ? done(true) : requestAnimationFrame(look); look(); })`,
    );

  test('the first view has a way to it', () =>
    see('first', async (page) => {
      await page.getByTestId('connect-assistant').click();
      assert.deepEqual(await posted(page, 'connectAssistant'), [{ kind: 'connectAssistant' }]);
    }));

  test('what it cannot do is not there: thumbs, deleting, saved queries, lists of files', () =>
    see('assistant-done', async (page) => {
      await page.getByTestId('sql-details').first().locator('summary').click();
      assert.equal(await page.getByTestId('open-sql').count(), 1);
      for (const absent of ['feedback-positive', 'delete-message', 'save-query', 'uploads', 'integration-select'])
        assert.equal(await page.getByTestId(absent).count(), 0, absent);
      assert.ok((await page.getByTestId('edit-message').count()) > 0);
      assert.deepEqual(await posted(page, 'listUploads'), []);
      assert.equal(await page.getByTestId('model-select').getAttribute('aria-label'), 'Provider that answers');
    }));

  test('other sources have neither mood nor web, and their questions go without', () =>
    see('empty', async (page) => {
      for (const absent of ['mood-select', 'web-toggle']) assert.equal(await page.getByTestId(absent).count(), 0);
      await page.getByTestId('example-question').first().click();
      const [ask] = await posted(page, 'ask');
      assert.ok(ask && !('options' in ask));
    }));

  test('provider, mood and web go with the question, and stay chosen for the next', () =>
    see('assistant-empty', async (page) => {
      await page.getByTestId('composer-input').fill('Plain');
      await page.getByTestId('send').click();
      await page.getByTestId('mood-select').click();
      await page.getByRole('option', { name: 'Serious' }).click();
      const web = page.getByTestId('web-toggle');
      assert.match((await web.getAttribute('title')) ?? '', /look things up on the web/);
      await web.press('Enter');
      await page.locator('[data-testid="web-toggle"][aria-pressed="true"]').waitFor();
      await page.getByTestId('model-select').click();
      await page.getByRole('option', { name: 'claude' }).click();
      for (const text of ['First', 'Second']) {
        await page.getByTestId('composer-input').fill(text);
        await page.getByTestId('send').click();
      }
      const asks = (await posted(page, 'ask')).map(({ question, model, options }) => ({ question, model, options }));
      const chosen = { model: 'claude', options: { mood: 'serious', web: true } };
      assert.deepEqual(asks, [
        { question: 'Plain', model: 'default', options: { mood: null, web: false } },
        { question: 'First', ...chosen },
        { question: 'Second', ...chosen },
      ]);
      await until(
        page,
        'host.posted.findLast(({ kind }) => kind === "uiChanged")?.ui.choice?.options?.mood === "serious"',
      );
      await page.getByTestId('mood-select').click();
      await page.getByRole('option', { name: 'Default' }).click();
      await page.getByTestId('composer-input').fill('Third');
      await page.getByTestId('send').click();
      assert.deepEqual((await posted(page, 'ask')).at(-1)?.options, { mood: null, web: true });
    }));

  test('thoughts are folded, open by the keyboard, stay open while they go on, and end as "Thought"', () =>
    see('assistant-picture', async (page, act) => {
      await act(question());
      await page.getByText('Sending…').waitFor();
      await act({ type: 'questionAcknowledged', chatId: 'c1', messageId: 'q', serverId: null });
      await page.getByText('Working…').waitFor();
      await act({ type: 'thinkingShown', ...turn, text: 'First **thought**' });
      const thinking = page.getByTestId('thinking');
      await page.getByText('Thinking…').waitFor();
      await until(page, "document.querySelector('[data-testid=announcer]').textContent === 'Thinking.'");
      assert.equal(await page.getByTestId('thoughts').count(), 0, 'closed by default');
      await thinking.locator('summary').press('Enter');
      await page.getByTestId('thoughts').locator('strong').waitFor();
      await act({ type: 'thinkingShown', ...turn, text: `First **thought**\n\n${'and more\n\n'.repeat(60)}Last one` });
      await page.getByText('Last one').waitFor();
      const box = '[data-testid="thoughts"]';
      assert.ok(Number(await page.evaluate(`document.querySelector('${box}').clientHeight`)) <= 220);
      await until(
        page,
        `(({ scrollTop, clientHeight, scrollHeight }) => scrollHeight - scrollTop - clientHeight < 2)(document.querySelector('${box}'))`,
      );
      await act({ type: 'textReplaced', ...turn, content: 'The answer' });
      await page.getByText('Thought', { exact: true }).waitFor();
      await act({ type: 'thinkingShown', ...turn, text: 'Second pass' });
      await page.getByText('Thinking…').waitFor();
      await act({ type: 'answerDone', ...turn, ...end, content: 'The answer.' });
      await page.getByText('Thought', { exact: true }).waitFor();
      assert.equal(await thinking.getAttribute('open'), '');
      assert.equal(await page.getByTestId('thinking-text').textContent(), 'Second pass\n');
    }));

  test('thoughts of strangers are no more than text', () =>
    see('assistant-picture', async (page, act) => {
      await act(question(), {
        ...{ type: 'thinkingShown', ...turn },
        text: '<img src=x onerror="window.hacked=1"> ![x](https://example.com/a.png) [run](command:x)',
      });
      await page.getByTestId('thinking').locator('summary').click();
      await page.getByTestId('thinking-text').waitFor();
      assert.equal(await page.getByTestId('thinking-text').locator('img').count(), 0);
      const links = page.getByTestId('thinking-text').locator('a');
      assert.deepEqual(await links.allTextContents(), ['picture: x, example.com']);
      assert.equal(await page.evaluate('window.hacked'), undefined);
    }));

  test('tools are lines that run and end, the same ones one line, and many of them fold when the answer is there', () =>
    see('assistant-picture', async (page, act) => {
      const tool = (label: string, running = false) => ({ name: 'x', label, running });
      await act(question(), { type: 'toolsShown', ...turn, tools: [tool('Files (read)'), tool('Web (search)', true)] });
      const lines = page.getByTestId('tool');
      await lines.nth(1).waitFor();
      assert.deepEqual(await lines.allTextContents(), ['Files (read), done', 'Web (search), running']);
      assert.equal(await lines.nth(1).locator('vscode-progress-ring').count(), 1);
      await until(page, "document.querySelector('[data-testid=announcer]').textContent === 'Using tools.'");
      const labels = [
        'Files (read)',
        'Web (search)',
        'Web (search)',
        'Web (search)',
        'Memory (get)',
        'Terminal (run)',
        'Cron',
      ];
      await act({ type: 'toolsShown', ...turn, tools: labels.map((label) => tool(label, label === 'Cron')) });
      await page.getByText('×3').waitFor();
      assert.equal(await lines.count(), 5, 'all in sight while they run');
      await act({ type: 'answerDone', ...turn, ...end, content: 'There.' });
      await page.getByText('Used 5 tools').waitFor();
      assert.equal(await lines.first().isVisible(), false);
      await page.getByTestId('tools-folded').locator('summary').press('Enter');
      await lines.first().waitFor();
      assert.equal(await page.locator('[data-testid="tool"][data-running="true"]').count(), 0);
      await until(page, "document.querySelector('[data-testid=announcer]').textContent === 'Answer: There.'");
    }));

  test('a passing word is shown whole while the answer comes, and gone with it', () =>
    see('assistant-thinking', async (page, act) => {
      const aside = page.getByTestId('aside');
      assert.match((await aside.textContent()) ?? '', /far too long for one line$/);
      const isWhole =
        '(({ scrollWidth, clientWidth, clientHeight }) => scrollWidth <= clientWidth && clientHeight > 24)';
      assert.ok(await page.evaluate(`${isWhole}(document.querySelector('[data-testid=aside]'))`));
      const running: string = await page.evaluate(
        "preview.scene.state.chats.c1.messages.find(({ status }) => status === 'running').id",
      );
      await act({ type: 'answerInterrupted', chatId: 'c1', answerId: running, serverId: null, at: 1, mayGoOn: true });
      await aside.waitFor({ state: 'detached' });
      await page.getByText('The server may still finish this answer; it then appears here.').waitFor();
      await until(
        page,
        "document.querySelector('[data-testid=announcer]').textContent.startsWith('Stopped. The server may')",
      );
    }));

  test('text that is replaced by a shorter one moves neither the question in sight nor what was scrolled to', () =>
    see('long', async (page, act) => {
      await until(page, 'document.querySelector(".settled") !== null');
      const top = (): Promise<number> => page.evaluate('Math.round(document.querySelector(".transcript").scrollTop)');
      const long = 'One line of the first pass.\n\n'.repeat(80);
      await act(question(), { type: 'textReplaced', ...turn, content: long });
      const shows = (text: string) =>
        until(page, `document.querySelector('[data-status=running]')?.textContent.includes('${text}')`);
      await shows('first pass');
      const pinned =
        'Math.abs([...document.querySelectorAll(".turn-user")].at(-1).getBoundingClientRect().top - document.querySelector(".transcript").getBoundingClientRect().top) < 40';
      await until(page, pinned);
      const atQuestion = await top();
      await act({ type: 'textReplaced', ...turn, content: 'Second pass' });
      await shows('Second pass');
      assert.equal(await top(), atQuestion, 'the question stays where it was');
      await act({ type: 'textReplaced', ...turn, content: long });
      await shows('first pass');
      await page.getByRole('log').hover();
      await page.evaluate(
        'void (window.rest = new Promise((done) => document.querySelector(".transcript").addEventListener("scrollend", done)))',
      );
      await page.mouse.wheel(0, 700);
      await page.evaluate('window.rest.then(() => undefined)');
      const scrolled = await top();
      assert.ok(scrolled > atQuestion + 300);
      await act({ type: 'textReplaced', ...turn, content: 'Third pass' });
      await shows('Third pass');
      await act({ type: 'textReplaced', ...turn, content: long });
      await shows('first pass');
      assert.equal(await top(), scrolled, 'the place is kept');
      await act(
        { type: 'textReplaced', ...turn, content: 'Last' },
        { type: 'answerDone', ...turn, ...end, content: 'Last' },
      );
      await act({ ...question(), messageId: 'q2', answerId: 'new2' });
      const lastTurn = '[...document.querySelectorAll(".turn")].at(-1).getBoundingClientRect().bottom';
      await until(page, `${lastTurn} > document.querySelector('.transcript').getBoundingClientRect().bottom - 80`);
    }));

  test('a long answer that is told whole each time draws only what is new, and is never blank in between', () =>
    see('assistant-picture', async (page, act) => {
      const paragraph = (at: number) => `Paragraph ${at}: ${'some words of it, '.repeat(30)}`;
      const text = (count: number) => Array.from({ length: count }, (_, at) => paragraph(at)).join('\n\n');
      await act(question(), { type: 'textReplaced', ...turn, content: text(30) });
      await page.getByText('Paragraph 29').waitFor();
      await page.evaluate(`(() => {
        const box = [...document.querySelectorAll('[data-testid=answer-text]')].at(-1);
        const first = box.querySelector('.piece');
        window.changes = { first: 0, blank: 0 };
        new MutationObserver(() => { window.changes.first += 1; }).observe(first, { childList: true, subtree: true, characterData: true });
        new MutationObserver(() => { if (!first.isConnected || box.textContent === '') window.changes.blank += 1; })
          .observe(box, { childList: true, subtree: true });
      })()`);
      for (let count = 31; count <= 60; count++) await act({ type: 'textReplaced', ...turn, content: text(count) });
      await act({ type: 'answerDone', ...turn, ...end, content: text(60) });
      await page.getByText('Paragraph 59').waitFor();
      assert.deepEqual(await page.evaluate('window.changes'), { first: 0, blank: 0 });
    }));

  test('a picture in an answer is drawn in its place; other data and other addresses are words', () =>
    see('assistant-images', async (page) => {
      const images = page.getByTestId('answer-text').locator('img');
      assert.equal(await images.count(), 1);
      await until(page, "document.querySelector('[data-testid=answer-text] img').naturalWidth === 120");
      assert.equal(await images.first().getAttribute('alt'), 'a red square');
      const text = (await page.getByTestId('answer-text').textContent()) ?? '';
      assert.match(
        text,
        /Here it is: {2}as you wished\.\s+A file: notes and no picture \(picture, 6.KB\)\.\s+picture: elsewhere, example\.com/,
      );
    }));

  test('an answer with megabytes of pictures comes without the page standing still', () =>
    see('assistant-picture', async (page, act) => {
      await act(question());
      await page.getByTestId('progress').waitFor();
      await page.evaluate(`(() => {
        window.longest = 0;
        let last = performance.now();
        const step = (now) => { window.longest = Math.max(window.longest, now - last); last = now; requestAnimationFrame(step); };
        requestAnimationFrame(step);
        const png = 'iVBORw0KGgo' + 'A'.repeat(4_000_000);
        const content = ('A word. ![large](data:image/png;base64,' + png + ')\\n\\n').repeat(2) + '\\n\\nThe end';
        for (let at = 1; at <= 10; at++) {
          const part = content.slice(0, Math.round(content.length * at / 10));
          host.send({ kind: 'actions', seq: 11 + at, actions: [{ type: 'textReplaced', chatId: 'c1', answerId: 'new', content: part }] });
        }
      })()`);
      await page.getByText('The end').waitFor();
      // These are broken, and described.
      await until(
        page,
        "[...document.querySelectorAll('[data-testid=answer-text]')].at(-1).textContent.includes('large')",
      );
      const longest: number = await page.evaluate('window.longest');
      assert.ok(longest < 1500, `${longest} ms`);
    }));

  for (const width of [190, 300, 600])
    test(`at ${width} pixels nothing is cut`, async () => {
      for (const scene of ['first', 'assistant-empty', 'assistant-thinking', 'assistant-done', 'assistant-picture'])
        for (const theme of Object.keys(themes) as ThemeName[])
          await see(
            scene,
            async (page) => {
              const cut: string[] =
                await page.evaluate(`[...document.querySelectorAll('vscode-button, vscode-dropdown, summary, .tool-name, .aside, p')]
                .filter((each) => each.checkVisibility() && (each.getBoundingClientRect().right > innerWidth || each.getBoundingClientRect().left < 0))
                .map((each) => each.outerHTML.slice(0, 100))`);
              assert.deepEqual(cut, [], `${scene} ${theme}`);
              const mood = "document.querySelector('[data-testid=mood-select]')";
              assert.ok(await page.evaluate(`${mood} === null || ${mood}.getBoundingClientRect().width > 80`));
            },
            theme,
            width,
          );
    });
});

const end = { serverId: null, reading: null, sql: null, model: null, clarification: [], at: 2 };

function question(): Extract<Action, { type: 'questionAsked' }> {
  return {
    ...{ type: 'questionAsked', chatId: 'c1', title: '', messageId: 'q', answerId: 'new', content: 'One more', at: 1 },
    ...{ integrationId: null, model: null },
  };
}

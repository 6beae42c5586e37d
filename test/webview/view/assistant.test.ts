// The panel on an assistant server, in a real browser: what is offered there, and how thoughts, tools and stops are shown.
// Not here: pictures for a question (assistantPictures.test.ts), long answers (assistantLong.test.ts), what the host makes of it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { changeTheme, missing, posted, until } from '../preview/panel.ts';
import { type ThemeName, themes } from '../preview/themes.ts';
import { actingPanel, end, question, turn } from './actingPanel.ts';

const see = actingPanel();

describe('the panel on an assistant server', { skip: missing, concurrency: 2 }, () => {
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

  for (const width of [190, 300, 600])
    test(`at ${width} pixels nothing is cut`, async () => {
      for (const scene of ['first', 'assistant-empty', 'assistant-thinking', 'assistant-done', 'assistant-picture'])
        await see(
          scene,
          async (page) => {
            for (const theme of Object.keys(themes) as ThemeName[]) {
              await changeTheme(page, theme);
              const cut: string[] =
                await page.evaluate(`[...document.querySelectorAll('vscode-button, vscode-dropdown, summary, .tool-name, .aside, p')]
                .filter((each) => each.checkVisibility() && (each.getBoundingClientRect().right > innerWidth || each.getBoundingClientRect().left < 0))
                .map((each) => each.outerHTML.slice(0, 100))`);
              assert.deepEqual(cut, [], `${scene} ${theme}`);
              const mood = "document.querySelector('[data-testid=mood-select]')";
              assert.ok(await page.evaluate(`${mood} === null || ${mood}.getBoundingClientRect().width > 80`));
            }
          },
          { width },
        );
    });
});

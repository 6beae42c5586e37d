// Answers of language models in a real browser: what they thought and did, their own numbers, who answered, who is to answer next;
// and that nothing a model says loads, leads astray or reads otherwise than it is written.
// Not here: which numbers are found (parts/unverified.test.ts), the list of models, which is VS Code's own (test/host).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { chartsDrawn } from '../preview/browser.ts';
import { hear, missing, posted, until } from '../preview/panel.ts';
import { scenes } from '../preview/scenes.ts';
import { type ThemeName, themes } from '../preview/themes.ts';
import { actingPanel, end, question, turn } from './actingPanel.ts';

const see = actingPanel();
const directions = /[\u202A-\u202E\u2066-\u2069]/u;

describe('the answer of a language model', { skip: missing, concurrency: 2 }, () => {
  const answers = (page: Page) => page.getByTestId('turn-assistant');

  test('its own numbers are marked for the eye, the pointer and the ear, and explained once below', () =>
    see('model', async (page) => {
      const first = answers(page).first();
      const marks = first.locator('.markdown .unverified');
      assert.deepEqual(await marks.evaluateAll((all) => all.map((each) => each.firstChild?.textContent)), [
        '12.5%',
        '$1,203,551.25',
        '37',
        '37',
        '29.4%',
      ]);
      for (const mark of await marks.all()) {
        assert.equal(await mark.getAttribute('title'), 'Not in any result of the database');
        assert.match((await mark.textContent()) ?? '', / \(not in any result of the database\)$/);
      }
      const notes = await page.getByTestId('unverified').allTextContents();
      assert.deepEqual(notes, [
        '5 numbers of this text are not in any result of the database.',
        '1 number of this text is not in any result of the database.',
      ]);
    }));

  test('what is copied of it, by the button or as a selection, has no marks', () =>
    see('model', async (page) => {
      const { c1 } = scenes.model?.state.chats ?? {};
      const content = c1?.messages[3]?.content ?? '';
      await answers(page).nth(1).getByTestId('copy-answer').click();
      assert.equal((await posted(page, 'copyText'))[0]?.text, content);
      const selected: string = await page.evaluate(`(() => {
        const text = document.querySelectorAll('[data-testid=answer-text]')[1];
        getSelection().selectAllChildren(text);
        return getSelection().toString();
      })()`);
      assert.equal(selected.trim(), 'There are 7.');
    }));

  test('numbers are marked only when the answer is there and the server has judged it', () =>
    see('empty', async (page, act) => {
      await act({ type: 'chatOpened', chatId: 'c1', title: 'T' }, question());
      await act({ type: 'textDelta', ...turn, content: 'There are 7 of 9.' });
      await page.getByText('There are 7 of 9.').waitFor();
      assert.equal(await page.locator('.unverified').count(), 0);
      await act({ type: 'answerDone', ...turn, ...end, content: 'There are 7 of 9.', unverified: ['9'], model: 'a/b' });
      await page.getByTestId('unverified').waitFor();
      assert.equal(await page.locator('.markdown .unverified').count(), 1);
    }));

  test('where the text itself says which numbers are in no result, no line below it says so again', () =>
    see('model', async (page, act) => {
      const content = 'There are 9.\n\nNot in any result of the database, so not verified: 9.';
      await act(question(), { type: 'answerDone', ...turn, ...end, content, unverified: ['9'] });
      await page.getByText('so not verified').waitFor();
      const last = answers(page).last();
      assert.equal(await last.locator('.markdown .unverified').count(), 2);
      assert.equal(await last.getByTestId('unverified').count(), 0);
    }));

  test('who answered is named where it was not the planner', () =>
    see('model', async (page) => {
      const names = await page.getByTestId('answered-by').allTextContents();
      assert.deepEqual(names, ['Answered by Claude Sonnet 4.6', 'Answered by other/not-listed']);
    }));

  test('tools are lines for people, and one that failed says so and why', () =>
    see('model-running', async (page) => {
      const lines = await page.getByTestId('tool').allTextContents();
      assert.equal(lines.length, 5);
      assert.match(lines[2] ?? '', /^Running SQL failed: Binder Error: .*"amount", failed$/);
      assert.equal(lines[3], 'Running SQL · 1,234 rows · 0.8 s, done');
      assert.equal(lines[4], 'Drawing a chart, running');
      const [height, line]: number[] = await page.evaluate(
        `[2, 3].map((at) => document.querySelectorAll('[data-testid=tool]')[at].getBoundingClientRect().height)`,
      );
      assert.ok((height ?? 0) > (line ?? 0) * 1.5, 'the reason wraps');
    }));

  test('what a model had said stays above its failure, with what can be done about it', () =>
    see('model-failed', async (page) => {
      const text = await page.getByTestId('answer-text').boundingBox();
      const error = await page.getByTestId('error').boundingBox();
      assert.ok(text && error && text.y + text.height <= error.y);
      await page.getByText('Ask again, or choose another model below.').waitFor();
      await page.getByTestId('ask-again').click();
      await page.getByTestId('step-chooseModel').click();
      assert.equal((await posted(page, 'askAgain')).length, 1);
      assert.deepEqual(await posted(page, 'chooseModel'), [{ kind: 'chooseModel', current: 'planner' }]);
    }));

  test('a partial text stays where the failure comes while it is written', () =>
    see('model-failed', async (page, act) => {
      await act(question(), { type: 'textDelta', ...turn, content: 'The North ' });
      const error = { code: 'MODEL_FAILED', message: 'It stopped.', retryable: true, debugId: null, suggestions: [] };
      await act({ type: 'answerFailed', ...turn, error, at: 2 });
      await page.getByText('It stopped.', { exact: true }).waitFor();
      assert.equal((await page.getByTestId('answer-text').last().textContent())?.trim(), 'The North');
    }));
});

describe('who is to answer', { skip: missing, concurrency: 2 }, () => {
  test('among very many models one is chosen in the list of VS Code, and holds for the chat', () =>
    see('model', async (page) => {
      const button = page.getByTestId('model-select');
      assert.equal(await button.getAttribute('aria-label'), 'Model that answers: Claude Sonnet 4.6');
      await button.press('Enter');
      assert.deepEqual(await posted(page, 'chooseModel'), [
        { kind: 'chooseModel', current: 'claude/claude-sonnet-4-6' },
      ]);
      await hear(page, { kind: 'modelChosen', model: 'openrouter/vendor-3/model-12' });
      await page.getByText('A model with a rather long name, number 12').waitFor();
      await page.getByTestId('composer-input').fill('And now?');
      await page.getByTestId('send').click();
      assert.equal((await posted(page, 'ask'))[0]?.model, 'openrouter/vendor-3/model-12');
      const box = await button.boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= 300);
    }));

  test('where there is only the planner the list is there all the same, for it leads to setting up another', () =>
    see('models-none', async (page) => {
      await page.getByTestId('model-select').click();
      assert.deepEqual(await posted(page, 'chooseModel'), [{ kind: 'chooseModel', current: 'planner' }]);
    }));
});

describe('the data that is asked', { skip: missing }, () => {
  test("is named, and chosen in VS Code's own list; an answer from there is what the next question asks", () =>
    see('empty', async (page) => {
      const button = page.getByTestId('integration-select');
      assert.match((await button.getAttribute('aria-label')) ?? '', /^Data to ask: /);
      await button.press('Enter');
      assert.deepEqual(await posted(page, 'chooseData'), [{ kind: 'chooseData' }]);
      const [, other] = scenes.empty?.state.integrations ?? [];
      assert.ok(other);
      await hear(page, { kind: 'integrationChosen', integrationId: other.id });
      await button.getByText(other.display_name).waitFor();
      await page.getByTestId('composer-input').fill('How many?');
      await page.getByTestId('send').click();
      assert.equal((await posted(page, 'ask'))[0]?.integrationId, other.id);
    }));

  test('that is not there any more is not asked by a new chat', () =>
    see('empty', async (page) => {
      await hear(page, { kind: 'integrationChosen', integrationId: 'removed' });
      await page.getByTestId('composer-input').fill('How many?');
      await page.getByTestId('send').click();
      assert.equal((await posted(page, 'ask'))[0]?.integrationId, scenes.empty?.state.integrations[0]?.id);
    }));

  test('words of the host go behind what is being written, or take its place, which is kept', () =>
    see('empty', async (page) => {
      const input = page.getByTestId('composer-input');
      await input.fill('How many ');
      await hear(page, { kind: 'compose', context: [], draft: 'orders', focus: true, place: 'behind' });
      await until(page, "document.querySelector('[data-testid=composer-input]').value === 'How many orders'");
      await hear(page, { kind: 'compose', context: [], draft: 'List orders', focus: true, place: 'instead' });
      await until(page, "document.querySelector('[data-testid=composer-input]').value === 'List orders'");
      await page.getByTestId('put-back').click();
      await until(page, "document.querySelector('[data-testid=composer-input]').value === 'How many orders'");
    }));
});

describe('what a model may not do', { skip: missing, concurrency: 2 }, () => {
  test('its text loads nothing, has no HTML, and its links open only with a click, as the address that is shown', () =>
    see('model-odd', async (page) => {
      await page.getByTestId('thinking').locator('summary').click();
      await page.getByTestId('thinking-text').waitFor();
      const box = page.locator('.turn-assistant :is(.markdown, .thinking, .tools)');
      assert.equal(
        await box
          .locator('img, picture, source, video, object, iframe, form, style, link, script, [style*=url]')
          .count(),
        0,
      );
      const links = page.getByTestId('answer-text').locator('a');
      const hrefs = await links.evaluateAll((all) => all.map((each) => [each.getAttribute('href'), each.title]));
      assert.deepEqual(
        hrefs.map(([href]) => href),
        [
          'http://127.0.0.1:9/a.png?d=secret',
          'https://127.0.0.1:9/ref.png',
          'https://evil.example/?d=secret',
          'https://evil.example/?d=secret',
          'https://auto.example/path',
          'mailto:a@evil.example?body=secret',
        ],
      );
      for (const [href, title] of hrefs) assert.equal(title, href);
      assert.deepEqual(await posted(page, 'openLink'), []);
      await page.getByText('https://good.example/report').click();
      await page.getByText('https://auto.example/path').click({ button: 'middle' });
      assert.deepEqual(
        (await posted(page, 'openLink')).map(({ href }) => href),
        ['https://evil.example/?d=secret', 'https://auto.example/path'],
      );
      assert.equal(page.url().includes('scene=model-odd'), true);
    }));

  test('nothing of it reads otherwise than it is written: text, thoughts, tools, charts, names', () =>
    see('model-odd', async (page) => {
      await chartsDrawn(page);
      await page.getByTestId('thinking').locator('summary').click();
      await page.getByTestId('thinking-text').waitFor();
      await page.getByText('View as table').click();
      const said: string[] =
        await page.evaluate(`[...document.querySelectorAll(':is(.turn-assistant, .composer) *')].flatMap((each) =>
        [...each.attributes].map(({ value }) => value).concat([...each.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data)))`);
      assert.deepEqual(
        said.filter((text) => directions.test(text)),
        [],
      );
      assert.match((await page.getByTestId('answer-text').textContent()) ?? '', /The total is 0021 orders, not less\./);
      assert.equal(await page.getByTestId('tool').locator('.tool-name').textContent(), 'Looking at eht table <b>x</b>');
    }));

  test('ten thousand tools and a megabyte of text leave the page alive', () =>
    see('model-running', async (page, act) => {
      const tools = Array.from({ length: 10_000 }, (_, at) => ({
        ...{ name: 'run_sql', label: `Running SQL · ${at} rows`, running: false },
      }));
      const content = `There are 37. ${'A line of **text** with 38 in it. '.repeat(30)}\n\n`.repeat(1000);
      await act(question(), { type: 'toolsShown', ...turn, tools });
      await act({ type: 'thinkingShown', ...turn, text: content });
      await act({ type: 'answerDone', ...turn, ...end, content, unverified: ['37'], model: 'claude/x' });
      await until(page, `document.querySelectorAll('.markdown .unverified').length === 1000`);
      await page.getByText('Used 10000 tools').waitFor();
      await page.getByTestId('composer-input').fill('Still here');
    }));
});

describe('the looks of it', { skip: missing, concurrency: 2 }, () => {
  for (const theme of Object.keys(themes) as ThemeName[])
    test(`in the theme ${theme} marks are dotted in the colour of warnings`, () =>
      see(
        'model',
        async (page) => {
          await chartsDrawn(page);
          await page.getByTestId('tools-folded').locator('summary').click();
          await page.locator('.unverified').first().scrollIntoViewIfNeeded();
          await page.screenshot({ path: `artifacts/panel/models/answer-${theme}.png` });
          const [style, color]: string[] = await page.evaluate(`(() => {
            const { textDecorationStyle, textDecorationColor } = getComputedStyle(document.querySelector('.unverified'));
            return [textDecorationStyle, textDecorationColor];
          })()`);
          const hex = themes[theme].variables['editorWarning-foreground'] ?? '';
          const rgb = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(', ');
          assert.deepEqual([style, color], ['dotted', `rgb(${rgb})`]);
        },
        { theme },
      ));
});

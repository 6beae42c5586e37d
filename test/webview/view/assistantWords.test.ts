// The words of an answer of an assistant server, in a real browser: code, pictures of the web, who answered, what is waited for.
// Not here: thoughts, tools and stops (assistant.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Action } from '../../../src/chat/actions.ts';
import { hear, missing, panelInBrowser, posted } from '../preview/panel.ts';
import { type ThemeName, themes } from '../preview/themes.ts';

const see = panelInBrowser();
const code =
  'const answer = 42;\nconsole.log(answer, "a line that is much too long for a side bar of three hundred pixels");\n';

describe('the words of an answer', { skip: missing, concurrency: 2 }, () => {
  const act = (page: Page, seq: number, ...actions: Action[]) => hear(page, { kind: 'actions', seq, actions });

  test('who answered is named where it is known, by the name the list has', () =>
    see('assistant-words', async (page) => {
      const names = page.getByTestId('answered-by');
      assert.deepEqual(await names.allTextContents(), ['Answered by claude', 'Answered by a-provider-of-its-own']);
    }));

  test('where the answer comes from a model of data, nobody is named', () =>
    see('markdown', async (page) => {
      assert.equal(await page.getByTestId('answered-by').count(), 0);
    }));

  test('each piece of code is copied with the mouse and with the keyboard, exactly as it is', () =>
    see('assistant-words', async (page) => {
      const buttons = page.getByRole('button', { name: 'Copy code' });
      assert.equal(await buttons.count(), 2);
      assert.deepEqual(await page.locator('.code-head span').allTextContents(), ['ts', '']);
      await buttons.first().click();
      await page.getByText('Copied').waitFor();
      await buttons.last().press('Enter');
      assert.deepEqual(await posted(page, 'copyText'), [
        { kind: 'copyText', text: code },
        { kind: 'copyText', text: 'indented code\n' },
      ]);
    }));

  test('code of a text that grows keeps one button', () =>
    see('assistant-words', async (page) => {
      const turn = { chatId: 'c1', answerId: 'new' };
      await act(page, 11, {
        ...{ type: 'questionAsked', title: '', messageId: 'q', content: 'One more', at: 1, ...turn },
        ...{ integrationId: null, model: null },
      });
      for (const [at, content] of ['```\nfirst', '```\nfirst\nsecond', '```\nfirst\nsecond\n```\nThe end'].entries())
        await act(page, 12 + at, { type: 'textReplaced', ...turn, content });
      await page.getByText('The end').waitFor();
      const last = page.getByTestId('answer-text').last();
      assert.equal(await last.getByRole('button').count(), 1);
      await last.getByRole('button').click();
      assert.equal((await posted(page, 'copyText'))[0]?.text, 'first\nsecond\n');
    }));

  test('a picture of the web is a link that names it and its host, and nothing is loaded before a click', () =>
    see('assistant-words', async (page) => {
      const links = page.getByTestId('answer-text').first().locator('a');
      assert.deepEqual(await links.allTextContents(), [
        'picture: a cat, cats.example.com',
        'badge',
        'picture: bare.example',
      ]);
      assert.equal(await links.first().getAttribute('title'), 'https://cats.example.com/cat.png?size=large');
      assert.equal(await page.getByTestId('answer-text').locator('img').count(), 0);
      await links.first().click();
      assert.deepEqual(await posted(page, 'openLink'), [
        { kind: 'openLink', href: 'https://cats.example.com/cat.png?size=large' },
      ]);
    }));

  test('a server that says nothing before its answer is waited for, after a while of sending', () =>
    see(
      'assistant-picture',
      async (page) => {
        await page.clock.install();
        await act(page, 11, {
          ...{ type: 'questionAsked', title: '', messageId: 'q', content: 'One more', at: 1, chatId: 'c1' },
          ...{ answerId: 'new', integrationId: null, model: null },
        });
        await page.clock.runFor(1000);
        await page.getByText('Sending…').waitFor();
        await page.clock.runFor(5000);
        await page.getByText('Waiting for the answer…').waitFor();
        await act(page, 12, { type: 'questionAcknowledged', chatId: 'c1', messageId: 'q', serverId: null });
        await page.clock.runFor(100);
        await page.getByText('Working…').waitFor();
      },
      { alone: true },
    ));

  test('a question that was not sent is taken back into the composer by a button that says so', () =>
    see('assistant-words', async (page) => {
      await page.getByText('Take back', { exact: true }).click();
      assert.equal((await posted(page, 'removeQuestion')).length, 1);
      assert.equal(await page.getByTestId('composer-input').inputValue(), 'It did not go');
    }));

  for (const theme of Object.keys(themes) as ThemeName[])
    test(`in the theme ${theme} code and quotes stand out, and blocks keep apart`, () =>
      see(
        'assistant-words',
        async (page) => {
          await page.screenshot({ path: `artifacts/panel/words/${theme}.png` });
          const gaps: number[] = await page.evaluate(`(() => {
            const blocks = [...document.querySelector('[data-testid=answer-text] .piece').children].map((each) => each.getBoundingClientRect());
            return blocks.slice(1).map((each, at) => Math.round(each.top - blocks[at].bottom));
          })()`);
          assert.ok(gaps.length > 5 && gaps.every((gap) => gap >= 8 && gap <= 14), String(gaps));
          const edges: string[] = await page.evaluate(
            "['.code-block', '.markdown blockquote'].map((each) => getComputedStyle(document.querySelector(each)).borderLeftColor)",
          );
          const alpha = edges.map((color) => Number(/\/ ([\d.]+)\)/.exec(color)?.[1] ?? 1));
          assert.ok(
            alpha.every((each) => each >= 0.2),
            edges.join(),
          );
          const below: number = await page.evaluate(`(() => {
            const [bubble, answer] = ['.bubble', '.turn-assistant'].map((each) => document.querySelector(each).getBoundingClientRect());
            return answer.top - bubble.bottom;
          })()`);
          assert.ok(below < 28, String(below));
        },
        { theme },
      ));
});

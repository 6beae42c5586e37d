// What a person does in the built panel, in a real browser under the same policy as in VS Code, and that it does no harm.
// Not here: how scenes look (scenes.test.ts), chats of many turns (longChats.test.ts), the host's side (test/vscode).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { FromWebview } from '../../../src/bridge/messages.ts';
import { hear, missing, panelInBrowser, posted, until } from './panel.ts';

const see = panelInBrowser();

/** Two at a time, since each waits for the browser most of the time. */
describe('the panel in a browser', { skip: missing, concurrency: 2 }, () => {
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
      const names = '.header h1, .queue li > span, .composer .chip-name, [data-testid=integration-select]';
      const shown = await page.locator(names).evaluateAll((all) => all.map((each) => each.textContent));
      assert.deepEqual(shown, ['Orders of regions', 'Is this it? Or this?', 'lqs.a:3-9', 'Sample shop']);
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
      await hear(page, { kind: 'compose', context: [item], draft: 'What is this?', focus: true });
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
      assert.deepEqual(await posted(page, 'chooseModel'), [{ kind: 'chooseModel', current: 'planner' }]);
      await hear(page, { kind: 'modelChosen', model: 'claude/default' });
      await page.getByRole('button', { name: 'Model that answers: Claude' }).waitFor();
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
      assert.equal((await posted(page, 'chooseModel')).length, 1);
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

async function asked(page: Page): Promise<FromWebview[]> {
  return (await posted(page)).filter((intent) => intent.kind === 'ask');
}

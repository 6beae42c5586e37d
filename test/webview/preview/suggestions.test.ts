// Suggestions, the reading and choices in a real browser: their keys, the mouse, and that nothing that was typed is lost.
// Not here: how they look and whether everybody can use them (scenes.test.ts), what is suggested (test/server).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { hear, missing, panelInBrowser, posted, until } from './panel.ts';

const seeScene = panelInBrowser();

function see(scene: string, look: (page: Page, input: Locator) => Promise<void>): Promise<void> {
  return seeScene(scene, (page) => look(page, page.getByTestId('composer-input')));
}

describe('what the composer is offered', { skip: missing, concurrency: 2 }, () => {
  test('each key that is typed is asked about and stays, however fast', () =>
    see('suggestions', async (page, input) => {
      assert.equal(await input.inputValue(), 'number of orders by r');
      const texts = (await posted(page, 'suggest')).map(({ text }) => text);
      assert.equal(texts.length, 'number of orders by r'.length);
      assert.equal(texts.at(-1), 'number of orders by r');
    }));

  test('the arrows choose and Enter takes what was chosen; without a choice Enter sends what was written', () =>
    see('suggestions', async (page, input) => {
      assert.equal(await active(page), null);
      for (const [key, chosen] of [
        ['ArrowDown', '… region'],
        ['ArrowDown', '… returned'],
        ['ArrowUp', '… region'],
        ['ArrowUp', null],
        ['ArrowUp', '… row count'],
        ['ArrowDown', null],
        ['ArrowDown', '… region'],
      ] as const) {
        await input.press(key);
        await until(page, `(${activeText})() === ${JSON.stringify(chosen)}`);
      }
      await input.press('Enter');
      await until(page, 'document.querySelector("textarea").value === "number of orders by region"');
      assert.deepEqual(await asked(page), []);
      await input.press('Enter');
      assert.deepEqual(await asked(page), ['number of orders by region']);
      await until(page, 'document.querySelector("[role=listbox]") === null');
    }));

  test('Enter right after typing sends, although the list is open', () =>
    see('suggestions', async (page, input) => {
      await input.press('Enter');
      assert.deepEqual(await asked(page), ['number of orders by r']);
    }));

  test('Tab takes the first, and can be undone; Shift+Tab and a closed list leave the composer', () =>
    see('suggestions', async (page, input) => {
      await input.press('Tab');
      await until(page, 'document.querySelector("textarea").value === "number of orders by region"');
      assert.equal(await page.evaluate('document.activeElement.tagName'), 'TEXTAREA');
      await input.press('ControlOrMeta+z');
      await until(page, 'document.querySelector("textarea").value === "number of orders by r"');
      await input.press('Escape');
      await input.press('Tab');
      assert.notEqual(await page.evaluate('document.activeElement.tagName'), 'TEXTAREA');
    }));

  test('Escape closes the list until the next word, and Ctrl+Space opens it', () =>
    see('suggestions', async (page, input) => {
      const open = () => page.getByTestId('completion').first().waitFor();
      const closed = () => until(page, 'document.querySelector("[role=listbox]") === null');
      await input.press('Escape');
      await closed();
      await input.press('e');
      await settled(page);
      await closed();
      await input.press('Control+Space');
      await open();
      await input.press('Escape');
      await input.pressSequentially('gion');
      await settled(page);
      await closed();
      await input.press('Space');
      await open();
    }));

  test('nothing is offered in the middle of a text, of several lines, or while characters are composed', () =>
    see('suggestions', async (page, input) => {
      const count = async () => (await posted(page, 'suggest')).length;
      const before = await count();
      await input.press('ArrowLeft');
      await until(page, 'document.querySelector("[role=listbox]") === null');
      await input.press('x');
      await input.fill('two\nlines');
      await page.evaluate(`(() => {
        const field = document.querySelector('textarea');
        field.value = 'かな';
        field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
      })()`);
      await settled(page);
      assert.equal(await count(), before);
      await input.dispatchEvent('compositionend', {});
      await settled(page);
      assert.equal(await count(), before + 1);
    }));

  test('the mouse takes one, and the keyboard stays in the composer', () =>
    see('suggestions', async (page) => {
      await page.getByTestId('completion').nth(2).click();
      await until(page, 'document.querySelector("textarea").value === "number of orders by region of customer"');
      assert.equal(await page.evaluate('document.activeElement.tagName'), 'TEXTAREA');
    }));

  test('a list that comes late is about another text, and does not show', () =>
    see('suggestions', async (page, input) => {
      await input.fill('average');
      await settled(page);
      await hear(page, { kind: 'suggestions', text: 'number of o', items: ['number of orders'] });
      await settled(page);
      assert.equal(await page.getByRole('listbox').count(), 0);
    }));

  test('questions to begin with are offered in an empty composer to who asks for them', () =>
    see('suggestions', async (page, input) => {
      await input.fill('');
      await input.press('Control+Space');
      await page.getByTestId('completion').first().waitFor();
      await input.press('ArrowDown');
      await input.press('Enter');
      await until(page, 'document.querySelector("textarea").value === "number of orders by region"');
    }));

  test('Escape with an open list does not stop the answer that runs', () =>
    see('running', async (page, input) => {
      await input.fill('number of');
      await hear(page, { kind: 'suggestions', text: 'number of', items: ['number of orders'] });
      await page.getByTestId('completion').waitFor();
      await input.press('Escape');
      await until(page, 'document.querySelector("[role=listbox]") === null');
      assert.equal((await posted(page, 'stop')).length, 0);
      await input.press('Escape');
      assert.equal((await posted(page, 'stop')).length, 1);
    }));

  test('servers that are not ours hear nothing of what is being written', () =>
    see('assistant-empty', async (page, input) => {
      await input.pressSequentially('number of');
      await input.press('Control+Space');
      await settled(page);
      assert.deepEqual(await posted(page, 'suggest'), []);
    }));

  test('a reading is put into the composer by the keyboard, with the caret at its end, and sends nothing', () =>
    see('suggestions', async (page, input) => {
      await input.fill('');
      const reading = page.getByTestId('reading');
      assert.equal(await reading.getAttribute('title'), 'Edit and ask again');
      await reading.focus();
      await page.keyboard.press('Enter');
      await until(page, 'document.querySelector("textarea").value === "number of orders"');
      await until(page, 'document.activeElement === document.querySelector("textarea")');
      await page.keyboard.type(' by region');
      assert.equal(await input.inputValue(), 'number of orders by region');
      assert.deepEqual(await asked(page), []);
      assert.equal(await page.getByTestId('replaced').count(), 0);
    }));

  test('what was being written is kept, put back by its button, and back by itself when the reading was sent', () =>
    see('suggestions', async (page, input) => {
      await input.fill('Something of my own');
      await page.getByTestId('reading').click();
      await until(page, 'document.querySelector("textarea").value === "number of orders"');
      await page.getByTestId('put-back').click();
      await until(page, 'document.querySelector("textarea").value === "Something of my own"');
      await page.getByTestId('reading').click();
      await until(page, 'document.querySelector("textarea").value === "number of orders"');
      await input.press('Enter');
      assert.deepEqual(await asked(page), ['number of orders']);
      await until(page, 'document.querySelector("textarea").value === "Something of my own"');
      assert.equal(await page.getByTestId('replaced').count(), 0);
    }));

  test('the reading of a question about attached SQL brings that SQL along', () =>
    see('chips', async (page) => {
      await page.getByTestId('chip-remove').first().click();
      await page.getByTestId('chip-remove').first().click();
      await page.getByTestId('reading').click();
      await until(page, 'document.querySelectorAll(".composer [data-testid=chip]").length === 2');
    }));

  test('a choice says what it asks, and asks just that', () =>
    see('clarification', async (page) => {
      const choice = page.getByTestId('clarification').first();
      const question = (await choice.locator('.asked').textContent()) ?? '';
      assert.match(question, /^total order amount by region/);
      await choice.click();
      assert.deepEqual(await asked(page), [question]);
    }));
});

const activeText = `() => {
  const id = document.querySelector('textarea').getAttribute('aria-activedescendant');
  const option = id && document.getElementById(id);
  return option ? option.textContent : null;
}`;

function active(page: Page): Promise<string | null> {
  return page.evaluate(`(${activeText})()`);
}

async function asked(page: Page): Promise<string[]> {
  return (await posted(page, 'ask')).map(({ question }) => question);
}

/** All that was typed or sent has been drawn: a message of our own to the page comes behind all others, and then some frames. */
function settled(page: Page): Promise<unknown> {
  return page.evaluate(`new Promise((done) => {
    addEventListener('message', ({ data }) => data === 'last' && requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))));
    postMessage('last', '*');
  })`);
}

// Long answers of an assistant server, told whole each time, in a real browser: what is read stays in its place, and drawing is quick.
// Not here: long answers told in pieces (../preview/longChats.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { missing, until } from '../preview/panel.ts';
import { actingPanel, end, question, turn } from './actingPanel.ts';

const see = actingPanel();

/** One at a time: frames are counted and timed. */
describe('a long answer of an assistant server', { skip: missing }, () => {
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
});

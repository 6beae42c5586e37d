// Chats of many turns and answers of many pieces, in a real browser: the place that is read stays, and drawing costs little.
// Not here: what else a person does (panel.test.ts), texts that are replaced (../view/assistant.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { ToWebview } from '../../../src/bridge/messages.ts';
import { hear, missing, panelInBrowser, until } from './panel.ts';

const see = panelInBrowser();

/** One at a time: the time of the page's thread is measured. */
describe('a long chat', { skip: missing }, () => {
  test('the newest question stays in sight as its answer grows, until the person scrolls; one announcement at its end', () =>
    see('long', async (page) => {
      const log = page.getByRole('log');
      const pinned =
        'Math.abs([...document.querySelectorAll(".turn-user")].at(-1).getBoundingClientRect().top - document.querySelector(".transcript").getBoundingClientRect().top) < 40';
      const atBottom =
        'document.querySelector(".transcript").scrollHeight - document.querySelector(".transcript").scrollTop - document.querySelector(".transcript").clientHeight < 40';
      const turn = { chatId: 'c1', answerId: 'new' };
      const grow = (seq: number, word: string) =>
        hear(page, {
          kind: 'actions',
          seq,
          actions: [{ type: 'textDelta', ...turn, content: `${word}\n\n`.repeat(60) }],
        });
      await hear(page, { kind: 'actions', seq: 11, actions: [question('new')] });
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
      await hear(page, {
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
        await hear(page, { kind: 'actions', seq: seq++, actions: [question(id)] });
        const messages = pieces.map((content): ToWebview => {
          return { kind: 'actions', seq: seq++, actions: [{ type: 'textDelta', ...turn, content }] };
        });
        // An answer that began and ended within one frame is announced by nobody.
        await until(page, 'document.querySelector("[data-status=running]") !== null');
        const before = await busy();
        // Ten a frame, as a fast server sends them.
        await page.evaluate(
          `(async (all) => { for (const [at, each] of all.entries()) { host.send(each); if (at % 10 === 9) await new Promise(requestAnimationFrame); } })(${JSON.stringify(messages)})`,
        );
        await hear(page, {
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

/** The number of the question that is at the top of the visible part, and how far it is from it. */
function topTurn(page: Page): Promise<string> {
  return page.evaluate(`(() => {
    const box = document.querySelector('.transcript').getBoundingClientRect();
    const turn = [...document.querySelectorAll('.turn')].find((each) => each.getBoundingClientRect().bottom > box.top);
    return turn.textContent.slice(0, 30) + ' ' + Math.round(turn.getBoundingClientRect().top - box.top);
  })()`);
}

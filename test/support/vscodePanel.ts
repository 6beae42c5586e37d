// What a person does in the panel of a driven VS Code: start with sample data, ask, read the answer.
// Not here: opening VS Code (vscodeDriver.ts).
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import type { Vscode } from './vscodeDriver.ts';

/** The first start makes the sample data; a later answer is quicker. */
const answerTimeout = 60_000;

/** Opens the view and starts with the sample data when nothing is connected yet; returns when a question can be typed. */
export async function startWithSample(vscode: Vscode): Promise<void> {
  await vscode.openView();
  const start = vscode.panel.getByTestId('start-sample');
  const composer = vscode.panel.getByTestId('composer-input');
  await start.or(composer).first().waitFor();
  const fresh = await start.isVisible();
  if (fresh) await start.click();
  await composer.waitFor({ timeout: answerTimeout });
  // The panel takes the keyboard when it opens; what is typed elsewhere before that would lose it.
  if (fresh)
    await vscode.panel
      .locator(':focus')
      .and(composer.or(composer.locator(':focus')))
      .first()
      .waitFor();
}

/** Types into the composer like a person; what is already there stays. */
export async function typeQuestion(vscode: Vscode, question: string): Promise<void> {
  // The control may be a custom element around a text area, so it is clicked and typed into, not filled.
  await vscode.panel.getByTestId('composer-input').click();
  await vscode.page.keyboard.insertText(question);
}

/** Waits until the composer holds exactly this text. */
export async function untilDraft(vscode: Vscode, text: string): Promise<void> {
  const composer = vscode.panel.getByTestId('composer-input');
  // The text area itself, or the one inside a custom element.
  const field = composer
    .locator('textarea')
    .or(composer.and(vscode.panel.locator('textarea')))
    .first();
  const deadline = performance.now() + 10_000;
  let draft = await field.inputValue();
  while (draft !== text) {
    if (performance.now() > deadline) throw new Error(`The composer holds "${draft}", not "${text}"`);
    await delay(50);
    draft = await field.inputValue();
  }
}

/** Asks in the panel and waits for the whole answer. */
export async function ask(vscode: Vscode, question: string): Promise<Locator> {
  await typeQuestion(vscode, question);
  await vscode.panel.getByTestId('send').click();
  return answerTo(vscode, question);
}

/** The answer that follows the newest question with this text, once it has ended; rejects with its text when it failed. */
export async function answerTo(vscode: Vscode, question: string): Promise<Locator> {
  const asked = vscode.panel.getByTestId('turn-user').filter({ hasText: question }).last();
  await asked.waitFor({ timeout: answerTimeout });
  const answer = asked.locator('xpath=following::*[@data-testid="turn-assistant"][1]');
  const ended = vscode.panel.locator('[data-status]:not([data-status="running"])');
  await answer.and(ended).waitFor({ timeout: answerTimeout });
  const status = await answer.getAttribute('data-status');
  if (status !== 'done') throw new Error(`The answer to "${question}" is ${status}: ${await textOf(answer)}`);
  return answer;
}

/** The chart of an answer, once it is drawn. */
export async function drawnChart(answer: Locator): Promise<Locator> {
  const chart = answer.locator('[data-testid="chart"][data-drawn="true"]').first();
  // A chart is drawn when it comes into sight.
  await answer.getByTestId('chart').first().scrollIntoViewIfNeeded();
  await chart.waitFor();
  return chart;
}

/** The numbers that a chart's description states, in its order: "North: 12,345; South: 6,789.". */
export async function chartNumbers(chart: Locator): Promise<number[]> {
  const description = (await chart.getAttribute('aria-label')) ?? '';
  return [...description.matchAll(/: (-?[\d,]+(?:\.\d+)?)(?=[;.]|$)/g)].map((match) => toNumber(match[1] ?? ''));
}

/** The text of an element, folded parts included. */
export async function textOf(element: Locator): Promise<string> {
  return (await element.textContent()) ?? '';
}

/** The first number in a text, written with commas between its groups. */
export function firstNumber(text: string): number {
  const match = /-?\d[\d,]*(?:\.\d+)?/.exec(text);
  if (match === null) throw new Error(`There is no number in: ${text}`);
  return toNumber(match[0]);
}

function toNumber(text: string): number {
  return Number(text.replaceAll(',', ''));
}

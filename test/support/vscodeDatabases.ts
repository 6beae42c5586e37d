// What a person does with databases in a driven VS Code: the form, the tree of data, the list of it.
// Not here: databases to ask (databases/), what is expected (test/vscode/databases*.test.ts).
import type { FrameLocator, Locator } from 'playwright-core';
import { extensionId, type Vscode } from './vscodeDriver.ts';

/** The page of the form that is in front. */
export function formOf({ page }: Vscode): FrameLocator {
  return page
    .frameLocator(`.webview-overlay-outer-right > iframe.webview[src*="extensionId=${extensionId}"]`)
    .frameLocator('#active-frame');
}

/** Of a page, and not of Node. */
interface PagesOwn {
  DataTransfer: new () => { setData(type: string, text: string): void };
  ClipboardEvent: new (type: string, init: object) => Event;
}

/** Pastes into a field: from the clipboard of its page, as a person's is not to be had. */
export async function paste(field: Locator, text: string): Promise<void> {
  await field.focus();
  await field.evaluate((element, pasted) => {
    const page = globalThis as unknown as PagesOwn;
    const clipboardData = new page.DataTransfer();
    clipboardData.setData('text/plain', pasted);
    const event = new page.ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    (element as unknown as EventTarget).dispatchEvent(event);
  }, text);
}

/** Opens the form for a new database by its command. */
export async function openForm(vscode: Vscode): Promise<FrameLocator> {
  await vscode.runCommand('Trellis: Add Database...');
  const form = formOf(vscode);
  await form.getByTestId('address').waitFor();
  return form;
}

/** Waits until the form says this. */
export async function outcome(form: FrameLocator, words: string | RegExp): Promise<void> {
  await form.getByTestId('outcome').filter({ hasText: words }).waitFor({ timeout: 30_000 });
}

/** Opens the view "Data" and gives its pane; the panel is closed meanwhile, for what is not in sight is not there. */
export async function openData({ page }: Vscode): Promise<Locator> {
  const paneOf = (title: string): Locator =>
    page.locator('.pane', { has: page.locator('.pane-header', { hasText: new RegExp(`^${title}$`) }) });
  const set = async (title: string, expanded: 'true' | 'false'): Promise<void> => {
    const header = paneOf(title).locator('.pane-header').first();
    await header.waitFor();
    if ((await header.getAttribute('aria-expanded')) !== expanded) await header.locator('.title').click();
    await paneOf(title).locator(`.pane-header[aria-expanded="${expanded}"]`).waitFor();
  };
  await set('Data', 'true');
  await set('Ask', 'false');
  return paneOf('Data');
}

/** Opens the panel again. */
export async function openPanel({ page, panel }: Vscode): Promise<void> {
  const header = page.locator('.pane-header', { hasText: /^Ask$/ });
  if ((await header.getAttribute('aria-expanded')) !== 'true') await header.locator('.title').click();
  await panel.getByTestId('composer-input').waitFor();
}

/** A row of the view by its label, exactly. */
export function rowOf(pane: Locator, label: string): Locator {
  return pane
    .locator('.monaco-list-row')
    .filter({ has: pane.page().locator('.label-name', { hasText: new RegExp(`^${label}$`) }) })
    .first();
}

export async function expand(row: Locator): Promise<void> {
  if ((await row.getAttribute('aria-expanded')) !== 'true') await row.locator('.monaco-tl-twistie').click();
}

/** Picks an entry of a row's menu. */
export async function choose(vscode: Vscode, row: Locator, entry: string): Promise<void> {
  await row.click({ button: 'right' });
  // A menu takes no click that began before it was open for a moment.
  await vscode.page.locator('.context-view .action-label', { hasText: entry }).click({ delay: 200 });
  await vscode.page.locator('.context-view .action-label').first().waitFor({ state: 'detached' });
}

/** Chooses which data is asked, from the composer. */
export async function chooseData(vscode: Vscode, name: string): Promise<void> {
  await vscode.panel.getByTestId('integration-select').click();
  await vscode.quickRow(name).click();
  await vscode.panel.getByTestId('integration-select').filter({ hasText: name }).waitFor();
}

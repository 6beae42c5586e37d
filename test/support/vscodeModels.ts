// Setting up a language model in a driven VS Code, through the boxes, like a person.
// Not here: the service that answers (models/modelPeer.ts).
import type { Vscode } from './vscodeDriver.ts';

export interface GivenModel {
  /** As the list names it. */
  provider: string;
  apiKey: string;
  baseUrl: string;
}

/** Runs the command and fills in provider, key and address; returns after the last box. */
export async function fillModel(vscode: Vscode, { provider, apiKey, baseUrl }: GivenModel): Promise<void> {
  await vscode.runCommand('Trellis: Set Up a Language Model...');
  await pickRow(vscode, provider);
  // The steps are known by the title: what is wrong with a word takes the place of the prompt.
  await answerStep(vscode, '(1/2)', apiKey);
  await answerStep(vscode, '(2/2)', baseUrl);
}

/** Picks a row by its label, narrowed down to first: a list that has just opened still moves. */
export async function pickRow(vscode: Vscode, label: string): Promise<void> {
  await vscode.quickRow(label).waitFor();
  await vscode.quickInput.fill(label);
  await vscode.page.locator('.quick-input-list .monaco-list-row').nth(1).waitFor({ state: 'detached' });
  await vscode.quickInput.press('Enter');
}

/** Waits for the box of that step, types into it and goes on. The panel may take the keyboard meanwhile, when an answer ends. */
export async function answerStep(vscode: Vscode, step: string, text: string): Promise<void> {
  const box = vscode.page.locator('.quick-input-widget', { hasText: step }).locator('.quick-input-box input');
  await box.fill(text);
  await box.press('Enter');
}

/** Waits for a notification with these words, takes a picture of it under that name and closes it. */
export async function notified(vscode: Vscode, words: string, picture?: string): Promise<void> {
  // Another list would close a box that is still looking at what was typed.
  await vscode.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  const item = vscode.page.locator('.notifications-center .notification-list-item', { hasText: words }).first();
  // The list closes when the last notification goes, such as one of progress, and is opened again for the next.
  for (let tries = 10; ; tries--) {
    await vscode.runCommand('Notifications: Show Notifications');
    try {
      await item.waitFor({ timeout: 2_000 });
      break;
    } catch (cause) {
      if (tries <= 1) throw cause;
    }
  }
  if (picture) await vscode.screenshot(picture);
  await vscode.runCommand('Notifications: Clear All Notifications');
}

/** Sets a model up and waits for the word that it is. */
export async function setUpModel(vscode: Vscode, given: GivenModel): Promise<void> {
  await fillModel(vscode, given);
  await notified(vscode, `${given.provider} is set up.`);
}

/** Chooses who answers in the panel. */
export async function chooseModel(vscode: Vscode, name: string): Promise<void> {
  await vscode.panel.getByTestId('model-select').click();
  await vscode.quickRow(name).click();
  await vscode.panel.getByTestId('model-select').filter({ hasText: name }).waitFor();
}

// Setting up a language model in a driven VS Code, through the boxes, like a person.
// Not here: the service that answers (models/modelPeer.ts).
import type { Locator } from 'playwright-core';
import { answerPrompt } from './vscodeAccount.ts';
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
  await vscode.quickRow(provider).click();
  await answerPrompt(vscode, 'API key', apiKey);
  await answerPrompt(vscode, 'Address (optional)', baseUrl);
}

/** A notification with these words. */
export function notification(vscode: Vscode, words: string): Locator {
  return vscode.page.locator('.notifications-toasts .notification-toast', { hasText: words });
}

/** Sets a model up and waits for the word that it is. */
export async function setUpModel(vscode: Vscode, given: GivenModel): Promise<void> {
  await fillModel(vscode, given);
  await notification(vscode, `${given.provider} is set up.`).first().waitFor();
}

/** Chooses who answers in the panel. */
export async function chooseModel(vscode: Vscode, name: string): Promise<void> {
  await vscode.panel.getByTestId('model-select').click();
  await vscode.quickRow(name).click();
  await vscode.panel.getByTestId('model-select').filter({ hasText: name }).waitFor();
}

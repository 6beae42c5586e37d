// Signing in at a Trellis server in a driven VS Code, through the dialogs, like a person.
// Not here: the server.
import type { Vscode } from './vscodeDriver.ts';
import { textOf } from './vscodePanel.ts';

export interface GivenAccount {
  url: string;
  email: string;
  apiKey: string;
}

/** Runs the command and fills in address, email and key; returns after the last, before the server has answered. */
export async function fillSignIn(vscode: Vscode, { url, email, apiKey }: GivenAccount): Promise<void> {
  await vscode.runCommand('Trellis: Sign In');
  await answerPrompt(vscode, 'Address of the Trellis server', url);
  await answerPrompt(vscode, 'Your email address', email);
  await answerPrompt(vscode, 'API key', apiKey);
}

/** The sentence with which the sign-in comes back to its first step; then it is left. */
export async function signInRefusal(vscode: Vscode, picture: string): Promise<string> {
  const widget = vscode.page.locator('.quick-input-widget', { hasText: 'Signing in failed' });
  await widget.waitFor();
  const said = await textOf(widget);
  await vscode.screenshot(picture);
  await vscode.page.keyboard.press('Escape');
  await widget.waitFor({ state: 'hidden' });
  return said;
}

/** Signs in and waits until a question can be typed. */
export async function signIn(vscode: Vscode, account: GivenAccount): Promise<void> {
  await vscode.openView();
  await fillSignIn(vscode, account);
  await vscode.panel.getByTestId('composer-input').waitFor();
  await statusBarItem(vscode)
    .filter({ hasText: new URL(account.url).host.slice(0, 20) })
    .waitFor();
}

export function statusBarItem(vscode: Vscode) {
  return vscode.page.locator('.statusbar-item', { hasText: 'Trellis:' });
}

/** Waits until the status bar says of the line that it goes this way. */
export async function untilLine(vscode: Vscode, way: 'by WebSocket' | 'over HTTP'): Promise<void> {
  const label = way === 'over HTTP' ? /connected over HTTP/ : /connected by WebSocket/;
  await statusBarItem(vscode).and(vscode.page.getByLabel(label)).waitFor({ timeout: 90_000 });
}

/** Waits for the box that says so, types into it and goes on. */
export async function answerPrompt(vscode: Vscode, prompt: string, text: string): Promise<void> {
  await vscode.page.locator('.quick-input-widget', { hasText: prompt }).waitFor();
  // The field of a key is one for passwords.
  await vscode.page.locator('.quick-input-widget .quick-input-box input').fill(text);
  await vscode.page.keyboard.press('Enter');
}

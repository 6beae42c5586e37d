// Reads VS Code's notifications in its notification centre, where they stay; a toast goes by itself before a slow test looks.
// Not here: notices in the panel.
import type { Vscode } from './vscodeDriver.ts';
import { textOf } from './vscodePanel.ts';

/** The whole text of the notification that holds these words, once it is there; then all are cleared. */
export async function notification(vscode: Vscode, words: string, picture?: string): Promise<string> {
  await vscode.page.locator('.statusbar-item[aria-label*="otification"]').first().click();
  const item = vscode.page.locator('.notifications-center .notification-list-item', { hasText: words });
  await item.first().waitFor();
  const text = await textOf(item.first());
  if (picture !== undefined) await vscode.screenshot(picture);
  await vscode.runCommand('Notifications: Clear All Notifications');
  await item.first().waitFor({ state: 'hidden' });
  return text;
}

// Changes a person's own settings in a driven VS Code, in the editor of its settings file.
// Not here: settings of the machine, which a launch is given (vscodeDriver.ts) and which leave out those of the application.
import type { Vscode } from './vscodeDriver.ts';

/** Replaces all user settings and saves them. */
export async function writeUserSettings(vscode: Vscode, settings: Record<string, unknown>): Promise<void> {
  const { page } = vscode;
  await vscode.runCommand('Preferences: Open User Settings (JSON)');
  const tab = page.locator('.editor-group-container.active .tab.active', { hasText: 'settings.json' });
  await tab.waitFor();
  await page.locator('.editor-group-container.active .monaco-editor .view-line').first().click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(JSON.stringify(settings));
  await page.keyboard.press('ControlOrMeta+S');
  await tab.and(page.locator(':not(.dirty)')).waitFor();
  await vscode.runCommand('View: Close All Editors');
  await tab.waitFor({ state: 'detached' });
}

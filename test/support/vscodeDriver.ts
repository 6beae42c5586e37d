// Drives a real VS Code with the packaged extension like a person: opens it, finds the panel, runs commands, takes pictures.
// Not here: what is expected of the extension (test/vscode), how VS Code is installed and served (scripts/vscode).
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { BrowserContext, Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { artifacts, vsceTarget } from '../../scripts/paths.ts';
import { launchProfile } from '../../scripts/vscode/browser.ts';
import { type Front, startFront } from '../../scripts/vscode/front.ts';
import { installVscode } from '../../scripts/vscode/install.ts';
import { writeMachineSettings } from '../../scripts/vscode/machineSettings.ts';
import { installExtension, startVscodeServer, type VscodeServer } from '../../scripts/vscode/server.ts';
import { collectErrors } from './vscodeConsole.ts';
import { makeWorkspace } from './vscodeWorkspace.ts';

export const extensionId = 'trellis.trellis';

export interface LaunchOptions {
  /** The folder to open; without one a small workspace with .sql files is made. */
  workspace?: string;
  /** A colour theme by its setting, e.g. "Default High Contrast". */
  theme?: string;
  settings?: Record<string, unknown>;
  /** The packaged extension (the default: TRELLIS_VSIX or the one in artifacts), or a folder to run from. */
  extension?: { vsix: string } | { development: string };
  /** Other extensions, packaged, that are installed beside it. */
  others?: readonly string[];
  /** The profile; a folder given here is kept, so that a second launch finds the first one's state. */
  userDir?: string;
  /** Size of the window in pixels. */
  size?: { width: number; height: number };
  /** Ask the question of workspace trust, as VS Code does for a person. */
  askTrust?: boolean;
}

export interface Vscode {
  page: Page;
  workspace: string;
  /** The panel's document; its locators wait, and hold over a reload. */
  panel: FrameLocator;
  /** The panel's frame itself, for `evaluate`; waits until it holds an element with a test id. */
  panelFrame(): Promise<Frame>;
  /** Shows the side bar view and waits for its first element. */
  openView(): Promise<void>;
  /** Runs a command by its title as the palette shows it, e.g. "Trellis: New Chat". */
  runCommand(title: string): Promise<void>;
  /** Opens a file of the workspace by its name. */
  openFile(name: string): Promise<void>;
  /** A row of the open quick input by its label, exactly. */
  quickRow(label: string): Locator;
  /** The text field of the open quick input. */
  quickInput: Locator;
  /** Writes artifacts/screenshots/<name>.png; returns its path. */
  screenshot(name: string): Promise<string>;
  /** Reloads the window by VS Code's own command, which lets it store what it has, and waits for the workbench. */
  reload(): Promise<void>;
  /** Errors of ours in the page, the panel and the extension host, and reports of the content security policy. */
  consoleErrors: string[];
  /** Another window of the same profile, open at the same time, on another folder; it closes with this one. */
  anotherWindow(folder: string): Promise<Vscode>;
  close(): Promise<void>;
}

/** Opens VS Code and waits for its workbench. Rejects when anything of it cannot be started. */
export async function launchVscode(options: LaunchOptions = {}): Promise<Vscode> {
  const profile = options.userDir ?? mkdtempSync(path.join(tmpdir(), 'vscode-test-'));
  const workspace = options.workspace ?? makeWorkspace(path.join(profile, 'workspace'));
  writeMachineSettings(profile, {
    'workbench.colorTheme': options.theme ?? 'Default Dark Modern',
    ...options.settings,
  });
  const vscode = await installVscode((line) => process.stderr.write(`${line}\n`));
  const extension = options.extension ?? { vsix: packagedExtension() };
  if ('vsix' in extension) await installExtension(vscode, profile, extension.vsix);
  for (const other of options.others ?? []) await installExtension(vscode, profile, other);

  const server = await startVscodeServer({ vscode, profile, askTrust: options.askTrust });
  const front = await startFront({
    target: server.port,
    port: keptPort(profile),
    keyFile: path.join(profile, 'secret-key'),
  });
  writeFileSync(path.join(profile, 'port'), String(front.port));
  const context = await launchProfile(path.join(profile, 'browser'), options.size ?? { width: 1280, height: 800 });
  const close = closer(context, front, server, options.userDir === undefined ? profile : undefined);
  try {
    const open = async (page: Page, folder: string): Promise<Vscode> =>
      openWindow(page, address(front.port, folder, extension), folder, {
        close,
        anotherWindow: async (other) => open(await context.newPage(), makeWorkspace(other)),
      });
    return await open(context.pages()[0] ?? (await context.newPage()), workspace);
  } catch (error) {
    await close();
    throw error;
  }
}

async function openWindow(
  page: Page,
  url: string,
  workspace: string,
  whole: Pick<Vscode, 'anotherWindow' | 'close'>,
): Promise<Vscode> {
  page.setDefaultTimeout(30_000);
  const consoleErrors = collectErrors(page, extensionId);
  const untilWorkbench = async (): Promise<void> => {
    await page.locator('.monaco-workbench .part.statusbar').waitFor();
    // Either the side bar is closed, or the bar beside it shows by now which view is open.
    await page.locator('.monaco-workbench.nosidebar, .activitybar .action-item.checked').first().waitFor();
  };
  await page.goto(url);
  await untilWorkbench();

  // The outer frame is VS Code's, named after the extension; the panel's own document is the one inside it. A page of ours in an
  // editor has another one, which unlike the side bar reaches to the right edge of the window.
  const panel = page
    .frameLocator(`:not(.webview-overlay-outer-right) > iframe.webview[src*="extensionId=${extensionId}"]`)
    .frameLocator('#active-frame');
  const anyElement = panel.locator('[data-testid]:visible').first();
  const quickInput = page.locator('.quick-input-widget input[type="text"]');

  const runCommand = async (title: string, tries = 3): Promise<void> => {
    await page.keyboard.press('F1');
    try {
      // An editor that has just been opened may take the focus, and close the list again.
      await quickInput.fill(`>${title}`, { timeout: tries > 1 ? 5_000 : 20_000 });
      await quickRow(page, title).click({ timeout: tries > 1 ? 5_000 : 20_000 });
    } catch (cause) {
      if (tries <= 1) throw cause;
      await page.keyboard.press('Escape');
      await runCommand(title, tries - 1);
    }
  };
  return {
    page,
    workspace,
    panel,
    quickInput,
    quickRow: (label) => quickRow(page, label),
    consoleErrors,
    ...whole,
    runCommand: (title) => runCommand(title),
    async panelFrame() {
      const handle = await anyElement.elementHandle();
      const frame = await handle?.ownerFrame();
      if (!frame) throw new Error('The panel has no frame');
      return frame;
    },
    async openView() {
      const item = page.locator('.activitybar .action-item', { has: page.locator('[aria-label^="Trellis"]') });
      await item.waitFor();
      // A click on the view that is already open would close it.
      if (!(await item.evaluate((element) => element.classList.contains('checked')))) await item.click();
      await anyElement.waitFor();
    },
    async openFile(name) {
      await page.keyboard.press('ControlOrMeta+P');
      await quickInput.waitFor();
      await quickInput.fill(name);
      await quickRow(page, name).click();
      await page.locator('.editor-group-container.active .tab.active', { hasText: name }).waitFor();
      await page.locator('.editor-group-container.active .monaco-editor .view-line').first().click();
    },
    async screenshot(name) {
      const file = path.join(artifacts, 'screenshots', `${name}.png`);
      await page.screenshot({ path: file });
      return file;
    },
    async reload() {
      const loaded = page.waitForEvent('domcontentloaded');
      await runCommand('Developer: Reload Window');
      await loaded;
      await untilWorkbench();
    },
  };
}

/** A row of the quick input by its label, exactly. */
function quickRow(page: Page, label: string): Locator {
  const row = page.locator('.quick-input-list .monaco-list-row');
  return row.filter({ has: page.locator('.label-name', { hasText: exactly(label) }) }).first();
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}

function packagedExtension(): string {
  const vsix = process.env.TRELLIS_VSIX ?? path.join(artifacts, `trellis-${vsceTarget()}.vsix`);
  if (!existsSync(vsix)) throw new Error(`${vsix} is missing: run "npm run package" first`);
  return vsix;
}

/** The workbench keeps its state per origin, so a profile that is opened again gets the port it had. */
function keptPort(profile: string): number {
  const file = path.join(profile, 'port');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
}

function address(port: number, workspace: string, extension: { vsix: string } | { development: string }): string {
  const url = new URL(`http://127.0.0.1:${port}/`);
  url.searchParams.set('folder', workspace);
  if ('development' in extension) {
    const folder = `vscode-remote://127.0.0.1:${port}${extension.development}`;
    url.searchParams.set('payload', JSON.stringify([['extensionDevelopmentPath', folder]]));
  }
  return url.href;
}

function closer(context: BrowserContext, front: Front, server: VscodeServer, remove?: string): () => Promise<void> {
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await context.close();
    await front.close();
    await server.close();
    if (remove !== undefined) rmSync(remove, { recursive: true, force: true, maxRetries: 5 });
  };
  return () => {
    closing ??= close();
    return closing;
  };
}

// Writes down what a driven VS Code says: the extension's log at every level, what it and its panel
// tell each other, messages between frames, the browser's console.
// Not here: what may be in it (test/vscode/secrets.test.ts).
import { existsSync, globSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Vscode } from './vscodeDriver.ts';

export interface Recorded {
  /** Lines of the extension's own log. */
  log(): string[];
  /** Messages between the extension and its panel, both ways. */
  panel(): string[];
  /** Messages between frames of the window. */
  frames: string[];
  console: string[];
}

/** The extension's log channel and its panel, with everything said written to a file as well; then the bundle itself. */
const recordingMain = (file: string) => `
const { appendFileSync } = require('node:fs');
const { inspect } = require('node:util');
const vscode = require('vscode');
const write = (kind, ...parts) => {
  const text = parts.map((part) => (typeof part === 'string' ? part : inspect(part, { depth: 20 }))).join(' ');
  appendFileSync(${JSON.stringify(file)}, JSON.stringify([kind, text]) + '\\n');
};
/** The object with some members replaced; VS Code's own keep their private fields. */
const over = (whole, replaced) => new Proxy(whole, {
  get(target, name) {
    if (name in replaced) return replaced[name];
    const value = Reflect.get(target, name, target);
    return typeof value === 'function' ? value.bind(target) : value;
  },
  set: (target, name, value) => Reflect.set(target, name, value, target),
});
const make = vscode.window.createOutputChannel;
vscode.window.createOutputChannel = (...given) => {
  const channel = make(...given);
  const levels = ['trace', 'debug', 'info', 'warn', 'error'].map((level) => [
    level,
    (...parts) => {
      write('log', level, ...parts);
      channel[level](...parts);
    },
  ]);
  return over(channel, Object.fromEntries(levels));
};
const register = vscode.window.registerWebviewViewProvider;
vscode.window.registerWebviewViewProvider = (id, provider, options) => {
  const resolveWebviewView = (view, ...rest) => {
    const { webview } = view;
    webview.onDidReceiveMessage((message) => write('panel', 'from', JSON.stringify(message)));
    const postMessage = (message) => {
      write('panel', 'to', JSON.stringify(message));
      return webview.postMessage(message);
    };
    return provider.resolveWebviewView(over(view, { webview: over(webview, { postMessage }) }), ...rest);
  };
  return register(id, over(provider, { resolveWebviewView }), options);
};
module.exports = require('./extension.recorded.cjs');
`;

const recordMessages = `
window.addEventListener('message', (event) => {
  try { window.recordMessage(JSON.stringify(event.data)); } catch (cause) { window.recordMessage('unwritable: ' + cause); }
}, true);
`;

/** Begins to record, with everything logged at level trace; the window is loaded anew for it. */
export async function record(vscode: Vscode, profile: string): Promise<Recorded> {
  const [main] = globSync('extensions/trellis.trellis-*/dist/extension.cjs', { cwd: profile });
  if (main === undefined) throw new Error('The extension is not installed');
  const bundle = path.join(profile, main);
  const file = path.join(profile, 'recorded-log.jsonl');
  renameSync(bundle, path.join(path.dirname(bundle), 'extension.recorded.cjs'));
  writeFileSync(bundle, recordingMain(file));
  const { page } = vscode;
  const said = (wanted: string) =>
    (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [])
      .map((line) => JSON.parse(line) as [string, string])
      .flatMap(([kind, text]) => (kind === wanted ? [text] : []));
  const recorded: Recorded = { log: () => said('log'), panel: () => said('panel'), frames: [], console: [] };
  page.on('console', (message) => recorded.console.push(message.text()));
  await page.exposeFunction('recordMessage', (text: string) => void recorded.frames.push(text));
  await page.addInitScript(recordMessages);
  const url = new URL(page.url());
  url.searchParams.set('payload', JSON.stringify([['logLevel', 'trace']]));
  await page.goto(url.href);
  await page.locator('.monaco-workbench .activitybar .action-item').first().waitFor();
  return recorded;
}

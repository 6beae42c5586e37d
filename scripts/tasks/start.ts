// `npm start`: packages the extension, opens a VS Code with it and a sample workspace, and says what to try.
// Not here: the two forms of VS Code (scripts/start/).
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { untilAskedToStop } from '../children.ts';
import { freshVsix } from '../package/vsix.ts';
import { vscodeTest } from '../paths.ts';
import { startInBrowser } from '../start/browser.ts';
import { findCode, openDesktop } from '../start/desktop.ts';
import { writeSampleWorkspace } from '../start/workspace.ts';

const log = (line: string): void => console.error(line);
const toTry = [
  'What to try:',
  '  1. Trellis in the activity bar, "Start with sample data", then: Show me orders by region as a bar chart',
  '  2. Open revenue_by_region.sql, select the statement, F1, "Trellis: Ask About Selection", then: run this',
  '  3. F1, "Trellis: Ask", then: How many orders were placed last month?',
];

function options(): { browser: boolean; port: number } {
  const { values } = parseArgs({
    options: { browser: { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port takes a number from 0 to 65535');
  return { browser: values.browser, port };
}

async function start(): Promise<void> {
  const { browser, port } = options();
  const vsix = await freshVsix(log);
  const workspace = writeSampleWorkspace(path.join(vscodeTest, 'start', 'workspace'));
  const code = browser ? undefined : findCode();
  if (code !== undefined) {
    try {
      await openDesktop(code, vsix, workspace);
      console.log(['VS Code is open with the sample workspace.', ...toTry].join('\n'));
      return;
    } catch (error) {
      log(`${error instanceof Error ? error.message : error}; VS Code is opened in the browser instead.`);
    }
  }
  const form = await startInBrowser({ vsix, workspace, port, log });
  console.log(['VS Code with Trellis is ready. Open this address in a browser:', form.address, ...toTry].join('\n'));
  console.log('Ctrl+C ends it.');
  await untilAskedToStop();
  await form.close();
}

try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

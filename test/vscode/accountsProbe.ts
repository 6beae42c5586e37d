// A tiny extension of somebody else, packaged as they would: it asks VS Code for a session of Trellis and says what it may do with it.
// Not here: what is expected of that (accounts.test.ts).
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';

/** Runs `getSession`, tries the token, and says in the status bar "<account> <status> <claims of the token>", or the error. */
const script = `
const vscode = require('vscode');
async function ask(options) {
  try {
    const session = await vscode.authentication.getSession('trellis', ['trellis'], options);
    if (!session) return 'no session';
    const url = session.account.id.split('#')[0];
    const headers = { Authorization: 'Bearer ' + session.accessToken };
    const answer = await fetch(url + '/v1/models', { headers });
    const parts = session.accessToken.split('.');
    const claims = parts.length === 3 ? Object.keys(JSON.parse(Buffer.from(parts[1], 'base64url'))).sort() : ['no JWT'];
    return session.account.label + ' ' + answer.status + ' ' + claims.join(',');
  } catch (error) {
    return 'failed: ' + error.message;
  }
}
exports.activate = (context) => {
  let changes = 0;
  const item = vscode.window.createStatusBarItem('probe', vscode.StatusBarAlignment.Right, 1000);
  item.show();
  const say = (text) => (item.text = 'Probe: ' + text);
  context.subscriptions.push(
    item,
    vscode.authentication.onDidChangeSessions((event) => {
      if (event.provider.id === 'trellis') changes += 1;
    }),
    vscode.commands.registerCommand('probe.ask', async () => say('asked ' + (await ask({ createIfNone: true })))),
    vscode.commands.registerCommand('probe.silent', async () => say('silently ' + (await ask({ silent: true })))),
    vscode.commands.registerCommand('probe.accounts', async () => {
      const accounts = await vscode.authentication.getAccounts('trellis');
      const labels = accounts.map(({ label }) => label).sort().join(' and ');
      say(accounts.length + ' accounts: ' + labels + '; changed: ' + (changes > 0));
    }),
  );
};
`;

const command = (name: string, title: string) => ({ command: `probe.${name}`, title, category: 'Probe' });

const manifest = {
  name: 'trellis-probe',
  displayName: 'Session Probe',
  publisher: 'probe',
  version: '1.0.0',
  engines: { vscode: '^1.106.0' },
  main: './extension.js',
  files: ['extension.js'],
  extensionKind: ['workspace'],
  activationEvents: ['onStartupFinished'],
  contributes: {
    commands: [command('ask', 'Ask'), command('silent', 'Ask Silently'), command('accounts', 'Count Accounts')],
  },
};

/** Writes the extension into the folder; the path of its VSIX. */
export async function packProbe(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(folder, 'extension.js'), script);
  writeFileSync(path.join(folder, 'README.md'), 'Asks for a session.');
  writeFileSync(path.join(folder, 'LICENSE'), 'MIT');
  const vsix = path.join(folder, 'probe.vsix');
  await createVSIX({ cwd: folder, packagePath: vsix, dependencies: false, allowMissingRepository: true });
  return vsix;
}

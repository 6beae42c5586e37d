// Builds the parts of the extension and connects them. A list; what each does stands in its file.
// Not here: anything that takes time. No server and no connection is started before somebody looks at a view or asks.
import path from 'node:path';
import * as vscode from 'vscode';
import { createChatStore } from './host/chatStore.ts';
import { createChatTree } from './host/chatTree.ts';
import { createChatView } from './host/chatView.ts';
import { registerCommands } from './host/commands.ts';
import { registerContextKeys } from './host/contextKeys.ts';
import { createCredentials } from './host/credentials.ts';
import { viewIds } from './host/ids.ts';
import { createLog } from './host/log.ts';
import { createMemory } from './host/memory.ts';
import { settings } from './host/settings.ts';
import { createSources } from './host/sources.ts';
import { createStatusBar } from './host/statusBar.ts';

export function activate(context: vscode.ExtensionContext): void {
  const register = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const log = register(createLog());
  const memory = createMemory(context.workspaceState);
  const credentials = createCredentials(context.secrets);
  const store = register(createChatStore());
  const sources = register(
    createSources({
      store,
      memory,
      credentials,
      settings,
      storage: path.join(context.globalStorageUri.fsPath, 'local'),
      serverScript: context.asAbsolutePath(path.join('dist', 'server.cjs')),
      log,
    }),
  );
  const view = register(createChatView({ extensionUri: context.extensionUri, store, sources, memory, log }));
  register(vscode.window.registerWebviewViewProvider(viewIds.chat, view));
  const tree = register(createChatTree(store, sources));
  register(createStatusBar(store));
  register(registerContextKeys(store));
  register(registerCommands({ store, sources, view, tree, memory, credentials, settings, log }));
}

// Builds the parts of the extension and connects them. A list; what each does stands in its file.
// Not here: anything that takes time. No server and no connection is started before somebody looks at a view or asks.
import path from 'node:path';
import * as vscode from 'vscode';
import { createAccounts } from './host/accounts.ts';
import { createAccountMarks } from './host/accountsMarks.ts';
import { createAssistantAccounts } from './host/assistantAccounts.ts';
import { readAtRestKey } from './host/atRest.ts';
import { limitsOf } from './host/attachmentLimits.ts';
import { createAttachments } from './host/attachments.ts';
import { registerAuthenticationProvider } from './host/authenticationProvider.ts';
import { createChartPreviews } from './host/charts/chartPreview.ts';
import { createChatStore } from './host/chatStore.ts';
import { createChatTree } from './host/chatTree.ts';
import { createChatView } from './host/chatView.ts';
import { registerCommands } from './host/commands.ts';
import { registerContextKeys } from './host/contextKeys.ts';
import { createCredentials } from './host/credentials.ts';
import { createDatabasesPart } from './host/databases/databasesPart.ts';
import { viewIds } from './host/ids.ts';
import { createLibraryPart } from './host/library/libraryPart.ts';
import { createLog } from './host/log.ts';
import { createMemory } from './host/memory.ts';
import { createModels } from './host/models.ts';
import { createResults } from './host/results.ts';
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
  const marks = register(createAccountMarks(path.join(context.globalStorageUri.fsPath, 'accounts'), log));
  const credentials = register(createCredentials(context.secrets, marks));
  const assistants = register(createAssistantAccounts(context.secrets, marks));
  const store = register(createChatStore());
  const attachments = createAttachments({
    folder: path.join(context.globalStorageUri.fsPath, 'attachments'),
    memento: context.workspaceState,
    limits: () => limitsOf(store.state.source, settings.maxUploadBytes()),
    now: Date.now,
    log,
  });
  const models = register(createModels({ secrets: context.secrets, marks, settings, api: vscode }));
  const sources = register(
    createSources({
      store,
      memory,
      credentials,
      assistants,
      settings,
      models,
      attachments,
      atRestKey: () => readAtRestKey({ secrets: context.secrets, log }),
      storage: path.join(context.globalStorageUri.fsPath, 'local'),
      serverScript: context.asAbsolutePath(path.join('dist', 'server.cjs')),
      log,
    }),
  );
  const { extensionUri, workspaceState } = context;
  const previews = register(createChartPreviews(context.extensionUri, log));
  const results = register(createResults({ store, sources, extensionUri, workspaceState, log }));
  const view = register(createChatView({ extensionUri, store, sources, memory, attachments, results, log }));
  register(vscode.window.registerWebviewViewProvider(viewIds.chat, view));
  const tree = register(createChatTree(store, sources));
  const library = register(createLibraryPart({ store, sources, view, workspaceState: context.workspaceState }));
  const { globalState } = context;
  const databases = register(createDatabasesPart({ store, sources, memory, view, extensionUri, globalState, log }));
  register(createStatusBar(store));
  register(registerContextKeys(store, credentials, assistants));
  const accounts = createAccounts({ credentials, assistants, settings, sources, source: () => store.state.source });
  register(registerAuthenticationProvider({ credentials, accounts, log }));
  register(
    registerCommands({
      store,
      sources,
      view,
      tree,
      library,
      databases,
      memory,
      accounts,
      settings,
      models,
      results,
      previews,
      log,
    }),
  );
}

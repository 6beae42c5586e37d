// What a person wants from the page that is done by VS Code alone: commands, editors, files, the clipboard.
// Not here: what concerns questions and chats (chatView.ts).
import * as vscode from 'vscode';
import { assertNever } from '../base/assertNever.ts';
import type { FromWebview } from '../bridge/messages.ts';
import { capabilitiesOf } from '../chat/capabilities.ts';
import { openChartSpec } from './charts/chartPreview.ts';
import { saveFile } from './charts/saveFile.ts';
import type { ChatStore } from './chatStore.ts';
import { commandIds, viewIds } from './ids.ts';
import type { HostLog } from './log.ts';
import { openLink } from './openExternal.ts';
import { insertSql, openContext, openSql } from './sqlContext.ts';

type EditorIntent = Extract<
  FromWebview,
  {
    kind:
      | 'deleteChats'
      | 'showChats'
      | 'chooseData'
      | 'startSample'
      | 'openData'
      | 'signIn'
      | 'connectAssistant'
      | 'retryConnection'
      | 'showLog'
      | 'copyText'
      | 'saveFile'
      | 'openChartSpec'
      | 'openSql'
      | 'insertSql'
      | 'saveQuery'
      | 'openContext'
      | 'openLink'
      | 'report';
  }
>;

export function createEditorIntents(
  store: Pick<ChatStore, 'state'>,
  log: Pick<HostLog, 'error'>,
): (intent: EditorIntent) => void {
  const run = (command: string, ...given: unknown[]) => void vscode.commands.executeCommand(command, ...given);
  return (intent) => {
    switch (intent.kind) {
      case 'deleteChats':
      case 'chooseData':
      case 'startSample':
      case 'openData':
      case 'connectAssistant':
      case 'retryConnection':
      case 'showLog':
        return run(commandIds[intent.kind]);
      case 'showChats':
        return run(`${viewIds.chats}.focus`);
      case 'signIn':
        // Of a server that refuses us, that very one is meant.
        if (store.state.source.kind === 'assistant') return run(commandIds.connectAssistant, 'again');
        return run(commandIds.signIn);
      case 'copyText':
        return void vscode.env.clipboard.writeText(intent.text);
      case 'saveFile':
        return void saveFile(intent.name, intent.files);
      case 'openChartSpec':
        return void openChartSpec(intent.spec);
      case 'openSql':
        return void openSql(intent.sql);
      case 'insertSql':
        return void insertSql(intent.sql);
      case 'saveQuery':
        if (capabilitiesOf(store.state.source).library) run(commandIds.newQuery, intent.sql);
        return;
      case 'openContext':
        return void openContext(intent.item);
      case 'openLink':
        return void openLink(intent.href);
      case 'report':
        return log.error(`panel ${intent.level}: ${intent.text}`);
      default:
        assertNever(intent);
    }
  };
}

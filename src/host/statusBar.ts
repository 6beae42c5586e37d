// One item in the status bar that says where answers come from and whether the line stands. Shown once a source is chosen.
// Not here: what a click does (commands.ts).
import * as vscode from 'vscode';
import { assertNever } from '../base/assertNever.ts';
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { capabilitiesOf } from '../chat/capabilities.ts';
import type { AppState, Connection, Source } from '../chat/state.ts';
import type { ChatStore } from './chatStore.ts';
import { commandIds } from './ids.ts';

export function createStatusBar(store: ChatStore): Disposable {
  const bag = new DisposableBag();
  const item = bag.register(vscode.window.createStatusBarItem('trellis.status', vscode.StatusBarAlignment.Right, 90));
  item.name = 'Trellis';
  item.command = commandIds.showMenu;
  function show(state: AppState) {
    if (state.source.kind === 'none') {
      item.hide();
      return;
    }
    const { icon, text, problem } = shown(state.connection, state.source);
    const way = state.connection.phase === 'ready' && state.connection.overHttp ? ' (HTTP)' : '';
    item.text = `$(${icon}) Trellis: ${shortened(sourceName(state.source))}${way}`;
    // Several accounts may be of one server.
    const user = userOf(state.source);
    const name = user === null ? sourceName(state.source) : `${sourceName(state.source)}, ${user}`;
    item.tooltip = `Trellis: ${name} – ${text}`;
    item.backgroundColor = problem ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.accessibilityInformation = { label: `Trellis, ${name}, ${text}` };
    item.show();
  }
  bag.register(
    store.onChange(({ before, after }) => {
      if (before.connection !== after.connection || before.source !== after.source) show(after);
    }),
  );
  return bag;
}

export function sourceName(source: Source): string {
  switch (source.kind) {
    case 'none':
      return 'not connected';
    case 'sample':
      return 'sample data';
    case 'data':
      return source.path.split(/[\\/]/).at(-1) ?? source.path;
    case 'assistant':
    case 'trellis':
      return new URL(source.url).host;
    default:
      return assertNever(source);
  }
}

function userOf(source: Source): string | null {
  if (source.kind === 'trellis') return source.email;
  return source.kind === 'assistant' ? source.user : null;
}

function shown(connection: Connection, source: Source): { icon: string; text: string; problem: boolean } {
  switch (connection.phase) {
    case 'idle':
      return { icon: 'circle-outline', text: 'not connected', problem: false };
    case 'starting':
      return { icon: 'loading~spin', text: connection.note, problem: false };
    case 'connecting':
      return { icon: 'loading~spin', text: 'connecting…', problem: false };
    case 'ready':
      return connection.overHttp
        ? {
            icon: 'database',
            text: 'connected over HTTP, without a WebSocket',
            problem: false,
          }
        : {
            icon: source.kind === 'assistant' ? 'comment-discussion' : 'database',
            text: capabilitiesOf(source).transports ? 'connected by WebSocket' : 'connected to an assistant server',
            problem: false,
          };
    case 'waiting':
      return { icon: 'debug-disconnect', text: `${connection.reason} Trying again.`, problem: true };
    case 'failed':
      return { icon: 'warning', text: connection.reason, problem: true };
    default:
      return assertNever(connection);
  }
}

/** The status bar has room for a word or two. */
function shortened(name: string): string {
  return name.length > 24 ? `${name.slice(0, 23)}…` : name;
}

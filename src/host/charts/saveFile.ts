// Something of an answer as a file: the person says where and, by the name's end, in which form.
// Not here: whole results, which are streamed (resultsExport.ts).
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { FromWebview } from '../../bridge/messages.ts';
import { showError, showInfo } from '../messages.ts';
import { fileNameOf } from './fileName.ts';

type SavedFiles = Extract<FromWebview, { kind: 'saveFile' }>['files'];

const labels = { png: 'PNG', svg: 'SVG', csv: 'CSV', json: 'JSON', 'vl.json': 'Vega-Lite' } as const;

/** Where the last one went. */
let lastFolder: vscode.Uri | undefined;

/** Asks where, writes, and offers to open it. The name is a proposal from an answer, so it is made one of a file first. */
export async function saveFile(name: string, files: SavedFiles): Promise<void> {
  const [first] = files;
  if (!first) return;
  const folder = lastFolder ?? vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  // VS Code knows the last part of a name's end alone.
  const filters = Object.fromEntries(files.map(({ extension }) => [labels[extension], [extension.replace('vl.', '')]]));
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, `${fileNameOf(name)}.${first.extension}`),
    filters,
  });
  if (!target) return;
  const chosen = files.find(({ extension }) => target.path.toLowerCase().endsWith(`.${extension}`)) ?? first;
  try {
    const { content } = chosen;
    await vscode.workspace.fs.writeFile(target, typeof content === 'string' ? Buffer.from(content) : content);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    void showError(`${fileOf(target)} could not be written: ${reason} Choose another place.`);
    return;
  }
  lastFolder = vscode.Uri.joinPath(target, '..');
  const open = 'Open';
  const answer = await showInfo(`Saved as ${fileOf(target)}.`, open);
  if (answer === open) await vscode.commands.executeCommand('vscode.open', target);
}

const fileOf = (uri: vscode.Uri): string => uri.path.split('/').at(-1) ?? uri.path;

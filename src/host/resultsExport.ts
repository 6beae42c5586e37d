// A whole result as a file that the person names: streamed to disk, with progress and a way to stop it.
// Not here: how it becomes whole or nothing (resultsFile.ts), what streams (session/resultsClient.ts).
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ExportFormat, ResultOrder } from '../bridge/results.ts';
import { SessionError } from '../session/errors.ts';
import type { ResultsClient } from '../session/resultsClient.ts';
import { showInfo } from './messages.ts';
import { fileNameOf, writeWhole } from './resultsFile.ts';

const kinds: Record<ExportFormat, string> = { csv: 'CSV', json: 'JSON', parquet: 'Parquet' };

export interface ResultExport extends ResultOrder {
  resultId: string;
  title: string;
  format: ExportFormat;
}

/** What was exported, in a sentence; null when the person changed their mind. Rejects when it failed. */
export async function exportResult(client: ResultsClient, wanted: ResultExport): Promise<string | null> {
  const { resultId, title, format, sort, filter } = wanted;
  const target = await vscode.window.showSaveDialog({
    title: `Export Result as ${kinds[format]}`,
    saveLabel: 'Export',
    defaultUri: vscode.Uri.joinPath(startFolder(), `${fileNameOf(title)}.${format}`),
    filters: { [kinds[format]]: [format] },
  });
  if (!target) return null;
  const name = path.posix.basename(target.path);
  const stop = new AbortController();
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: `Exporting ${name}`,
    cancellable: true,
  };
  let written = 0;
  try {
    await vscode.window.withProgress(progress, async (report, token) => {
      const cancelled = token.onCancellationRequested(() => stop.abort());
      let said = 0;
      try {
        await streamTo(target, client.export(resultId, { format, sort, filter }, stop.signal), (bytes) => {
          written = bytes;
          if (bytes - said < 1_000_000) return;
          said = bytes;
          report.report({ message: sizeOf(bytes) });
        });
      } finally {
        cancelled.dispose();
      }
    });
  } catch (cause) {
    if (cause instanceof SessionError && cause.kind === 'stopped') return null;
    throw cause;
  }
  void offer(target, format, `Exported ${name} (${sizeOf(written)}).`);
  return `Exported ${name} (${sizeOf(written)}).`;
}

/** Where only VS Code can write, the file is made whole on this machine first. */
async function streamTo(target: vscode.Uri, chunks: AsyncIterable<Uint8Array>, onBytes: (bytes: number) => void) {
  if (target.scheme === 'file') return writeWhole(target.fsPath, chunks, onBytes);
  const folder = await mkdtemp(path.join(tmpdir(), 'trellis-export-'));
  try {
    const file = path.join(folder, 'result');
    await writeWhole(file, chunks, onBytes);
    await vscode.workspace.fs.copy(vscode.Uri.file(file), target, { overwrite: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function offer(target: vscode.Uri, format: ExportFormat, text: string): Promise<void> {
  // A Parquet file is nothing an editor shows.
  const pressed = await showInfo(text, ...(format === 'parquet' ? ['Reveal'] : ['Open', 'Reveal']));
  if (pressed === 'Open') await vscode.commands.executeCommand('vscode.open', target);
  if (pressed !== 'Reveal') return;
  const isInside = vscode.workspace.getWorkspaceFolder(target) !== undefined;
  const isHere = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  if (isInside || isHere)
    await vscode.commands.executeCommand(isInside ? 'revealInExplorer' : 'revealFileInOS', target);
  else void showInfo(`The file is ${target.fsPath}.`);
}

function startFolder(): vscode.Uri {
  return vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
}

function sizeOf(bytes: number): string {
  if (bytes < 1_000) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(0)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

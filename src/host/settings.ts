// The settings people can change, read at the moment of use.
// Not here: secrets; a setting never holds one.
import path from 'node:path';
import * as vscode from 'vscode';

export interface Settings {
  /** Application scope: a workspace cannot send a key elsewhere. */
  serverUrl(): string;
  /** A folder or file of data for this workspace; null when not set, or when the workspace is not trusted. */
  dataPath(): string | null;
  timezone(): string | null;
}

export const settings: Settings = {
  serverUrl: () => text('serverUrl') ?? 'https://api.trellis.sh',
  dataPath() {
    const given = text('dataPath');
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    // A team writes it relative to the folder they share.
    return given === null ? null : path.resolve(folder ?? '', given);
  },
  timezone: () => text('timezone'),
};

function text(name: string): string | null {
  const value = vscode.workspace.getConfiguration('trellis').get<unknown>(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

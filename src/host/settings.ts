// The settings people can change, read at the moment of use.
// Not here: secrets; a setting never holds one.
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
  dataPath: () => text('dataPath'),
  timezone: () => text('timezone'),
};

function text(name: string): string | null {
  const value = vscode.workspace.getConfiguration('trellis').get<unknown>(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

// The settings people can change, read at the moment of use.
// Not here: secrets; a setting never holds one.
import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';
import type { Pin } from '../session/trellisSession.ts';

const months = 'january february march april may june july august september october november december'.split(' ');

/** The setting's words, and the session's. */
const pins: Readonly<Record<string, Pin>> = { auto: 'auto', websocket: 'socket', http: 'sse' };

export interface Settings {
  /** Application scope: a workspace cannot send a key elsewhere. */
  serverUrl(): string;
  /** Likewise of the assistant API. */
  assistantUrl(): string;
  /** A folder or file of data for this workspace; null when not set, or when the workspace is not trusted. */
  dataPath(): string | null;
  timezone(): string | null;
  /** The month fiscal years begin with, by its name; null when it is not set, or to no month. */
  fiscalYearStart(): string | null;
  /** Bytes of one attached file. */
  maxUploadBytes(): number;
  /** How questions go to a server: by the best way there is, by WebSocket only, or over HTTP only. */
  transport(): Pin;
  /** Whether pictures of charts are made in the colours of paper, instead of the window's. */
  chartsOnPaper(): boolean;
  /** Whether the next words of a question are asked for while it is written. */
  suggestions(): boolean;
  setTransport(pin: Pin): Promise<void>;
  onTransportChange(listener: () => void): Disposable;
  /** The id of the model that answers where none is chosen. Application scope: a workspace cannot send data elsewhere. */
  defaultModel(): string;
  setDefaultModel(id: string): Promise<void>;
  onDefaultModelChange(listener: () => void): Disposable;
}

export const settings: Settings = {
  serverUrl: () => text('serverUrl') ?? 'https://api.trellis.sh',
  assistantUrl: () => text('assistantUrl') ?? 'http://localhost:8010',
  dataPath() {
    const given = text('dataPath');
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    // A team writes it relative to the folder they share.
    return given === null ? null : path.resolve(folder ?? '', given);
  },
  timezone: () => text('timezone'),
  fiscalYearStart() {
    const month = text('fiscalYearStart')?.toLowerCase() ?? '';
    return months.includes(month) ? month : null;
  },
  maxUploadBytes() {
    const value = vscode.workspace.getConfiguration('trellis').get<unknown>('maxUploadMb');
    return (typeof value === 'number' && value > 0 ? value : 30) * 1024 * 1024;
  },
  transport: () => pins[text('transport') ?? ''] ?? 'auto',
  chartsOnPaper: () => text('charts.exportTheme') === 'light',
  suggestions: () => vscode.workspace.getConfiguration('trellis').get<unknown>('suggestions') !== false,
  async setTransport(pin) {
    const [name] = Object.entries(pins).find(([, each]) => each === pin) ?? [];
    await vscode.workspace.getConfiguration('trellis').update('transport', name, vscode.ConfigurationTarget.Global);
  },
  onTransportChange(listener) {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('trellis.transport')) listener();
    });
  },
  defaultModel: () => text('defaultModel') ?? 'planner',
  async setDefaultModel(id) {
    await vscode.workspace.getConfiguration('trellis').update('defaultModel', id, vscode.ConfigurationTarget.Global);
  },
  onDefaultModelChange(listener) {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('trellis.defaultModel')) listener();
    });
  },
};

function text(name: string): string | null {
  const value = vscode.workspace.getConfiguration('trellis').get<unknown>(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

// The extension's log: an output channel with levels, made when something is first said.
// Not here: contents of questions and answers, keys and tokens; none of them is logged.
import * as vscode from 'vscode';

export type HostLog = vscode.LogOutputChannel;

export function createLog(): HostLog {
  return vscode.window.createOutputChannel('Trellis', { log: true });
}

// Opens an address in the browser of the person, character for character as it was given.
// Not here: which addresses may be opened (chatView.ts, attachmentsPanel.ts).
import * as vscode from 'vscode';

/**
 * False when the person did not want it. A `vscode.Uri` decodes the query and writes it anew: `%2B` comes out as `+`, and the
 * signature of a presigned link is broken. VS Code takes the text itself too and keeps it; only its types do not say so.
 */
export async function openExternal(address: string): Promise<boolean> {
  return vscode.env.openExternal(address as unknown as vscode.Uri);
}

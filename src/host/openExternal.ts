// Opens an address in the browser of the person, character for character as it was given.
// Not here: which addresses may be opened (openableLink.ts, attachmentsPanel.ts).
import * as vscode from 'vscode';
import { openableLink } from './openableLink.ts';

/**
 * False when the person did not want it. A `vscode.Uri` decodes the query and writes it anew: `%2B` comes out as `+`, and the
 * signature of a presigned link is broken. VS Code takes the text itself too and keeps it; only its types do not say so.
 */
export async function openExternal(address: string): Promise<boolean> {
  return vscode.env.openExternal(address as unknown as vscode.Uri);
}

/** Of an answer; VS Code asks before it leaves for a place that is not trusted. */
export async function openLink(href: string): Promise<void> {
  const address = openableLink(href);
  if (address !== null) await openExternal(address);
}

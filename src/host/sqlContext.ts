// SQL between the editor and the chat: what is selected becomes context; SQL of an answer goes back into editors.
// Not here: the form it travels in (protocol/trellis/sqlContext.ts).
import * as vscode from 'vscode';
import type { ContextItem } from '../protocol/trellis/sqlContext.ts';

/** The selection, or the whole file when nothing is selected; undefined when there is no text. */
export function contextOfEditor(editor: vscode.TextEditor): ContextItem | undefined {
  const { document, selection } = editor;
  const text = document.getText(selection.isEmpty ? undefined : selection);
  if (text.trim() === '') return undefined;
  const path = document.isUntitled ? document.fileName : vscode.workspace.asRelativePath(document.uri, false);
  const item: ContextItem = {
    language: document.languageId,
    path: path.replaceAll('\\', '/'),
    text: text.replaceAll('\r\n', '\n'),
  };
  if (selection.isEmpty) return item;
  // A selection that ends at the start of a line does not hold that line.
  const last =
    selection.end.character === 0 && selection.end.line > selection.start.line
      ? selection.end.line
      : selection.end.line + 1;
  return { ...item, lines: { from: selection.start.line + 1, to: last } };
}

export async function openSql(sql: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'sql', content: sql });
  await vscode.window.showTextDocument(document, { preview: false });
}

/** At the cursor of the editor used last, on lines of its own; a new editor when there is none. One step to undo. */
export async function insertSql(sql: string): Promise<void> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  if (!editor) {
    await openSql(sql);
    return;
  }
  const { document, selection } = editor;
  const line = document.lineAt(selection.active.line);
  const before = line.text.slice(0, selection.active.character).trim() === '' ? '' : '\n';
  const after = line.text.slice(selection.active.character).trim() === '' ? '' : '\n';
  await editor.edit((edit) => edit.insert(selection.active, `${before}${sql}${after}`));
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}

/** The exact text that was or will be sent, beside the file it came from where that still is. */
export async function openContext(item: ContextItem): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: item.language, content: item.text });
  await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Active });
}

// The node of a tree that has the keyboard. VS Code tells which is selected, and the arrow keys leave that behind.
// Not here: menus; they hand over their node.
import * as vscode from 'vscode';

/**
 * For a command that a key of the tree has started. Selecting it would open it, so it is found by what becomes of the selection
 * when VS Code is told to turn over its part of it, twice.
 */
export async function focusedNode<T>(view: vscode.TreeView<T>): Promise<T | undefined> {
  const turnOver = () => vscode.commands.executeCommand('list.toggleSelection');
  const before = view.selection;
  await turnOver();
  const after = view.selection;
  await turnOver();
  const missingIn = (others: readonly T[]) => (node: T) => !others.some((other) => isSame(other, node));
  return after.find(missingIn(before)) ?? before.find(missingIn(after)) ?? before[0];
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

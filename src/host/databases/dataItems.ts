// How each node of the tree of data looks, reads aloud and explains itself.
// Not here: which nodes there are (dataNodes.ts), what the menu entries do (databaseCommands.ts).
import * as vscode from 'vscode';
import type { Integration, SchemaTable } from '../../protocol/trellis/integrations.ts';
import { commandIds } from '../ids.ts';
import { plainText } from '../plainText.ts';
import type { Databases } from './databases.ts';
import { type DataNode, idOf } from './dataNodes.ts';

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
const numbers = new Intl.NumberFormat('en');

/** `isOnly`: there is no other data. `isAsked`: new chats ask it. `error`: why the list could not be read. */
export interface ItemContext {
  databases: Pick<Databases, 'find'>;
  table(node: { id: string; schema: string; name: string }): SchemaTable | undefined;
  isOnly: boolean;
  isAsked(id: string): boolean;
  error: string | undefined;
}

export function itemOf(node: DataNode, context: ItemContext): vscode.TreeItem {
  const item = drawn(node, context);
  item.id = idOf(node);
  return item;
}

function drawn(node: DataNode, context: ItemContext): vscode.TreeItem {
  switch (node.kind) {
    case 'data': {
      const found = context.databases.find(node.id);
      return found ? dataItem(found, context) : new vscode.TreeItem(plainText(node.id));
    }
    case 'schema':
      return labelled(node.schema || 'without a schema', Collapsed, 'symbol-namespace', 'schema', 'Schema');
    case 'table':
      return tableItem(node.name, context.table(node));
    case 'column':
      return columnItem(node, context);
    case 'locked':
      return said(
        ...['The password must be given again', 'key', commandIds.editDatabase, 'Give the Password Again'],
        ...[[{ kind: 'data', id: node.id }], 'It was sealed with a key that this VS Code no longer has.'],
      );
    case 'problem':
      return said(node.text, 'warning', commandIds.refreshData, 'Try Again', [{ kind: 'data', id: node.id }]);
    case 'unlisted':
      return said(
        `The data could not be listed: ${context.error ?? 'no reason given'}`,
        ...['warning', commandIds.refreshData, 'Try Again'],
      );
    case 'empty':
      return labelled('There are no tables', None, 'info', 'empty', '');
  }
}

function dataItem(found: Integration, { isOnly, isAsked }: ItemContext): vscode.TreeItem {
  const { id, display_name: name, engine, address, removable, warnings, needs_credentials: locked } = found;
  const open = isOnly && !locked ? Expanded : Collapsed;
  const asked = isAsked(id);
  const icon = locked ? 'lock' : 'database';
  const item = labelled(name, open, icon, removable ? 'data.removable' : 'data', 'Data');
  item.description = plainText([engine ?? '', asked && !isOnly ? 'chosen' : ''].filter(Boolean).join(' · '));
  item.tooltip = lines([
    name,
    address ?? '',
    asked ? 'New chats ask this data.' : '',
    locked ? 'Its password must be given again.' : '',
    ...(warnings ?? []),
  ]);
  return item;
}

function tableItem(name: string, table: SchemaTable | undefined): vscode.TreeItem {
  const isView = table?.kind === 'view';
  const kind = isView ? 'View' : 'Table';
  const item = labelled(name, Collapsed, isView ? 'eye' : 'table', 'table', kind);
  const rows = table?.row_estimate;
  const about = typeof rows === 'number' && rows >= 0 && !isView ? `about ${numbers.format(rows)} rows` : '';
  item.description = about === '' ? (isView ? 'view' : '') : about.replace('about ', '~');
  const count = table?.columns.length ?? 0;
  item.tooltip = lines([
    table?.schema ? `${table.schema}.${name}` : name,
    [kind, count === 1 ? '1 column' : `${numbers.format(count)} columns`, about].filter(Boolean).join(', '),
  ]);
  item.accessibilityInformation = { label: plainText([kind, name, about].filter(Boolean).join(', ')) };
  return item;
}

function columnItem(node: Extract<DataNode, { kind: 'column' }>, context: ItemContext): vscode.TreeItem {
  const { id, schema, table, name } = node;
  const column = context.table({ id, schema, name: table })?.columns.find((each) => each.name === name);
  const key = column?.key === 'primary' ? 'primary key' : column?.key ? `leads to ${column.key}` : '';
  const icon = column?.key === 'primary' ? 'key' : column?.key ? 'references' : 'symbol-field';
  const item = labelled(name, None, icon, 'column', 'Column');
  const type = column?.type ?? '';
  const nullable = column?.nullable === true ? 'may be empty' : column?.nullable === false ? 'never empty' : '';
  item.description = plainText([type, key, column?.nullable === false ? 'not null' : ''].filter(Boolean).join(' · '));
  item.tooltip = lines([`${table}.${name}`, [type, key, nullable].filter(Boolean).join(', ')]);
  item.accessibilityInformation = {
    label: plainText(['Column', name, type, key, nullable].filter(Boolean).join(', ')),
  };
  return item;
}

/** Names of a database are others' words. */
function labelled(
  name: string,
  open: vscode.TreeItemCollapsibleState,
  icon: string,
  context: string,
  kind: string,
): vscode.TreeItem {
  const label = plainText(name).replaceAll(/\s+/g, ' ') || ' ';
  const item = new vscode.TreeItem(label, open);
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = context;
  if (kind !== '') item.accessibilityInformation = { label: `${kind}, ${label}` };
  return item;
}

/** A line that says something instead of data; a click does what helps. */
function said(
  text: string,
  icon: string,
  command: string,
  title: string,
  given: unknown[] = [],
  more = '',
): vscode.TreeItem {
  const item = labelled(text, None, icon, 'said', '');
  item.tooltip = lines([text, more, `Click: ${title}.`]);
  item.command = { command, title, arguments: given };
  return item;
}

function lines(texts: readonly string[]): string {
  return plainText(texts.filter((text) => text !== '').join('\n'));
}

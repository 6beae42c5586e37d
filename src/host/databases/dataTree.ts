// The data that can be asked as a native tree: read when it is opened, kept until it is refreshed.
// Not here: what stands in it (dataNodes.ts, dataItems.ts), what its menus do (databaseCommands.ts).
import * as vscode from 'vscode';
import { type Disposable, DisposableBag } from '../../base/disposable.ts';
import { canAddDatabases } from '../../chat/capabilities.ts';
import type { SchemaTable } from '../../protocol/trellis/integrations.ts';
import { errorMessage } from '../../session/errors.ts';
import type { ChatStore } from '../chatStore.ts';
import { focusedNode } from '../focusedNode.ts';
import { viewIds } from '../ids.ts';
import { onceLooked } from '../library/queriesTree.ts';
import type { Databases, DataSchema } from './databases.ts';
import { itemOf } from './dataItems.ts';
import { columnsOf, type DataNode, nodesOfSchema, tableOf, tablesIn } from './dataNodes.ts';

export interface DataTree extends Disposable {
  /** The node that has the keyboard. */
  focused(): Promise<DataNode | undefined>;
  selected(): DataNode | undefined;
  /** Opens the tree at this data. */
  show(id: string): Promise<void>;
}

export interface DataTreeParts {
  databases: Databases;
  store: Pick<ChatStore, 'state' | 'onChange'>;
  /** Opens the remembered source; called when somebody looks. */
  restore(): void;
  /** The id of the data that new chats ask. */
  asked(): string | null;
  onAsked(listener: () => void): Disposable;
}

export function createDataTree({ databases, store, restore, asked, onAsked }: DataTreeParts): DataTree {
  const bag = new DisposableBag();
  const changed = bag.register(new vscode.EventEmitter<undefined>());
  bag.register(onAsked(() => changed.fire(undefined)));
  /** Of each data the tables by their place, for thousands of them are drawn one by one. */
  const placed = new WeakMap<DataSchema, Map<string, SchemaTable>>();

  function table({ id, schema, name }: { id: string; schema: string; name: string }): SchemaTable | undefined {
    const known = databases.known(id);
    if (!known) return undefined;
    let all = placed.get(known);
    if (!all) {
      all = new Map(known.tables.map((each) => [JSON.stringify([each.schema ?? '', each.name]), each]));
      placed.set(known, all);
    }
    return all.get(JSON.stringify([schema, name]));
  }

  async function below(node: DataNode): Promise<DataNode[]> {
    if (node.kind !== 'data' && node.kind !== 'schema' && node.kind !== 'table') return [];
    const { id } = node;
    if (databases.find(id)?.needs_credentials) return [{ kind: 'locked', id }];
    try {
      const schema = await databases.schema(id);
      if (node.kind === 'data') return nodesOfSchema(id, schema);
      if (node.kind === 'schema') return tablesIn(id, schema.tables, node.schema);
      const found = tableOf(schema, node);
      return found ? columnsOf(node, found) : [];
    } catch (cause) {
      return [{ kind: 'problem', id, text: errorMessage(cause) }];
    }
  }

  function roots(): DataNode[] {
    const { load, items } = databases.list.state;
    const nodes = items.map(({ id }): DataNode => ({ kind: 'data', id }));
    return load === 'failed' ? [{ kind: 'unlisted' }, ...nodes] : nodes;
  }

  const provider: vscode.TreeDataProvider<DataNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => (node ? below(node) : roots()),
    getParent: (node) => (node.kind === 'data' || node.kind === 'unlisted' ? undefined : { kind: 'data', id: node.id }),
    getTreeItem(node) {
      const { items, error } = databases.list.state;
      const isAsked = (id: string) => id === asked();
      return itemOf(node, { databases, table, isOnly: items.length === 1, isAsked, error: error?.message });
    },
  };
  const view = bag.register(
    vscode.window.createTreeView(viewIds.data, { treeDataProvider: provider, showCollapseAll: true }),
  );

  function message(): string | undefined {
    const { load, items } = databases.list.state;
    const { source } = store.state;
    if (source.kind === 'assistant') return 'This server does not tell what data it has.';
    if (load === 'loading') return 'Loading…';
    if (load !== 'loaded') return undefined;
    if (items.length === 0) return 'This server has no data to ask about.';
    return source.kind === 'none' || canAddDatabases(store.state)
      ? undefined
      : 'Databases of this server are set up there.';
  }
  function show() {
    view.message = message();
    changed.fire(undefined);
  }
  bag.register(databases.list.onChange(show));
  bag.register(store.onChange(({ before, after }) => before.source !== after.source && show()));
  bag.register(onceLooked(view, restore, () => databases.list.want()));

  return {
    focused: () => focusedNode(view),
    selected: () => view.selection[0],
    async show(id) {
      await vscode.commands.executeCommand(`${viewIds.data}.focus`);
      const node = roots().find((each) => each.kind === 'data' && each.id === id);
      if (node) await view.reveal(node, { select: true, focus: false, expand: true });
    },
    dispose: () => bag.dispose(),
  };
}

// The commands for databases and their tables: id -> what it does. They are registered with all others (commands.ts).
// Not here: the form (databaseForm.ts), the requests (databases.ts), what choosing means (chosenData.ts).
import * as vscode from 'vscode';
import { emptyForm } from '../../bridge/databaseForm.ts';
import type { Integration } from '../../protocol/trellis/integrations.ts';
import { errorMessage } from '../../session/errors.ts';
import type { ChatStore } from '../chatStore.ts';
import type { ChatView } from '../chatView.ts';
import { commandIds, type DatabaseCommandId } from '../ids.ts';
import { confirm, pickOne, showInfo } from '../messages.ts';
import type { Sources } from '../sources.ts';
import type { ChosenData } from './chosenData.ts';
import type { DatabaseForms } from './databaseForm.ts';
import type { Databases } from './databases.ts';
import type { DataNode, TableNode } from './dataNodes.ts';
import { pickOfData } from './dataPicker.ts';
import type { DataTree } from './dataTree.ts';
import type { KeptForms } from './keptForms.ts';
import { quoted, tableInSql } from './names.ts';

export interface DatabaseCommandParts {
  store: ChatStore;
  sources: Pick<Sources, 'restore' | 'choose' | 'conversation'>;
  view: Pick<ChatView, 'write' | 'reveal' | 'show'>;
  databases: Databases;
  chosen: ChosenData;
  kept: KeptForms;
  tree: DataTree;
  forms: DatabaseForms;
  canAdd(): boolean;
}

export type DatabaseHandlers = Record<DatabaseCommandId, (...args: unknown[]) => unknown>;

/** What a key of the tree sends instead of a node. */
const focus = 'focus';

export interface DatabaseActions {
  commands: DatabaseHandlers;
  /** A form was saved. */
  saved(integration: Integration, isNew: boolean): Promise<void>;
}

export function databaseHandlers(parts: DatabaseCommandParts): DatabaseActions {
  const { store, sources, view, databases, chosen, kept, tree, forms, canAdd } = parts;

  /** Of a menu its node, of a key pressed in the tree the one with the keyboard, else the selected one. */
  async function nodeOf(given: unknown): Promise<DataNode | undefined> {
    if (given === focus) return tree.focused();
    return isNode(given) ? given : tree.selected();
  }

  async function add() {
    sources.restore();
    if (!canAdd()) {
      void showInfo('The data of this server is set up there. Databases can be added to the server on this machine.');
      return;
    }
    // There has to be a server that keeps it.
    if (store.state.source.kind === 'none') sources.choose({ kind: 'sample' });
    forms.open({ form: emptyForm, id: null });
  }

  /** A database that was added by a person: the one of the node, or the one picked now. */
  async function addedOne(given: unknown, title: string): Promise<Integration | undefined> {
    sources.restore();
    if (given === undefined || given === focus) await databases.list.refresh();
    const node = given === undefined ? undefined : await nodeOf(given);
    const id = node && 'id' in node ? node.id : undefined;
    if (id !== undefined) {
      const found = databases.find(id);
      if (found?.removable) return found;
      void showInfo('This data was not added as a database: it cannot be changed here.');
      return undefined;
    }
    const added = databases.list.state.items.filter(({ removable }) => removable);
    if (added.length === 0) {
      void showInfo('No database was added yet.');
      return undefined;
    }
    const items = added.map((each) => ({ label: each.display_name, description: each.address ?? '', each }));
    return (await pickOne(items, { title, matchOnDescription: true }))?.each;
  }

  async function edit(given: unknown) {
    const found = await addedOne(given, 'Edit Database');
    if (found) forms.open({ form: kept.of(found), id: found.id });
  }

  async function remove(given: unknown) {
    const found = await addedOne(given, 'Remove Database');
    if (!found) return;
    const detail =
      'Its address and password are forgotten here; nothing changes in the database itself. Chats about it stay and can be read, but no more be answered from it.';
    if (!(await confirm(`Remove "${found.display_name}"?`, detail, 'Remove'))) return;
    await databases.remove(found.id);
    kept.forget(found.id);
  }

  async function saved({ id, display_name: name }: Integration, isNew: boolean) {
    try {
      if (isNew) await chosen.choose(id);
      await tree.show(id);
    } finally {
      const ask = 'Ask About It';
      const text = isNew ? `${name} was added. New chats ask it.` : `${name} was changed.`;
      if ((await showInfo(text, ask)) === ask) {
        await chosen.choose(id);
        await view.reveal();
      }
    }
  }

  async function choose() {
    sources.restore();
    if (store.state.source.kind === 'none') return add();
    if (store.state.integrations.length === 0) await databases.list.refresh();
    const picked = await pickOfData({ state: store.state, current: chosen.forOpenChat(), canAdd: canAdd() });
    if (picked === 'add') await add();
    else if (picked) {
      await chosen.choose(picked.id);
      await view.reveal();
    }
  }

  async function tableOf(given: unknown): Promise<TableNode | undefined> {
    const node = await nodeOf(given);
    if (node?.kind === 'table') return node;
    if (node?.kind === 'column') return { kind: 'table', id: node.id, schema: node.schema, name: node.table };
    void showInfo('Choose a table in the view "Data" first.');
    return undefined;
  }

  /** The chat that can ask it: the open one, or a new one. */
  async function ask(given: unknown, question: (table: string) => string): Promise<string | undefined> {
    const table = await tableOf(given);
    if (!table) return undefined;
    if (chosen.forOpenChat() !== table.id) await chosen.choose(table.id);
    return question(table.name);
  }

  async function askAbout(given: unknown) {
    const question = await ask(given, (table) => `How many rows are in ${table}?`);
    if (question !== undefined) await view.write(question, 'instead');
  }

  async function showFirstRows(given: unknown) {
    const question = await ask(given, (table) => `List 10 ${table}`);
    if (question === undefined) return;
    const chatId = store.state.openChatId;
    const integrationId = chosen.forOpenChat();
    sources.conversation?.ask({ chatId, question, context: [], integrationId, model: null });
    await view.show();
  }

  async function nameOf(given: unknown): Promise<string | undefined> {
    const node = await nodeOf(given);
    if (!node) return undefined;
    const data = 'id' in node ? databases.find(node.id) : undefined;
    switch (node.kind) {
      case 'schema':
        return quoted(node.schema, data?.dialect);
      case 'table':
        return tableInSql(data ?? {}, node.schema, node.name);
      case 'column':
        return quoted(node.name, data?.dialect);
      case 'data':
        return data?.display_name;
      default:
        return undefined;
    }
  }

  async function plainNameOf(given: unknown): Promise<string | undefined> {
    const node = await nodeOf(given);
    return node?.kind === 'table' || node?.kind === 'column' ? node.name : undefined;
  }

  async function insertName(given: unknown) {
    const name = await nameOf(given);
    if (name === undefined) return;
    const editor = vscode.window.activeTextEditor;
    if (!editor || !/sql/i.test(editor.document.languageId)) {
      // A question names it as people do.
      await view.write((await plainNameOf(given)) ?? name, 'behind');
      return;
    }
    await editor.edit((change) => {
      for (const selection of editor.selections) change.replace(selection, name);
    });
    await vscode.window.showTextDocument(editor.document, editor.viewColumn);
  }

  async function refresh(given: unknown) {
    sources.restore();
    const node = isNode(given) && 'id' in given ? given : undefined;
    await databases.refresh(node?.id);
  }

  return {
    saved: (integration, isNew) =>
      saved(integration, isNew).catch((cause: unknown) => void showInfo(errorMessage(cause))),
    commands: {
      [commandIds.chooseData]: choose,
      [commandIds.addDatabase]: add,
      [commandIds.editDatabase]: edit,
      [commandIds.removeDatabase]: remove,
      [commandIds.refreshData]: refresh,
      [commandIds.askAboutTable]: askAbout,
      [commandIds.showFirstRows]: showFirstRows,
      [commandIds.insertName]: insertName,
      [commandIds.copyName]: async (given) => {
        const name = await nameOf(given);
        if (name !== undefined) await vscode.env.clipboard.writeText(name);
      },
    },
  };
}

const kinds = new Set<unknown>(['data', 'schema', 'table', 'column', 'locked', 'problem', 'empty', 'unlisted']);

function isNode(given: unknown): given is DataNode {
  return typeof given === 'object' && given !== null && 'kind' in given && kinds.has(given.kind);
}

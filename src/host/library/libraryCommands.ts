// The commands for saved queries, memories and rules: id -> what it does. They are registered with all others (commands.ts).
// Not here: the dialogs (queryDialogs.ts), the requests (library.ts).
import * as vscode from 'vscode';
import { openChat } from '../../chat/selectors.ts';
import type { Note, SavedQuery } from '../../protocol/trellis/rest.ts';
import { titleOf } from '../../protocol/trellis/sqlContext.ts';
import type { ChatStore } from '../chatStore.ts';
import type { ChatView } from '../chatView.ts';
import { commandIds, type LibraryCommandId } from '../ids.ts';
import { pickOne, showInfo } from '../messages.ts';
import type { Sources } from '../sources.ts';
import { contextOfEditor, openSql } from '../sqlContext.ts';
import type { Library, NoteKind } from './library.ts';
import type { LibraryFiles } from './libraryFiles.ts';
import { elided, type NoteNode, type NotesTree } from './notesTree.ts';
import { askParameters } from './parameterForm.ts';
import type { ValueMemory } from './parameters.ts';
import type { QueriesTree } from './queriesTree.ts';
import * as dialogs from './queryDialogs.ts';
import { cannotRun, neededBy, questionBehind, runOf } from './runQuery.ts';

export interface LibraryCommandParts {
  store: ChatStore;
  sources: Sources;
  view: Pick<ChatView, 'show'>;
  library: Library;
  files: LibraryFiles;
  values: ValueMemory;
  queriesTree: QueriesTree;
  notesTree: NotesTree;
}

export type LibraryHandlers = Record<LibraryCommandId, (...args: unknown[]) => unknown>;

/** What a key of the tree sends instead of a node. */
const focus = 'focus';

export function libraryHandlers(parts: LibraryCommandParts): LibraryHandlers {
  return { ...queryHandlers(parts), ...noteHandlers(parts) };
}

type QueryHandlers = Omit<LibraryHandlers, keyof ReturnType<typeof noteHandlers>>;

function queryHandlers(parts: LibraryCommandParts): QueryHandlers {
  const { store, sources, view, library, files, values, queriesTree } = parts;

  /** The query of a node of the tree, of a key pressed in it, or the one picked now. */
  async function queryOf(given: unknown, title: string): Promise<SavedQuery | undefined> {
    sources.restore();
    const id = given === focus ? await queriesTree.focused() : idIn(given);
    if (given === focus && id === undefined) return undefined;
    // Another window may have changed it since the list was read.
    if (id !== undefined) return library.query(id);
    await library.queries.refresh();
    const { items, load, error } = library.queries.state;
    if (load === 'failed' && error) throw error;
    if (items.length > 0) return dialogs.pickQuery(items, title);
    void showInfo('There are no saved queries yet.');
    return undefined;
  }

  async function run(given: unknown) {
    const query = await queryOf(given, 'Run Saved Query');
    if (!query) return;
    const problem = cannotRun(query);
    if (problem) throw new Error(problem);
    const parameters = await askParameters(`Run "${elided(query.title, 60)}"`, neededBy(query), values);
    if (!parameters) return;
    const chat = openChat(store.state);
    const question = {
      ...{ chatId: chat?.id ?? null, integrationId: chat?.integrationId ?? null, model: chat?.model ?? null },
      ...runOf(query, parameters),
    };
    await view.show();
    sources.conversation?.ask(question);
  }

  async function create(asked: dialogs.NewQuery) {
    sources.restore();
    const made = await dialogs.askNewQuery(asked, async (content) => ({
      query: await library.createQuery(content),
      isDescribed: content.description !== '',
    }));
    if (!made) return;
    const { query, isDescribed } = made;
    const lost = query.older && isDescribed ? ' This server is older and keeps no description.' : '';
    const edit = query.sql === null ? 'Write SQL' : 'Edit SQL';
    const hint =
      query.sql !== null && query.parameters.length === 0 && !query.older
        ? ' Put {{name}} into its SQL for values that are asked at each run.'
        : '';
    const choice = await showInfo(`Saved "${query.title}".${hint}${lost}`, 'Run', edit);
    if (choice === 'Run') await run({ kind: 'query', id: query.id });
    else if (choice === edit) await files.open('sql', query);
  }

  async function save(given: unknown) {
    const sql = typeof given === 'string' ? given : null;
    const question = sql === null ? null : questionBehind(sql, store.state);
    await create({ title: question === null ? '' : titleOf(question), prompt: question, sql });
  }

  async function saveSelection() {
    const editor = vscode.window.activeTextEditor;
    const item = editor && contextOfEditor(editor);
    if (!item) {
      void showInfo('Open a file with SQL and select some, or nothing for the whole file.');
      return;
    }
    await create({ title: '', prompt: null, sql: item.text });
  }

  async function edit(given: unknown) {
    const query = await queryOf(given, 'Edit Saved Query');
    const field = query && (await dialogs.pickField(query));
    if (!query || !field) return;
    // An input box has one line, so that what has more would be changed by looking at it.
    const isLong = (field === 'prompt' || field === 'description') && query[field].includes('\n');
    if (field === 'sql' || isLong)
      return files.open(field === 'sql' || field === 'prompt' ? field : 'description', query);
    await dialogs.askField(query, field, (change) => library.updateQuery(query, change));
  }

  async function remove(given: unknown) {
    const query = await queryOf(given, 'Delete Saved Query');
    if (query && (await dialogs.mayDelete(`the saved query "${query.title}"`))) await library.removeQuery(query.id);
  }

  /** For what only a query with SQL has. */
  async function withSql(given: unknown, title: string, use: (sql: string) => PromiseLike<unknown>) {
    const query = await queryOf(given, title);
    if (!query) return;
    if (query.sql !== null) await use(query.sql);
    else void showInfo(`"${query.title}" has no SQL: its question is asked anew at each run.`);
  }

  return {
    [commandIds.runQuery]: run,
    [commandIds.newQuery]: save,
    [commandIds.saveSelectionAsQuery]: saveSelection,
    [commandIds.editQuery]: edit,
    [commandIds.editQuerySql]: async (given) => {
      const query = await queryOf(given, 'Edit SQL of Saved Query');
      if (query) await files.open('sql', query);
    },
    [commandIds.deleteQuery]: remove,
    [commandIds.openQuerySql]: (given) => withSql(given, 'Open SQL of Saved Query', openSql),
    [commandIds.copyQuerySql]: (given) =>
      withSql(given, 'Copy SQL of Saved Query', (sql) => vscode.env.clipboard.writeText(sql)),
    [commandIds.refreshQueries]: () => library.queries.refresh(),
  };
}

function noteHandlers({ sources, library, files, notesTree }: LibraryCommandParts) {
  async function noteOf(given: unknown, what: string): Promise<{ of: NoteKind; note: Note } | undefined> {
    sources.restore();
    const node = given === focus ? await notesTree.focused() : noteNodeIn(given);
    if (node) return { of: node.of, note: await library.note(node.of, node.id) };
    if (given === focus) return undefined;
    await Promise.all([library.memories.refresh(), library.rules.refresh()]);
    const items = (['memories', 'rules'] as const).flatMap((of) =>
      library[of].state.items.map((note) => ({
        label: elided(note.content),
        description: dialogs.noteNames[of],
        of,
        note,
      })),
    );
    if (items.length > 0) return pickOne(items, { title: `${what} Memory or Rule`, placeHolder: 'Which one?' });
    void showInfo('There are no memories and no rules yet.');
    return undefined;
  }

  async function add(kind: NoteKind) {
    sources.restore();
    await dialogs.askNote(kind, null, (content) => library.addNote(kind, content));
  }

  return {
    [commandIds.addMemory]: () => add('memories'),
    [commandIds.addRule]: () => add('rules'),
    [commandIds.editNote]: async (given: unknown) => {
      const found = await noteOf(given, 'Edit');
      if (!found) return;
      const { of, note } = found;
      // An input box has one line, and shows little of it.
      if (note.content.includes('\n') || note.content.length > 300) {
        await files.open(of, { id: note.id, title: dialogs.noteNames[of] });
        return;
      }
      await dialogs.askNote(of, note.content, (content) => library.updateNote(of, note.id, content));
    },
    [commandIds.deleteNote]: async (given: unknown) => {
      const found = await noteOf(given, 'Delete');
      if (!found) return;
      const { of, note } = found;
      const name = of === 'memories' ? 'memory' : 'rule';
      if (await dialogs.mayDelete(`the ${name} "${elided(note.content, 80)}"`)) await library.removeNote(of, note.id);
    },
    [commandIds.refreshNotes]: () => Promise.all([library.memories.refresh(), library.rules.refresh()]),
  };
}

function idIn(given: unknown): string | undefined {
  const isQuery = typeof given === 'object' && given !== null && 'kind' in given && given.kind === 'query';
  return isQuery && 'id' in given && typeof given.id === 'string' ? given.id : undefined;
}

/** Nodes come back from VS Code as they were given to it. */
function noteNodeIn(given: unknown): Extract<NoteNode, { kind: 'note' }> | undefined {
  const node = given as NoteNode | undefined;
  return node?.kind === 'note' ? node : undefined;
}

// Texts of the library as files of an editor: the SQL of a query, long prompts, memories and rules. Saving writes to the server.
// A save that fails leaves the text in its editor, and VS Code says why. Not here: short texts, which input boxes ask for.
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { type Disposable, DisposableBag } from '../../base/disposable.ts';
import type { Source } from '../../chat/state.ts';
import { errorMessage, SessionError } from '../../session/errors.ts';
import { plainText } from '../plainText.ts';
import type { Library } from './library.ts';

export const libraryScheme = 'trellis-library';

export type FileKind = 'sql' | 'prompt' | 'description' | 'memories' | 'rules';

export interface LibraryFiles extends Disposable {
  /** Opens that text of the item in an editor. */
  open(kind: FileKind, item: { id: string; title: string }): Promise<void>;
}

export interface LibraryFilesOptions {
  library: Library;
  /** What is chosen now, restored if need be. */
  source(): Source;
}

interface Opened {
  kind: FileKind;
  id: string;
}

interface Version {
  text: string;
  /** As the server tells it; null when it does not. */
  at: string | null;
}

export function createLibraryFiles({ library, source }: LibraryFilesOptions): LibraryFiles {
  const bag = new DisposableBag();
  const changed = bag.register(new vscode.EventEmitter<vscode.FileChangeEvent[]>());
  /** What VS Code was told last of each file, and which are being written by us. */
  const told = new Map<string, Version>();
  const writing = new Set<string>();

  /** A file of one server must not be written to another: ids may be the same in both. */
  function openedAt(uri: vscode.Uri): Opened | null {
    const [, kind, id, name] = uri.path.split('/');
    if (!isFileKind(kind) || id === undefined || name === undefined) return null;
    if (uri.authority !== markOf(source()))
      throw vscode.FileSystemError.Unavailable('This text is of another Trellis server. Connect to that one first.');
    return { kind, id: decodeURIComponent(id) };
  }

  async function read(uri: vscode.Uri): Promise<Version> {
    const opened = openedAt(uri);
    if (!opened) throw vscode.FileSystemError.FileIsADirectory(uri);
    try {
      const version = await stored(library, opened);
      told.set(uri.toString(), version);
      return version;
    } catch (cause) {
      if (cause instanceof SessionError && cause.kind === 'notFound') throw vscode.FileSystemError.FileNotFound(uri);
      throw vscode.FileSystemError.Unavailable(plainText(errorMessage(cause)));
    }
  }

  async function write(uri: vscode.Uri, text: string): Promise<void> {
    const opened = openedAt(uri);
    if (!opened) throw vscode.FileSystemError.FileIsADirectory(uri);
    const key = uri.toString();
    writing.add(key);
    try {
      told.set(key, await change(library, opened, text));
    } catch (cause) {
      const isGone = cause instanceof SessionError && cause.kind === 'notFound';
      throw new vscode.FileSystemError(
        isGone ? 'It was deleted on the server. Copy the text to keep it.' : plainText(errorMessage(cause)),
      );
    } finally {
      writing.delete(key);
    }
  }

  /** Another window may have changed or deleted what an editor shows. */
  function compare() {
    const events = [...told].flatMap(([key, version]): vscode.FileChangeEvent[] => {
      const uri = vscode.Uri.parse(key);
      const opened = uri.authority === markOf(source()) ? openedAt(uri) : null;
      if (!opened || writing.has(key)) return [];
      const { state } = library[isNoteKind(opened.kind) ? opened.kind : 'queries'];
      if (state.load !== 'loaded') return [];
      const item = state.items.find(({ id }) => id === opened.id);
      if (item && item.updatedAt === version.at) return [];
      told.delete(key);
      return [{ uri, type: item ? vscode.FileChangeType.Changed : vscode.FileChangeType.Deleted }];
    });
    if (events.length > 0) changed.fire(events);
  }
  for (const shelf of [library.queries, library.memories, library.rules]) bag.register(shelf.onChange(compare));

  const refuse = (uri: vscode.Uri): never => {
    throw vscode.FileSystemError.NoPermissions(uri);
  };
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => undefined),
    async stat(uri) {
      if (!openedAt(uri)) return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
      const { text, at } = await read(uri);
      const mtime = at === null ? 0 : Date.parse(at) || 0;
      return { type: vscode.FileType.File, ctime: 0, mtime, size: Buffer.byteLength(text) };
    },
    readFile: async (uri) => Buffer.from((await read(uri)).text),
    writeFile: async (uri, content) => write(uri, Buffer.from(content).toString()),
    readDirectory: () => [],
    createDirectory: refuse,
    delete: refuse,
    rename: refuse,
  };
  bag.register(vscode.workspace.registerFileSystemProvider(libraryScheme, provider, { isCaseSensitive: true }));

  return {
    async open(kind, { id, title }) {
      const name = title.replaceAll(/[\\/:*?"<>|\p{Cc}]+/gu, ' ').trim() || id;
      const path = `/${kind}/${encodeURIComponent(id)}/${name.slice(0, 60)}.${kind === 'sql' ? 'sql' : 'md'}`;
      const uri = vscode.Uri.from({ scheme: libraryScheme, authority: markOf(source()), path });
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
    },
    dispose: () => bag.dispose(),
  };
}

async function stored(library: Library, { kind, id }: Opened): Promise<Version> {
  if (isNoteKind(kind)) {
    const { content, updatedAt } = await library.note(kind, id);
    return { text: content, at: updatedAt };
  }
  const query = await library.query(id);
  return { text: query[kind] ?? '', at: query.updatedAt };
}

async function change(library: Library, { kind, id }: Opened, text: string): Promise<Version> {
  if (isNoteKind(kind)) {
    const { updatedAt } = await library.updateNote(kind, id, text);
    return { text, at: updatedAt };
  }
  const value = kind === 'sql' && text.trim() === '' ? null : text;
  const { updatedAt } = await library.updateQuery(await library.query(id), { [kind]: value });
  return { text, at: updatedAt };
}

function isNoteKind(kind: FileKind): kind is 'memories' | 'rules' {
  return kind === 'memories' || kind === 'rules';
}

function isFileKind(name: string | undefined): name is FileKind {
  return ['sql', 'prompt', 'description', 'memories', 'rules'].includes(name ?? '');
}

function markOf(source: Source): string {
  return createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 16);
}

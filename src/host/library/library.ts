// The saved queries, memories and rules of the source this window talks to, and the changes to them.
// Not here: the requests (session/libraryClient.ts), the questions asked of a person (queryDialogs.ts).
import { type Disposable, DisposableBag } from '../../base/disposable.ts';
import { capabilitiesOf } from '../../chat/capabilities.ts';
import type { Source } from '../../chat/state.ts';
import type { Note, SavedQuery } from '../../protocol/trellis/rest.ts';
import { SessionError } from '../../session/errors.ts';
import type { LibraryClient, NoteClient, QueryContent } from '../../session/libraryClient.ts';
import type { ChatStore } from '../chatStore.ts';
import { createShelf, type Shelf } from './shelf.ts';

export type NoteKind = 'memories' | 'rules';

/** Changes throw a SessionError and leave the list as the server has it. */
export interface Library extends Disposable {
  queries: Shelf<SavedQuery>;
  memories: Shelf<Note>;
  rules: Shelf<Note>;
  /** As stored now. */
  query(id: string): Promise<SavedQuery>;
  note(kind: NoteKind, id: string): Promise<Note>;
  createQuery(content: QueryContent): Promise<SavedQuery>;
  updateQuery(query: Pick<SavedQuery, 'id' | 'older'>, change: Partial<QueryContent>): Promise<SavedQuery>;
  removeQuery(id: string): Promise<void>;
  addNote(kind: NoteKind, content: string): Promise<Note>;
  updateNote(kind: NoteKind, id: string, content: string): Promise<Note>;
  removeNote(kind: NoteKind, id: string): Promise<void>;
}

export interface LibraryOptions {
  store: Pick<ChatStore, 'onChange' | 'state'>;
  /** The client of the source that is connected now. */
  client(): LibraryClient | null;
}

export function createLibrary({ store, client }: LibraryOptions): Library {
  const bag = new DisposableBag();
  const shelf = <T>(list: (from: LibraryClient) => Promise<T[]>) =>
    bag.register(
      createShelf(() => {
        const from = client();
        return from && (() => list(from));
      }),
    );
  const queries = shelf((from) => from.queries());
  const memories = shelf((from) => from.memories.list());
  const rules = shelf((from) => from.rules.list());
  const all = [queries, memories, rules];
  bag.register(
    store.onChange(({ before, after }) => {
      if (!isSame(before.source, after.source)) for (const one of all) one.reset();
      const isBack = after.connection.phase === 'ready' && before.connection.phase !== 'ready';
      if (isBack) for (const one of all) one.connected();
    }),
  );

  function connected(): LibraryClient {
    const from = client();
    if (from) return from;
    // A key that somebody has bound to one of these commands still works.
    throw capabilitiesOf(store.state.source).library
      ? new SessionError('offline', 'Nothing is connected. Choose a source of data first.')
      : new SessionError('request', 'This server keeps no saved queries, memories or rules.');
  }

  /** Does the change, then reads the list again whether it worked or not: another window may have been first. */
  async function changing<T>(list: Shelf<unknown>, change: () => Promise<T>): Promise<T> {
    try {
      return await change();
    } finally {
      await list.refresh();
    }
  }

  /** What is gone already is gone, which was wanted; a server that cannot delete says 404 or 405, too. */
  async function removing(list: Shelf<{ id: string }>, id: string, remove: () => Promise<void>): Promise<void> {
    try {
      await changing(list, remove);
    } catch (cause) {
      const isGone = list.state.load === 'loaded' && !list.state.items.some((item) => item.id === id);
      if (!(cause instanceof SessionError && cause.kind === 'notFound' && isGone)) throw cause;
    }
  }

  const shelves = { memories, rules };
  const notes = (kind: NoteKind): NoteClient => connected()[kind];

  return {
    ...{ queries, memories, rules },
    query: async (id) => connected().query(id),
    note: async (kind, id) => notes(kind).get(id),
    createQuery: (content) => changing(queries, async () => connected().createQuery(content)),
    updateQuery: (query, change) => changing(queries, async () => connected().updateQuery(query, change)),
    removeQuery: (id) => removing(queries, id, async () => connected().removeQuery(id)),
    addNote: (kind, content) => changing(shelves[kind], async () => notes(kind).create(content)),
    updateNote: (kind, id, content) => changing(shelves[kind], async () => notes(kind).update(id, content)),
    removeNote: (kind, id) => removing(shelves[kind], id, async () => notes(kind).remove(id)),
    dispose: () => bag.dispose(),
  };
}

function isSame(one: Source, other: Source): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

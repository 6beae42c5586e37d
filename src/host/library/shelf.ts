// One list of the server's, as it was last read: read when somebody looks, after changes, and when the line comes back.
// Not here: what is on the list (library.ts), how it is shown (queriesTree.ts, notesTree.ts).
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { errorMessage, SessionError } from '../../session/errors.ts';

export interface ShelfState<T> {
  load: 'idle' | 'loading' | 'loaded' | 'failed';
  /** What was read last stays when it cannot be read again. */
  items: readonly T[];
  /** Why it could not be read. */
  error: SessionError | null;
}

export interface Shelf<T> extends Disposable {
  readonly state: ShelfState<T>;
  readonly onChange: (listener: () => void) => Disposable;
  /** Somebody looks: read once, and again whenever the line comes back. */
  want(): void;
  /** Reads it now. A failure is part of the state. */
  refresh(): Promise<void>;
  /** Another source: what was read is nobody's. */
  reset(): void;
  /** The line is back. */
  connected(): void;
}

/** `reader` gives null while there is no source. */
export function createShelf<T>(reader: () => (() => Promise<T[]>) | null): Shelf<T> {
  const changes = new Emitter<void>();
  const empty: ShelfState<T> = { load: 'idle', items: [], error: null };
  let state = empty;
  let wanted = false;
  /** Of several readings under way only the one that began last counts. */
  let newest = 0;

  function set(next: Partial<ShelfState<T>>) {
    state = { ...state, ...next };
    changes.fire();
  }

  async function refresh(): Promise<void> {
    const read = reader();
    if (!read) return;
    newest += 1;
    const mine = newest;
    if (state.load !== 'loaded') set({ load: 'loading' });
    try {
      const items = await read();
      if (mine === newest) set({ load: 'loaded', items, error: null });
    } catch (cause) {
      const error = cause instanceof SessionError ? cause : new SessionError('offline', errorMessage(cause), { cause });
      if (mine === newest) set({ load: 'failed', error });
    }
  }

  return {
    get state() {
      return state;
    },
    onChange: changes.event,
    want() {
      wanted = true;
      if (state.load === 'idle') void refresh();
    },
    refresh,
    reset() {
      newest += 1;
      set(empty);
    },
    connected() {
      if (wanted) void refresh();
    },
    dispose() {
      newest += 1;
      changes.dispose();
    },
  };
}

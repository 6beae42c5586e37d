// Holds the one state of the extension and tells whoever shows it what happened. Views never keep a copy of their own.
// Not here: how actions change it (chat/reducer.ts).

import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { Action } from '../chat/actions.ts';
import { reduce } from '../chat/reducer.ts';
import { type AppState, initialState } from '../chat/state.ts';

export interface StateChange {
  before: AppState;
  after: AppState;
  action: Action;
}

export interface ChatStore extends Disposable {
  readonly state: AppState;
  dispatch(action: Action): void;
  readonly onChange: (listener: (change: StateChange) => void) => Disposable;
}

export function createChatStore(): ChatStore {
  const changes = new Emitter<StateChange>();
  let state = initialState;
  return {
    get state() {
      return state;
    },
    onChange: changes.event,
    dispatch(action) {
      const before = state;
      state = reduce(before, action);
      if (state !== before) changes.fire({ before, after: state, action });
    },
    dispose: () => changes.dispose(),
  };
}

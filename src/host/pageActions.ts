// The actions that the page has not heard of yet: told together, and what takes the place of what came before it only now and then.
// Not here: how they are told (chatView.ts).
import type { Action } from '../chat/actions.ts';
import type { Clock } from '../session/clock.ts';

/** An answer that is told anew as a whole with each of its words would otherwise cost its length squared. */
const wholeEveryMs = 50;

type Whole = Extract<Action, { type: 'textReplaced' | 'thinkingShown' | 'toolsShown' }>;

function isWhole(action: Action): action is Whole {
  return action.type === 'textReplaced' || action.type === 'thinkingShown' || action.type === 'toolsShown';
}

export interface PageActions {
  add(action: Action): void;
  /** All that waits, in order; nothing waits any more. */
  take(): Action[];
}

/** `onDue`: it is time to take them. */
export function createPageActions(clock: Clock, onDue: () => void): PageActions {
  let waiting: Action[] = [];
  let soon: unknown;
  let later: unknown;

  return {
    add(action) {
      if (!isWhole(action)) {
        waiting.push(action);
        soon ??= clock.setTimeout(onDue, 0);
        return;
      }
      const at = waiting.findLastIndex((other) => other.type === action.type && other.answerId === action.answerId);
      const between = waiting.slice(at + 1);
      // In front of anything else that waits it would be told too early.
      const isNext = at >= 0 && between.every(isWhole);
      if (isNext) waiting[at] = action;
      else waiting.push(action);
      later ??= clock.setTimeout(onDue, wholeEveryMs);
    },
    take() {
      clock.clearTimeout(soon);
      clock.clearTimeout(later);
      [soon, later] = [undefined, undefined];
      const taken = waiting;
      waiting = [];
      return taken;
    },
  };
}

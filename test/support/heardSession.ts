// A session whose states and updates a test waits for; time is turned by hand.
// Not here: the peer it speaks to (httpPeer.ts, testServer.ts, memoryTransport.ts).
import type { TestContext } from 'node:test';
import type { SessionState } from '../../src/session/sessionState.ts';
import {
  type AskRequest,
  createTrellisSession,
  type SessionOptions,
  type TurnUpdate,
} from '../../src/session/trellisSession.ts';
import { connectWebSocket } from '../../src/session/webSocketTransport.ts';
import { fakeClock } from './fakeClock.ts';

type Update = TurnUpdate & { key: string };

/** `token1` first; each renewal makes the next, as `names` says. */
export function countedTokens(names: (count: number) => string = (count) => `token${count}`) {
  let count = 1;
  return {
    token: async () => names(count),
    renewed: async () => {
      count += 1;
      return names(count);
    },
  };
}

export function heardSession(t: TestContext, url: string, given: Partial<SessionOptions> = {}) {
  const clock = fakeClock();
  const logged: string[] = [];
  const session = createTrellisSession({
    url: async () => url,
    tokens: countedTokens(),
    connect: connectWebSocket,
    clock,
    random: () => 0,
    log: (_, text) => logged.push(text),
    ...given,
  });
  t.after(() => session.dispose());
  const states: SessionState[] = [];
  const updates: Update[] = [];
  const checks = new Set<() => void>();
  const check = () => {
    for (const each of [...checks]) each();
  };
  session.onState((state) => {
    states.push(state);
    check();
  });
  session.onTurn((update) => {
    updates.push(update);
    check();
  });

  /** What `find` gives as soon as it gives anything, looked for at every state and update. */
  function until<T>(find: () => T | undefined | false): Promise<T> {
    return new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined || found === false) return;
        checks.delete(look);
        resolve(found);
      };
      checks.add(look);
      look();
    });
  }

  return {
    session,
    clock,
    logged,
    states,
    updates,
    until,
    /** Resolves in that state; `ready` with its transport: `ready socket`. */
    state: (wanted: string) => until(() => nameOf(session.state) === wanted && session.state),
    names: () => states.map(nameOf),
    event: (key: string, name: string) =>
      until(() => updates.find((update) => update.key === key && nameOfUpdate(update) === name)),
    of: (key: string) => updates.filter((update) => update.key === key).map(nameOfUpdate),
    ask: (key: string, request: Partial<AskRequest> = {}) =>
      session.ask({
        key,
        chatId: 'c1',
        message: `question ${key}`,
        replaces: null,
        integrationId: null,
        model: null,
        clientMessageId: key,
        ...request,
      }),
  };
}

function nameOf(state: SessionState): string {
  return state.phase === 'ready' ? `ready ${state.transport}` : state.phase;
}

function nameOfUpdate(update: TurnUpdate): string {
  if (update.kind === 'event') return update.event.event;
  if (update.kind === 'held') return `held: ${update.why}`;
  if (update.kind === 'quiet') return update.quiet ? 'quiet' : 'heard again';
  if (update.kind !== 'lost' && update.kind !== 'stopped') return update.kind;
  return update.acknowledged ? `${update.kind}, acknowledged` : update.kind;
}

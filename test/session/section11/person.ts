// A whole client at a server, without VS Code: tokens, REST, session, conversation and what the panel would show.
// Not here: the servers (servers.ts); time, which is turned by hand.
import type { TestContext } from 'node:test';
import { SessionError } from '../../../src/session/errors.ts';
import { authenticate, createRestClient } from '../../../src/session/restClient.ts';
import { createTokenSource } from '../../../src/session/tokenSource.ts';
import type { Connect } from '../../../src/session/transport.ts';
import { createTrellisSession } from '../../../src/session/trellisSession.ts';
import { connectWebSocket } from '../../../src/session/webSocketTransport.ts';
import { chatClient } from '../../support/chatClient.ts';
import { fakeClock } from '../../support/fakeClock.ts';
import { createLooks } from '../../support/looks.ts';
import type { Server } from './servers.ts';

export interface PersonOptions {
  /** `sse`: no socket gets through. */
  way?: 'socket' | 'sse';
}

const blocked: Connect = async () => {
  throw new SessionError('unauthorized', 'blocked', { status: 403 });
};

export async function person(t: TestContext, server: Server, { way = 'socket' }: PersonOptions = {}) {
  const clock = fakeClock(Date.now());
  const looks = createLooks();
  const { look, until } = looks;
  const upgrades: string[] = [];
  const heard: string[] = [];
  const sent: string[] = [];
  const logged: string[] = [];
  const openings = { made: 0 };
  const real: Connect = async (url, token) => {
    upgrades.push(url);
    const line = await connectWebSocket(url, token);
    openings.made += 1;
    look();
    return {
      ...line,
      send: (text) => {
        sent.push(text);
        line.send(text);
      },
      onMessage: (listener) =>
        line.onMessage((text) => {
          heard.push(text);
          listener(text);
          look();
        }),
    };
  };
  const url = async () => server.url;
  const tokens = createTokenSource(() => authenticate(server.url, server.apiKey, 'you@localhost'), clock);
  const session = createTrellisSession({
    url,
    tokens,
    connect: way === 'sse' && server.revision !== 'first' ? blocked : real,
    clock,
    random: () => 0,
    log: (_, text) => void logged.push(text),
  });
  const rest = createRestClient(url, tokens);
  const connection = { rest, session, source: { kind: 'sample' } as const };
  const client = chatClient(t, { connection, clock, looks, logged });
  const { store } = client;
  const me = {
    ...client,
    tokens,
    clock,
    upgrades,
    heard,
    sent,
    isReady: () => session.state.phase === 'ready',
    /** Where the server reads no header, the frame follows after a second. */
    async connected() {
      session.start();
      if (server.revision === 'previous' && way === 'socket') {
        const before = openings.made;
        await until(() => openings.made > before || session.state.phase === 'ready');
        await clock.settle();
        await clock.pass(1_000);
      }
      await until(me.isReady);
      await until(() => store.state.list.load === 'loaded');
      return me;
    },
    /** Lets time pass on an idle socket; the answer to a ping takes none of it. */
    async idle(seconds: number) {
      for (let passed = 0; passed < seconds; passed += 5) {
        await clock.pass(5_000);
        await until(() => me.named(heard, 'event', 'pong') === me.named(sent, 'action', 'ping') || !me.isReady());
      }
    },
    named: (texts: readonly string[], kind: 'event' | 'action', name: string) =>
      texts.filter((text) => (JSON.parse(text) as Record<string, unknown>)[kind] === name).length,
    /** To the end of a wait and no further: a real server needs no time on this clock. */
    async waitOver() {
      const { state } = session;
      if (state.phase === 'waiting') await clock.pass(state.retryAt - clock.now());
    },
    /** After a line that broke: lets the wait pass, and signs in as the server needs it. */
    async connectedAgain() {
      const before = openings.made;
      await me.waitOver();
      if (server.revision === 'previous') {
        await until(() => openings.made > before || session.state.phase === 'ready');
        await clock.settle();
        await clock.pass(1_000);
      }
      await until(me.isReady);
    },
  };
  return me;
}

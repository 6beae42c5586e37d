// The two servers of the assistant API that the client is shown against, as one thing to connect to: the scripted one and our own.
// Not here: the client (person.ts).
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type AssistantPeer, type AssistantPeerOptions, assistantPeer } from '../../support/assistantPeer.ts';
import { echo, say, type TurnScript } from '../../support/assistantPeerScripts.ts';
import { type TestServer, testServer } from '../../support/testServer.ts';

export interface Server {
  url: string;
  /** Null: nobody needs one. */
  token: string | null;
  /** The rows of a conversation as any client reads them. */
  rows(id: string): Promise<Record<string, unknown>[]>;
  /** The ids of all conversations, newest first. */
  ids(): Promise<string[]>;
  /** The one or the other, for what only one of them can do. */
  peer?: AssistantPeer;
  real?: TestServer;
}

export type Against = 'scripted' | 'embedded';

export const countQuestion = 'How many sales are there?';
export const countAnswer = 'There are 7 sales.';
export const tableQuestion = 'sales by region';
export const nonsense = 'xyzzy plugh';

/** What our own server answers to the questions of these tests, as the reference would say it. */
function answerOf(text: string): TurnScript {
  if (text === nonsense) return { events: [{ event: 'error', data: { error: 'Error: Not understood.' } }] };
  if (text !== countQuestion) return echo(text);
  const half = countAnswer.slice(0, 10);
  return {
    events: [say.assistant(half, half), say.assistant(countAnswer, countAnswer.slice(10)), say.done(countAnswer)],
  };
}

export async function scripted(t: TestContext, options: AssistantPeerOptions = {}): Promise<Server> {
  const peer = await assistantPeer(t, { script: ({ text }) => answerOf(text), ...options });
  const [ada] = peer.store.users.values();
  return {
    url: peer.url,
    token: ada ? peer.store.logIn(ada) : options.auth === 'token' ? peer.token : null,
    peer,
    rows: async (id) => (peer.store.conversations.get(id)?.rows ?? []).map((row) => ({ ...row })),
    ids: async () => peer.store.list(ada?.id ?? 'default', null, 100).map(({ id }) => String(id)),
  };
}

export async function embedded(t: TestContext): Promise<Server> {
  return memberOf(await testServer(t), 'you@localhost');
}

/** Our own server as somebody who has no chats there yet, so that many tests can share it. */
export async function memberOf(real: TestServer, email: string): Promise<Server> {
  const token = await real.tokenFor(email);
  const read = async (path: string) => {
    const { status, body } = await real.call('GET', path, undefined, { Authorization: `Bearer ${token}` });
    assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
    return body;
  };
  return {
    url: real.url,
    token,
    real,
    rows: async (id) => (await read(`/api/chat/messages?limit=100&conversation_id=${encodeURIComponent(id)}`)).messages,
    ids: async () => {
      const { conversations } = await read('/api/chat/conversations?limit=100');
      return conversations.map(({ id }: { id: string }) => id);
    },
  };
}

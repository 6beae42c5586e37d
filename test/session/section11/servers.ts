// The two servers every row is shown against, as one thing to connect to: the scripted peer and the embedded server.
// Not here: the client (person.ts).
import type { TestContext } from 'node:test';
import type { ServeOptions } from '../../../src/server/options.ts';
import { type ScriptedPeer, scriptedPeer } from '../../support/scriptedPeer.ts';
import type { MakeAnswer } from '../../support/scriptedPeerTurns.ts';
import { type TestServer, testServer } from '../../support/testServer.ts';
import type { RevisionName } from './rows.ts';

export interface Server {
  revision: RevisionName;
  url: string;
  apiKey: string;
  /** Texts of a chat as they are stored. */
  stored(chatId: string): Promise<string[]>;
  chatCount(): Promise<number>;
  addChat(title: string): Promise<string>;
  /** The one or the other, for what only one of them can do. */
  peer?: ScriptedPeer;
  real?: TestServer;
}

export const countQuestion = 'How many sales are there?';
export const countAnswer = 'There are 7 sales.';
export const tableQuestion = 'sales by region';
export const nonsense = 'xyzzy plugh';

/** What the embedded server answers to the questions of these tests, in short. */
const answer: MakeAnswer = ({ message, count }) => {
  if (message === nonsense)
    return [{ event: 'error', data: { error: 'Not understood.', code: 'NOT_UNDERSTOOD', retryable: false } }];
  const table = {
    id: `viz${count}`,
    type: 'table',
    headers: ['region', 'sales'],
    rows: [
      ['East', '4'],
      ['West', '3'],
    ],
  };
  const parts = ['There are ', '7 ', 'sales.'];
  return [
    { event: 'processing', data: { status: 'starting' } },
    { event: 'processing', data: { status: 'thinking' } },
    ...(message === tableQuestion ? [{ event: 'visualization', data: table }] : []),
    ...parts.map((content) => ({ event: 'text_delta', data: { content } })),
    { event: 'message', data: { content: parts.join('') } },
  ];
};

export async function scripted(t: TestContext, revision: RevisionName): Promise<Server> {
  const peer = await scriptedPeer(t, { revision, answer });
  return {
    revision,
    url: peer.url,
    apiKey: peer.apiKey,
    peer,
    stored: async (chatId) => peer.transcript(chatId).map(({ content }) => content),
    chatCount: async () => peer.store.chats.size,
    addChat: async (title) => peer.store.addChat(title, null).id,
  };
}

export async function embedded(
  t: TestContext,
  revision: RevisionName,
  options: Partial<ServeOptions> = {},
): Promise<Server> {
  const real = await testServer(t, { revision, ...options });
  return {
    revision,
    url: real.url,
    apiKey: real.apiKey,
    real,
    async stored(chatId) {
      const { body } = await real.call('GET', `/v1/chats/${chatId}`);
      return body.messages.map(({ content }: { content: string }) => content);
    },
    chatCount: async () => (await real.call('GET', '/v1/chats')).body.chats.length,
    async addChat(title) {
      // Not over REST: that makes 20 a minute, and older revisions make none.
      const member = JSON.parse(Buffer.from(real.token.split('.')[1] ?? '', 'base64url').toString()) as { sub: string };
      const chat = { title, integrationId: null, capped: false };
      return real.services.store.createChat(member.sub, chat, () => undefined).id;
    },
  };
}

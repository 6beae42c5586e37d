// One source and everything that speaks to it: tokens, REST, the socket session and, for local data, the embedded server.
// Not here: which source is chosen (sources.ts), what is said in chats (conversation.ts).
import { createHash } from 'node:crypto';
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import type { Source } from '../chat/state.ts';
import { createAssistantServer } from '../session/assistant/assistantServer.ts';
import { systemClock } from '../session/clock.ts';
import { errorMessage, SessionError } from '../session/errors.ts';
import { createIntegrationsClient, type IntegrationsClient } from '../session/integrationsClient.ts';
import { createLibraryClient, type LibraryClient } from '../session/libraryClient.ts';
import { authenticate, createRestClient, type RestClient } from '../session/restClient.ts';
import { createResultsClient, type ResultsClient } from '../session/resultsClient.ts';
import { createSuggestionsClient, type SuggestionsClient } from '../session/suggestionsClient.ts';
import { createTokenSource } from '../session/tokenSource.ts';
import { type ChatSession, createTrellisSession, type Pin } from '../session/trellisSession.ts';
import { createUploadsClient, type UploadsClient } from '../session/uploadsClient.ts';
import { connectWebSocket } from '../session/webSocketTransport.ts';
import { type AccountLookout, resumeWhenSignedIn, signedInLines } from './accountsLine.ts';
import type { AssistantAccounts, AssistantSource } from './assistantAccounts.ts';
import type { Credentials } from './credentials.ts';
import { createLocalServer, type LocalServer } from './localServer.ts';
import type { HostLog } from './log.ts';
import type { Models } from './models.ts';

export interface Connection extends Disposable {
  source: Exclude<Source, { kind: 'none' }>;
  rest: RestClient;
  /** Null where files are not kept with chats. */
  uploads: UploadsClient | null;
  /** Saved queries, memories and rules; null where there are none. */
  library: LibraryClient | null;
  /** Null where no question is completed. */
  suggestions: SuggestionsClient | null;
  /** Null where no whole results are kept. */
  results: ResultsClient | null;
  /** Adds databases, and removes them; null where they are set up elsewhere. */
  integrations: IntegrationsClient | null;
  session: ChatSession;
  /** Of a server on this machine. */
  setModels?: LocalServer['setModels'];
}

export interface ConnectionOptions {
  source: Exclude<Source, { kind: 'none' }>;
  credentials: Credentials;
  assistants: AssistantAccounts;
  /** Where local chats are kept: one folder per data, below this one. */
  storage: string;
  serverScript: string;
  /** What the person must hear of the local server. */
  onNotice: (text: string) => void;
  timezone: string | null;
  /** Of the embedded server. */
  fiscalYearStart: string | null;
  /** Likewise. */
  models: Pick<Models, 'read' | 'editor'>;
  /** What its passwords of databases are sealed with; undefined where nothing can be kept. */
  atRestKey: () => Promise<string | undefined>;
  pin: Pin;
  log: HostLog;
}

interface Peer {
  url: () => Promise<string>;
  account: () => Promise<{ url: string; apiKey: string; email: string }>;
  /** Of an account that can be signed out. */
  lookout?: AccountLookout;
  setModels?: LocalServer['setModels'];
}

export function createConnection(options: ConnectionOptions): Connection {
  const bag = new DisposableBag();
  const { source, log } = options;
  if (source.kind === 'assistant') return assistantConnection(source, options);
  const peer = source.kind === 'trellis' ? remotePeer(source, options.credentials) : localPeer(source, options, bag);
  const tokens = createTokenSource(
    async () => {
      const { url, apiKey, email } = await peer.account();
      return authenticate(url, apiKey, email);
    },
    systemClock,
    peer.lookout?.look,
  );
  const session = bag.register(
    createTrellisSession({
      url: peer.url,
      tokens,
      pin: options.pin,
      // Our own server on this machine takes whatever one person asks.
      paced: source.kind === 'trellis',
      connect: peer.lookout ? signedInLines(connectWebSocket, peer.lookout) : connectWebSocket,
      clock: systemClock,
      random: Math.random,
      log: (level, text) => log[level](text),
    }),
  );
  if (peer.lookout) bag.register(resumeWhenSignedIn(session, peer.lookout));
  const library = createLibraryClient(peer.url, tokens);
  const uploads = createUploadsClient(peer.url, tokens, systemClock);
  const suggestions = createSuggestionsClient(peer.url, tokens);
  const rest = createRestClient(peer.url, tokens);
  const results = createResultsClient(peer.url, tokens, systemClock);
  const integrations = source.kind === 'trellis' ? null : createIntegrationsClient(peer.url, tokens);
  const { setModels } = peer;
  const parts = {
    source,
    session,
    rest,
    library,
    uploads,
    suggestions,
    results,
    integrations,
    ...(setModels ? { setModels } : {}),
  };
  return { ...parts, dispose: () => bag.dispose() };
}

/** The token is read at each request: signed out in whichever window, nothing more is asked. */
function assistantConnection(source: AssistantSource, { assistants, log }: ConnectionOptions): Connection {
  const bag = new DisposableBag();
  const signedIn = async () => {
    const found = await assistants.read(source);
    // Without a name the server may be an open one; if it is not, it says so.
    if (found || source.user === null) return found ?? { token: null, id: '' };
    const { host } = new URL(source.url);
    throw new SessionError('unauthorized', `${source.user} is signed out of ${host}. Sign in again.`);
  };
  const { session, rest } = createAssistantServer({
    url: source.url,
    token: async () => (await signedIn()).token,
    clock: systemClock,
    random: Math.random,
    log: (level, text) => log[level](text),
  });
  bag.register(session);
  const lookout = { look: async () => (await signedIn()).id, onMayBeGone: assistants.onDidChange };
  bag.register(resumeWhenSignedIn(session, lookout));
  /** Signed out in another window, the next request fails for it, and nobody may make one for long. */
  async function checkAccount() {
    if (session.state.phase !== 'ready') return;
    await rest.models().catch((cause: unknown) => log.info(`The account was looked at: ${errorMessage(cause)}`));
  }
  bag.register(assistants.onDidChange(() => void checkAccount()));
  return {
    source,
    session,
    rest,
    library: null,
    uploads: null,
    suggestions: null,
    results: null,
    integrations: null,
    dispose: () => bag.dispose(),
  };
}

function remotePeer(source: Extract<Source, { kind: 'trellis' }>, credentials: Credentials): Peer {
  async function account() {
    const account = await credentials.read(source);
    if (account) return account;
    const { host } = new URL(source.url);
    throw new SessionError('unauthorized', `${source.email} is signed out of ${host}. Sign in again.`);
  }
  return {
    url: async () => source.url,
    account,
    lookout: { look: async () => (await account()).id, onMayBeGone: credentials.onDidChange },
  };
}

function localPeer(
  source: Extract<Source, { kind: 'sample' | 'data' }>,
  options: ConnectionOptions,
  bag: DisposableBag,
): Peer {
  const data = source.kind === 'data' ? source.path : null;
  const name = data === null ? 'sample' : createHash('sha256').update(data).digest('hex').slice(0, 16);
  const { serverScript, storage, timezone, fiscalYearStart, models, atRestKey, log, onNotice } = options;
  const calendar = { timezone, fiscalYearStart };
  const answerers = { models: models.read, editorModels: models.editor };
  const server = bag.register(
    createLocalServer({
      script: serverScript,
      store: `${storage}/${name}`,
      data,
      ...calendar,
      ...answerers,
      atRestKey,
      log,
      onNotice,
    }),
  );
  const { running, setModels } = server;
  return { url: async () => (await running()).url, account: running, setModels };
}

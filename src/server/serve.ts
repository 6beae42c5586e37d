// Puts the parts of the server together and starts them; the way down is one function.
// Not here: arguments and signals (main.ts).
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import type { Budgets } from './answer/agent/agent.ts';
import { createLibrary } from './answer/documents/library.ts';
import { createAuth } from './auth.ts';
import { watchChanges } from './chats/changes.ts';
import { goneServers } from './chats/otherServers.ts';
import { createTurns, lostTurn } from './chats/turns.ts';
import { type Clock, systemClock } from './clock.ts';
import { openData } from './data.ts';
import { createAddedDatabases } from './databases/added.ts';
import { createSealing } from './databases/sealing.ts';
import { createResultClient } from './engine/resultClient.ts';
import { createResultWriter } from './engine/resultWriter.ts';
import { createApp } from './http/app.ts';
import type { Services } from './http/context.ts';
import { createDoor } from './http/door.ts';
import { createIntegrations } from './integrations.ts';
import { keptKey } from './keptKey.ts';
import { createLimiter, noLimits } from './limits.ts';
import type { Log } from './log.ts';
import { createCatalog } from './models/catalog.ts';
import type { EditorModels } from './models/editorLine.ts';
import { converse } from './models/loadConverse.ts';
import type { FetchPage } from './models/web/pageFetcher.ts';
import type { ServeOptions } from './options.ts';
import { createResults, type ResultBounds } from './results/results.ts';
import { revisions } from './revisions.ts';
import { attachSockets } from './socket.ts';
import { explained } from './store/problems.ts';
import { openStore } from './store/store.ts';
import { createChatEngines } from './uploads/chatEngines.ts';
import { createDocumentReader } from './uploads/documentReader.ts';
import { createUploadFiles } from './uploads/uploadFiles.ts';

const storedWithinMs = 4_000;
const toldWithinMs = 1_000;

/** The one line on standard output. */
export interface ReadyLine {
  url: string;
  api_key: string;
  email: string;
  integrations: { id: string; display_name: string }[];
  /** Sentences for the person, when there is something to say: a damaged store was set aside. */
  notices?: string[];
}

export interface RunningServer {
  ready: ReadyLine;
  services: Services;
  /** Interrupts and stores what runs, then lets go of everything. */
  /** Resolves when no answer runs any more, or after that time. */
  idle(withinMs: number): Promise<void>;
  close(): Promise<void>;
}

/** The server cannot listen where it was told to; the message is all there is to say. */
export class ListenProblem extends Error {}

export interface Surroundings {
  /** For running from source; the bundle finds its own. */
  queryScript?: string;
  documentScript?: string;
  clock?: Clock;
  /** How long a request may take to arrive. Default 300,000: an upload over a slow line is no attack. */
  requestTimeoutMs?: number;
  /** The line to the editor whose models may answer. */
  editor?: EditorModels | undefined;
  /** How pages of the web are fetched. */
  fetchPage?: FetchPage;
  /** How long a model may take. */
  budgets?: Partial<Budgets>;
  /** How large whole results may be, and how long they are kept. */
  resultBounds?: Partial<ResultBounds>;
}

export async function startServer(
  options: ServeOptions,
  log: Log,
  {
    queryScript,
    documentScript,
    clock = systemClock,
    requestTimeoutMs = 300_000,
    editor,
    fetchPage,
    budgets,
    resultBounds,
  }: Surroundings = {},
): Promise<RunningServer> {
  try {
    mkdirSync(options.store, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw explained(cause, options.store);
  }
  const apiKey = options.apiKey ?? randomBytes(24).toString('base64url');
  const resultDirectory = path.join(options.store, 'results');
  const resultClient = createResultClient({
    script: queryScript ?? path.join(__dirname, 'queryProcess.cjs'),
    directory: resultDirectory,
    log: (line) => log('info', 'results', { line }),
  });
  const writer = createResultWriter(resultClient);
  const opening = openData(options.data, {
    writer,
    sampleDirectory: path.join(options.store, 'sample'),
    cacheDirectory: path.join(options.store, 'cache'),
    timezone: options.timezone,
    log,
    ...(queryScript ? { queryScript } : {}),
  });
  // The sample is made in the store.
  const integration = await opening.catch((cause: unknown) => Promise.reject(explained(cause, options.store)));
  const self = { id: randomUUID(), url: '' };
  const server = () => JSON.stringify(self);
  const store = openStore(options.store, server);
  const lost = store.closeTurnsOf(await goneServers(store.serversWithTurns()), lostTurn);
  if (lost > 0) log('warn', 'turns.closed', { count: lost });

  const notices = store.setAside
    ? [
        `The stored chats could not be read. They were set aside as ${store.setAside}, uploads beside it; a new store was begun.`,
      ]
    : [];
  for (const notice of notices) log('error', 'store.damaged', { notice });

  const revision = revisions[options.revision];
  const master = options.atRestKey
    ? Buffer.from(options.atRestKey, 'base64url')
    : keptKey(options.store, 'integrations', 'the passwords of databases are asked for again.');
  const databases = createAddedDatabases({
    store,
    sealing: createSealing(master),
    given: [integration.item.id],
    writer,
    cacheDirectory: path.join(options.store, 'cache'),
    timezone: options.timezone,
    log,
    ...(queryScript ? { queryScript } : {}),
  });
  const integrations = createIntegrations([integration], databases.all);
  const auth = createAuth({ store, directory: options.store, apiKey, adminEmail: options.email, clock });
  const uploads = createUploadFiles({
    directory: path.join(options.store, 'uploads'),
    store,
    key: auth.linkKey,
    url: () => options.publicUrl ?? self.url,
    clock,
    log,
  });
  uploads.sweep().catch((cause: unknown) => log('warn', 'uploads.sweep.failed', { cause }));
  const engines = createChatEngines(uploads);
  const results = createResults({
    client: resultClient,
    directory: resultDirectory,
    store,
    engines,
    integrations,
    clock,
    log,
    ...(resultBounds ? { bounds: resultBounds } : {}),
  });
  const library = createLibrary();
  const { tokenOf } = auth;
  const { timezone, fiscalStart } = options;
  const { models: settings = {}, defaultModel = null } = options;
  const models = createCatalog({ settings, defaultModel, editor, converse, fetchPage, budgets, log });
  const services: Services = {
    serverId: self.id,
    revision,
    store,
    integrations,
    databases,
    uploads,
    documents: createDocumentReader({ script: () => documentScript ?? path.join(__dirname, 'documents.cjs') }),
    engines,
    results,
    timezone,
    fiscalStart,
    log,
    auth,
    models,
    turns: createTurns({
      server,
      store,
      integrations,
      engines,
      results,
      documents: (chatId) => library.of(uploads.pdfsOf(chatId)),
      uploads,
      models,
      revision,
      tokenOf,
      timezone,
      fiscalStart,
      log,
    }),
    changes: watchChanges((memberId) => store.chatsVersion(memberId), log),
    limiter: options.limits && revision.isCurrent ? createLimiter(() => clock.elapsed()) : noLimits,
  };

  let port = options.port;
  const door = createDoor(options.host, () => port, options.publicUrl);
  const listener = getRequestListener(createApp(services, door).fetch, {
    overrideGlobalObjects: false,
    // Node itself reads what is left of a body that was refused; the library cuts the line when that takes half a second.
    autoCleanupIncoming: false,
  });
  const answering = new Set<ServerResponse>();
  const http = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: Math.min(20_000, requestTimeoutMs),
      connectionsCheckingInterval: Math.min(5_000, requestTimeoutMs),
    },
    (request, response) => {
      answering.add(response);
      response.once('close', () => answering.delete(response));
      // A whole address as the target outranks the Host header that the door looks at; only proxies are asked that way.
      if (request.url?.startsWith('/')) void listener(request, response);
      else response.writeHead(400, { Connection: 'close' }).end();
    },
  );
  const sockets = attachSockets(http, services, door);
  await new Promise<void>((resolve, reject) => {
    http.once('error', (cause) => reject(new ListenProblem(whyNot(cause, options), { cause })));
    http.listen(options.port, options.host, resolve);
  });
  port = (http.address() as AddressInfo).port;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  self.url = `http://${host}:${port}`;
  log('info', 'server.listening', { port, store: options.store });

  return {
    services,
    ready: {
      url: self.url,
      api_key: apiKey,
      email: options.email,
      integrations: integrations.all.map(({ item }) => ({ id: item.id, display_name: item.display_name })),
      ...(notices.length > 0 ? { notices } : {}),
    },
    async idle(withinMs) {
      await Promise.race([services.turns.idle(), later(withinMs, undefined, { ref: false })]);
    },
    async close() {
      // What cannot be stopped in time ends with its process; the next start closes its turn.
      await Promise.race([services.turns.stop(), later(storedWithinMs, undefined, { ref: false })]);
      services.changes.dispose();
      sockets.close();
      // What an answer said last is still on its way; to close its line now would cut it.
      const told = Promise.all([...answering].map((response) => new Promise((done) => response.once('close', done))));
      await Promise.race([told, later(toldWithinMs, undefined, { ref: false })]);
      await new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      });
      await results.stop();
      engines.dispose();
      integration.engine.dispose();
      databases.dispose();
      store.dispose();
      log('info', 'server.stopped');
    },
  };
}

function whyNot(cause: Error, { host, port }: ServeOptions): string {
  const code = 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE')
    return `Port ${port} of ${host} is taken by another program. Choose another with --port, or 0.`;
  if (code === 'EACCES') return `Port ${port} may not be used by this user. Choose one from 1024 on.`;
  if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL')
    return `"${host}" is no address of this machine. Give --host one that it has, such as 127.0.0.1.`;
  return `The server cannot listen on ${host}, port ${port}: ${cause.message}`;
}

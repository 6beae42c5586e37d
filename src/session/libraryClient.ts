// The REST calls for saved queries, memories and rules (sections 4 and 9 of the Trellis API), in the form of each revision.
// Not here: when they are read (host/library), running a saved query, which is a question (trellisSession.ts).
import type * as v from 'valibot';
import {
  memoriesSchema,
  type Note,
  noteSchema,
  rulesSchema,
  type SavedQuery,
  savedQueriesSchema,
  savedQuerySchema,
} from '../protocol/trellis/rest.ts';
import { createAuthorizedCall } from './authorizedCall.ts';
import { type HttpRequest, judged } from './httpCall.ts';
import type { TokenSource } from './tokenSource.ts';

/** What a person may write of a saved query. */
export interface QueryContent {
  title: string;
  prompt: string;
  sql: string | null;
  description: string;
  keywords: readonly string[];
}

/** One list of texts on the server. Every call throws a SessionError. */
export interface NoteClient {
  list(): Promise<Note[]>;
  get(id: string): Promise<Note>;
  create(content: string): Promise<Note>;
  update(id: string, content: string): Promise<Note>;
  remove(id: string): Promise<void>;
}

/** Every call throws a SessionError. */
export interface LibraryClient {
  queries(): Promise<SavedQuery[]>;
  query(id: string): Promise<SavedQuery>;
  createQuery(content: QueryContent): Promise<SavedQuery>;
  /** Only what is given changes; `older` is the form the server gave the query in. */
  updateQuery(query: Pick<SavedQuery, 'id' | 'older'>, change: Partial<QueryContent>): Promise<SavedQuery>;
  removeQuery(id: string): Promise<void>;
  memories: NoteClient;
  /** For admins; anybody else gets `forbidden`. */
  rules: NoteClient;
}

/** `baseUrl` is read at each call: the embedded server has another port after a restart. */
export function createLibraryClient(baseUrl: () => Promise<string>, tokens: TokenSource): LibraryClient {
  const authorized = createAuthorizedCall(baseUrl, tokens);
  const one = (path: string, id: string) => `${path}/${encodeURIComponent(id)}`;
  const ask = async <T>(schema: v.GenericSchema<unknown, T>, request: HttpRequest) =>
    judged(schema, await authorized(request));

  /** Which form this server writes queries in; null until it showed one. */
  let older: boolean | null = null;
  function known(query: SavedQuery): SavedQuery {
    older = query.older;
    return query;
  }

  function notes(path: string, list: () => Promise<Note[]>): NoteClient {
    return {
      list,
      get: (id) => ask(noteSchema, { method: 'GET', path: one(path, id) }),
      create: (content) => ask(noteSchema, { method: 'POST', path, body: { content } }),
      update: (id, content) => ask(noteSchema, { method: 'PATCH', path: one(path, id), body: { content } }),
      remove: async (id) => void (await authorized({ method: 'DELETE', path: one(path, id) })),
    };
  }

  return {
    async queries() {
      const { queries } = await ask(savedQueriesSchema, { method: 'GET', path: '/queries' });
      return queries.map(known);
    },
    query: async (id) => known(await ask(savedQuerySchema, { method: 'GET', path: one('/queries', id) })),
    async createQuery(content) {
      const body = queryBody(content, older);
      return known(await ask(savedQuerySchema, { method: 'POST', path: '/queries', body }));
    },
    async updateQuery(query, change) {
      const body = queryBody(change, query.older);
      return known(await ask(savedQuerySchema, { method: 'PATCH', path: one('/queries', query.id), body }));
    },
    removeQuery: async (id) => void (await authorized({ method: 'DELETE', path: one('/queries', id) })),
    memories: notes('/user-memories', async () => {
      const body = await ask(memoriesSchema, { method: 'GET', path: '/user-memories' });
      return body.user_memories;
    }),
    rules: notes('/organization-rules', async () => {
      const body = await ask(rulesSchema, { method: 'GET', path: '/organization-rules' });
      return body.organization_rules;
    }),
  };
}

/**
 * Older servers call the prompt `query`, and know no description and no keywords (section 11). To a server that has shown no
 * query yet the prompt goes under both names, since either ignores the other's.
 */
function queryBody({ prompt, ...content }: Partial<QueryContent>, older: boolean | null): Record<string, unknown> {
  const { description: _, keywords: __, ...oldContent } = content;
  return {
    ...(older === true ? oldContent : content),
    ...(prompt !== undefined && older !== true ? { prompt } : {}),
    ...(prompt !== undefined && older !== false ? { query: prompt } : {}),
  };
}

// The endpoints of a scripted assistant server beside its turns: signing in, conversations, folders, settings, as the reference has them.
// Not here: the server they are on (assistantPeer.ts), what is stored (assistantPeerStore.ts).
import type { AssistantPeerStore, Json, PeerConversation, PeerUser } from './assistantPeerStore.ts';

export interface RouteRequest {
  params: readonly string[];
  query: URLSearchParams;
  body: Json;
  /** Whether there was a JSON body at all. */
  hasBody: boolean;
  user: PeerUser;
}

export interface RouteAnswer {
  status: number;
  body: unknown;
}

export interface RouteParts {
  store: AssistantPeerStore;
  app: string;
  version: string;
  truncate: 'first' | 'last';
  hasFolders: boolean;
  /** People log in here. */
  hasUsers: boolean;
}

const providers = ['ollama', 'groq', 'google', 'claude', 'openai', 'openrouter'];
const moods = ['serious', 'friendly', 'normal'];
const ok = (body: unknown = { ok: true }): RouteAnswer => ({ status: 200, body });
export const refused = (status: number, detail: string): RouteAnswer => ({ status, body: { detail } });

/** As the reference's validation says it. */
export function invalid(loc: readonly string[], msg: string, input: unknown = null): RouteAnswer {
  return { status: 422, body: { detail: [{ type: 'value_error', loc, msg, input }] } };
}

function limitOf(query: URLSearchParams): number | null {
  const limit = Number(query.get('limit') ?? 50);
  return Number.isInteger(limit) && limit >= 1 && limit <= 100 ? limit : null;
}

const badLimit = () => invalid(['query', 'limit'], 'Input should be between 1 and 100');

export function assistantRoutes(parts: RouteParts): Record<string, (request: RouteRequest) => RouteAnswer> {
  const { store, app, version, truncate, hasFolders, hasUsers } = parts;
  const { conversations, folders, settings } = store;

  function owned(
    id: string | undefined,
    user: PeerUser,
    work: (found: PeerConversation | undefined, id: string) => RouteAnswer,
  ): RouteAnswer {
    if (!id?.startsWith(`${user.id}:`)) return refused(403, 'Access denied');
    return work(conversations.get(id), id);
  }

  const about = ({ id, username, role }: PeerUser) => ({ id, username, role });
  const settingRoutes = (key: 'provider' | 'mood', allowed: readonly string[]) => ({
    get: () => ok({ [key]: settings[key] }),
    put: ({ body, user }: RouteRequest) => {
      if (user.role !== 'admin') return refused(403, 'Admin access required');
      const value = String(body[key]);
      // Not a refusal by its status.
      if (!allowed.includes(value)) return ok({ error: `Invalid ${key}` });
      settings[key] = value;
      return ok({ [key]: value });
    },
  });
  const ai = settingRoutes('provider', ['claude', 'google', 'openrouter', 'ollama']);
  const mood = settingRoutes('mood', moods);

  const folderRoutes: ReturnType<typeof assistantRoutes> = {
    'GET /api/chat/folders': ({ user }) =>
      ok({
        folders: [...folders.values()]
          .filter(({ owner }) => owner === user.id)
          .map(({ owner: _, ...folder }, at) => ({ ...folder, sort_order: at, created_at: '2026-01-01 00:00:00' })),
      }),
    'POST /api/chat/folders': ({ body, user }) => {
      const id = `f${folders.size + 1}`;
      const folder = { id, name: String(body.name).trim(), color: String(body.color ?? '#6366F1'), owner: user.id };
      folders.set(id, folder);
      return ok({ id, name: folder.name, color: folder.color });
    },
    'PUT /api/chat/conversations/:id/folder': ({ params: [id], body, user }) =>
      owned(id, user, (found) => {
        if (found) found.folder = typeof body.folder_id === 'string' ? body.folder_id : null;
        return ok();
      }),
  };

  const health = () => ok({ status: 'ok', app, version });
  return {
    'GET /api/health': health,
    'GET /health': health,
    'GET /': () => ok({ app, version, docs: '/docs', status: 'ok' }),
    'POST /api/auth/login': ({ body }) => {
      const user = store.users.get(String(body.username));
      if (typeof body.username !== 'string' || typeof body.password !== 'string')
        return invalid(['body', 'username'], 'Field required');
      if (!hasUsers || !user || user.password !== body.password) return refused(401, 'Invalid username or password');
      return ok({ access_token: store.logIn(user), user: about(user) });
    },
    'GET /api/auth/me': ({ user }) => ok(about(user)),
    'GET /api/chat/conversations': ({ query, user }) => {
      const limit = limitOf(query);
      return limit === null ? badLimit() : ok({ conversations: store.list(user.id, query.get('channel'), limit) });
    },
    'GET /api/chat/messages': ({ query, user }) => {
      const id = query.get('conversation_id');
      const limit = limitOf(query);
      if (id === null) return invalid(['query', 'conversation_id'], 'Field required');
      if (limit === null) return badLimit();
      return owned(id, user, (found) =>
        ok({ conversation_id: id, messages: (found?.rows ?? []).slice(-limit).map((row) => ({ ...row })) }),
      );
    },
    'DELETE /api/chat/conversations/:id': ({ params: [id], user }) =>
      owned(id, user, (_, own) => {
        conversations.delete(own);
        return ok();
      }),
    'POST /api/chat/conversations/:id/truncate': ({ params: [id], body, hasBody, user }) => {
      if (!hasBody) return invalid(['body'], 'Field required');
      const keep = body.keep_count ?? 0;
      if (typeof keep !== 'number' || !Number.isInteger(keep))
        return invalid(['body', 'keep_count'], 'Input should be a valid integer', keep);
      return owned(id, user, (found) => {
        const count = Math.max(0, keep);
        const before = found?.rows.length ?? 0;
        if (found)
          found.rows = truncate === 'first' ? found.rows.slice(0, count) : count ? found.rows.slice(-count) : [];
        return ok({ ok: true, conversation_id: id, keep_count: count, deleted: before - (found?.rows.length ?? 0) });
      });
    },
    'GET /api/providers': () => ok({ providers }),
    'GET /api/settings/provider-flow': () => ok(flowOf(settings.provider)),
    'GET /api/settings/default-ai': ai.get,
    'PUT /api/settings/default-ai': ai.put,
    'GET /api/settings/mood': mood.get,
    'PUT /api/settings/mood': mood.put,
    ...(hasFolders ? folderRoutes : {}),
  };
}

function flowOf(chosen: string) {
  const order = ['claude', 'google', 'openrouter', 'ollama'];
  return {
    default_provider: chosen,
    order,
    providers: order.map((provider, position) => ({
      provider,
      label: `${provider[0]?.toUpperCase()}${provider.slice(1)}`,
      position,
      connected: provider === 'claude' || provider === 'ollama',
      enabled: true,
      auto_disabled: false,
      disabled_reason: null,
      active: provider === chosen,
      model: '',
      default_model: `${provider}-model`,
    })),
  };
}

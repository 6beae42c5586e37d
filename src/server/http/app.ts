// The HTTP side: the door, the endpoints, and errors as bodies of one shape.
// Not here: the WebSocket (socket.ts).
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type * as v from 'valibot';
import { authenticateRequestSchema } from '../../protocol/trellis/rest.ts';
import { ApiError, asApiError } from '../apiError.ts';
import { bearerToken } from '../auth.ts';
import { limits } from '../limits.ts';
import { version } from '../version.ts';
import * as answers from './answers.ts';
import { assistantChatEndpoints } from './assistant/chat.ts';
import { assistantConversationEndpoints } from './assistant/conversations.ts';
import { assistantSettingEndpoints } from './assistant/settings.ts';
import { chatEndpoints } from './chats.ts';
import type { RouteEnv, Services } from './context.ts';
import type { Door } from './door.ts';
import { createEndpoints, type Endpoints } from './endpoint.ts';
import { integrationEndpoints } from './integrations.ts';
import { memoryEndpoints } from './memories.ts';
import { messageEndpoints } from './messages.ts';
import { openApiDocument } from './openApi.ts';
import { queryEndpoints } from './queries.ts';
import { resultEndpoints } from './results.ts';
import { ruleEndpoints } from './rules.ts';
import { suggestionEndpoints } from './suggestions.ts';
import { uploadEndpoints } from './uploads.ts';

export function createApp(services: Services, door: Door): Hono<RouteEnv> {
  const { auth, revision, log } = services;
  const app = new Hono<RouteEnv>();

  app.onError((cause, context) => {
    const error = asApiError(cause);
    const debugId = randomUUID();
    const status = revision.status(error);
    const about = { debug_id: debugId, method: context.req.method, path: context.req.path, code: error.code };
    if (error.code === 'INTERNAL') log('error', 'request.failed', { ...about, cause });
    // Somebody who tries keys is seen.
    else
      log(
        error.code === 'UNAUTHORIZED' && context.req.path === '/v1/authenticate' ? 'warn' : 'debug',
        'request.refused',
        about,
      );
    if (status === 429) context.header('Retry-After', String(error.retryAfterSeconds ?? 1));
    const body = revision.errorBody(error, debugId);
    // The words that clients of the assistant API know a missing sign-in by.
    if (error.code === 'UNAUTHORIZED' && revision.isCurrent && context.req.path.startsWith('/api/'))
      body.detail = 'Authentication required';
    return context.json(body, status as 400);
  });
  app.notFound(async (context) => {
    // Who has no token does not learn what there is.
    await auth.verify(bearerToken(context.req.header('authorization')));
    throw new ApiError('NOT_FOUND', 'There is no such endpoint.');
  });

  app.use(async (context, next) => {
    door.check(context.req.header('host'), context.req.header('origin'));
    await next();
    // The streams of the assistant API have their own word for it.
    if (!context.res.headers.has('Cache-Control')) context.header('Cache-Control', 'no-store');
    context.header('X-Content-Type-Options', 'nosniff');
  });

  const endpoints = createEndpoints(app, services);
  publicEndpoints(endpoints, services);
  integrationEndpoints(endpoints, services);
  suggestionEndpoints(endpoints, services);
  resultEndpoints(endpoints, services);
  queryEndpoints(endpoints, services);
  // Before the chats, whose ids may stand where `uploads` and `messages` do.
  uploadEndpoints(endpoints, services);
  messageEndpoints(endpoints, services);
  chatEndpoints(endpoints, services);
  memoryEndpoints(endpoints, services);
  ruleEndpoints(endpoints, services);
  assistantChatEndpoints(endpoints, services);
  assistantConversationEndpoints(endpoints, services);
  assistantSettingEndpoints(endpoints, services);
  describingEndpoints(endpoints, services);
  return app;
}

function publicEndpoints({ add }: Endpoints, { auth, limiter, serverId, log }: Services): void {
  const health = {
    tag: 'Server',
    method: 'get',
    access: 'public',
    summary: 'Say that the server lives',
    status: 200,
    errors: [],
  } as const;
  // The id tells another server on the same store whether the one that began a turn still lives.
  const alive = () => ({ status: 'ok' as const, app: 'Trellis', server_id: serverId });
  add({ ...health, id: 'healthz', path: '/healthz', answer: answers.healthz }, alive);
  add({ ...health, id: 'health', path: '/api/health', answer: answers.health }, () => ({
    status: 'ok' as const,
    app: 'Trellis',
    version,
  }));
  add(
    {
      id: 'authenticate',
      method: 'post',
      path: '/v1/authenticate',
      tag: 'Authentication',
      summary: 'Get a token for a member, who is made when there is none',
      access: 'public',
      before: ({ req }) => auth.requireKey(req.header('x-api-key')),
      body: authenticateRequestSchema,
      status: 200,
      answer: answers.authenticated,
      errors: ['UNAUTHORIZED', 'RATE_LIMIT'],
    },
    async ({ body }) => {
      const answer = await auth.tokenFor(body.email, (address) =>
        limiter.take([{ key: `authenticate:${address}`, windows: limits.authenticate }]),
      );
      log('info', 'member.authenticated', { member_id: answer.member_id });
      return answer;
    },
  );
}

function describingEndpoints({ add, described }: Endpoints, { turns }: Services): void {
  let document: ReturnType<typeof openApiDocument> | undefined;
  add(
    {
      id: 'getVisualization',
      method: 'get',
      path: '/v1/visualizations/{visualization_id}',
      tag: 'Chats',
      summary: 'Get one chart or table of an answer',
      access: 'member',
      status: 200,
      answer: answers.visualization,
      errors: ['VISUALIZATION_NOT_FOUND'],
    },
    ({ session, params }) => {
      const shown = turns.visualization(session.member, params.visualization_id);
      // As it was stored by this program, which is the form of the answer.
      return shown as Visualization;
    },
  );
  add(
    {
      id: 'openApi',
      method: 'get',
      path: '/openapi.json',
      tag: 'Server',
      summary: 'Get this document',
      access: 'member',
      status: 200,
      answer: answers.openApiDocument,
      errors: [],
    },
    () => {
      document ??= openApiDocument(described);
      return document;
    },
  );
}

type Visualization = v.InferInput<typeof answers.visualization>;

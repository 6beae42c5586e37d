// The HTTP side: the door, the token, the routes, and errors as bodies of one shape.
// Not here: the WebSocket (socket.ts).
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { authenticateRequestSchema } from '../../protocol/trellis/rest.ts';
import { ApiError, asApiError } from '../apiError.ts';
import { plannerModel } from '../chats/turns.ts';
import { limits } from '../limits.ts';
import { chatRoutes } from './chats.ts';
import { type RouteEnv, readBody, requireSession, type Services } from './context.ts';
import type { Door } from './door.ts';
import { integrationRoutes } from './integrations.ts';

export function createApp(services: Services, door: Door): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>();

  app.onError((cause, context) => {
    const error = asApiError(cause);
    const debugId = randomUUID();
    if (error.code === 'INTERNAL')
      services.log('error', 'request.failed', { debug_id: debugId, path: context.req.path, cause });
    if (error.retryAfterSeconds !== undefined) context.header('Retry-After', String(error.retryAfterSeconds));
    const internal = error.code === 'INTERNAL' ? { debug_id: debugId } : {};
    return context.json({ detail: error.message, code: error.code, ...internal, ...error.extra }, error.status);
  });
  app.notFound(() => {
    throw new ApiError('NOT_FOUND', 'There is no such endpoint.');
  });

  app.use(async (context, next) => {
    door.check(context.req.header('host'), context.req.header('origin'));
    await next();
    context.header('Cache-Control', 'no-store');
    context.header('X-Content-Type-Options', 'nosniff');
  });
  // The id tells another server on the same store whether the one that began a turn still lives.
  for (const path of ['/healthz', '/api/health']) {
    app.get(path, (context) => context.json({ status: 'ok', app: 'Trellis', server_id: services.serverId }));
  }
  app.post('/v1/authenticate', async (context) => {
    services.auth.requireKey(context.req.header('x-api-key'));
    const { email } = await readBody(context, authenticateRequestSchema);
    const admit = (address: string) =>
      services.limiter.take([{ key: `authenticate:${address}`, windows: limits.authenticate }]);
    return context.json(await services.auth.tokenFor(email, admit));
  });

  app.use(requireSession(services.auth));
  app.get('/v1/models', (context) => context.json({ models: [plannerModel], default: plannerModel.model_id }));
  app.route('/v1/integrations', integrationRoutes(services));
  app.route('/v1/chats', chatRoutes(services));
  app.get('/v1/visualizations/:id', (context) =>
    context.json(services.store.visualization(context.get('session').member.id, context.req.param('id'))),
  );
  return app;
}

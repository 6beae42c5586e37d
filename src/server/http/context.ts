// What the routes share: the parts of the server, the session of a request, reading and judging a body.
// Not here: any route.
import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type * as v from 'valibot';
import { decodeWith, parseJson } from '../../protocol/decoded.ts';
import { ApiError } from '../apiError.ts';
import { type Auth, bearerToken, type Session } from '../auth.ts';
import type { Store } from '../chats/store.ts';
import type { Turns } from '../chats/turns.ts';
import type { Integrations } from '../integrations.ts';
import type { Limiter } from '../limits.ts';
import type { Log } from '../log.ts';

export interface Services {
  /** Of this process, made at its start. */
  serverId: string;
  store: Store;
  auth: Auth;
  turns: Turns;
  integrations: Integrations;
  /** An IANA name: what "today" means. */
  timezone: string;
  limiter: Limiter;
  log: Log;
}

export interface RouteEnv {
  Variables: { session: Session };
}

export function requireSession(auth: Auth): MiddlewareHandler<RouteEnv> {
  return createMiddleware<RouteEnv>(async (context, next) => {
    context.set('session', await auth.verify(bearerToken(context.req.header('authorization'))));
    await next();
  });
}

const maxBody = 1024 * 1024;

/** Stops reading as soon as it is too much, whatever length was announced. */
async function sizedText(context: Context): Promise<string> {
  const decoder = new TextDecoder();
  let size = Number(context.req.header('content-length') ?? 0) > maxBody ? maxBody + 1 : 0;
  let text = '';
  if (size === 0) {
    for await (const chunk of context.req.raw.body ?? []) {
      size += chunk.byteLength;
      if (size > maxBody) break;
      text += decoder.decode(chunk, { stream: true });
    }
  }
  if (size > maxBody) throw new ApiError('REQUEST_TOO_LARGE', 'The body is larger than 1 MiB.');
  return text + decoder.decode();
}

/** The JSON body, judged by `schema`. Throws INVALID_REQUEST naming the field, or REQUEST_TOO_LARGE. */
export async function readBody<T>(context: Context, schema: v.GenericSchema<unknown, T>): Promise<T> {
  const json = parseJson(await sizedText(context));
  if (json === undefined) throw new ApiError('INVALID_REQUEST', 'The body is not valid JSON.');
  const decoded = decodeWith(schema, json);
  if (decoded.kind !== 'valid')
    throw new ApiError('INVALID_REQUEST', decoded.kind === 'malformed' ? decoded.reason : decoded.name);
  return decoded.value;
}

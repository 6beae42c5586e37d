// How one gets in at a server of the assistant API: which of its three modes it is in, and a token for a name and a password.
// Not here: where the token is kept (host), asking for it.
import { healthSchema, loginSchema, meSchema } from '../../protocol/assistant/bodies.ts';
import { SessionError } from '../errors.ts';
import { call, judged } from '../httpCall.ts';
import { assistantApi, bareUrl, bearer, isToken } from './assistantCall.ts';

/** Both say at once what there is to say. */
const answersWithinMs = 5_000;

/** `open`: nothing is asked. `token`: the server has one token for everybody. `login`: a name and a password. */
export type SignInMode = 'open' | 'token' | 'login';

export interface AssistantProbe {
  mode: SignInMode;
  /** What the server calls itself; null when it does not say. */
  app: string | null;
  version: string | null;
  /** Whose the token is, when one was given and accepted. */
  user: string | null;
}

/** Whether a server is there, which needs no token. Throws a SessionError, `protocol` when it is of another kind. */
export async function lookAtHealth(
  url: string,
  over?: AbortSignal,
): Promise<{ app: string | null; version: string | null }> {
  const json = await call(url, { ...quick(over), path: '/health' }, assistantApi);
  const { app, version } = judged(healthSchema, json, assistantApi);
  return { app: app ?? null, version: version ?? null };
}

/** Whom the server takes that token for, or everybody without one. Throws a SessionError, `unauthorized` when it is refused. */
export async function whoAmI(url: string, token: string | null, over?: AbortSignal): Promise<string | null> {
  const json = await call(url, { ...quick(over), path: '/auth/me', headers: bearer(token) }, assistantApi);
  return judged(meSchema, json, assistantApi).username ?? null;
}

function quick(over: AbortSignal | undefined) {
  return { method: 'GET', withinMs: answersWithinMs, ...(over ? { signal: over } : {}) } as const;
}

/** Looks at the server, with a token if there is one. Throws a SessionError; `unauthorized` when the token is refused. */
export async function probeAssistant(address: string, token: string | null): Promise<AssistantProbe> {
  const url = bareUrl(address);
  // Before anything is asked of a server: it is the token's fault.
  bearer(token);
  const about = await asAssistant(url, lookAtHealth(url));
  const mode = await asAssistant(url, modeOf(url));
  return { ...about, mode, user: token === null ? null : await whoAmI(url, token) };
}

/** Who refuses what every server of this API answers is none. */
async function asAssistant<T>(url: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof SessionError) || !['notFound', 'unauthorized', 'forbidden', 'request'].includes(cause.kind))
      throw cause;
    const text = `There is no server of the assistant API at ${url}. Check the address.`;
    throw new SessionError('protocol', text, { cause, status: cause.status });
  }
}

/** As a server without a token says it: one with users asks for a name, one with a token for everybody has no names to ask for. */
async function modeOf(url: string): Promise<SignInMode> {
  try {
    await whoAmI(url, null);
    return 'open';
  } catch (cause) {
    if (!(cause instanceof SessionError) || cause.kind !== 'unauthorized') throw cause;
    return cause.message === 'Unauthorized' ? 'token' : 'login';
  }
}

/** A token for that name and password, which are used for this and not kept. `notFound`: the server has no login. */
export async function logIn(url: string, user: string, password: string): Promise<{ token: string; user: string }> {
  const body = { username: user, password };
  let json: unknown;
  try {
    json = await call(bareUrl(url), { method: 'POST', path: '/auth/login', body }, assistantApi);
  } catch (cause) {
    // A server that asks for a token here has no login: its door is before everything it does not know.
    const isClosed = cause instanceof SessionError && cause.message === 'Authentication required';
    if (!isClosed) throw cause;
    throw new SessionError('notFound', 'This server has no names and passwords.', { cause });
  }
  const { access_token, user: about } = judged(loginSchema, json, assistantApi);
  if (!isToken(access_token)) throw new SessionError('protocol', 'The server gave a token that cannot be used.');
  return { token: access_token, user: about?.username ?? user };
}

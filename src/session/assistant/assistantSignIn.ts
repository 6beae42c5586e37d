// How one gets in at a server of the assistant API: which of its three modes it is in, and a token for a name and a password.
// Not here: where the token is kept (host), asking for it.
import { SessionError } from '../errors.ts';

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

/** Looks at the server, with a token if there is one. Throws a SessionError; `unauthorized` when the token is refused. */
export async function probeAssistant(url: string, token: string | null): Promise<AssistantProbe> {
  throw new SessionError('protocol', `${url} ${token === null}`);
}

/** A token for that name and password, which are used for this and not kept. `notFound`: the server has no login. */
export async function logIn(url: string, user: string, password: string): Promise<{ token: string; user: string }> {
  throw new SessionError('protocol', `${url} ${user} ${password.length}`);
}

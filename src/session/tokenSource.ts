// The JWT of this window: kept in memory only, renewed before it runs out, asked for once however many want it.
// Not here: where the API key is kept (host/credentials.ts).
import type { AuthenticateResponse } from '../protocol/trellis/rest.ts';
import type { Clock } from './clock.ts';
import { SessionError } from './errors.ts';

export interface TokenSource {
  /** Throws a SessionError: what `authenticate` or the look at the account throws. */
  token(): Promise<string>;
  /** A token other than `refused`; shares the request of whoever asked first. */
  renewed(refused: string): Promise<string>;
}

const renewBeforeMs = 5 * 60_000;
/** Several requests may meet a dead key in the same moment; it is tried once for all of them. */
const refusalHoldsMs = 5_000;

interface Held {
  token: string;
  /** When a new one is due; infinite: when the server refuses this one. */
  renewAt: number;
}

/**
 * `signedInAs` is looked at before each use: a token goes only to who is still signed in, and belongs to one signing in, which it
 * names. It throws when there is none any more.
 */
export function createTokenSource(
  authenticate: () => Promise<AuthenticateResponse>,
  clock: Clock,
  signedInAs?: () => Promise<string>,
): TokenSource {
  let account = '';
  let current: Held | undefined;
  let pending: Promise<string> | undefined;
  let refusal: { reason: SessionError; until: number } | undefined;

  function forget() {
    [current, pending, refusal] = [undefined, undefined, undefined];
  }

  async function look() {
    if (!signedInAs) return;
    try {
      const now = await signedInAs();
      if (now !== account) forget();
      account = now;
    } catch (cause) {
      forget();
      throw cause;
    }
  }

  function renew(): Promise<string> {
    if (refusal && clock.now() < refusal.until) return Promise.reject(refusal.reason);
    if (pending) return pending;
    const mine: Promise<string> = authenticate()
      .then(
        ({ token, expires_at }) => {
          if (pending === mine) current = { token, renewAt: renewalTime(expires_at, clock.now()) };
          return token;
        },
        (cause: unknown) => {
          if (pending === mine && cause instanceof SessionError && cause.kind === 'unauthorized')
            refusal = { reason: cause, until: clock.now() + refusalHoldsMs };
          throw cause;
        },
      )
      .finally(() => {
        if (pending === mine) pending = undefined;
      });
    pending = mine;
    return mine;
  }

  return {
    async token() {
      await look();
      return current && clock.now() < current.renewAt ? current.token : renew();
    },
    async renewed(refused) {
      await look();
      return current && current.token !== refused ? current.token : renew();
    },
  };
}

/**
 * A token that seems to have run out when it has just come says that a clock is wrong, and one whose end cannot be read says
 * nothing: both are used until the server refuses them. One that lives for minutes is renewed at half of its life.
 */
function renewalTime(expiresAt: string, now: number): number {
  const life = Date.parse(expiresAt) - now;
  return life > 0 ? now + Math.max(life - renewBeforeMs, life / 2) : Number.POSITIVE_INFINITY;
}

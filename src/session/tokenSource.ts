// The JWT of this window: kept in memory only, renewed before it runs out, asked for once however many want it.
// Not here: where the API key is kept (host/credentials.ts).
import type { AuthenticateResponse } from '../protocol/trellis/rest.ts';
import type { Clock } from './clock.ts';

export interface TokenSource {
  token(): Promise<string>;
  /** A token other than `refused`; shares the request of whoever asked first. */
  renewed(refused: string): Promise<string>;
}

const renewBeforeMs = 5 * 60_000;

export function createTokenSource(authenticate: () => Promise<AuthenticateResponse>, clock: Clock): TokenSource {
  let current: { token: string; expiresAt: number } | undefined;
  let pending: Promise<string> | undefined;

  function renew(): Promise<string> {
    pending ??= authenticate()
      .then(({ token, expires_at }) => {
        const expiresAt = Date.parse(expires_at);
        // A server whose time cannot be read is believed until it says 401.
        current = { token, expiresAt: Number.isNaN(expiresAt) ? Number.POSITIVE_INFINITY : expiresAt };
        return token;
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  }

  return {
    async token() {
      return current && current.expiresAt - renewBeforeMs > clock.now() ? current.token : renew();
    },
    async renewed(refused) {
      return current && current.token !== refused ? current.token : renew();
    },
  };
}

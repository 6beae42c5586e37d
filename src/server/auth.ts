// Who is asking: API keys become tokens, tokens become members (section 2 of the Trellis API).
// Not here: the routes; keys of databases and models.
import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import type { AuthenticateResponse } from '../protocol/trellis/rest.ts';
import { ApiError } from './apiError.ts';
import type { Clock } from './clock.ts';
import { keptKey } from './keptKey.ts';
import type { Member } from './store/members.ts';
import type { Store } from './store/store.ts';

export const organizationId = 'org_local';
const lifeSeconds = 6 * 60 * 60;
const callSeconds = 30;
const tokenForm = /^[\w-]+\.[\w-]+\.[\w-]*$/;
export const emailForm = /^[^\s@]+@[^\s@]+$/;

export interface Session {
  member: Member;
  /** Of the organisation: who has the address that the server was started with. */
  isAdmin: boolean;
  /** The bucket of rate limits: a new token has fresh budgets. */
  jti: string;
}

export interface Auth {
  /** Throws UNAUTHORIZED unless it is this server's key. */
  requireKey(apiKey: string | undefined): void;
  /** A token for whoever has that address; `admit` may still refuse, by a rate limit. Throws INVALID_REQUEST. */
  tokenFor(email: string, admit: (address: string) => void): Promise<AuthenticateResponse>;
  /** A token of that member for one call of another server on this store: it lives for seconds. */
  tokenOf(member: Member): Promise<string>;
  /** For signing links: follows from the store's key, and is not it. */
  readonly linkKey: Uint8Array;
  /** Throws UNAUTHORIZED for a token that is missing, expired, of another key or not HS256. */
  verify(token: string | undefined): Promise<Session>;
}

export interface AuthOptions {
  store: Store;
  directory: string;
  apiKey: string;
  adminEmail: string;
  clock: Clock;
}

export function createAuth({ store, directory, apiKey, adminEmail, clock }: AuthOptions): Auth {
  const key = keptKey(directory, 'signing', 'everybody signs in again.');

  const admin = adminEmail.toLowerCase();

  function sign(member: Member, issuedAt: number, life = lifeSeconds): Promise<string> {
    return new SignJWT({ org: organizationId })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(member.id)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + life)
      .sign(key);
  }
  const seconds = () => Math.floor(clock.now() / 1000);

  return {
    linkKey: createHmac('sha256', key).update('links to uploads').digest(),
    tokenOf: (member) => sign(member, seconds(), callSeconds),
    requireKey(given) {
      if (!given) throw new ApiError('UNAUTHORIZED', 'Missing X-API-Key header');
      if (!equal(given, apiKey)) throw new ApiError('UNAUTHORIZED', 'Invalid API key');
    },
    async tokenFor(email, admit) {
      if (email.length > 320 || !emailForm.test(email)) throw new ApiError('INVALID_REQUEST', 'Invalid email format');
      const address = email.toLowerCase();
      admit(address);
      const member = store.memberFor(address);
      const issuedAt = seconds();
      const token = await sign(member, issuedAt);
      return {
        token,
        member_id: member.id,
        organization_id: organizationId,
        expires_at: new Date((issuedAt + lifeSeconds) * 1000).toISOString(),
      };
    },
    async verify(token) {
      if (!token || !tokenForm.test(token))
        throw new ApiError(
          'UNAUTHORIZED',
          'Missing token: send "Authorization: Bearer <token>" from POST /v1/authenticate.',
        );
      const { sub, jti } = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        requiredClaims: ['sub', 'jti', 'exp'],
        currentDate: new Date(clock.now()),
      }).then(
        ({ payload }) => payload,
        (cause: unknown) => {
          throw new ApiError('UNAUTHORIZED', 'The token is invalid or expired: authenticate again.', { cause });
        },
      );
      // Signed by us or not: what is no text is no id.
      const member = typeof sub === 'string' ? store.member(sub) : undefined;
      if (member && typeof jti === 'string' && jti !== '') return { member, isAdmin: member.email === admin, jti };
      throw new ApiError('UNAUTHORIZED', 'The token belongs to nobody here: authenticate again.');
    },
  };
}

/** The token of an Authorization header; the scheme is `Bearer`, in any case. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
}

function equal(left: string, right: string): boolean {
  // Hashes have one length, so the comparison tells nothing about the key's.
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(left), hash(right));
}

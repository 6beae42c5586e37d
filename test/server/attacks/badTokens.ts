// Tokens that are no longer, not yet, or never were.
// Not here: where they are shown (tokenCases.ts).
import { createHmac, createSign, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import type { World } from './world.ts';

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const hour = 3600;

interface Forgery {
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  key?: Buffer | string;
  hash?: string;
}

/** By name. Those of the right key show what a signature alone is not enough for. */
export function badTokens({ signingKey, admin, ana, apiKey, secrets }: World): [string, string][] {
  const now = Math.floor(Date.now() / 1000);
  const claims = { org: 'org_local', sub: admin.memberId, jti: randomUUID(), iat: now, exp: now + hour };
  const forged = ({ header = {}, claims: more = {}, key = signingKey, hash = 'sha256' }: Forgery) => {
    const body = `${part({ alg: 'HS256', typ: 'JWT', ...header })}.${part({ ...claims, ...more })}`;
    const token = `${body}.${createHmac(hash, key).update(body).digest('base64url')}`;
    secrets.add(token);
    return token;
  };
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicText = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const rsaBody = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  const rsa = `${rsaBody}.${createSign('RSA-SHA256').update(rsaBody).sign(privateKey, 'base64url')}`;
  const [head = '', payload = '', signature = ''] = admin.token.split('.');
  const [, anaPayload = ''] = ana.token.split('.');
  const none = ['none', 'None', 'NONE', 'nOnE', 'none ', '', null, 0, ['none'], ['HS256']];
  const absent = (name: string) => forged({ claims: { [name]: undefined } });
  return [
    ...none.flatMap((alg): [string, string][] => [
      [`alg ${JSON.stringify(alg)}`, `${part({ alg, typ: 'JWT' })}.${part(claims)}.`],
      [`alg ${JSON.stringify(alg)} with a signature`, forged({ header: { alg } })],
    ]),
    ['no alg', forged({ header: { alg: undefined } })],
    ['HS512 of the right key', forged({ header: { alg: 'HS512' }, hash: 'sha512' })],
    ['HS384 of the right key', forged({ header: { alg: 'HS384' }, hash: 'sha384' })],
    ['HS256 in small letters', forged({ header: { alg: 'hs256' } })],
    ['HS512 in name alone', forged({ header: { alg: 'HS512' } })],
    ['RS256 of a key of its own', rsa],
    ['RS256 in name, HMAC of the public key', forged({ header: { alg: 'RS256' }, key: publicText })],
    ['HMAC of the public key', forged({ key: publicText })],
    [
      'a key in the header',
      forged({ header: { jwk: { kty: 'oct', k: Buffer.from('x').toString('base64url') } }, key: 'x' }),
    ],
    [
      'a key from elsewhere',
      forged({ header: { jku: 'http://evil.example/keys', x5u: 'http://evil.example/x' }, key: 'x' }),
    ],
    ['a key id that is a path', forged({ header: { kid: '../../../../dev/null' }, key: '' })],
    ['a key id that is SQL', forged({ header: { kid: "x' UNION SELECT 'x" }, key: 'x' })],
    ['an extension that must be understood', forged({ header: { crit: ['exp'], exp: now } })],
    ['a payload that is not encoded', forged({ header: { b64: false, crit: ['b64'] } })],
    ['another key', forged({ key: randomBytes(32) })],
    ['an empty key', forged({ key: '' })],
    ['a key of zeros', forged({ key: Buffer.alloc(32) })],
    ['the key in hex', forged({ key: signingKey.toString('hex') })],
    ['the API key as its key', forged({ key: apiKey })],
    ['expired a second ago', forged({ claims: { exp: now - 1 } })],
    ['expired long ago', forged({ claims: { iat: 0, exp: 1 } })],
    ['not before tomorrow', forged({ claims: { nbf: now + 24 * hour } })],
    ['an expiry that is text', forged({ claims: { exp: String(now + hour) } })],
    ['an expiry of null', forged({ claims: { exp: null } })],
    ['no exp', absent('exp')],
    ['no jti', absent('jti')],
    ['no sub', absent('sub')],
    ['an empty jti', forged({ claims: { jti: '' } })],
    ['a jti that is an object', forged({ claims: { jti: { a: 1 } } })],
    ['an empty sub', forged({ claims: { sub: '' } })],
    ['a sub that is a number', forged({ claims: { sub: 1 } })],
    ['a sub that is a list', forged({ claims: { sub: [admin.memberId] } })],
    ['a sub that is an object', forged({ claims: { sub: { id: admin.memberId } } })],
    ['a sub that is SQL', forged({ claims: { sub: "x' OR '1'='1" } })],
    ['an address as sub', forged({ claims: { sub: 'you@localhost' } })],
    ['an unknown member', forged({ claims: { sub: randomUUID() } })],
    ['a payload that is a list', `${head}.${part([claims])}.${signature}`],
    ['a changed payload', `${head}.${part({ ...claims, exp: now + 100 * hour })}.${signature}`],
    ["another's payload", `${head}.${anaPayload}.${signature}`],
    ['a changed signature', `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`],
    ['half a signature', `${head}.${payload}.${signature.slice(0, 20)}`],
    ['no signature', `${head}.${payload}.`],
    ['two parts', `${head}.${payload}`],
    ['four parts', `${admin.token}.x`],
    ['five parts', `${head}.${payload}.${signature}.x.y`],
    ['dots', '..'],
    ['an empty header', `.${payload}.${signature}`],
    ['no base64', `%%%.${payload}.${signature}`],
    ['a header that is no JSON', `${Buffer.from('{').toString('base64url')}.${payload}.${signature}`],
    ['a token twice', `${admin.token}${admin.token}`],
    ['a token in upper case', admin.token.toUpperCase()],
    ['the API key', apiKey],
    ['the signing key', signingKey.toString('hex')],
    ['garbage', 'garbage'],
    ['null', 'null'],
    ['undefined', 'undefined'],
    ['markup', '<script>alert(1)</script>'],
    ['a path', '../../signing.key'],
    ['12,000 characters', 'a'.repeat(12_000)],
    ['a deep header', `${Buffer.from('['.repeat(4_000)).toString('base64url')}.${payload}.${signature}`],
  ];
}

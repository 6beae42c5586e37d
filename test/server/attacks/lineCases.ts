// HTTP that is broken on purpose: lengths that lie, two requests in the coat of one, garbage, and floods of headers.
// Not here: bodies that are whole and wrong (bodyCases.ts), lines that are slow (slow.test.ts).
import { as, type HttpAttack, json } from './attack.ts';
import { type Endpoint, filled } from './endpoints.ts';
import { bytesOf, type Said } from './rawHttp.ts';
import type { World } from './world.ts';

const tenGigabytes = '10000000000';
const endless = [
  '-1',
  '+5',
  '0x10',
  '5, 5',
  '5,6',
  '',
  ' ',
  '1e3',
  '5.0',
  'NaN',
  '99999999999999999999999',
  '5 5',
  '\u0665',
];

/** A length that is far too long is refused at once; one that is none is no HTTP. */
/** Bytes of a body; a question of the assistant API may bring a picture. */
const mostOf = (path: string) => (/^\/api\/chat(\/stream)?$/.test(path) ? 16 : 1) * 1024 * 1024;

export function lengthAttacks({ eve, ana, apiKey }: World, endpoints: readonly Endpoint[]): HttpAttack[] {
  const withBody = endpoints.filter(({ body }) => body);
  const headersFor = (token: string, { body }: Endpoint, length: string): [string, string][] => [
    as(token),
    ['X-API-Key', apiKey],
    body === 'json' ? json : ['Content-Type', 'multipart/form-data; boundary=b'],
    ['Content-Length', length],
  ];
  return [
    ...withBody.flatMap((endpoint) => {
      const { method, path, isAdmins } = endpoint;
      const target = filled(endpoint, { chat_id: eve.chat, message_id: eve.question, memory_id: eve.memory });
      return [
        {
          name: `10 GB to ${method} ${path}`,
          send: { method, target, headers: headersFor(eve.token, endpoint, tenGigabytes) },
          status: isAdmins ? 403 : 413,
        },
        {
          name: `10 GB and a beginning to ${method} ${path}`,
          send: { method, target, headers: headersFor(eve.token, endpoint, tenGigabytes), body: '{"title":"' },
          status: isAdmins ? 403 : 413,
        },
        {
          name: `a byte more than may come to ${method} ${path}`,
          send: { method, target, headers: headersFor(eve.token, endpoint, String(mostOf(path) + 1)), body: 'x' },
          // Of a form, so much may come.
          status: isAdmins ? 403 : endpoint.body === 'json' ? 413 : 'silence',
        },
      ].filter(({ status }) => status !== 'silence') as HttpAttack[];
    }),
    ...endpoints
      .filter(({ isPublic }) => !isPublic)
      .map((endpoint) => ({
        name: `10 GB without a token to ${endpoint.method} ${endpoint.path}`,
        send: {
          method: endpoint.method,
          target: filled(endpoint),
          headers: [['Content-Length', tenGigabytes]] as [string, string][],
        },
        status: 401,
      })),
    ...endless.map((length) => ({
      name: `a length of ${JSON.stringify(length)}`,
      send: {
        method: 'POST',
        target: '/v1/chats/create',
        headers: [as(eve.token), ['Content-Length', length]] as [string, string][],
        body: '{"title":5}',
      },
      status: [400],
    })),
    {
      name: 'two lengths that differ',
      send: {
        method: 'DELETE',
        target: `/v1/chats/${ana.chat}`,
        headers: [as(ana.token), ['Content-Length', '0'], ['Content-Length', '5']],
        body: 'hello',
      },
      status: 400,
    },
    {
      name: 'two lengths that agree',
      send: {
        method: 'POST',
        target: '/v1/chats/create',
        headers: [as(eve.token), ['Content-Length', '11'], ['Content-Length', '11']],
        body: '{"title":5}',
      },
      status: 400,
    },
  ];
}

/** More than may come, without a word of how much: the answer arrives although nobody stopped sending. */
export function endlessAttacks({ host, eve }: World): HttpAttack[] {
  const piece = Buffer.from(`10000\r\n${'x'.repeat(65_536)}\r\n`);
  const head = ({ method, target, headers = [] }: Said) =>
    bytesOf(host, { method, target, headers: [as(eve.token), ['Transfer-Encoding', 'chunked'], ...headers] });
  const targets: [string, string][] = [
    ['POST', '/v1/chats/create'],
    ['POST', '/v1/chats'],
    ['POST', '/v1/user-memories'],
    ['PATCH', `/v1/user-memories/${eve.memory}`],
    ['DELETE', '/v1/chats'],
  ];
  const pieces = (megabytes: number) => Array.from({ length: megabytes * 16 }, () => piece);
  return targets.flatMap(([method, target]) => [
    {
      name: `1 MiB and a byte in chunks to ${method} ${target}`,
      send: [head({ method, target }), ...pieces(1), '1\r\nx\r\n0\r\n\r\n'],
      status: 413,
      code: 'REQUEST_TOO_LARGE',
    },
    { name: `100 MiB in chunks to ${method} ${target}`, send: [head({ method, target }), ...pieces(100)], status: 413 },
    {
      name: `100 MiB in chunks without a token to ${method} ${target}`,
      send: [bytesOf(host, { method, target, headers: [['Transfer-Encoding', 'chunked']] }), ...pieces(100)],
      status: 401,
    },
  ]);
}

/** The second request in each would delete a chat of whoever is attacked. */
export function smugglingAttacks({ host, ana, eve }: World): HttpAttack[] {
  const inner = bytesOf(host, {
    method: 'DELETE',
    target: `/v1/chats/${ana.chat}`,
    headers: [as(ana.token)],
  }).toString();
  const post = (headers: string, body: string) =>
    `POST /v1/chats/create HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${eve.token}\r\n${headers}\r\n\r\n${body}`;
  const chunked = `0\r\n\r\n${inner}`;
  const both = (te: string) => post(`Content-Length: ${chunked.length}\r\n${te}`, chunked);
  const chunks: [string, string][] = [
    ['a chunk size that is none', 'xyz\r\n'],
    ['a negative chunk size', '-1\r\nx\r\n0\r\n\r\n'],
    ['a chunk size beyond numbers', `${'F'.repeat(20)}\r\nx\r\n`],
    ['a chunk size in decimals with a prefix', '0x5\r\nhello\r\n0\r\n\r\n'],
    ['a chunk longer than it says', '2\r\nhello\r\n0\r\n\r\n'],
    ['a chunk size with a line feed alone', `5\nhello\n0\n\n${inner}`],
    ['a chunk extension of 1 MiB', `5;${'x'.repeat(1024 * 1024)}\r\nhello\r\n0\r\n\r\n`],
    ['a chunk extension with a line in it', `5;a\nb\r\nhello\r\n0\r\n\r\n${inner}`],
  ];
  return [
    { name: 'a length and chunks', send: both('Transfer-Encoding: chunked'), status: 400 },
    {
      name: 'a length after chunks',
      send: post(`Transfer-Encoding: chunked\r\nContent-Length: ${chunked.length}`, chunked),
      status: 400,
    },
    { name: 'an encoding nobody knows', send: both('Transfer-Encoding: xchunked'), status: 400 },
    { name: 'an encoding in a list', send: both('Transfer-Encoding: chunked, identity'), status: 400 },
    { name: 'an encoding twice', send: both('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity'), status: 400 },
    { name: 'an encoding with a space before its colon', send: both('Transfer-Encoding : chunked'), status: 400 },
    { name: 'an encoding with a vertical tab', send: both('Transfer-Encoding:\u000bchunked'), status: 400 },
    { name: 'an encoding on a folded line', send: both('Transfer-Encoding:\r\n chunked'), status: 400 },
    { name: 'an encoding after a carriage return', send: both('X: y\rTransfer-Encoding: chunked'), status: 400 },
    { name: 'an encoding after a line feed', send: both('X: y\nTransfer-Encoding: chunked'), status: 400 },
    { name: 'an encoding of another case', send: both('tRANSFER-eNCODING: cHUNKED'), status: 400 },
    ...chunks.map(([name, body]) => ({
      name,
      send: post('Transfer-Encoding: chunked', body),
      status: [400, 413, 431],
    })),
    { name: 'a NUL in a header', send: post('X: a\u0000b\r\nContent-Length: 2', '{}'), status: 400 },
    { name: 'a header without a name', send: post(': x\r\nContent-Length: 2', '{}'), status: 400 },
    { name: 'a header without a colon', send: post('nothing\r\nContent-Length: 2', '{}'), status: 400 },
    { name: 'a space in a header name', send: post('X Y: x\r\nContent-Length: 2', '{}'), status: 400 },
    { name: 'a first line that is folded', send: `GET /healthz HTTP/1.1\r\n Host: ${host}\r\n\r\n`, status: 400 },
    { name: 'a NUL in a target', send: `GET /health\u0000z HTTP/1.1\r\nHost: ${host}\r\n\r\n`, status: 400 },
    { name: 'Expect: what nobody can', send: post('Expect: 200-ok\r\nContent-Length: 2', '{}'), status: 417 },
  ];
}

export function garbageAttacks({ host, admin }: World): HttpAttack[] {
  const hello = Buffer.from('16030100f1010000ed0303', 'hex');
  const filler = 'x'.repeat(1000);
  const with_ = (lines: string, target = '/v1/chats', version = '1.1') =>
    `GET ${target} HTTP/${version}\r\nHost: ${host}\r\nAuthorization: Bearer ${admin.token}\r\n${lines}\r\n`;
  const headers = (count: number, value: string) =>
    Array.from({ length: count }, (_, at) => `X-${at}: ${value}\r\n`).join('');
  return [
    { name: 'a TLS hello', send: [Buffer.concat([hello, Buffer.alloc(300, 7)])], status: [400, 'closed'] },
    { name: 'a greeting of SSH', send: 'SSH-2.0-OpenSSH_9.9\r\n', status: [400, 'closed'] },
    { name: 'the preface of HTTP/2', send: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', status: [400, 'closed'] },
    { name: 'zeros', send: [Buffer.alloc(100_000)], status: [400, 'closed'] },
    {
      name: 'bytes by chance',
      send: [Buffer.from(Array.from({ length: 65_536 }, (_, at) => (at * at * 31 + at * 7) % 256))],
      status: [400, 'closed'],
    },
    { name: 'line ends and no more', send: `${'\r\n'.repeat(50_000)}\0`, status: [400, 'closed'] },
    {
      name: 'a single line of 1 MiB',
      send: `GET /${'a'.repeat(1024 * 1024)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      status: [400, 414, 431, 'closed'],
    },
    // The parser takes a line without a version, and headers after it; the door holds there too.
    { name: 'HTTP/0.9', send: 'GET /healthz\r\n\r\n', status: [400, 421, 'closed'] },
    { name: 'HTTP/0.9 without a token', send: `GET /v1/chats\r\nHost: ${host}\r\n\r\n`, status: [400, 401, 'closed'] },
    { name: 'HTTP/1.2', send: with_('', '/v1/chats', '1.2'), status: 400 },
    {
      name: 'HTTP/2.0 in words',
      send: 'GET /v1/chats HTTP/2.0\r\nHost: evil.example\r\n\r\n',
      status: [400, 421, 505],
    },
    {
      name: 'HTTP/2.0 without a token',
      send: `GET /v1/chats HTTP/2.0\r\nHost: ${host}\r\n\r\n`,
      status: [400, 401, 505],
    },
    { name: 'HTTP/11', send: with_('', '/v1/chats', '11'), status: 400 },
    { name: '1,000 short headers', send: with_(headers(1_000, 'y')), status: [200, 431] },
    { name: '3,000 short headers', send: with_(headers(3_000, 'y')), status: 431 },
    { name: '1,000 long headers', send: with_(headers(1_000, filler)), status: [431, 'closed'] },
    { name: 'a header of 1 MB', send: with_(`X: ${filler.repeat(1_000)}\r\n`), status: [431, 'closed'] },
    { name: 'a header name of 1 MB', send: with_(`${filler.repeat(1_000)}: x\r\n`), status: [431, 'closed'] },
    {
      name: 'a token of 1 MB',
      send: `GET /v1/chats HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${filler.repeat(1_000)}\r\n\r\n`,
      status: [431, 'closed'],
    },
    { name: '10,000 parameters', send: with_('', `/v1/chats?${'a=1&'.repeat(3_000)}`), status: 200 },
    {
      name: 'a page of a name that means something',
      send: with_('', '/v1/chats?__proto__=1&constructor=2&page[]=3&page[$gt]='),
      status: 200,
    },
    { name: 'a page of 5,000 digits', send: with_('', `/v1/chats?page=${'9'.repeat(5_000)}`), status: 400 },
    { name: 'a query that is no percent-encoding', send: with_('', '/v1/chats?page=%zz%ff&%=%'), status: [200, 400] },
    {
      name: '50 requests in one piece, half of them without a token',
      send: Array.from({ length: 50 }, (_, at) =>
        at % 2 ? `GET /v1/chats HTTP/1.1\r\nHost: ${host}\r\n\r\n` : with_(''),
      ),
      answers: 50,
      status: 200,
    },
    {
      name: 'a wish to become HTTP/2',
      send: with_(
        'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n',
      ),
      status: [200, 400, 404],
    },
  ];
}

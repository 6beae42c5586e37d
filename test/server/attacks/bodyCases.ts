// Bodies of JSON that are wrong in every way, to every endpoint that takes one.
// Not here: how they come (lineCases.ts), texts that are right and strange (textCases.ts).
import { as, type HttpAttack, json } from './attack.ts';
import { type Endpoint, filled } from './endpoints.ts';
import type { World } from './world.ts';

const mebibyte = 1024 * 1024;
const levels = 100_000;
const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const inField = (value: string) =>
  `{"title":${value},"content":${value},"message":${value},"email":${value},"feedback":${value},"chat_ids":${value},"sql":${value},"keywords":${value},"chat_id":${value},"prompt":${value},"member_id":${value},"text":${value},"provider":${value},"mood":${value},"keep_count":${value}}`;

/** None of these is a body that any endpoint takes. */
const bodies: readonly [string, string | Buffer][] = [
  ['nothing', ''],
  ['a space', ' '],
  ['NUL', '\0'],
  ['null', 'null'],
  ['true', 'true'],
  ['a number', '5'],
  ['a string', '"x"'],
  ['an array', '[]'],
  ['an array of bodies', '[{"content":"x","title":"x"}]'],
  ['half an object', '{"content":"x"'],
  ['an object and more', '{"content":"x","title":"x"}{}'],
  ['single quotes', "{'content':'x'}"],
  ['a comment', '{"content":"x"/**/,"title":"x"}'],
  ['a comma too many', '{"content":"x",}'],
  ['a name without quotes', '{content:"x"}'],
  ['nested objects, 100,000 levels', `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`],
  ['nested arrays, 100,000 levels', `${'['.repeat(levels)}${']'.repeat(levels)}`],
  [
    'fields of 100,000 levels',
    `{"title":${'['.repeat(levels)}${']'.repeat(levels)},"content":${'['.repeat(levels)}${']'.repeat(levels)}}`,
  ],
  [
    'parameters of 100,000 levels',
    `{"chat_id":"none","message":"x","saved_query_id":"none","parameters":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`,
  ],
  ['1 MiB of [', '['.repeat(mebibyte)],
  ['1 MiB of {"', '{"'.repeat(mebibyte / 2)],
  ['1 MiB of a number', '1'.repeat(mebibyte)],
  ['1 MiB of a string that never ends', `"${'\\u0041'.repeat(174_000)}`],
  ['100,000 names', `{${Array.from({ length: 70_000 }, (_, at) => `"${at}":1`).join(',')}}`],
  ['__proto__ with all of it', `{"__proto__":${inField('"x"')}}`],
  ['constructor with all of it', `{"constructor":{"prototype":${inField('"x"')}}}`],
  ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0x74, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  ['UTF-8 of surrogates', Buffer.from('7b2274223a22eda080227d', 'hex')],
  ['UTF-8 longer than it need be', Buffer.from('7b2274223a22c080227d', 'hex')],
  ['UTF-8 cut short', Buffer.from('7b2274223a22f09f98', 'hex')],
  ['UTF-16', utf16('{"content":"x","title":"x","email":"you@localhost"}')],
  ['UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16('{"content":"x","title":"x"}')])],
  ['UTF-32', Buffer.from('7b0000007d000000', 'hex')],
  ['gzip', Buffer.from('1f8b0800000000000003ab5602', 'hex')],
  ['NaN', inField('NaN')],
  ['Infinity', inField('Infinity')],
  ['-Infinity', inField('-Infinity')],
  ['1e999', inField('1e999')],
  ['-0', inField('-0')],
  ['a number of 1,000 digits', inField('9'.repeat(1_000))],
  ['an object for every field', inField('{"$ne":null}')],
  ['an array for every field', inField('["x"]').replace('"chat_ids":["x"]', '"chat_ids":[[]]')],
  ['an object with a length', inField('{"length":5}')],
  ['true for every field', inField('true')],
  ['a form', 'title=x&content=x&email=you%40localhost'],
  ['XML', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><title>&x;</title>'],
  ['a form of parts', '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nx\r\n--b--\r\n'],
];

export function bodyAttacks({ admin, apiKey, rule, savedQuery }: World, endpoints: readonly Endpoint[]): HttpAttack[] {
  const ids = {
    chat_id: admin.chat,
    message_id: admin.answer,
    memory_id: admin.memory,
    rule_id: rule,
    query_id: savedQuery,
  };
  const takers = endpoints.filter(({ body }) => body === 'json');
  return takers.flatMap((endpoint) =>
    bodies
      // Every field of these is optional, and so an object of other names is a body of theirs.
      .filter(([name]) => !isOptional(endpoint) || !harmless.has(name))
      // A number of messages to keep.
      .filter(([name]) => !endpoint.path.endsWith('/truncate') || name !== '-0')
      // Reading them takes time, and it is the same for all.
      .filter(([, body]) => body.length < 100_000 || takesLarge.has(endpoint.path))
      .map(([name, body]) => ({
        name: `${name} to ${endpoint.method} ${endpoint.path}`,
        send: {
          method: endpoint.method,
          target: filled(endpoint, ids),
          headers: [as(admin.token), json, ['X-API-Key', apiKey]] as [string, string][],
          body,
        },
        // A body may be right up to an id that is nobody's.
        status: endpoint.path.startsWith('/api/') ? [400, 422] : name.startsWith('parameters') ? [400, 404] : 400,
      })),
  );
}

const harmless = new Set([
  'nested objects, 100,000 levels',
  '100,000 names',
  '__proto__ with all of it',
  'constructor with all of it',
  'parameters of 100,000 levels',
]);

const takesLarge = new Set(['/v1/authenticate', '/v1/chats', '/v1/chats/create', '/v1/user-memories/{memory_id}']);

function isOptional({ path, method }: Endpoint): boolean {
  return (
    path === '/v1/chats/create' ||
    path.endsWith('/truncate') ||
    (method === 'PATCH' && path === '/v1/queries/{query_id}')
  );
}

/** What is right although it looks wrong changes nobody but who is named. */
export function oddBodyAttacks({ admin, apiKey, ana }: World): HttpAttack[] {
  const sign = (body: string | Buffer, type = 'application/json', more: [string, string][] = []) => ({
    method: 'POST',
    target: '/v1/authenticate',
    headers: [['X-API-Key', apiKey], ['Content-Type', type], ...more] as [string, string][],
    body,
  });
  const email = '{"email":"ana@example.org"}';
  const isAna = ({ body }: { body: string }) => (body.includes(ana.memberId) ? undefined : 'somebody else');
  const notAdmin = ({ status, body }: { status: number; body: string }) =>
    status === 200 && body.includes(admin.memberId) ? 'the admin' : undefined;
  return [
    { name: 'a byte order mark', send: sign(`\ufeff${email}`), status: [200, 400] },
    { name: 'a name twice', send: sign('{"email":"nobody","email":"ana@example.org"}'), status: 200, also: isAna },
    { name: 'a name with an escape', send: sign('{"em\\u0061il":"ana@example.org"}'), status: 200, also: isAna },
    { name: 'another letter case of a name', send: sign('{"Email":"ana@example.org"}'), status: 400 },
    {
      name: 'a role beside the name',
      send: sign('{"email":"ana@example.org","role":"admin"}'),
      status: 200,
      also: isAna,
    },
    {
      name: 'a prototype beside the name',
      send: sign('{"email":"ana@example.org","__proto__":{"role":"admin","email":"you@localhost"}}'),
      status: 200,
      also: isAna,
    },
    {
      name: 'an address with NUL after it',
      send: sign('{"email":"you@localhost\\u0000"}'),
      status: [200, 400],
      also: notAdmin,
    },
    {
      name: 'an address with a mark in it',
      send: sign('{"email":"you@local\\u200bhost"}'),
      status: [200, 400],
      also: notAdmin,
    },
    { name: 'an address with a newline', send: sign('{"email":"you@localhost\\nx@y"}'), status: 400 },
    { name: 'an address of lone surrogates', send: sign('{"email":"\\ud800@x"}'), status: [200, 400] },
    { name: 'an address of 1 MB', send: sign(`{"email":"${'a'.repeat(1_000_000)}@x"}`), status: 400 },
    { name: 'an address made for a slow pattern', send: sign(`{"email":"${'@'.repeat(300)}"}`), status: 400 },
    { name: 'an address of markup', send: sign('{"email":"<script>@x"}'), status: [200, 400] },
    { name: 'the text of another type', send: sign(email, 'text/plain'), status: [200, 415] },
    { name: 'no type', send: sign(email, ''), status: [200, 415] },
    { name: 'another charset', send: sign(email, 'application/json; charset=utf-7'), status: [200, 415] },
    {
      name: 'a body said to be compressed',
      send: sign(email, 'application/json', [['Content-Encoding', 'gzip']]),
      status: [200, 400, 415],
    },
  ];
}

// Requests that come from somewhere else: other Hosts, other pages, forms of other sites, and ways to ask that are none of ours.
// Not here: who asks (tokenCases.ts), broken HTTP (lineCases.ts).
import { as, type HttpAttack, json } from './attack.ts';
import { type Endpoint, filled } from './endpoints.ts';
import type { World } from './world.ts';

const health = '/healthz';

export function hostAttacks({ port, host, admin }: World): HttpAttack[] {
  const others = [
    `evil.example:${port}`,
    'evil.example',
    '127.0.0.1',
    'localhost',
    `127.0.0.1:${port + 1}`,
    `127.0.0.1:0${port}`,
    `127.0.0.1:${port}:${port}`,
    `localhost.:${port}`,
    `localhost.evil.example:${port}`,
    `127.0.0.1.nip.io:${port}`,
    `evil.example.127.0.0.1:${port}`,
    `127.1:${port}`,
    `127.0.0.2:${port}`,
    `0x7f000001:${port}`,
    `2130706433:${port}`,
    `0177.0.0.1:${port}`,
    `0.0.0.0:${port}`,
    `[::]:${port}`,
    `::1:${port}`,
    `[::ffff:127.0.0.1]:${port}`,
    `[0:0:0:0:0:0:0:1]:${port}`,
    `[::1%25lo]:${port}`,
    `[::1].evil.example:${port}`,
    `evil@127.0.0.1:${port}`,
    `127.0.0.1:${port}@evil.example`,
    `127.0.0.1:${port}/`,
    `127.0.0.1:${port}#`,
    `127.0.0.1:${port}?`,
    `127.0.0.1:${port},evil.example`,
    `127.0.0.1:${port} evil.example`,
    `127.0.0.1\t:${port}`,
    `http://127.0.0.1:${port}`,
    '',
    '*',
    'null',
    'x'.repeat(5_000),
    `\u00e9vil.example:${port}`,
  ];
  const get = (target: string, headers: [string, string][]) => ({ target, headers: [as(admin.token), ...headers] });
  return [
    ...others.map((name) => ({
      name: `Host ${name.slice(0, 60)}`,
      send: get('/v1/chats', [['Host', name]]),
      // What is no host at all is refused before the door.
      status: [421, 400],
    })),
    { name: 'no Host', send: `GET ${health} HTTP/1.1\r\nConnection: close\r\n\r\n`, status: [400, 421] },
    { name: 'no Host in HTTP/1.0', send: `GET ${health} HTTP/1.0\r\n\r\n`, status: [400, 421] },
    { name: 'another Host in HTTP/1.0', send: `GET ${health} HTTP/1.0\r\nHost: evil.example\r\n\r\n`, status: 421 },
    {
      name: 'X-Forwarded-Host changes nothing',
      send: get(health, [
        ['Host', 'evil.example'],
        ['X-Forwarded-Host', host],
        ['Forwarded', `host=${host}`],
      ]),
      status: 421,
    },
    {
      name: 'two Hosts, the other first',
      send: get(health, [
        ['Host', 'evil.example'],
        ['Host', host],
      ]),
      status: [400, 421],
    },
    {
      name: 'two Hosts, the other last',
      send: get('/v1/chats', [
        ['Host', host],
        ['Host', 'evil.example'],
      ]),
      status: [400, 421],
    },
    {
      name: 'a whole URL of another host as target',
      send: get('http://evil.example/v1/chats', []),
      status: [400, 421],
    },
    { name: 'a whole URL of another scheme as target', send: get(`file://${host}/etc/passwd`, []), status: [400, 404] },
    {
      name: 'a target with a user',
      send: get(`http://evil@${host}/v1/chats`, []),
      status: [400, 421],
    },
    { name: 'a target of two slashes', send: get('//evil.example/v1/chats', []), status: [400, 404] },
    { name: 'a target with a backslash', send: get('/\\evil.example/v1/chats', []), status: [400, 404] },
  ];
}

/** Every endpoint, asked by a page of another site with the token of the admin. */
export function originAttacks({ port, host, admin, apiKey }: World, endpoints: readonly Endpoint[]): HttpAttack[] {
  const origins = [
    'https://evil.example',
    'null',
    '',
    '*',
    `https://${host}`,
    `http://localhost:${port}`,
    `http://127.0.0.1:${port + 1}`,
    'http://127.0.0.1',
    `http://${host}.evil.example`,
    `http://${host}/`,
    `http://evil@${host}`,
    `HTTP://${host.toUpperCase()}/x`,
    'vscode-webview://evil',
    'chrome-extension://evil',
    'file://',
    `http://${host} https://evil.example`,
  ];
  const said = (method: string, target: string, origin: string, more: [string, string][] = []) => ({
    method,
    target,
    headers: [as(admin.token), ['X-API-Key', apiKey], ['Origin', origin], ...more] as [string, string][],
  });
  return [
    ...endpoints.flatMap((endpoint) => [
      {
        name: `${endpoint.method} ${endpoint.path} of another page`,
        send: { ...said(endpoint.method, filled(endpoint), 'https://evil.example', [json]), body: '{}' },
        status: 403,
        code: 'FORBIDDEN',
      },
      {
        name: `preflight of ${endpoint.method} ${endpoint.path}`,
        send: said('OPTIONS', filled(endpoint), 'https://evil.example', [
          ['Access-Control-Request-Method', endpoint.method],
          ['Access-Control-Request-Headers', 'authorization, content-type'],
          ['Access-Control-Request-Private-Network', 'true'],
        ]),
        status: 403,
      },
    ]),
    ...origins.map((origin) => ({
      name: `Origin ${origin}`,
      send: said('GET', '/v1/chats', origin),
      status: 403,
      code: 'FORBIDDEN',
    })),
    {
      name: 'two Origins',
      send: said('GET', '/v1/chats', `http://${host}`, [['Origin', 'https://evil.example']]),
      status: [400, 403],
    },
    { name: 'what is not there, of another page', send: said('GET', '/nowhere', 'null'), status: 403 },
    { name: 'a preflight without an Origin', send: { method: 'OPTIONS', target: '/v1/chats' }, status: 401 },
  ];
}

/** What a form of another site can send without asking first. */
export function formAttacks(world: World, endpoints: readonly Endpoint[]): HttpAttack[] {
  const boundary = '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nx\r\n--b--\r\n';
  const forms: [string, string][] = [
    ['application/x-www-form-urlencoded', 'title=x&content=x&email=you%40localhost'],
    ['multipart/form-data; boundary=b', boundary],
    ['text/plain', '{"title":"x","content":"x","email":"you@localhost","a":"="}'],
  ];
  return endpoints
    .filter(({ method }) => method === 'POST')
    .flatMap((endpoint) =>
      forms.flatMap(([type, body]) => {
        const target = filled(endpoint, { chat_id: world.ana.chat });
        const post = (headers: [string, string][]) => ({
          method: 'POST',
          target,
          headers: [['Content-Type', type], ...headers] as [string, string][],
          body,
        });
        return [
          {
            name: `a form (${type}) of another site to ${endpoint.path}`,
            send: post([['Origin', 'https://evil.example']]),
            status: 403,
          },
          {
            name: `a form (${type}) of a hidden site to ${endpoint.path}`,
            send: post([['Origin', 'null']]),
            status: 403,
          },
          { name: `a form (${type}) without Origin or token to ${endpoint.path}`, send: post([]), status: 401 },
          {
            name: `a form (${type}) with cookies to ${endpoint.path}`,
            send: post([
              ['Cookie', `token=${world.admin.token}; Authorization=Bearer ${world.admin.token}`],
              ['Sec-Fetch-Site', 'cross-site'],
            ]),
            status: 401,
          },
        ];
      }),
    );
}

export function methodAttacks({ admin, ana, host }: World, endpoints: readonly Endpoint[]): HttpAttack[] {
  const known = new Set(endpoints.map(({ method, path }) => `${method} ${path}`));
  const paths = [...new Set(endpoints.map(({ path }) => path))];
  const own = { chat_id: admin.chat, message_id: admin.question, memory_id: admin.memory };
  const target = (path: string) => path.replaceAll(/\{(\w+)\}/g, (_, name: keyof typeof own) => own[name] ?? 'none');
  const methods = ['PUT', 'TRACE', 'PATCH', 'DELETE', 'PROPFIND', 'M-SEARCH', 'PURGE', 'QUERY', 'LINK'];
  return [
    ...paths.flatMap((path) =>
      methods
        .filter((method) => !known.has(`${method} ${path}`))
        .map((method) => ({
          name: `${method} ${path}`,
          send: { method, target: target(path), headers: [as(admin.token)] },
          // `/v1/chats/{chat_id}` stands for what has a name of its own, such as `create`, too.
          status: [404, 405, 400, 501],
        })),
    ),
    ...endpoints
      .filter(({ method, isPublic }) => method === 'GET' && !isPublic)
      .map((endpoint) => ({
        name: `HEAD ${endpoint.path} without a token`,
        send: { method: 'HEAD', target: filled(endpoint) },
        status: 401,
      })),
    {
      name: 'CONNECT',
      send: `CONNECT evil.example:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      status: ['closed', 400, 404],
    },
    {
      name: 'TRACE sends nothing back',
      send: { method: 'TRACE', target: '/healthz', headers: [as(ana.token)] },
      status: [400, 404, 405, 501],
      also: ({ body }) => (body.includes(ana.token) ? 'it sent the token back' : undefined),
    },
    {
      name: 'a method in a header',
      send: {
        method: 'GET',
        target: `/v1/chats/${ana.chat}`,
        headers: [as(ana.token), ['X-HTTP-Method-Override', 'DELETE'], ['X-Method-Override', 'DELETE']],
      },
      status: 200,
    },
    {
      name: 'a method in the query',
      send: { method: 'GET', target: `/v1/chats/${ana.chat}?_method=DELETE`, headers: [as(ana.token)] },
      status: 200,
    },
    { name: 'a method in small letters', send: `get /healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`, status: 400 },
    { name: 'a method nobody knows', send: `BREAK /healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`, status: 400 },
  ];
}

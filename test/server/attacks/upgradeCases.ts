// Upgrades to a WebSocket that are none, or come from where they may not.
// Not here: frames (socketCases.ts), tokens (tokenCases.ts).
import { as, type HttpAttack } from './attack.ts';
import { upgradeOf } from './rawSocket.ts';
import type { World } from './world.ts';

export function upgradeAttacks({ host, port, eve }: World): HttpAttack[] {
  const path = '/v1/chats/ws';
  const up = (headers: [string, string][], target = path) => [upgradeOf(host, target, [as(eve.token), ...headers])];
  const asText = (bytes: Buffer[]) => Buffer.concat(bytes).toString();
  const inQuery = [
    'token=x',
    'token=',
    `token=${eve.token}`,
    `heartbeat=1&token=${eve.token}`,
    `%74oken=${eve.token}`,
    'token',
    'a=1&token=1&token=2',
  ];
  const attacks: HttpAttack[] = [
    ...['7', '12', '14', '0', '-1', '13, 13', 'x', '', '99999'].map((version) => ({
      name: `an upgrade of version ${JSON.stringify(version)}`,
      send: up([['Sec-WebSocket-Version', version]]),
      status: [400, 426],
    })),
    ...[
      '',
      'x',
      'A'.repeat(24),
      `${'A'.repeat(22)}=`,
      'A'.repeat(10_000),
      `${'!'.repeat(22)}==`,
      'AAAAAAAAAAAAAAAAAAAAAA=='.repeat(2),
    ].map((key) => ({
      name: `an upgrade with the key ${key.slice(0, 30)}`,
      send: up([['Sec-WebSocket-Key', key]]),
      status: 400,
    })),
    ...[
      '/',
      '/v1/chats',
      '/v1/chats/ws/',
      '/v1/chats/ws/x',
      '/V1/chats/ws',
      '/v1/chats/../../etc',
      '//',
      '/v1//chats/ws',
      '/healthz',
      '/openapi.json',
      '*',
    ].map((target) => ({
      name: `an upgrade at ${target}`,
      send: up([], target),
      status: [400, 404],
    })),
    ...inQuery.map((query) => ({
      name: `an upgrade with ?${query.slice(0, 25)}`,
      send: up([], `${path}?${query}`),
      status: 403,
    })),
    ...['https://evil.example', 'null', '', `https://${host}`, `http://localhost:${port}`, 'vscode-webview://x'].map(
      (origin) => ({
        name: `an upgrade of ${origin}`,
        send: up([['Origin', origin]]),
        status: 403,
      }),
    ),
    ...['evil.example', `evil.example:${port}`, '127.0.0.1', `localhost.:${port}`, `localhost.evil:${port}`, ''].map(
      (name) => ({
        name: `an upgrade for ${name}`,
        send: up([['Host', name]]),
        status: [400, 421],
      }),
    ),
    { name: 'an upgrade to something else', send: up([['Upgrade', 'h2c']]), status: 400 },
    { name: 'an upgrade to a list', send: up([['Upgrade', 'websocket, h2c']]), status: 400 },
    {
      name: 'an upgrade without a wish for one',
      send: up([['Connection', 'keep-alive']]),
      status: [400, 401, 404, 426],
    },
    { name: 'an upgrade by POST', send: asText(up([])).replace('GET', 'POST'), status: [400, 404, 405] },
    {
      name: 'an upgrade by CONNECT',
      send: asText(up([])).replace('GET', 'CONNECT'),
      status: ['closed', 400, 404, 405],
    },
    { name: 'an upgrade of HTTP/1.0', send: asText(up([])).replace('HTTP/1.1', 'HTTP/1.0'), status: [101, 400, 404] },
    { name: 'a question with a wish to upgrade', send: up([], '/v1/user-memories'), status: [200, 400, 404] },
    {
      name: 'an upgrade that offers compression',
      send: up([['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits']]),
      status: 101,
      also: ({ headers }) => (headers.has('sec-websocket-extensions') ? 'it was agreed to' : undefined),
    },
    {
      name: 'an upgrade with extensions that are none',
      send: up([['Sec-WebSocket-Extensions', ';;,=,"']]),
      status: [101, 400],
    },
    {
      name: 'an upgrade with a protocol',
      send: up([['Sec-WebSocket-Protocol', eve.token]]),
      status: [101, 400],
      also: ({ headers }) => (headers.has('sec-websocket-protocol') ? 'it was agreed to' : undefined),
    },
  ];
  // The refusals of the WebSocket library are plain text.
  return attacks.map((attack) => ({ ...attack, anyShape: true }));
}

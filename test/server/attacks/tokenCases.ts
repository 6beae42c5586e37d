// Tokens that are no longer, not yet, or never were: each at every door that takes one.
// Not here: good tokens of the wrong member (memberCases.ts).
import assert from 'node:assert/strict';
import { type Attack, as, type HttpAttack, json } from './attack.ts';
import { badTokens } from './badTokens.ts';
import { frame, opcodes, type Said as Spoken, talk } from './rawSocket.ts';
import type { World } from './world.ts';

export function tokenAttacks(world: World): HttpAttack[] {
  const get = (headers: [string, string][]) => ({ target: '/v1/chats', headers });
  const { admin, eve, apiKey, ana } = world;
  const ways: [string, [string, string][]][] = [
    ['no token', []],
    ['an empty header', [['Authorization', '']]],
    ['no scheme', [['Authorization', admin.token]]],
    ['another scheme', [['Authorization', `Token ${admin.token}`]]],
    ['Basic', [['Authorization', `Basic ${Buffer.from(`you@localhost:${apiKey}`).toString('base64')}`]]],
    ['Digest', [['Authorization', 'Digest username="you@localhost"']]],
    ['a scheme and nothing', [['Authorization', 'Bearer']]],
    ['a scheme and spaces', [['Authorization', 'Bearer    ']]],
    ['two tokens', [['Authorization', `Bearer ${admin.token} ${eve.token}`]]],
    ['two tokens and a comma', [['Authorization', `Bearer ${admin.token}, Bearer ${eve.token}`]]],
    ['two headers', [as(eve.token), as(admin.token)]],
    ['two headers that agree', [as(admin.token), as(admin.token)]],
    ['a good header after a bad one', [['Authorization', 'Bearer x'], as(admin.token)]],
    ['a quoted token', [['Authorization', `Bearer "${admin.token}"`]]],
    ['a token as a cookie', [['Cookie', `token=${admin.token}`]]],
    ['a token of a proxy', [['Proxy-Authorization', `Bearer ${admin.token}`]]],
    ['a token as an API key', [['X-API-Key', admin.token]]],
    ['the API key as an API key', [['X-API-Key', apiKey]]],
    [
      'a name in a header',
      [
        ['X-User', 'you@localhost'],
        ['X-Forwarded-User', 'you@localhost'],
        ['X-Member-Id', admin.memberId],
      ],
    ],
    [
      'an address of this machine',
      [
        ['X-Forwarded-For', '127.0.0.1'],
        ['X-Real-IP', '127.0.0.1'],
      ],
    ],
  ];
  const keys: [string, [string, string][]][] = [
    ['no key', []],
    ['an empty key', [['X-API-Key', '']]],
    ['a space', [['X-API-Key', ' ']]],
    ['a token', [['X-API-Key', admin.token]]],
    ['a token as a token', [as(admin.token)]],
    ['the key as a token', [as(apiKey)]],
    ['half the key', [['X-API-Key', apiKey.slice(0, 10)]]],
    ['more than the key', [['X-API-Key', `${apiKey}x`]]],
    ['the key in upper case', [['X-API-Key', apiKey.toUpperCase()]]],
    [
      'the key twice',
      [
        ['X-API-Key', apiKey],
        ['X-API-Key', apiKey],
      ],
    ],
    [
      'the key after another',
      [
        ['X-API-Key', 'x'],
        ['X-API-Key', apiKey],
      ],
    ],
    ['the signing key', [['X-API-Key', world.signingKey.toString('hex')]]],
    ['12,000 characters', [['X-API-Key', 'a'.repeat(12_000)]]],
    ['bytes that are no text', [['X-API-Key', '\u00ff\u00fe']]],
    ['null', [['X-API-Key', 'null']]],
    ['a prototype', [['X-API-Key', '__proto__']]],
  ];
  return [
    ...badTokens(world).map(([name, token]) => ({
      name: `a token: ${name}`,
      send: get([as(token)]),
      status: 401,
      code: 'UNAUTHORIZED',
      also: ({ body }: { body: string }) => (token.length > 20 && body.includes(token) ? 'it came back' : undefined),
    })),
    ...ways.map(([name, headers]) => ({ name: `a token's place: ${name}`, send: get(headers), status: [400, 401] })),
    {
      name: 'a token in the query',
      send: { target: `/v1/chats?token=${admin.token}&access_token=${admin.token}` },
      status: 401,
    },
    {
      name: 'a token in the body',
      send: { method: 'POST', target: '/v1/chats/create', headers: [json], body: JSON.stringify({ token: ana.token }) },
      status: 401,
    },
    { name: 'a token of 100 KB', send: get([as('a'.repeat(100_000))]), status: [401, 431] },
    {
      name: 'a token with a line break',
      send: get([['Authorization', `Bearer ${admin.token.slice(0, 20)}\r\n ${admin.token.slice(20)}`]]),
      status: [400, 401],
    },
    ...keys.map(([name, headers]) => ({
      name: `an API key: ${name}`,
      send: {
        method: 'POST',
        target: '/v1/authenticate',
        headers: [json, ...headers],
        body: '{"email":"you@localhost"}',
      },
      status: [400, 401],
    })),
  ];
}

/** The same tokens at the socket: as a header, and as the first frame. */
export function socketTokenAttacks(world: World): Attack[] {
  const { port, host, admin } = world;
  const longer: [string, string][] = [
    ['100 KB', 'a'.repeat(100_000)],
    ['a line break', `${admin.token}\n`],
    ['a space before it', ` ${admin.token}`],
    ['NUL after it', `${admin.token}\0`],
    ['Bearer before it', `Bearer ${admin.token}`],
    ['nothing', ''],
  ];
  const until = ({ events }: Spoken) => events.length > 0;
  const first = (token: string) => frame(opcodes.text, JSON.stringify({ action: 'authenticate', token }));
  return [
    ...badTokens(world).map(([name, token]) => ({
      name: `the header of a socket: ${name}`,
      run: () => talk({ port, host, headers: [as(token)], until }).then((said) => said.mustClose(4001)),
    })),
    ...[...badTokens(world), ...longer].map(([name, token]) => ({
      name: `the first frame of a socket: ${name}`,
      run: () => talk({ port, host, frames: [first(token)], until }).then((said) => said.mustClose(4001)),
    })),
  ];
}

const hourMs = 3_600_000;

/** Good tokens and links, six hours and one hour later. */
export function lateAttacks(world: World): Attack[] {
  const { port, host, ana, clock, call } = world;
  const later = async (ms: number, look: () => Promise<void>) => {
    clock.ahead(ms);
    try {
      await look();
    } finally {
      clock.ahead(0);
    }
  };
  const statusOf = async (token: string, target: string) => (await call(token, 'GET', target)).status;
  const first = frame(opcodes.text, JSON.stringify({ action: 'authenticate', token: ana.token }));
  const until = ({ events }: Spoken) => events.length > 0;
  return [
    {
      name: 'a token shortly before six hours is good',
      run: () => later(6 * hourMs - 300_000, async () => assert.equal(await statusOf(ana.token, '/v1/chats'), 200)),
    },
    {
      name: 'a token of six hours',
      run: () => later(6 * hourMs + 1_000, async () => assert.equal(await statusOf(ana.token, '/v1/chats'), 401)),
    },
    {
      name: 'a token of six hours in the header of a socket',
      run: () =>
        later(6 * hourMs + 1_000, async () =>
          (await talk({ port, host, headers: [as(ana.token)], until })).mustClose(4001),
        ),
    },
    {
      name: 'a token of six hours in the first frame of a socket',
      run: () =>
        later(6 * hourMs + 1_000, async () => (await talk({ port, host, frames: [first], until })).mustClose(4001)),
    },
    {
      name: 'a link shortly before an hour is good',
      run: () => later(hourMs - 300_000, async () => assert.equal(await statusOf('', ana.link), 200)),
    },
    {
      name: 'a link of an hour',
      run: () => later(hourMs + 1_000, async () => assert.equal(await statusOf('', ana.link), 401)),
    },
  ];
}

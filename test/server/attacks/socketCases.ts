// Frames that break the WebSocket protocol or ours.
// Not here: upgrades (upgradeCases.ts), tokens (tokenCases.ts), ids of other members (memberCases.ts).
import assert from 'node:assert/strict';
import { type Attack, as } from './attack.ts';
import { frame, opcodes, type Said, talk } from './rawSocket.ts';
import type { World } from './world.ts';

const mebibyte = 1024 * 1024;
const levels = 100_000;
const { text, binary, continuation, close, ping, pong } = opcodes;
const deep = `${'['.repeat(levels)}${']'.repeat(levels)}`;
const deepObject = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const said = (value: unknown) => frame(text, JSON.stringify(value));

/** The close code each ends with, after an authentication that holds. */
const closing: readonly [string, Buffer[], number | readonly number[]][] = [
  ['1 MiB and a byte', [frame(text, 'x'.repeat(mebibyte + 1))], 1009],
  ['1 MiB and a byte of binary', [frame(binary, Buffer.alloc(mebibyte + 1))], 1009],
  ['100 MiB announced', [frame(text, 'x', { length: 100n * BigInt(mebibyte) })], 1009],
  ['2^53 bytes announced', [frame(text, 'x', { length: 2n ** 53n })], 1009],
  ['2^63 bytes announced', [frame(text, 'x', { length: 2n ** 63n })], [1002, 1009]],
  ['2^64 - 1 bytes announced', [frame(text, 'x', { length: 2n ** 64n - 1n })], [1002, 1009]],
  ['fragments of more than 1 MiB', [frame(text, 'x'.repeat(mebibyte), { fin: false }), frame(continuation, 'y')], 1009],
  [
    '20 fragments of 64 KiB that never end',
    [
      frame(text, 'x', { fin: false }),
      ...Array.from({ length: 20 }, () => frame(continuation, Buffer.alloc(65_536, 120), { fin: false })),
    ],
    1009,
  ],
  [
    '100,000 fragments of a byte',
    [
      frame(text, 'x', { fin: false }),
      Buffer.concat(Array.from({ length: 100_000 }, () => frame(continuation, 'x', { fin: false }))),
    ],
    [1008, 1009],
  ],
  ['invalid UTF-8', [frame(text, Buffer.from([0x7b, 0xff, 0x7d]))], 1007],
  ['UTF-8 of a surrogate', [frame(text, Buffer.from('22eda08022', 'hex'))], 1007],
  ['UTF-8 longer than it need be', [frame(text, Buffer.from('22c08022', 'hex'))], 1007],
  ['UTF-8 cut by the end', [frame(text, Buffer.from('22f09f98', 'hex'))], 1007],
  [
    'UTF-8 wrong across fragments',
    [frame(text, Buffer.from([0xf0, 0x9f]), { fin: false }), frame(continuation, 'xx')],
    1007,
  ],
  ['binary that would be a ping', [frame(binary, '{"action":"ping"}')], 4002],
  ['empty binary', [frame(binary)], 4002],
  ['empty text', [frame(text)], 4002],
  ['no JSON', [frame(text, 'hello')], 4002],
  ['half of JSON', [frame(text, '{"action":"ping"')], 4002],
  ['two actions in one frame', [frame(text, '{"action":"ping"}{"action":"ping"}')], 4002],
  ['a list', [frame(text, '[{"action":"ping"}]')], 4002],
  ['a string', [frame(text, '"ping"')], 4002],
  ['a number', [frame(text, '1e999')], 4002],
  ['null', [frame(text, 'null')], 4002],
  ['NaN', [frame(text, 'NaN')], 4002],
  ['NUL', [frame(text, '\0')], 4002],
  ['1 MiB of [', [frame(text, '['.repeat(mebibyte))], 4002],
  ['lists of 100,000 levels', [frame(text, deep)], 4002],
  ['HTTP', [Buffer.from('GET / HTTP/1.1\r\n\r\n')], [1002, 1006]],
  ['an unmasked frame', [frame(text, '{"action":"ping"}', { masked: false })], 1002],
  ['an unmasked ping', [frame(ping, '', { masked: false })], 1002],
  [
    'a compressed frame',
    [frame(text, Buffer.from('aa5652504a4c2ec9cccf53b25252c8cc4b57aa050000', 'hex'), { reserved: 4 })],
    1002,
  ],
  ['the second reserved bit', [frame(text, '{"action":"ping"}', { reserved: 2 })], 1002],
  ['the third reserved bit', [frame(text, '{"action":"ping"}', { reserved: 1 })], 1002],
  ['all reserved bits in a ping', [frame(ping, '', { reserved: 7 })], 1002],
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode): [string, Buffer[], number] => [
    `opcode ${opcode}`,
    [frame(opcode, 'x')],
    1002,
  ]),
  ['a fragment that continues nothing', [frame(continuation, 'x')], 1002],
  ['a text between fragments', [frame(text, 'x', { fin: false }), frame(text, 'y')], 1002],
  ['a ping in fragments', [frame(ping, 'x', { fin: false })], 1002],
  ['a ping of 126 bytes', [frame(ping, 'x'.repeat(126))], 1002],
  ['a close of 126 bytes', [frame(close, Buffer.concat([Buffer.from([3, 232]), Buffer.alloc(124, 120)]))], 1002],
  ['a close of one byte', [frame(close, Buffer.from([3]))], 1002],
  ['a close with the code 0', [frame(close, Buffer.from([0, 0]))], 1002],
  ['a close with the code 999', [frame(close, Buffer.from([3, 231]))], 1002],
  ['a close with the code 1005', [frame(close, Buffer.from([3, 237]))], 1002],
  ['a close with the code 5000', [frame(close, Buffer.from([19, 136]))], 1002],
  ['a close whose reason is no UTF-8', [frame(close, Buffer.from([3, 232, 255, 254]))], 1007],
];

/** Actions that are refused with an event; the socket goes on. */
const refused: readonly [string, Buffer, string][] = [
  ['no action', said({}), 'INVALID_REQUEST'],
  ['an action of a number', said({ action: 5 }), 'INVALID_REQUEST'],
  ['an action of a list', said({ action: ['ping'] }), 'INVALID_REQUEST'],
  ['an unknown action', said({ action: 'shutdown' }), 'INVALID_REQUEST'],
  ['an action of 100,000 characters', said({ action: 'x'.repeat(100_000) }), 'INVALID_REQUEST'],
  ['the action __proto__', frame(text, '{"action":"__proto__"}'), 'INVALID_REQUEST'],
  ['the action constructor', said({ action: 'constructor' }), 'INVALID_REQUEST'],
  ['the action toString', said({ action: 'toString' }), 'INVALID_REQUEST'],
  ['an action in a prototype', frame(text, '{"__proto__":{"action":"ping"}}'), 'INVALID_REQUEST'],
  ['objects of 100,000 levels', frame(text, deepObject), 'INVALID_REQUEST'],
  [
    'a message of 100,000 levels',
    frame(text, `{"action":"send_message","chat_id":"x","message":${deep}}`),
    'INVALID_REQUEST',
  ],
  [
    'parameters of 100,000 levels',
    frame(text, `{"action":"send_message","chat_id":"x","message":"x","parameters":${deepObject}}`),
    'INVALID_REQUEST',
  ],
  ['a chat of a list', said({ action: 'send_message', chat_id: ['x'], message: 'x' }), 'INVALID_REQUEST'],
  ['a chat of a path', said({ action: 'send_message', chat_id: '../..', message: 'x' }), 'CHAT_NOT_FOUND'],
  ['a chat of NUL', said({ action: 'send_message', chat_id: '\0', message: 'x' }), 'CHAT_NOT_FOUND'],
  ['a chat of 900 KB', said({ action: 'send_message', chat_id: 'x'.repeat(900_000), message: 'x' }), 'CHAT_NOT_FOUND'],
  ['no chat', said({ action: 'send_message', message: 'x' }), 'MISSING_CHAT_ID'],
  ['an empty message', said({ action: 'send_message', chat_id: 'x', message: ' \n' }), 'INVALID_REQUEST'],
  [
    'a message of 32,001 characters',
    said({ action: 'send_message', chat_id: 'x', message: 'x'.repeat(32_001) }),
    'INVALID_REQUEST',
  ],
  [
    '100,000 uploads',
    said({ action: 'send_message', chat_id: 'x', message: 'x', upload_ids: Array(100_000).fill('x') }),
    'INVALID_REQUEST',
  ],
  ['nothing to interrupt', said({ action: 'interrupt' }), 'NOTHING_TO_INTERRUPT'],
  ['a message to delete of an object', said({ action: 'delete_message', message_id: { $ne: 1 } }), 'INVALID_REQUEST'],
];

export function frameAttacks({ port, host, eve }: World): Attack[] {
  const headers = [as(eve.token)];
  const alive = said({ action: 'ping' });
  const pongCame = ({ events }: Said) => events.some(({ event }) => event === 'pong');
  return [
    ...closing.map(([name, frames, code]) => ({
      name: `a frame: ${name}`,
      run: () => talk({ port, host, headers, frames }).then((answer) => answer.mustClose(code)),
    })),
    ...refused.map(([name, bytes, code]) => ({
      name: `an action: ${name}`,
      async run() {
        const { events } = await talk({ port, host, headers, frames: [bytes, alive], until: pongCame });
        assert.deepEqual(
          events.map(({ event, data }) => data.code ?? event),
          ['authenticated', code, 'pong'],
        );
        assert.ok(JSON.stringify(events).length < 2_000, 'it comes back at length');
      },
    })),
    {
      name: '1,000 pings, 50 at a time',
      async run() {
        for (let round = 0; round < 20; round++) {
          const frames = Array.from({ length: 50 }, (_, at) => frame(ping, String(at)));
          const { pongs } = await talk({ port, host, headers, frames, until: (so) => so.pongs === 50 });
          assert.equal(pongs, 50);
        }
      },
    },
    {
      name: '1,000 pings at once',
      // More than a peer that reads what it asked for would send: the line is cut instead of memory being filled.
      run: () =>
        talk({
          port,
          host,
          headers,
          frames: [Buffer.concat(Array.from({ length: 1_000 }, () => frame(ping, 'x')))],
        }).then((answer) => answer.mustClose(1006)),
    },
    {
      name: '10,000 pongs nobody asked for',
      async run() {
        const frames = [Buffer.concat(Array.from({ length: 10_000 }, () => frame(pong, 'x'))), alive];
        assert.ok(pongCame(await talk({ port, host, headers, frames, until: pongCame })));
      },
    },
    {
      name: '10,000 pings of ours',
      async run() {
        const frames = [Buffer.concat(Array.from({ length: 10_000 }, () => alive))];
        const { events } = await talk({ port, host, headers, frames, until: (so) => so.events.length > 10_000 });
        assert.equal(events.length, 10_001);
      },
    },
  ];
}

/** Whoever is not known yet may only say who it is. */
export function strangerAttacks({ port, host, ana, eve }: World): Attack[] {
  const first: [string, Buffer][] = [
    ['a ping', said({ action: 'ping' })],
    ['a question', said({ action: 'send_message', chat_id: ana.chat, message: 'x' })],
    ['a deletion', said({ action: 'delete_message', message_id: ana.question })],
    ['a stop', said({ action: 'interrupt', chat_id: ana.chat })],
    ['an unknown action', said({ action: 'x' })],
    ['no JSON', frame(text, 'x')],
    ['a list', frame(text, '[]')],
    ['binary', frame(binary, JSON.stringify({ action: 'authenticate', token: eve.token }))],
    ['nothing', frame(text)],
    ['an authentication without a token', said({ action: 'authenticate' })],
    ['an authentication with a list', said({ action: 'authenticate', token: [eve.token] })],
    ['an authentication with an object', said({ action: 'authenticate', token: { toString: 1 } })],
    ['deep JSON', frame(text, deep)],
  ];
  const good = said({ action: 'authenticate', token: eve.token });
  return [
    ...first.map(([name, bytes]) => ({
      name: `first on a socket: ${name}`,
      // What follows the refusal is not heard.
      run: () =>
        talk({
          port,
          host,
          frames: [bytes, good, said({ action: 'ping' })],
          until: ({ events }) => events.length > 0,
        }).then((answer) => answer.mustClose(4001)),
    })),
    {
      name: 'another member on the same socket',
      run: () =>
        talk({ port, host, frames: [good, said({ action: 'authenticate', token: ana.token })] }).then((answer) =>
          answer.mustClose(4001),
        ),
    },
    {
      name: 'a bad token on a socket that is known',
      run: () =>
        talk({ port, host, frames: [good, said({ action: 'authenticate', token: 'x' })] }).then((answer) =>
          answer.mustClose(4001),
        ),
    },
  ];
}

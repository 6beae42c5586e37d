// Asking in the assistant API over a real socket: the stream to the letter, one reply, refusals.
// Not here: waiting and leaving (waiting.test.ts), conversations (conversations.test.ts), pictures (images.test.ts), the tables of the API (test/conformance).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseSse, testServer } from '../../support/testServer.ts';
import { askStream, postChat, type Streamed } from './assistantClient.ts';

const question = 'total amount by region';

function joined({ events }: Streamed): string {
  let text = '';
  for (const { event, data } of events) {
    if (event !== 'assistant') continue;
    text += data.delta;
    assert.equal(data.text, text, 'text is all deltas so far');
  }
  return text;
}

describe('an answer as a stream', () => {
  test('begins with meta, tells the database calls, and ends with done, whose reply is the joined text', async (t) => {
    const server = await testServer(t);
    const streamed = await askStream(server, { text: question });
    const { events, meta, end, headers } = streamed;
    assert.equal(headers.get('content-type'), 'text/event-stream; charset=utf-8');
    assert.equal(headers.get('cache-control'), 'no-cache');
    assert.equal(headers.get('connection'), 'keep-alive');
    assert.equal(headers.get('x-accel-buffering'), 'no');
    assert.equal(headers.get('transfer-encoding'), 'chunked');
    assert.equal(events[0]?.event, 'meta');
    assert.deepEqual([meta.provider, typeof meta.conversation_id], ['planner', 'string']);
    const names = events.map(({ event }) => event);
    assert.equal(names.filter((name) => ['meta', 'done', 'error'].includes(name)).length, 2);
    assert.ok(names.indexOf('visualization') < names.indexOf('done'));
    const tools = events.filter(({ event }) => event.startsWith('tool_')).map(({ event, data }) => [event, data.label]);
    assert.deepEqual(tools.slice(-2), [
      ['tool_start', 'SQL (run)'],
      ['tool_end', 'SQL (run)'],
    ]);
    assert.equal(end.event, 'done');
    assert.equal(joined(streamed), end.data.reply);
    assert.ok(end.data.reply.endsWith('\n\n| Region | Amount |\n| --- | --- |\n| East | 33 |\n| West | 15 |'));
    assert.ok(end.data.reply.startsWith(end.data.text) && !end.data.text.includes('|'));
    assert.match(end.data.sql, /SELECT/);
    assert.match(end.data.reading, /\w/);
  });

  test('asks back with its choices in the reply', async (t) => {
    const server = await testServer(t);
    const id = await server.createChat();
    const form = new FormData();
    form.append('chat_id', id);
    form.append('files', new Blob(['region,price\nEast,3\n']), 'prices.csv');
    const headers = { Authorization: `Bearer ${server.token}` };
    await fetch(`${server.url}/v1/chats/uploads`, { method: 'POST', headers, body: form });
    const streamed = await askStream(server, { text: 'How many rows are there?', conversation_id: id });
    const { data } = streamed.end;
    assert.equal(joined(streamed), data.reply);
    assert.equal(data.clarification.length, 2);
    for (const { message } of data.clarification) assert.match(data.reply, new RegExp(`^- .*${message}`, 'm'));
    const { body } = await server.call('GET', `/api/chat/messages?conversation_id=${id}`);
    assert.deepEqual([body.messages[1].content, body.messages[1].clarification], [data.reply, data.clarification]);
  });

  test('that is refused ends in an error that says what works', async (t) => {
    const server = await testServer(t);
    const { end, meta } = await askStream(server, { text: 'who is the king of France' });
    assert.equal(end.event, 'error');
    assert.match(end.data.error, /^Error: /);
    assert.deepEqual([end.data.code, end.data.retryable], ['NOT_UNDERSTOOD', false]);
    assert.equal(end.data.suggestions.length > 0, true);
    assert.equal(end.data.conversation_id, meta.conversation_id);
    const { body } = await server.call('GET', `/api/chat/messages?conversation_id=${meta.conversation_id}`);
    assert.equal(body.messages[1].content, end.data.error);
    assert.equal(body.messages[1].id, end.data.message_id);
    assert.equal(body.messages[0].id, meta.message_id);
  });

  test('is what POST /api/chat answers to who accepts a stream, and one reply to who does not', async (t) => {
    const server = await testServer(t);
    const path = '/api/chat';
    const streamed = await askStream(server, { text: question }, { path, headers: { Accept: 'text/event-stream' } });
    const whole = await postChat(server, { text: question }, { path });
    assert.match(whole.headers.get('content-type') ?? '', /^application\/json/);
    const { reply, conversation_id, provider, ...more } = (await whole.json()) as Record<string, unknown>;
    assert.deepEqual([reply, provider, more], [streamed.end.data.reply, 'planner', {}]);
    assert.notEqual(conversation_id, streamed.meta.conversation_id);
    const refused = await postChat(server, { text: 'who is the king of France' }, { path });
    assert.equal(refused.status, 200);
    assert.match(((await refused.json()) as { reply: string }).reply, /^Error: /);
  });

  test('keeps characters as they are, on one line', async (t) => {
    const server = await testServer(t);
    const text = `run this\n\nContext: sql, a.sql\n\`\`\`sql\nSELECT 'a|b' || chr(10) || 'ü🎉' || chr(8232) AS "x|y"\n\`\`\``;
    const { end, events } = await askStream(server, { text });
    assert.equal(end.event, 'done', JSON.stringify(end));
    assert.ok(end.data.reply.includes('| x\\|y |\n| --- |\n| a\\|b ü🎉 |'), end.data.reply);
    assert.ok(events.some(({ data }) => JSON.stringify(data).includes('\u2028')));
  });

  test('shows 20 rows of a table and says of how many', async (t) => {
    const server = await testServer(t);
    const text = 'run this\n\nContext: sql, a.sql\n```sql\nSELECT range AS n FROM range(1000)\n```';
    const { end } = await askStream(server, { text });
    assert.equal(end.data.reply.match(/^\| \d+ \|$/gm).length, 20);
    assert.ok(end.data.reply.endsWith('\n\n20 of 1,000 rows.'), end.data.reply);
  });

  test('does not show documents to the planner, the title or the preview, and keeps them in the text', async (t) => {
    const server = await testServer(t);
    const document = '<document name="a.txt">\nwho is the king\n</document>';
    const text = `${document}\n${question}`;
    const { meta, end } = await askStream(server, { text });
    assert.equal(end.event, 'done');
    const { body } = await server.call('GET', `/v1/chats/${meta.conversation_id}`);
    assert.deepEqual([body.title, body.preview, body.messages[0].content], [question, question, text]);
  });

  test('of the other API has its documents: they are words of the question there', async (t) => {
    const server = await testServer(t);
    const id = await server.createChat();
    const message = '<document>How many sales are there?</document>';
    const response = await fetch(`${server.url}/v1/chats`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ chat_id: id, message }),
    });
    // The planner has them too: it names what it knows nothing of.
    assert.match(parseSse(await response.text()).at(-1)?.data.error, /"document"/);
    const { body } = await server.call('GET', `/v1/chats/${id}`);
    assert.equal(body.preview, message);
    const older = await testServer(t, { revision: 'previous' });
    await (
      await fetch(`${older.url}/v1/chats`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${older.token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ message }),
      })
    ).text();
    assert.equal((await older.call('GET', '/v1/chats')).body.chats[0].title, message);
  });
});

describe('a question is refused', () => {
  const cases: [string, object, number, RegExp][] = [
    ['without a text', {}, 422, /text/],
    ['with a text that is none', { text: null }, 422, /text/],
    ['with nothing in it', { text: ' \n' }, 422, /picture/],
    ['that is too long', { text: 'x'.repeat(32_001) }, 422, /32,000/],
    ['with a provider that is null', { text: question, provider: null }, 422, /provider/],
    ['with a provider nobody knows', { text: question, provider: 'gemini' }, 400, /"gemini".*planner/],
    ['with a provider that is not set up', { text: question, provider: 'claude' }, 400, /"claude".*planner/],
    ['with web that is no flag', { text: question, web: 'yes' }, 422, /web/],
    [
      'in a conversation that is not there',
      { text: question, conversation_id: 'x:web:1' },
      404,
      /Leave conversation_id out/,
    ],
  ];
  test('before anything is stored', async (t) => {
    const server = await testServer(t);
    for (const [name, body, status, sentence] of cases) {
      for (const path of ['/api/chat', '/api/chat/stream']) {
        const answer = await server.call('POST', path, body);
        assert.equal(answer.status, status, name);
        const { detail } = answer.body;
        assert.match(typeof detail === 'string' ? detail : JSON.stringify(detail), sentence, name);
        assert.equal(typeof answer.body.code, 'string', name);
      }
    }
    assert.deepEqual((await server.call('GET', '/v1/chats')).body.chats, []);
  });

  test('and a broken body is told as fields', async (t) => {
    const server = await testServer(t);
    const { status, body } = await server.call('POST', '/api/chat', '{"text":');
    assert.equal(status, 422);
    assert.deepEqual(body.detail[0].loc, ['body']);
    const noUtf8 = await fetch(`${server.url}/api/chat`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
      body: new Uint8Array([0x7b, 0xff, 0x7d]),
    });
    assert.equal(noUtf8.status, 422);
    assert.deepEqual(((await noUtf8.json()) as { detail: { loc: unknown }[] }).detail[0]?.loc, ['body']);
    const field = await server.call('POST', '/api/chat', { text: 5, web: 1 });
    assert.deepEqual(
      field.body.detail.map(({ type, loc, input }: Record<string, unknown>) => [type, loc, input]),
      [
        ['string_type', ['body', 'text'], 5],
        ['boolean_type', ['body', 'web'], 1],
      ],
    );
  });

  test('unknown and legacy fields are not looked at', async (t) => {
    const server = await testServer(t);
    const body = {
      text: 'How many sales are there?',
      user_id: 5,
      channel: 'x',
      mood: 'gloomy',
      web: true,
      conversation_id: null,
    };
    assert.equal((await askStream(server, body)).end.event, 'done');
  });

  test('when there were too many, and told how long to wait', async (t) => {
    const server = await testServer(t, { limits: true });
    const conversation_id = await server.createChat();
    const ask = () => postChat(server, { text: 'How many sales are there?', conversation_id }, { path: '/api/chat' });
    // What is refused as invalid does not count.
    for (let n = 0; n < 5; n++) assert.equal((await postChat(server, { text: '' })).status, 422);
    for (let n = 0; n < 30; n++) assert.equal((await ask()).status, 200);
    const refused = await ask();
    assert.equal(refused.status, 429);
    assert.match(refused.headers.get('retry-after') ?? '', /^[1-5]?\d$|^60$/);
    assert.equal(typeof ((await refused.json()) as { detail: unknown }).detail, 'string');
    const other = await server.call('POST', '/v1/chats', {
      chat_id: conversation_id,
      message: 'How many sales are there?',
    });
    assert.equal(other.status, 429, 'both APIs share the budget');
  });

  test('when it would make more conversations than may be made, in both APIs together', async (t) => {
    const server = await testServer(t, { limits: true });
    const id = await server.createChat();
    const ask = (more: object = {}) => server.call('POST', '/api/chat', { text: 'How many sales are there?', ...more });
    for (let n = 0; n < 19; n++) assert.equal((await ask()).status, 200);
    const refused = await ask();
    assert.deepEqual([refused.status, refused.body.code], [429, 'RATE_LIMIT']);
    assert.equal((await server.call('POST', '/v1/chats/create', {})).status, 429);
    assert.equal((await ask({ conversation_id: id })).status, 200, 'asking on makes none');
  });
});

// Records the streams of test/fixtures/wire/streams: conversations with the embedded server in its three revisions, over SSE and
// sockets, with questions from a seeded generator. Run by hand when the wire changes: `node --test test/session/streamsRecord.ts`.
// Not here: reading them (streams.ts).
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { seededRandom } from '../soak/proof.ts';
import { slowQuestion, type TestServer, testServer } from '../support/testServer.ts';
import { plainRecords, type RecordedStream, recordedFile, recordedFolder } from './streams.ts';

const seed = 20_250_401;
const perWay = 40;
const random = seededRandom(seed);
const pick = <T>(list: readonly T[]): T => {
  const item = list[Math.floor(random() * list.length)];
  assert.ok(item !== undefined);
  return item;
};

const texts = [
  'Grüße',
  '日本語',
  '😀👩‍👩‍👧',
  'a\u2028b\u2029c',
  "it's",
  'tab\tquote"back\\slash',
  'data: x',
  '\uFEFFmark',
  'é́',
  '',
  '<b>&amp;'.repeat(3),
];

function sql(): string {
  const text = pick(texts).replaceAll("'", "''");
  const rows = 1 + Math.floor(random() * 12);
  return pick([
    `SELECT '${text}' AS t, i, i * 1.5 AS x, NULL AS nothing FROM range(${rows}) r(i)`,
    `SELECT region, sum(amount) AS "${text || 'total'}" FROM sales GROUP BY region ORDER BY region`,
    `SELECT i AS "line\nbreak", repeat('${text}', 3) AS r FROM range(${rows}) r(i)`,
    'SELECT * FROM no_such_table',
    "SELECT DATE '2024-02-29' AS d, TIMESTAMP '2024-02-29 12:00:00' AS at, true AS b, 1e300 AS big, -0.0 AS zero",
  ]);
}

function question(): string {
  if (random() < 0.4) return `run this\n\nContext: sql, q.sql\n\`\`\`sql\n${sql()}\n\`\`\``;
  return pick([
    'how many sales',
    'sales by region',
    'total amount',
    'average amount by region',
    'largest amount',
    'bar chart of amount by region',
    'pie chart of sales by region',
    'line chart of amount by sale id',
    'list the sales',
    'top 3 sales by amount',
    'only East',
    'and in West?',
    'which tables are there',
    'xyzzy plugh',
    'show me the weather on Mars',
  ]);
}

async function overSse(server: TestServer, chatId: string | null, message: string): Promise<string> {
  const body = { message, ...(chatId === null ? {} : { chat_id: chatId }), include_tool_events: random() < 0.3 };
  const response = await fetch(`${server.url}/v1/chats`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${server.token}`,
      Accept: 'text/event-stream',
      'Content-Type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200);
  return response.text();
}

test('record', async (t) => {
  const streams: RecordedStream[] = [];
  for (const revision of ['current', 'previous', 'first'] as const) {
    const server = await testServer(t, { revision });
    const chat = async () => (revision === 'current' ? server.createChat() : null);
    let chatId = await chat();
    for (let count = 0; count < perWay; count++) {
      const message = question();
      const text = await overSse(server, chatId, message);
      const found = text.match(/^event: chat_metadata\ndata: \{"id":"([^"]+)"/)?.[1];
      assert.ok(plainRecords(text).length > 0);
      const named = found ?? chatId;
      chatId = random() < 0.3 ? await chat() : named;
      streams.push({ revision, transport: 'sse', question: message, text });
    }
    if (revision === 'first') continue;
    const socket = await server.socket();
    if (revision === 'previous') socket.send({ action: 'authenticate', token: server.token });
    await socket.until('authenticated');
    chatId = await chat();
    for (let count = 0; count < perWay; count++) {
      const isStopped = count % 10 === 9;
      const message = isStopped ? slowQuestion : question();
      const frame = { action: 'send_message', message, ...(chatId === null ? {} : { chat_id: chatId }) };
      socket.send(count % 3 === 0 ? { ...frame, include_tool_events: true } : frame);
      const frames: string[] = [];
      for (let ended = false; !ended; ) {
        const event = await socket.next();
        frames.push(JSON.stringify(event));
        if (event.event === 'chat_metadata') chatId = event.data.id;
        if (isStopped && frames.length === 2) socket.send({ action: 'interrupt' });
        ended = ['message', 'error', 'interrupted'].includes(event.event);
      }
      if (random() < 0.3) chatId = await chat();
      streams.push({ revision, transport: 'socket', question: message, frames });
    }
    socket.close();
  }
  mkdirSync(recordedFolder, { recursive: true });
  const lines = streams.map((stream) => JSON.stringify(stream).replaceAll(/[\u2028\u2029\uFEFF]/g, escaped));
  writeFileSync(recordedFile, `${lines.join('\n')}\n`);
  t.diagnostic(`${streams.length} streams, ${lines.join('\n').length} characters, seed ${seed}`);
});

/** Invisible characters are written out, so that no editor loses them. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

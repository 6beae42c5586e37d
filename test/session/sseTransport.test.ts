// One question over SSE against a scripted server on loopback: what is sent, what a refusal and a lost line become.
// Not here: the bytes of the stream (sseStream.test.ts), when a session takes this way (sseSession.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { ServerEvent } from '../../src/protocol/trellis/events.ts';
import { SessionError } from '../../src/session/errors.ts';
import { askOverSse } from '../../src/session/sseTransport.ts';
import type { AskRequest } from '../../src/session/turns.ts';
import { answerEvents, answerJson, httpPeer, type PeerRequest } from '../support/httpPeer.ts';

const question: Omit<AskRequest, 'key'> = {
  chatId: 'c1',
  message: 'how many?',
  replaces: null,
  integrationId: 'i1',
  model: null,
  clientMessageId: 'k1',
};

function ask(baseUrl: string, request = question) {
  const events: ServerEvent[] = [];
  const abort = new AbortController();
  const done = askOverSse({
    baseUrl,
    token: 'secret',
    request,
    signal: abort.signal,
    onEvent: (event) => events.push(event),
    onUnknown: () => undefined,
    log: () => undefined,
  });
  return { events, abort, done };
}

async function answered(t: TestContext, answer: (request: PeerRequest) => void) {
  const peer = await httpPeer(t, (request) => {
    answer(request);
    return true;
  });
  return { peer, ...ask(peer.url) };
}

const is =
  (kind: SessionError['kind'], details: Partial<SessionError> = {}) =>
  (error: unknown) => {
    assert.ok(error instanceof SessionError);
    assert.equal(error.kind, kind);
    for (const [name, value] of Object.entries(details)) assert.equal(error[name as keyof SessionError], value);
    return true;
  };

test('the question is one POST, the token is in its header and nowhere else', async (t) => {
  const { peer, done } = await answered(t, (request) =>
    answerEvents(request).say('message', { content: '7', id: 'a' }),
  );
  await done;
  const [request] = peer.requests;
  assert.equal(`${request?.method} ${request?.url}`, 'POST /v1/chats');
  assert.equal(request?.headers.authorization, 'Bearer secret');
  assert.equal(request?.headers.accept, 'text/event-stream');
  assert.equal(request?.headers['content-type'], 'application/json');
  assert.deepEqual(request?.body, {
    message: 'how many?',
    chat_id: 'c1',
    integration_id: 'i1',
    client_message_id: 'k1',
    on_disconnect: 'continue',
  });
});

test('a question in the place of another is a PATCH of that one', async (t) => {
  const peer = await httpPeer(t, (request) => {
    answerEvents(request).say('message', { content: '7', id: 'a' });
    return true;
  });
  await ask(peer.url, { ...question, replaces: 'm/1' }).done;
  assert.equal(peer.requests[0]?.method, 'PATCH');
  assert.equal(peer.requests[0]?.url, '/v1/chats/c1/messages/m%2F1');
  assert.equal(peer.requests[0]?.body?.content, 'how many?');
});

test('a server that keeps the stream open after the end is left', async (t) => {
  let closed: Promise<unknown> | undefined;
  const { done, events } = await answered(t, (request) => {
    const stream = answerEvents(request);
    stream.say('message', { content: '7', id: 'a' });
    closed = stream.closed;
  });
  await done;
  await closed;
  assert.equal(events.length, 1);
});

test('a redirecting server gets no token', async (t) => {
  const other = await httpPeer(t, (request) => answerJson(request, 200, {}));
  const { done } = await answered(t, (request) => answerJson(request, 307, {}, { Location: `${other.url}/v1/chats` }));
  await assert.rejects(done, is('protocol', { status: 307 }));
  assert.equal(other.requests.length, 0);
});

for (const [status, body, kind, details] of [
  [401, { detail: 'expired' }, 'unauthorized', { message: 'expired' }],
  [404, { detail: 'Chat not found', code: 'CHAT_NOT_FOUND' }, 'notFound', { code: 'CHAT_NOT_FOUND' }],
  [409, { detail: 'wait', code: 'TURN_IN_PROGRESS' }, 'conflict', { code: 'TURN_IN_PROGRESS' }],
  [429, { detail: 'slow' }, 'rateLimit', { retryAfterSeconds: 7 }],
  [502, '<html>', 'server', { code: null }],
] as const) {
  test(`status ${status} is ${kind}`, async (t) => {
    const { done } = await answered(t, (request) => answerJson(request, status, body, { 'Retry-After': '7' }));
    await assert.rejects(done, is(kind, { status, ...details }));
  });
}

test('an answer that is no event stream is not of this API', async (t) => {
  const { done, events } = await answered(t, (request) => answerJson(request, 200, { content: '7', id: 'a' }));
  await assert.rejects(done, is('protocol'));
  assert.deepEqual(events, []);
});

test('a line that is cut, and a stream that ends too early, are a lost line', async (t) => {
  const said = Promise.withResolvers<void>();
  const cut = await answered(t, (request) => {
    const stream = answerEvents(request);
    stream.say('processing', { status: 'thinking' });
    said.promise.then(stream.cut);
  });
  said.resolve();
  await assert.rejects(cut.done, is('offline', { status: null }));
  const early = await answered(t, (request) => {
    const stream = answerEvents(request);
    stream.say('processing', { status: 'thinking' });
    stream.end();
  });
  await assert.rejects(early.done, is('offline', { status: null }));
  assert.equal(early.events.length, 1);
});

test('nobody at that address is offline', async () => {
  await assert.rejects(ask('http://127.0.0.1:1').done, is('offline'));
});

test('an answer without bounds is given up', async (t) => {
  const comment = Buffer.from(`: ${'x'.repeat(1024 * 1024)}\n`);
  const { done } = await answered(t, ({ response }) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const more = () => {
      while (!response.destroyed && response.write(comment));
    };
    response.on('drain', more);
    more();
  });
  await assert.rejects(done, is('protocol'));
});

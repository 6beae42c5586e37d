// An answer as the lines of a stream, without a server: the comments that keep a silent line.
// Not here: the events (telling.test.ts), streams over a real socket (chat.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Turn } from '../../../src/server/chats/turn.ts';
import { answerStream } from '../../../src/server/http/assistant/stream.ts';
import { silentLog } from '../../../src/server/log.ts';
import type { WireEvent } from '../../../src/server/revisions.ts';

const place = { conversation_id: 'chat_1', provider: 'planner' };

test('a question that waits and an answer that is silent say every 15 s that the line lives, until the end', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const starting = Promise.withResolvers<Turn>();
  const response = answerStream(starting.promise, place, 'msg_1', silentLog);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const read = async () => (await reader?.read())?.value;
  assert.match((await read()) ?? '', /^event: meta\n/);
  t.mock.timers.tick(15_000);
  assert.equal(await read(), ': keep-alive\n\n');
  t.mock.timers.tick(15_000);
  assert.equal(await read(), ': keep-alive\n\n');

  const listening = Promise.withResolvers<(event: WireEvent) => void>();
  const subscribe: Turn['subscribe'] = (listener) => {
    listening.resolve(listener);
    return { dispose: () => undefined };
  };
  starting.resolve({ visualizations: [], subscribe } as Partial<Turn> as Turn);
  const tell = await listening.promise;
  t.mock.timers.tick(15_000);
  assert.equal(await read(), ': keep-alive\n\n');
  tell({ event: 'message', data: { content: '', id: 'msg_2' } });
  assert.match((await read()) ?? '', /^event: done\n/);
  assert.equal(await read(), undefined);
  t.mock.timers.tick(15_000);
});

test('a stream that is left says nothing more', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const response = answerStream(new Promise(() => undefined), place, 'msg_1', silentLog);
  await response.body?.cancel();
  t.mock.timers.tick(15_000);
});

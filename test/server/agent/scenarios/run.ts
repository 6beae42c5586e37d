// Plays a scenario on the real server: puts its questions over a socket or SSE, hears every answer out, and has it judged.
// Not here: what must be true of every answer (judge.ts), the servers (worlds.ts).
import assert from 'node:assert/strict';
import type { ModelReply, Script } from '../../../support/models/modelPeer.ts';
import { parseSse, type TestSocket } from '../../../support/testServer.ts';
import { askStream } from '../../assistant/assistantClient.ts';
import { judge } from './judge.ts';
import type { Event, Exchange, Scenario, Stage } from './scenario.ts';
import { modelNames, type World } from './worlds.ts';

const endings = ['message', 'error', 'interrupted'];

export async function run(scenario: Scenario, world: World): Promise<void> {
  const { server } = world;
  const wire = scenario.wire ?? 'compatible';
  const chatId = await server.createChat(scenario.name.slice(0, 200));
  const before = world.filesNow();
  for (const exchange of [scenario, ...(scenario.next ?? [])]) {
    const all = world.asked(wire);
    const first = all.length;
    const stage: Stage = {
      server,
      chatId,
      canary: world.canary,
      get asked() {
        return world.asked(wire).slice(first);
      },
    };
    const prepared = await exchange.before?.(stage);
    const script = withCanary(exchange.says, world.canary);
    world.follow(script);
    const fields = {
      chat_id: chatId,
      model: modelNames[wire],
      include_tool_events: true,
      ...exchange.more,
      ...prepared,
    };
    const heard =
      scenario.over === 'assistant'
        ? await overAssistant(stage, exchange, { provider: modelNames[wire], ...exchange.more })
        : scenario.over === 'sse'
          ? await overSse(stage, exchange, fields)
          : await overSocket(stage, exchange, fields, (number) => world.leftAt(wire, first + number));
    await judge({ world, stage, exchange, heard, model: modelNames[wire] ?? '' });
  }
  assert.deepEqual(world.filesNow(), before, 'the data and the files beside it have changed');
}

/** The newest question of the chat. */
async function newestQuestion({ server, chatId }: Stage): Promise<string> {
  const { body } = await server.call('GET', `/v1/chats/${chatId}`);
  return body.messages.findLast(({ role }: { role: string }) => role === 'user').id;
}

async function overSse(stage: Stage, { asks, edits }: Exchange, fields: Record<string, unknown>): Promise<Event[]> {
  const { server, chatId } = stage;
  const path = edits ? `/v1/chats/${chatId}/messages/${await newestQuestion(stage)}` : '/v1/chats';
  const response = await fetch(`${server.url}${path}`, {
    method: edits ? 'PATCH' : 'POST',
    headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...fields, [edits ? 'content' : 'message']: asks }),
  });
  assert.equal(response.status, 200);
  return parseSse(await response.text());
}

/** The answer as the store has it, told in the events of the other API: these have a test of their own. */
async function overAssistant({ server, chatId }: Stage, { asks }: Exchange, fields: object): Promise<Event[]> {
  const { end } = await askStream(server, { text: asks, conversation_id: chatId, ...fields });
  assert.equal(end.event, 'done', JSON.stringify(end.data));
  const { body } = await server.call('GET', `/v1/chats/${chatId}`);
  const { id, content, metadata } = body.messages.at(-1);
  assert.ok(end.data.reply.startsWith(content), end.data.reply);
  const { visualizations = [], sql, unverified, model } = metadata;
  const told = [
    ['chat_metadata', { id: chatId }],
    ['processing', { status: 'starting' }],
    ...visualizations.map((shown: object) => ['visualization', shown]),
    ['text_delta', { content }],
    ['message', { id, content, sql, unverified, model }],
  ] as const;
  return told.map(([event, data]) => ({ event, data: { ...data, chat_id: chatId } }));
}

async function overSocket(
  stage: Stage,
  { asks, edits, during }: Exchange,
  fields: Record<string, unknown>,
  leftAt: (number: number) => Promise<void>,
): Promise<Event[]> {
  const socket = await stage.server.socket();
  await socket.next();
  socket.send(
    edits
      ? { action: 'edit_message', message_id: await newestQuestion(stage), content: asks, ...fields }
      : { action: 'send_message', message: asks, ...fields },
  );
  const heard: Event[] = [];
  const until = async (name: string): Promise<Event> => {
    for (;;) {
      const event = await nextOf(socket, heard);
      if (event.event === name) return event;
      if (endings.includes(event.event)) assert.fail(`ended with ${JSON.stringify(event)} before ${name}`);
    }
  };
  if (during) await during(Object.assign(Object.create(stage), { socket, heard, until, leftAt }));
  while (!endings.includes(heard.at(-1)?.event ?? '')) await nextOf(socket, heard);
  // Nothing of the turn comes after its end: the answer to a ping is the next that is heard.
  socket.send({ action: 'ping' });
  assert.equal((await socket.next()).event, 'pong', 'something came after the end');
  socket.close();
  return heard;
}

async function nextOf(socket: TestSocket, heard: Event[]): Promise<Event> {
  const event = await socket.next();
  heard.push(event);
  return event;
}

function withCanary(script: Script, canary: string): Script {
  const filled = (reply: ModelReply): ModelReply => JSON.parse(JSON.stringify(reply).replaceAll('CANARY', canary));
  return Array.isArray(script) ? script.map(filled) : script;
}

// The steps of a data file that speak over sockets, several of them at once by name.
// Not here: requests and streams (steps.ts).
import assert from 'node:assert/strict';
import { createQueue, type EventQueue, expectEvents, lastOfEach, wantedEvents } from './events.ts';
import { openLine, type SocketLine } from './lines.ts';
import { match, shown } from './patterns.ts';
import type { Json, PlainStep } from './row.ts';
import { filled, filledText, isObject, type Scene, saveFrom } from './scene.ts';

type OpenStep = Extract<PlainStep, { open: string }>;
export type SocketStep = Extract<
  PlainStep,
  | { open: string }
  | { send: Json }
  | { 'send text': Json }
  | { 'send bytes': Json }
  | { expect: Json }
  | { 'expect by chat': Json }
  | { 'expect close': number }
  | { close: string }
>;

const endings = ['message', 'error', 'interrupted'];

export function createSocketSteps(scene: Scene, url: string, tokenOf: (person: string) => Promise<string>) {
  const lines = new Map<string, SocketLine>();

  function lineOf(name: string): SocketLine {
    const line = lines.get(name);
    assert.ok(line, `There is no socket ${name}.`);
    return line;
  }

  async function open(step: OpenStep, at: string): Promise<void> {
    const token = step.by === 'nothing' ? '' : await tokenOf(step.as);
    const query = new URLSearchParams(String(filledText(scene, step.query)));
    if (step.by === 'url') query.set('token', token);
    const own = Object.entries(step.headers).map(([key, value]) => [key, String(filled(scene, value))] as const);
    const headers = {
      ...(step.by === 'header' ? { Authorization: `Bearer ${token}` } : {}),
      ...Object.fromEntries(own),
    };
    const where = `${url.replace('http', 'ws')}/v1/chats/ws${query.size > 0 ? `?${query}` : ''}`;
    const line = await openLine(where, headers);
    match(scene, typeof line === 'number' ? line : 101, step.refused ?? 101, `${at} upgrade`);
    if (typeof line === 'number') return;
    lines.set(step.open, line);
    if (step.by === 'frame') line.socket.send(JSON.stringify({ action: 'authenticate', token }));
    if (step.by === 'nothing' || !step.welcome) return;
    await expectEvents(scene, line.queue, [{ authenticated: { status: 'ok' } }], at);
  }

  async function expectByChat(given: Json, chats: readonly string[], queue: EventQueue, at: string): Promise<void> {
    const ids = chats.map((chat) => String(scene.values[chat]));
    const queues = new Map(ids.map((id) => [id, createQueue()] as const));
    for (let running = ids.length; running > 0; ) {
      const said = await queue.take();
      const own = isObject(said?.data) ? queues.get(String(said.data.chat_id)) : undefined;
      assert.ok(said && own, `${at}: of no chat: ${shown(said)}`);
      own.push(said);
      if (endings.includes(said.event)) running -= 1;
    }
    for (const id of ids) {
      const events = queues.get(id);
      events?.end();
      assert.ok(events && wantedEvents(scene, given).length > 0, `${at}: nothing is expected.`);
      await expectEvents({ ...scene, values: { ...scene.values, chat: id } }, events, given, `${at} chat ${id}`);
      scene.check();
      assert.equal(await events.take(), undefined, `${at}: more came after the end of chat ${id}`);
    }
  }

  async function play(step: SocketStep, at: string): Promise<void> {
    if ('open' in step) {
      await open(step, at);
    } else if ('send' in step) {
      lineOf(step.on).socket.send(JSON.stringify(filled(scene, step.send)));
    } else if ('send text' in step) {
      lineOf(step.on).socket.send(String(filled(scene, step['send text'])));
    } else if ('send bytes' in step) {
      lineOf(step.on).socket.send(Buffer.from(String(filled(scene, step['send bytes']))));
    } else if ('expect' in step) {
      const taken = await expectEvents(scene, lineOf(step.on).queue, step.expect, at);
      saveFrom(scene, lastOfEach(taken), step.save);
    } else if ('expect by chat' in step) {
      await expectByChat(step['expect by chat'], step.chats, lineOf(step.on).queue, at);
    } else if ('expect close' in step) {
      const code = await lineOf(step.on).closed;
      match(scene, code, step['expect close'], `${at} close code`);
      scene.check();
      const left = await lineOf(step.on).queue.take();
      assert.equal(left, undefined, `${at}: before it closed, also came ${shown(left)}`);
    } else {
      const line = lineOf(step.close);
      line.socket.close();
      await line.closed;
    }
  }

  return {
    play,
    leave() {
      for (const { socket } of lines.values()) socket.terminate();
    },
  };
}

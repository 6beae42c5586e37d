// Does the steps of a data file against a running server.
// Not here: what a step may say (row.ts), sockets (socketSteps.ts), comparing (patterns.ts, events.ts).
import assert from 'node:assert/strict';
import { setTimeout as later } from 'node:timers/promises';
import type { TestServer } from '../support/testServer.ts';
import { expectEvents, lastOfEach } from './events.ts';
import { readStream, type StreamLine } from './lines.ts';
import { match } from './patterns.ts';
import type { Json, PlainStep, Step } from './row.ts';
import { filled, filledText, isObject, type Scene, saveFrom } from './scene.ts';
import { createSocketSteps } from './socketSteps.ts';

export interface Player {
  play(steps: readonly Step[], at: string): Promise<void>;
  /** Leaves every line that is still open. */
  leave(): void;
}

interface Answer {
  status: number;
  body: unknown;
  headers: Record<string, string>;
}

type Called = Pick<Extract<PlainStep, { http: string }>, 'status' | 'answer' | 'answer headers' | 'save'>;

/** `advance` turns the server's clock on by so many seconds; `name` makes the people of this row its own. */
export function createPlayer(
  scene: Scene,
  server: TestServer,
  name: string,
  advance: (seconds: number) => void,
): Player {
  const streams = new Map<string, StreamLine>();
  const sockets = createSocketSteps(scene, server.url, tokenOf);

  async function signIn(person: string): Promise<void> {
    const email =
      person === 'admin' ? 'you@localhost' : `${name.replaceAll(/[^\w]/g, '.')}.${person}@example.org`.toLowerCase();
    const response = await fetch(`${server.url}/v1/authenticate`, {
      method: 'POST',
      headers: { 'X-API-Key': server.apiKey, 'Content-Type': 'application/json' },
      body: JSON.stringify({ email }),
    });
    assert.equal(response.status, 200, 'signing in');
    const body: unknown = await response.json();
    scene.values[person] = { ...(isObject(body) ? body : {}), email };
  }

  async function tokenOf(person: string): Promise<string> {
    if (scene.values[person] === undefined) await signIn(person);
    return String(filledText(scene, `\${${person}.token}`));
  }

  async function headersOf(as: string, given: Readonly<Record<string, Json>>, json: boolean) {
    const own = Object.entries(given).map(([key, value]) => [key, String(filled(scene, value))] as const);
    return {
      ...(json ? { 'Content-Type': 'application/json' } : {}),
      ...(as === 'nobody' ? {} : { Authorization: `Bearer ${await tokenOf(as)}` }),
      ...Object.fromEntries(own),
    };
  }

  function target(call: string): { method: string; url: string } {
    const [method, where] = String(filledText(scene, call)).split(' ');
    assert.ok(method && where, `"${call}" is no method and path.`);
    return { method, url: where.startsWith('http') ? where : `${server.url}${where}` };
  }

  function judge(scene: Scene, step: Called, answer: Answer, at: string): void {
    match(scene, answer.status, step.status, `${at} status (${JSON.stringify(answer.body)?.slice(0, 300)})`);
    if (step.answer !== undefined) match(scene, answer.body, step.answer, `${at} body`);
    for (const [key, pattern] of Object.entries(step['answer headers']))
      match(scene, answer.headers[key], pattern, `${at} ${key}`);
    saveFrom(scene, answer, step.save);
  }

  /** For what becomes true only after a while; the row's own time limit ends it. What does not fit yet is no check. */
  function fits(step: Called, answer: Answer): boolean {
    try {
      judge({ ...scene, values: { ...scene.values }, check: () => undefined }, step, answer, '');
      return true;
    } catch (cause) {
      if (cause instanceof assert.AssertionError) return false;
      throw cause;
    }
  }

  async function http(step: Extract<PlainStep, { http: string }>, at: string): Promise<void> {
    const { method, url } = target(step.http);
    const sent = step.body === undefined ? step.raw : step.body;
    const value = sent === undefined ? undefined : filled(scene, sent);
    const body = step.body === undefined ? value : JSON.stringify(value);
    const headers = await headersOf(step.as, step.headers, body !== undefined);
    const request = { method, headers, ...(body === undefined ? {} : { body: String(body) }) };
    let answer = await answerOf(await fetch(url, request));
    while (step['try again'] && !fits(step, answer)) answer = await answerOf(await fetch(url, request));
    judge(scene, step, answer, `${at} ${step.http}`);
  }

  async function upload(step: Extract<PlainStep, { upload: string }>, at: string): Promise<void> {
    const { method, url } = target(step.upload);
    const body = new FormData();
    for (const [key, value] of Object.entries(step.fields)) {
      const text = filled(scene, value);
      if (text !== '<absent>') body.append(key, String(text));
    }
    for (const file of step.files)
      body.append('files', new Blob([String(filled(scene, file.content))], { type: file.type }), file.name);
    const response = await fetch(url, { method, headers: await headersOf(step.as, {}, false), body });
    judge(scene, step, await answerOf(response), `${at} ${step.upload}`);
  }

  async function openStream(call: string, as: string, value: Json, at: string): Promise<StreamLine> {
    const { method, url } = target(call);
    const abort = new AbortController();
    const headers = { ...(await headersOf(as, {}, true)), Accept: 'text/event-stream' };
    const body = JSON.stringify(filled(scene, value));
    const response = await fetch(url, { method, headers, body, signal: abort.signal });
    scene.check();
    if (response.status !== 200) assert.fail(`${at} ${call}: ${response.status} ${await response.text()}`);
    match(scene, response.headers.get('content-type'), '<matches ^text/event-stream>', `${at} content-type`);
    return readStream(response, abort);
  }

  async function stream(step: Extract<PlainStep, { stream: string }>, at: string): Promise<void> {
    const line = await openStream(step.stream, step.as, step.body, at);
    if (step.name) streams.set(step.name, line);
    await expectOn(line, step, !step.name, at);
  }

  async function expectOn(line: StreamLine, step: { events: Json; save: Called['save'] }, whole: boolean, at: string) {
    const taken = await expectEvents(scene, line.queue, step.events, at);
    if (whole) {
      scene.check();
      const more = await line.queue.take();
      assert.equal(more, undefined, `${at}: after the end still came ${JSON.stringify(more)}`);
    }
    saveFrom(scene, lastOfEach(taken), step.save);
  }

  function streamOf(name: string): StreamLine {
    const line = streams.get(name);
    assert.ok(line, `There is no stream ${name}.`);
    return line;
  }

  async function newChat(saved: string, as: string, at: string): Promise<void> {
    if (scene.revision === 'current') {
      await http(
        {
          http: 'POST /v1/chats/create',
          as,
          headers: {},
          body: {},
          'try again': false,
          status: 201,
          'answer headers': {},
          save: { [saved]: 'body.id' },
        },
        at,
      );
      return;
    }
    const line = await openStream('POST /v1/chats', as, { message: 'How many sales are there?' }, at);
    const first = await line.queue.take();
    assert.ok(isObject(first?.data), `${at}: a chat was due, not ${JSON.stringify(first)}`);
    scene.values[saved] = first.data.id;
    while (await line.queue.take());
  }

  function claims(step: Extract<PlainStep, { 'claims of': string }>, at: string): void {
    const [, payload = ''] = String(filledText(scene, step['claims of'])).split('.');
    const said: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    match(scene, said, step.are, `${at} claims`);
    match(scene, isObject(said) ? Number(said.exp) - Number(said.iat) : undefined, step.life, `${at} life`);
  }

  async function builtIn(step: Extract<PlainStep, { 'built in': string }>): Promise<void> {
    const { store } = server.services;
    if (step['built in'] === 'break the store') {
      breakStore(store);
      return;
    }
    await tokenOf(step.as);
    const memberId = String(filledText(scene, `\${${step.as}.member_id}`));
    for (let n = 0; n < 500; n++)
      store.createChat(memberId, { title: null, integrationId: null, capped: false }, () => undefined);
  }

  async function playOne(step: PlainStep, at: string): Promise<void> {
    if ('http' in step) await http(step, at);
    else if ('upload' in step) await upload(step, at);
    else if ('stream' in step) await stream(step, at);
    else if ('rest of' in step) await expectOn(streamOf(step['rest of']), step, true, at);
    else if ('cut' in step) streamOf(step.cut).cut();
    else if ('sign in' in step) await signIn(step['sign in']);
    else if ('claims of' in step) claims(step, at);
    else if ('new chat' in step) await newChat(step['new chat'], step.as, at);
    else if ('advance' in step) advance(Number(filled(scene, step.advance)) - step.less);
    else if ('real seconds' in step) await later(step['real seconds'] * 1000);
    else if ('built in' in step) await builtIn(step);
    else await sockets.play(step, at);
  }

  async function play(steps: readonly Step[], at: string): Promise<void> {
    for (const [index, step] of steps.entries()) {
      const here = `${at} step ${index + 1}`;
      if (step.in && !step.in.includes(scene.revision)) continue;
      if (!('repeat' in step)) {
        await playOne(step, here);
        continue;
      }
      for (let n = 1; n <= step.repeat; n++) {
        scene.values.n = n;
        await play(step.steps, `${here}, time ${n},`);
      }
    }
  }

  return {
    play,
    leave() {
      for (const line of streams.values()) line.cut();
      sockets.leave();
    },
  };
}

/** From now on the store fails whatever it is asked; it can still be closed. */
function breakStore(store: TestServer['services']['store']): void {
  const fail = () => {
    throw new Error('The store is broken.');
  };
  for (const [key, part] of Object.entries(store))
    if (typeof part === 'function' && key !== 'dispose') Object.assign(store, { [key]: fail });
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  const body = text === '' ? undefined : isJson ? JSON.parse(text) : text;
  return { status: response.status, body, headers: Object.fromEntries(response.headers) };
}

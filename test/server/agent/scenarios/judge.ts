// What must be true of every answer of a model, and what a scenario says of this one: events, what is stored, what the model was told.
// Not here: whether charts and tables are the database's (shownRows.ts), playing the scenario (run.ts).
import assert from 'node:assert/strict';
import type { Ends, Event, Exchange, Outcome, Stage } from './scenario.ts';
import { checkShown } from './shownRows.ts';
import { canaryText, type World } from './worlds.ts';

interface Judged {
  world: World;
  stage: Stage;
  exchange: Exchange;
  heard: readonly Event[];
  model: string;
}

export async function judge({ world, stage, exchange, heard, model }: Judged): Promise<void> {
  const of = (name: string) => heard.flatMap(({ event, data }) => (event === name ? [data] : []));
  const end = heard.at(-1);
  assert.ok(end);
  const text = of('text_delta')
    .map(({ content }) => content)
    .join('');
  const outcome: Outcome = Object.assign(Object.create(stage), { heard, end, text, of });
  const { ends } = exchange;
  checkOrder(outcome);
  checkEnd(outcome, ends);
  await checkStored(outcome, ends.by ?? model);
  checkTold(outcome, exchange);
  const told = JSON.stringify([heard, stage.asked.map(({ body }) => body)]);
  assert.ok(!told.includes(canaryText), 'a file was read');
  await checkShown(world.connection, outcome);
  await ends.also?.(outcome);
}

function checkOrder({ heard, end, of, chatId }: Outcome): void {
  const names = heard.map(({ event }) => event);
  assert.deepEqual(names.slice(0, 2), ['chat_metadata', 'processing']);
  const ends = names.filter((name) => ['message', 'error', 'interrupted'].includes(name));
  assert.deepEqual(ends, [end.event], 'one end, and it is the last');
  for (const { event, data } of heard) if (event !== 'heartbeat') assert.equal(data.chat_id, chatId, event);
  const open = new Set<string>();
  const ids = of('tool_call').map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length, 'a call is told twice');
  for (const { event, data } of heard) {
    if (event === 'tool_call') open.add(data.id);
    if (event === 'tool_result') assert.ok(open.delete(data.id), `a result of no call: ${JSON.stringify(data)}`);
  }
  // One that was stopped ends with its turn.
  if (end.event === 'message') assert.deepEqual([...open], [], 'a call without a result');
}

function checkEnd({ end, text, of }: Outcome, ends: Ends): void {
  const about = JSON.stringify(end.data).slice(0, 600);
  assert.equal(end.event, ends.how ?? 'message', about);
  if (ends.code) assert.equal(end.data.code, ends.code, about);
  if (ends.says) assert.match(end.data.error, ends.says);
  if (end.event === 'message') assert.equal(end.data.content, text, 'the deltas are the message');
  if (typeof ends.text === 'string') assert.equal(text, ends.text);
  else for (const pattern of [ends.text ?? []].flat()) assert.match(text, pattern);
  if (ends.never) assert.doesNotMatch(text, ends.never);
  const kinds = of('visualization').map(({ type, chart_type }) => (type === 'chart' ? chart_type : type));
  assert.deepEqual(kinds, ends.shown ?? [], 'what is shown');
  assert.deepEqual(end.data.unverified ?? [], ends.unverified ?? [], 'unverified numbers');
  if (ends.sql === null) assert.equal(end.data.sql, undefined);
  else if (typeof ends.sql === 'string') assert.equal(end.data.sql, ends.sql);
  else if (ends.sql) assert.match(end.data.sql, ends.sql);
  if (ends.thought !== undefined)
    assert.equal(
      of('reasoning')
        .map(({ content }) => content)
        .join(''),
      ends.thought,
    );
}

/** The chat, read again, has what was heard. */
async function checkStored({ server, chatId, end, text, of }: Outcome, model: string): Promise<void> {
  const { body } = await server.call('GET', `/v1/chats/${chatId}`);
  const { role, content, metadata, id } = body.messages.at(-1);
  assert.deepEqual([role, content, id], ['assistant', text, end.data.id], 'the stored answer');
  assert.equal(body.running, null);
  assert.equal(metadata.model, model);
  assert.equal(metadata.interrupted ?? false, end.event === 'interrupted');
  assert.equal(metadata.error?.code, end.event === 'error' ? end.data.code : undefined);
  assert.equal(metadata.sql ?? undefined, end.data.sql);
  assert.deepEqual(metadata.unverified ?? undefined, end.data.unverified);
  if (end.event === 'message') assert.equal(end.data.model, model);
  const shown = of('visualization').map(({ chat_id: _, ...payload }) => payload);
  assert.deepEqual(metadata.visualizations ?? [], shown, 'the stored charts and tables');
}

function checkTold({ asked, of }: Outcome, { says, ends }: Exchange): void {
  const requests = ends.requests ?? (Array.isArray(says) ? says.length : undefined);
  if (requests !== undefined) assert.equal(asked.length, requests, 'requests to the model');
  if (ends.tools)
    assert.deepEqual(
      of('tool_result').map(({ name, error }) => `${name}${error === undefined ? '' : '!'}`),
      ends.tools,
    );
  for (const [number, patterns] of Object.entries(ends.told ?? {})) {
    const results = asked[Number(number)]?.results ?? [];
    assert.equal(results.length, patterns.length, `results told to request ${number}: ${results.join('\n')}`);
    for (const [at, pattern] of patterns.entries()) assert.match(results[at] ?? '', pattern);
  }
}

// Whose turn it is when many queries come at once.
// Not here: what a query does (query.test.ts), how it is stopped (lifecycle.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createQueryQueue } from '../../../src/server/engine/queryQueue.ts';
import { csvFolder, engineOver, queryError } from './support.ts';

const endless = 'SELECT count(*) FROM range(10000000000) a, range(1000) b WHERE a.range % 7 = b.range';

test('so many run at once, and the others in the order they came', async () => {
  const queue = createQueryQueue(2, 10);
  const order: number[] = [];
  const leaves = [await queue.enter(), await queue.enter()];
  const waiting = [1, 2, 3].map(async (number) => {
    const leave = await queue.enter();
    order.push(number);
    return leave;
  });
  await Promise.resolve();
  assert.deepEqual(order, []);
  leaves[0]?.();
  leaves[0]?.();
  (await waiting[0])?.();
  (await waiting[1])?.();
  (await waiting[2])?.();
  assert.deepEqual(order, [1, 2, 3]);
});

test('one that is cancelled leaves the queue, and does not keep the others', async () => {
  const queue = createQueryQueue(1, 10);
  const leave = await queue.enter();
  const controller = new AbortController();
  const cancelled = queue.enter(controller.signal);
  const next = queue.enter();
  controller.abort();
  await assert.rejects(cancelled, queryError('cancelled'));
  leave();
  (await next)();
  await assert.rejects(queue.enter(controller.signal), queryError('cancelled'));
});

test('one too many is refused with a sentence', async () => {
  const queue = createQueryQueue(1, 2);
  const leave = await queue.enter();
  const waiting = [queue.enter(), queue.enter()];
  await assert.rejects(queue.enter(), queryError('failed', /2 queries are waiting already\. Ask again/));
  leave();
  for (const each of waiting) (await each)();
});

test('the time of a query that waits is counted from its start', async (t) => {
  const engine = await engineOver(t, { kind: 'path', path: await csvFolder(t) }, { maxRunning: 1 });
  await engine.tables();
  const first = engine.query(endless, { timeoutMs: 600 });
  const second = engine.query('SELECT count(*) FROM items', { timeoutMs: 500 });
  await assert.rejects(first, queryError('timeout'));
  assert.deepEqual((await second).rows, [[3]]);
});

test('heavy queries do not run all at once', async (t) => {
  const engine = await engineOver(t, { kind: 'path', path: await csvFolder(t) }, { maxWaiting: 1 });
  await engine.tables();
  const controller = new AbortController();
  const running = Array.from({ length: 4 }, () => engine.query(endless, { signal: controller.signal }));
  const waiting = engine.queryUntrusted('SELECT count(*) FROM items');
  await assert.rejects(engine.query('SELECT 1'), queryError('failed', /waiting already/));
  assert.equal((await engine.tables()).length, 1);
  controller.abort();
  for (const each of running) await assert.rejects(each, queryError('cancelled'));
  assert.deepEqual((await waiting).rows, [[3]]);
});

test('one that nobody waits for runs when no other does, and is told to give way', async () => {
  const queue = createQueryQueue(1, 10);
  const first = await queue.enterBehind();
  const second = await queue.enterBehind();
  const order: string[] = [];
  const third = queue.enterBehind().then((turn) => {
    order.push('behind');
    return turn;
  });
  const leave = await queue.enter();
  assert.ok(first.giveWay.aborted && second.giveWay.aborted);
  const next = queue.enter().then((leaveNext) => {
    order.push('in front');
    return leaveNext;
  });
  first.leave();
  second.leave();
  leave();
  (await next)();
  const { giveWay, leave: leaveThird } = await third;
  assert.deepEqual(order, ['in front', 'behind']);
  assert.equal(giveWay.aborted, false);
  leaveThird();
});

test('reading ahead is begun again after it gave way, and a question does not wait for it', async (t) => {
  const engine = await engineOver(t, { kind: 'path', path: await csvFolder(t) }, { maxRunning: 1 });
  await engine.tables();
  const controller = new AbortController();
  const behind = engine.query(endless, { background: true, signal: controller.signal });
  const stopped = assert.rejects(behind, queryError('cancelled'));
  for (const number of [1, 2]) assert.deepEqual((await engine.query(`SELECT ${number} AS n`)).rows, [[number]]);
  const ahead = engine.query('SELECT 3 AS n', { background: true });
  assert.deepEqual((await ahead).rows, [[3]]);
  controller.abort();
  await stopped;
});

// What whole results cost: pages after a sort and a filter beside unsorted ones, and the memory that an export takes.
// Not here: how it is told (results.ts), what is asserted of it (test/server/results/speed.test.ts).
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { silentLog } from '../../src/server/log.ts';
import { startServer } from '../../src/server/serve.ts';
import type { Member } from '../../src/server/store/members.ts';
import { median } from './plannerTiming.ts';

export interface ResultTimes {
  /** Making the snapshot, in milliseconds. */
  snapshot: number;
  /** Medians of pages, and the first one of each, which comes before its copy. */
  pages: { name: string; first: number; median: number; slowest: number }[];
  exports: { format: string; ms: number; bytes: number; growthMb: number }[];
}

const sqlOf = (rows: number) => `SELECT i AS id, 'Customer ' || (hash(i) % 100000) AS name,
  CAST((hash(i * 7) % 1000000) / 100.0 AS DECIMAL(12,2)) AS amount, DATE '2020-01-01' + CAST(hash(i * 3) % 2000 AS INTEGER) AS day,
  ['North', 'South', 'East', 'West'][CAST(1 + hash(i * 5) % 4 AS INTEGER)] AS region,
  CASE WHEN i % 13 = 0 THEN NULL ELSE md5(CAST(i AS VARCHAR)) END AS note FROM range(${rows}) t(i)`;

const filter = JSON.stringify([{ column: 'name', op: 'contains', value: '99' }]);
const selections = [
  { name: 'no order', query: '', share: 1 },
  { name: 'by a number', query: '&sort=-amount', share: 1 },
  { name: 'by a text', query: '&sort=name', share: 1 },
  { name: 'by two', query: '&sort=region,-day', share: 1 },
  { name: 'filtered', query: `&filter=${encodeURIComponent(filter)}`, share: 0.03 },
  { name: 'filtered, by a number', query: `&filter=${encodeURIComponent(filter)}&sort=-amount`, share: 0.03 },
];

/** Over the real server and its processes, by HTTP. `formats`: what is exported. */
export async function benchResults(rows: number, formats: readonly string[]): Promise<ResultTimes> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'trellis-bench-'));
  const data = path.join(folder, 'data');
  await mkdir(data);
  await writeFile(path.join(data, 'one.csv'), 'n\n1\n');
  const server = await startServer(
    {
      host: '127.0.0.1',
      publicUrl: null,
      port: 0,
      data,
      store: path.join(folder, 'store'),
      email: 'you@localhost',
      revision: 'current',
      limits: false,
      timezone: 'UTC',
      apiKey: 'bench-key-bench-key',
    },
    silentLog,
    { queryScript: path.join(import.meta.dirname, '../../src/server/engine/queryProcess.ts') },
  );
  try {
    const { store, auth, results, integrations } = server.services;
    const member: Member = store.memberFor('you@localhost');
    const { id: chatId } = store.createChat(
      member.id,
      { title: 'Bench', integrationId: null, capped: false },
      () => undefined,
    );
    const sql = sqlOf(rows);
    const integrationId = integrations.find(null).item.id;
    const about = { integrationId, title: 'Bench', sql, statement: sql, untrusted: true, parameters: [] };
    const id = results.add(chatId, about) ?? '';
    const headers = {
      Authorization: `Bearer ${await auth.tokenFor('you@localhost', () => undefined).then(({ token }) => token)}`,
    };
    const get = async (query: string) => {
      const began = performance.now();
      const response = await fetch(`${server.ready.url}/v1/results/${id}${query}`, { headers });
      if (!response.ok) throw new Error(await response.text());
      const body = (await response.json()) as { rows: unknown[] };
      return { ms: performance.now() - began, rows: body.rows.length };
    };
    const snapshot = (await get('?limit=1')).ms;
    const pages: ResultTimes['pages'] = [];
    for (const { name, query, share } of selections) {
      const at = (part: number) => Math.max(0, Math.floor(rows * share * part) - 200);
      const first = (await get(`?offset=0${query}`)).ms;
      // The copy is made beside what people do next.
      await results.idle();
      const times: number[] = [];
      for (const part of [0, 0.001, 0.05, 0.5, 0.999, 0.25, 0.75, 0.9, 0.1, 0.6, 0.4])
        times.push((await get(`?offset=${at(part)}${query}`)).ms);
      pages.push({ name, first, median: median(times), slowest: Math.max(...times) });
    }
    const exports: ResultTimes['exports'] = [];
    for (const format of formats) {
      const watch = watchMemory(() => results.processId);
      const began = performance.now();
      const response = await fetch(`${server.ready.url}/v1/results/${id}/export?format=${format}`, { headers });
      let bytes = 0;
      for await (const chunk of response.body ?? []) bytes += chunk.length;
      exports.push({ format, ms: performance.now() - began, bytes, growthMb: watch.end() });
    }
    return { snapshot, pages, exports };
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Of this process, which is the server and its client, and of the one that reads results: together, at most, since now. */
function watchMemory(processId: () => number | undefined) {
  const now = () => residentMb(process.pid) + residentMb(processId());
  const before = now();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, now());
  }, 10);
  return {
    end() {
      clearInterval(timer);
      return Math.max(most, now()) - before;
    },
  };
}

function residentMb(pid: number | undefined): number {
  if (pid === process.pid) return process.memoryUsage.rss() / 1e6;
  if (pid === undefined || process.platform !== 'linux') return 0;
  return (Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024) / 1e6;
}

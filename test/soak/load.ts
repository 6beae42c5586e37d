// Many sockets stream together for a time: every event is checked, latency is measured, and memory must not grow.
// Not here: one socket (loadSocket.ts).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { builtScript, childrenOf, type Ready, residentMegabytes, startBuiltServer } from './builtServer.ts';
import { askOnSocket, type LoadCheck, type LoadCounts, loadChecks } from './loadSocket.ts';
import { type Checks, createChecks, mean, percentile, type Report, seededRandom } from './proof.ts';
import { type Line, openLine, type Rest, restOf, tokenFor } from './wire.ts';

export interface LoadOptions {
  sockets: number;
  tokens: number;
  seconds: number;
  /** Memory is judged from here on, so that caches and heaps have their size; undefined: it is printed and not judged. */
  warmUpSeconds?: number;
  seed: number;
  script?: string;
  log?: (line: string) => void;
}

/** After the time is over the last answers come; one that does not is a failure. */
const lastAnswersWithinMs = 60_000;
const growthAtMost = 0.1;

interface Sample {
  second: number;
  server: number | undefined;
  query: number | undefined;
}

export async function proveLoad(options: LoadOptions): Promise<Report> {
  const { sockets, tokens, seconds, warmUpSeconds, seed, script = builtScript, log = () => undefined } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'trellis-load-'));
  const checks = createChecks(loadChecks);
  const counts: LoadCounts = { questions: 0, events: 0, interrupted: 0, chats: 0, toFirst: [], toEnd: [] };
  const random = seededRandom(seed);
  const server = startBuiltServer(script, ['--store', path.join(folder, 'store'), '--timezone', 'UTC']);
  const samples: Sample[] = [];
  let sampling: NodeJS.Timeout | undefined;
  let took = 0;
  try {
    const ready = await server.ready;
    const lines = await openLines(ready, sockets, tokens);
    const since = performance.now();
    const elapsed = () => (performance.now() - since) / 1000;
    sampling = setInterval(() => {
      const query = childrenOf(server.pid).map((pid) => residentMegabytes(pid) ?? 0);
      const sample = { second: elapsed(), server: residentMegabytes(server.pid), query: query.at(-1) };
      samples.push(sample);
      if (samples.length % 10 === 0)
        log(`${sample.second.toFixed(0)} s, ${counts.questions} questions, ${inWords(sample)}`);
    }, 1000);
    const asking = lines.map(({ line, rest }, index) =>
      askOnSocket(
        { name: `socket ${index}`, offset: index, line, rest, checks, counts, random },
        () => elapsed() >= seconds,
      ),
    );
    const all = Promise.all(asking);
    const late = new AbortController();
    delay(seconds * 1000 + lastAnswersWithinMs, undefined, { signal: late.signal, ref: false }).then(
      () => lines.map(({ line }) => line.close()),
      () => undefined,
    );
    await all;
    late.abort();
    took = elapsed();
  } finally {
    clearInterval(sampling);
    await server.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  checks.expect('the server logs no error or warning of its runtime', server.errors().length === 0, () =>
    server.errors().slice(0, 3).join(' '),
  );
  const memory = [
    ...judgeMemory('memory of the server is flat', samples, ({ server }) => server, options, checks),
    ...judgeMemory('memory of the query process is flat', samples, ({ query }) => query, options, checks),
  ];
  const inMs = (values: number[]) =>
    [0.5, 0.95, 0.99].map((share) => `p${share * 100} ${percentile(values, share).toFixed(0)} ms`).join(', ');
  const figures: [string, string][] = [
    ['seed', `${seed}`],
    ['sockets over tokens', `${sockets} over ${tokens}`],
    [
      'seconds',
      `${took.toFixed(1)} (memory ${warmUpSeconds === undefined ? 'not judged' : `judged after ${warmUpSeconds}`})`,
    ],
    ['questions', `${counts.questions}, ${(counts.questions / took).toFixed(1)} a second`],
    ['events', `${counts.events}, ${(counts.events / took).toFixed(0)} a second`],
    ['answers interrupted', `${counts.interrupted}`],
    ['chats made and deleted', `${counts.chats}`],
    ['from question to first event', inMs(counts.toFirst)],
    ['from question to end', inMs(counts.toEnd)],
    ...memory,
  ];
  // A short run has no warm memory to judge.
  const judged = checks.results().filter(({ name }) => warmUpSeconds !== undefined || !name.startsWith('memory'));
  return { name: 'load', figures: figures.map(([name, value]) => ({ name, value })), checks: judged };
}

async function openLines(ready: Ready, sockets: number, tokens: number): Promise<{ line: Line; rest: Rest }[]> {
  const held: string[] = [];
  for (let member = 1; member <= tokens; member++) held.push(await tokenFor(ready, `member${member}@example.org`));
  const lines: { line: Line; rest: Rest }[] = [];
  for (let index = 0; index < sockets; index++) {
    const token = held[index % held.length] ?? '';
    lines.push({ line: await openLine(ready, token), rest: restOf(ready, token) });
  }
  return lines;
}

/** Means of the quarters of the time after the warm-up. Growth is judged; a heap that shrinks is no fault. */
function judgeMemory(
  name: LoadCheck & `memory of ${string}`,
  samples: readonly Sample[],
  value: (sample: Sample) => number | undefined,
  { seconds, warmUpSeconds = 0 }: LoadOptions,
  checks: Checks<LoadCheck>,
): [string, string][] {
  const label = name.replace(' is flat', ', means of quarters');
  const quarter = (seconds - warmUpSeconds) / 4;
  const quarters = [0, 1, 2, 3].map((index) => {
    const from = warmUpSeconds + index * quarter;
    const inside = samples.filter(({ second }) => second >= from && second < from + quarter);
    return mean(inside.flatMap((sample) => value(sample) ?? []));
  });
  const [first = Number.NaN, last = Number.NaN] = [quarters[0], quarters[3]];
  const growth = last / first - 1;
  const said = `${quarters.map((megabytes) => megabytes.toFixed(1)).join(', ')} MB (${(growth * 100).toFixed(1)} %)`;
  // Without /proc nothing was measured; the proof then says that it was never looked at.
  if (!Number.isNaN(growth)) checks.expect(name, growth <= growthAtMost, () => said);
  return [[label, said]];
}

function inWords({ server, query }: Sample): string {
  return `server ${server?.toFixed(0)} MB, query process ${query?.toFixed(0)} MB`;
}

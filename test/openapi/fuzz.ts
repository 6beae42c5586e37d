// Requests made from the server's own document, many of them, each answer held against that document. What a seed decides
// about a request is repeatable; which ids exist by then is not, as several requests are under way at once.
// Not here: making a request (request.ts), judging an answer (judge.ts), starting a server.
import { type CheckResult, createChecks } from '../soak/proof.ts';
import { type Chance, createChance } from './chance.ts';
import { type Operation, operationsOf, parseDocument } from './document.ts';
import { type CheckName, checkNames, judge, told } from './judge.ts';
import { learn } from './learn.ts';
import { createLine, eventStream, eventsOf, type Line, type Received } from './line.ts';
import type { Member, World } from './meaning.ts';
import { createPool, type Kind } from './pool.ts';
import { type FuzzRequest, makeRequest } from './request.ts';

export interface FuzzOptions {
  requests: number;
  seed: number;
  url: string;
  apiKey: string;
  /** The server's `--email`. */
  adminEmail: string;
  slowQuestion: string;
  /** Requests that are under way at once. */
  workers?: number;
  /** Only these operations, all as often, by one member of a server that has limits: each must be reached. */
  limited?: readonly string[];
  log?: (line: string) => void;
}

export interface FuzzReport {
  name: string;
  figures: { name: string; value: string }[];
  checks: CheckResult[];
  /** How often each operation was answered with each status. */
  answers: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

/**
 * Opening data and a query have 60 s each, after which the server itself ends them with an error. How fast answers are is for
 * a benchmark: on a machine that is busy with other things even a small one may take long.
 */
const hangsAfterMs = 150_000;

/** The built-in server has no projects, so that none can be got; and no address that is made up leads to a database. */
const withoutSuccess = new Set(['getProject', 'checkIntegration', 'createIntegration', 'deleteIntegration']);

const weights: Readonly<Record<string, number>> = {
  sendMessage: 8,
  editMessage: 4,
  createChat: 4,
  getChat: 3,
  assistantChat: 3,
  assistantChatStream: 4,
  uploadFiles: 2,
  deleteChats: 2,
  openApi: 0.1,
  integrationSchema: 0.3,
};
/** What is deleted more often than made while there is more of it than this. */
const enough = 60;
const deleters: readonly [Kind, string][] = [
  ['chat', 'deleteChats'],
  ['query', 'deleteQuery'],
  ['memory', 'adminDeleteMemory'],
  ['rule', 'deleteRule'],
];

/** Sends the requests and reports. Rejects only when the server cannot be asked at all. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { requests, seed, url, apiKey, workers = 4, log = () => undefined } = options;
  const line = createLine(url);
  const { limited } = options;
  const names = checkNames.filter((name) => limited !== undefined || !ofLimits.has(name));
  const checks = createChecks<CheckName>(names);
  const answers = new Map<string, Map<number, number>>();
  const failures = new Map<string, number>();
  const since = performance.now();
  try {
    const { members, operations } = await beginning(line, options);
    const world: World = { url, apiKey, members, pool: createPool(), slowQuestion: options.slowQuestion };
    const chosen = operations.filter(({ id }) => limited?.includes(id) ?? true);
    let sent = 0;
    let slowest = { took: 0, told: '' };
    const counts = { sound: 0, 'that may not succeed': 0, other: 0 };

    async function one(index: number, wanted?: Operation): Promise<void> {
      const chance = createChance(seed * 1_000_003 + index);
      const operation = wanted ?? (limited ? chance.pick(chosen) : chooseOperation(chance, chosen, world));
      const admins = members.filter(({ isAdmin }) => isAdmin);
      const member = chance.pick(operation.isAdmins && chance.often(0.85) ? admins : members);
      const request = makeRequest(chance, operation, member, world);
      counts[request.mustFail !== undefined ? 'that may not succeed' : request.isSound ? 'sound' : 'other'] += 1;
      const started = performance.now();
      const answer = await send(line, request, operations, (stop) => record(stop.request, stop.answer));
      const took = performance.now() - started;
      const asTold = () =>
        `${(took / 1000).toFixed(1)} s: ${told(request, typeof answer === 'string' ? undefined : answer)}`;
      if (took > slowest.took) slowest = { took, told: asTold() };
      checks.expect('no answer hangs', took < hangsAfterMs, asTold);
      record(request, answer);
    }

    function record(request: FuzzRequest, answer: Received | string): void {
      if (typeof answer === 'string') {
        checks.expect(checkNames[0], false, () => `${answer}\n    ${told(request, undefined)}`);
        return;
      }
      const { id } = request.operation;
      const statuses = answers.get(id) ?? new Map<number, number>();
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      answers.set(id, statuses);
      const counting: Pick<typeof checks, 'expect'> = {
        expect(name, holds, why) {
          checks.expect(name, holds, why);
          const failure = `${id}: ${name}`;
          if (!holds) failures.set(failure, (failures.get(failure) ?? 0) + 1);
        },
      };
      judge(counting, world.pool, request, answer);
      learn(world.pool, request, answer);
    }

    async function worker(): Promise<void> {
      while (sent < requests) {
        sent += 1;
        if (sent % 2000 === 0) log(`${sent} requests, ${((performance.now() - since) / 1000).toFixed(0)} s`);
        await one(sent);
      }
    }
    await Promise.all(Array.from({ length: workers }, worker));

    for (const operation of chosen.filter((each) => !withoutSuccess.has(each.id))) {
      const { id, answers: documented } = operation;
      const reached = (status: number) => (answers.get(id)?.get(status) ?? 0) > 0;
      const [success = 0] = documented.keys();
      // In a short run chance may have passed one by.
      for (let more = 0; more < 40 && !reached(success); more++) await one(++sent, operation);
      checks.expect('every operation was answered with its success', reached(success), () => `${id}: no ${success}`);
      if (limited) checks.expect('every limit was reached', reached(429), () => `${id}: no 429`);
    }
    const seconds = (performance.now() - since) / 1000;
    const figures = [
      { name: 'seed', value: String(seed) },
      { name: 'requests', value: `${requests} in ${seconds.toFixed(1)} s` },
      { name: 'slowest answer', value: slowest.told.slice(0, 300) },
      { name: 'operations', value: String(answers.size) },
      ...Object.entries(counts).map(([kind, count]) => ({ name: `requests ${kind}`, value: String(count) })),
      ...[...answers].toSorted().map(([id, statuses]) => ({ name: id, value: statusesText(statuses) })),
      // The examples of a check are its first failures; these are all kinds of them.
      ...[...failures].map(([failure, times]) => ({ name: `not so for ${failure}`, value: String(times) })),
    ];
    return { name: 'fuzz', figures, checks: checks.results(), answers };
  } finally {
    line.close();
  }
}

const ofLimits: ReadonlySet<CheckName> = new Set(['who must wait is told how long', 'every limit was reached']);

function statusesText(statuses: ReadonlyMap<number, number>): string {
  return [...statuses]
    .toSorted(([one], [other]) => one - other)
    .map(([status, count]) => `${status}: ${count}`)
    .join(', ');
}

/** Members to ask as, and the document. */
async function beginning(
  line: Line,
  { apiKey, adminEmail, limited }: FuzzOptions,
): Promise<{ members: Member[]; operations: Operation[] }> {
  const members: Member[] = [];
  for (const email of [adminEmail, ...(limited ? [] : ['one@example.org', 'two@example.org'])]) {
    const headers = { 'X-API-Key': apiKey, 'Content-Type': 'application/json' };
    const body = Buffer.from(JSON.stringify({ email }));
    const answer = await line.send({ method: 'POST', path: '/v1/authenticate', headers, body });
    const { token, member_id: id } = JSON.parse(answer.text);
    members.push({ id: String(id), email, token: String(token), isAdmin: email === adminEmail });
  }
  const headers = { Authorization: `Bearer ${members[0]?.token}` };
  const { text } = await line.send({ method: 'GET', path: '/openapi.json', headers });
  return { members, operations: operationsOf(parseDocument(JSON.parse(text))) };
}

function chooseOperation(chance: Chance, operations: readonly Operation[], { pool }: World): Operation {
  const crowded = chance.often(0.3) ? deleters.find(([kind]) => pool.of(kind).length > enough) : undefined;
  const deleter = crowded && operations.find(({ id }) => id === crowded[1]);
  if (deleter) return deleter;
  const total = operations.reduce((sum, { id }) => sum + (weights[id] ?? 1), 0);
  let left = chance.below(total * 1000) / 1000;
  for (const operation of operations) {
    left -= weights[operation.id] ?? 1;
    if (left < 0) return operation;
  }
  return chance.pick(operations);
}

/** An answer, or why there is none. An answer that is to be stopped is stopped by a request of its own. */
async function send(
  line: Line,
  request: FuzzRequest,
  operations: readonly Operation[],
  onStopped: (stop: { request: FuzzRequest; answer: Received | string }) => void,
): Promise<Received | string> {
  const stopping: Promise<void>[] = [];
  const onFirst = (text: string) => {
    if (request.taken === 'cut') return 'cut';
    const operation = operations.find(({ id }) => id === 'interruptChat');
    const chat = /"id":"([^"]+)"/.exec(eventsOf(text).events[0]?.data ?? '')?.[1];
    if (request.taken !== 'stop' || !operation || !chat) return 'go on';
    const { Authorization = '' } = request.sent.headers;
    const path = operation.path.replace('{chat_id}', chat);
    const stop: FuzzRequest = {
      ...request,
      operation,
      params: { chat_id: chat },
      sent: { method: operation.method, path, headers: { Authorization } },
    };
    stopping.push(outcome(line.send(stop.sent)).then((answer) => onStopped({ request: stop, answer })));
    return 'go on';
  };
  const answer = await outcome(line.send(request.sent, onFirst));
  await Promise.all(stopping);
  // Of an answer that is no stream there was nothing to cut or stop.
  if (typeof answer !== 'string' && answer.type !== eventStream) request.taken = 'whole';
  return answer;
}

async function outcome(answer: Promise<Received>): Promise<Received | string> {
  return answer.catch((cause: unknown) => `No answer: ${cause instanceof Error ? cause.message : String(cause)}`);
}

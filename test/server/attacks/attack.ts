// What an attack over HTTP is, as data, and the judge of what came back: status, code, and nothing let slip.
// Not here: any attack.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { parseJson } from '../../../src/protocol/decoded.ts';
import { type Answer, bytesOf, exchange, type Said } from './rawHttp.ts';
import { snapshot, type World } from './world.ts';

export interface HttpAttack {
  name: string;
  /** A request, or bytes that are none. */
  send: Said | string | readonly (string | Buffer)[];
  /** Any of these; `closed` is a line that ends without a word. */
  status: Expected | readonly Expected[];
  /** The code in the body. */
  code?: string;
  /** Of a request that is no attack at all: how many answers come. */
  answers?: number;
  /** More than status and code; returns what is wrong. */
  also?: (answer: Answer) => string | undefined;
  /** An error need not be JSON with a code. */
  anyShape?: boolean;
}

export type Expected = number | 'closed';

/** A named attack of any kind; `run` throws when the server did not hold. */
export interface Attack {
  name: string;
  run(): Promise<void>;
}

export const as = (token: string): [string, string] => ['Authorization', `Bearer ${token}`];

export const json: [string, string] = ['Content-Type', 'application/json'];

let count = 0;
/** How many attacks ran so far in this process. */
export const attacksRun = (): number => count;

export interface RunOptions {
  /** All at once, not one after the other. */
  together?: boolean;
}

/** Runs all, and the world is what it was. */
export async function runAttacks(
  t: TestContext,
  world: World,
  name: string,
  attacks: readonly Attack[],
  { together = false }: RunOptions = {},
): Promise<void> {
  await t.test(`${name} (${attacks.length})`, async () => {
    count += attacks.length;
    const before = await snapshot(world);
    const failures: string[] = [];
    const run = async (attack: Attack) => {
      try {
        await attack.run();
      } catch (cause) {
        failures.push(`${attack.name}: ${cause instanceof Error ? cause.message : String(cause)}`);
      }
    };
    if (together) await Promise.all(attacks.map(run));
    else for (const attack of attacks) await run(attack);
    assert.deepEqual(failures, []);
    assert.deepEqual(await snapshot(world), before, 'something changed');
  });
}

export function httpAttacks(world: World, attacks: readonly HttpAttack[]): Attack[] {
  return attacks.map((attack) => ({
    name: attack.name,
    run: () => runHttp(world, attack),
  }));
}

async function runHttp(world: World, { send, status, code, answers = 1, also, anyShape }: HttpAttack): Promise<void> {
  const isSaid = typeof send === 'object' && 'target' in send;
  const bytes = isSaid ? [bytesOf(world.host, send)] : typeof send === 'string' ? [send] : send;
  const isHead = isSaid && send.method === 'HEAD';
  const result = await exchange(world.port, bytes, { answers, isHead });
  const expected = typeof status === 'object' ? status : [status];
  const got = result.answers[0]?.status ?? (result.closed ? 'closed' : 'silence');
  const shown = result.answers.map((answer) => `${answer.status} ${answer.body.slice(0, 200)}`).join(' | ');
  if (got === 'silence' || !expected.includes(got)) assert.fail(`expected ${expected}, got ${got} ${shown}`);
  if (answers > 0 && result.answers.length > answers) assert.fail(`${result.answers.length} answers: ${shown}`);
  for (const answer of result.answers) {
    const problem = letSlip(world, answer, isHead || anyShape) ?? also?.(answer);
    if (problem) assert.fail(`${problem}: ${shown}`);
  }
  const first = result.answers[0];
  if (code === undefined || !first) return;
  const body = parseJson(first.body);
  const given = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
  if (given !== code) assert.fail(`expected the code ${code}, got ${shown}`);
}

/** What no answer may hold: leave for other pages, places on disk, a stack, the signing key. */
export function letSlip(world: World, { status, headers, body }: Answer, anyShape = false): string | undefined {
  if ([...headers.keys()].some((name) => name.startsWith('access-control'))) return 'a CORS header';
  if (status >= 500) return `status ${status}`;
  const hidden = [world.store, world.data, world.signingKey.toString('hex'), 'node_modules'];
  if (hidden.some((text) => body.includes(text)) || /\n\s+at .+:\d+/.test(body)) return 'something of the inside';
  // What the HTTP parser itself refuses has no body.
  if (status < 400 || anyShape || body === '') return undefined;
  const said = parseJson(body);
  const isError = typeof said === 'object' && said !== null && 'detail' in said && 'code' in said;
  return isError ? undefined : 'an error of another shape';
}

// `npm run soak`: builds the server as it is shipped, runs the long proofs in full, prints their figures and counts.
// Not here: the proofs (test/soak/), their short forms (test/soak/*.test.ts, run by `npm test`).
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { proveFuzz } from '../../test/openapi/proveFuzz.ts';
import { proveCuts } from '../../test/soak/cuts.ts';
import { proveFramesFull } from '../../test/soak/framesFull.ts';
import { proveKills } from '../../test/soak/kills.ts';
import { proveLoad } from '../../test/soak/load.ts';
import { failureOf, type Report } from '../../test/soak/proof.ts';
import { run } from '../children.ts';
import { withLock } from '../lock.ts';
import { node24, root } from '../paths.ts';
import { elapsed } from '../test/checks.ts';
import { report, type Step, total } from '../test/tally.ts';

const usage =
  'Usage: npm run soak -- [kills] [load] [fuzz] [cuts] [frames] ' +
  '[--kills N] [--seconds N] [--requests N] [--frames N] [--cuts N] [--seed N]';
/** Until caches, pools and heaps have the size that this load needs. */
const warmUpSeconds = 30;

interface Options {
  names: string[];
  kills: number;
  seconds: number;
  requests: number;
  cuts: number;
  frames: number;
  seed: number;
}

/** Throws on anything that is not of the usage. */
function parseOptions(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      kills: { type: 'string' },
      seconds: { type: 'string' },
      requests: { type: 'string' },
      cuts: { type: 'string' },
      frames: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  const whole = (name: keyof typeof values, otherwise: number): number => {
    const value = Number(values[name] ?? otherwise);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number.\n${usage}`);
    return value;
  };
  if (positionals.some((name) => !Object.hasOwn(proofs, name))) throw new Error(usage);
  return {
    names: positionals.length > 0 ? positionals : Object.keys(proofs),
    kills: whole('kills', 200),
    /** Of streaming after the warm-up. */
    seconds: whole('seconds', 120),
    requests: whole('requests', 25_000),
    cuts: whole('cuts', 10_000),
    frames: whole('frames', 1_000_000),
    seed: whole('seed', (Date.now() % 1_000_000) + 1),
  };
}

const log = (line: string): void => console.error(`  ${line}`);
const proofs: Record<string, (options: Options) => Promise<Report>> = {
  kills: ({ kills, seed }) => proveKills({ kills, seed, log }),
  load: ({ seconds, seed }) =>
    proveLoad({ sockets: 200, tokens: 70, seconds: warmUpSeconds + seconds, warmUpSeconds, seed, log }),
  fuzz: ({ requests, seed }) => proveFuzz({ requests, seed, log }),
  cuts: ({ cuts, seed }) => proveCuts({ cuts, seed, log }),
  frames: ({ frames, seed }) => proveFramesFull({ frames, seed, log }),
};

async function build(): Promise<void> {
  const code = await run(node24, ['esbuild.mjs', '--production', '--only=server,query process', '--quiet'], {
    cwd: root,
    stdio: ['ignore', process.stderr, 'inherit'],
  });
  if (code !== 0) throw new Error('The server could not be built (see above).');
}

async function prove(name: string, options: Options): Promise<Step> {
  const since = performance.now();
  console.log(`\n== ${name}`);
  const done = await proofs[name]?.(options);
  const step: Step = { name, passed: 0, failed: 0, skipped: 0, seconds: elapsed(since), notes: [] };
  for (const { name: figure, value } of done?.figures ?? []) console.log(`  ${figure.padEnd(45)} ${value}`);
  for (const check of done?.checks ?? []) {
    const failure = failureOf(check);
    console.log(`${failure === undefined ? '✔' : '✖'} ${check.name} (${check.times} times)`);
    if (failure === undefined) step.passed += 1;
    else {
      step.failed += 1;
      step.notes.push(`failed: ${check.name}: ${failure}`);
    }
  }
  return step;
}

try {
  const options = parseOptions(process.argv.slice(2));
  await withLock(path.join(root, 'node_modules', '.trellis-build.lock'), build);
  const steps: Step[] = [];
  // One after the other: each wants the whole machine.
  for (const name of options.names) steps.push(await prove(name, options));
  for (const line of report(steps)) console.log(line);
  process.exitCode = total(steps).failed > 0 ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

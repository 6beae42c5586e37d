// Ten thousand cuts: lines are broken in every place of every kind of exchange, and in the end each question is stored once and what
// is shown is what is stored. Rounds run in a few lanes side by side; each is its seed.
// Not here: one round (cutsRound.ts).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '../../src/server/log.ts';
import type { RevisionName } from '../../src/server/revisions.ts';
import { type RunningServer, startServer } from '../../src/server/serve.ts';
import { queryScript, smallData } from '../support/testServer.ts';
import { runRound } from './cutsRound.ts';
import { cutsChecks, type Expect } from './cutsTruth.ts';
import { createChecks, type Report } from './proof.ts';

export interface CutsOptions {
  /** At least so many, each of an exchange that was under way. */
  cuts: number;
  /** Of the first round; the next ones count on from there. */
  seed: number;
  lanes?: number;
  /** All rounds against this one; else a smaller share against the older ones. */
  revision?: RevisionName;
  trace?: (line: string) => void;
  log?: (line: string) => void;
}

const cutsPerRound = 30;
const apiKey = 'test-key-test-key';

export async function proveCuts(options: CutsOptions): Promise<Report> {
  const { cuts, seed, lanes = 4, log = () => undefined } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'trellis-cuts-'));
  const data = smallData(folder);
  const servers = new Map<RevisionName, Promise<RunningServer>>();
  const checks = createChecks(cutsChecks);
  const cutBy = new Map<string, number>();
  const figures = new Map<string, number>();
  const since = performance.now();
  let done = 0;
  let rounds = 0;

  const serverOf = (revision: RevisionName) => {
    const known = servers.get(revision);
    if (known) return known;
    const store = path.join(folder, revision);
    const email = 'you@localhost';
    const place = { host: '127.0.0.1', publicUrl: null, port: 0, data, store, timezone: 'UTC' };
    const starting = startServer({ ...place, email, revision, limits: false, apiKey }, silentLog, { queryScript });
    servers.set(revision, starting);
    return starting;
  };
  const add = (to: Map<string, number>, name: string, by = 1) => to.set(name, (to.get(name) ?? 0) + by);

  async function lane() {
    while (done < cuts) {
      const mine = seed + rounds;
      rounds += 1;
      const revision = options.revision ?? revisionOf(mine);
      const { url } = (await serverOf(revision)).ready;
      const steps: string[] = [];
      let failed = false;
      const expect: Expect = (check, holds, why) => {
        if (!holds) failed = true;
        checks.expect(check, holds, () => `seed ${mine}: ${why()} (${stepsFile(mine)})`);
      };
      await runRound({
        seed: mine,
        cuts: cutsPerRound,
        server: { url, apiKey, revision },
        expect,
        counts: {
          cut(way, kind) {
            done += 1;
            add(cutBy, `${way} ${kind}`);
            add(cutBy, way);
            if (done % 500 === 0)
              log(`${done} cuts in ${rounds} rounds, ${Math.round((performance.now() - since) / 1000)} s`);
          },
          add: (name, by) => add(figures, name, by),
        },
        trace(step) {
          steps.push(step);
          options.trace?.(step);
        },
      });
      if (failed) writeFileSync(stepsFile(mine), steps.join('\n'));
    }
  }

  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    for (const server of await Promise.all(servers.values())) await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const sorted = (counts: Map<string, number>) =>
    [...counts]
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([name, count]) => ({ name, value: `${count}` }));
  return {
    name: 'cuts',
    figures: [
      { name: 'seed of the first round', value: `${seed}` },
      { name: 'cuts of exchanges under way', value: `${done} in ${rounds} rounds` },
      ...sorted(cutBy),
      ...sorted(figures),
    ],
    checks: checks.results(),
  };
}

/** Where the steps of a round are written that has failed. */
const stepsFile = (seed: number) => path.join(tmpdir(), `trellis-cuts-${seed}.txt`);

/** Of eight rounds one is against each of the older revisions. */
function revisionOf(seed: number): RevisionName {
  if (seed % 8 === 3) return 'previous';
  return seed % 8 === 6 ? 'first' : 'current';
}

// Runs a set of test files with node:test, shows them as they pass, and counts.
// Not here: which files (plan.ts).

import path from 'node:path';
import process from 'node:process';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { root } from '../paths.ts';
import { elapsed } from './checks.ts';
import { failedStep, type Step } from './tally.ts';

export interface Suite {
  name: string;
  files: readonly string[];
  /** Files that run at once. */
  concurrency: number;
  /** Milliseconds that one file may take. */
  fileTimeout: number;
}

/** Runs the files, each in a process of its own. A suite without files, or whose files hold no test, has failed. */
export async function runSuite(suite: Suite): Promise<Step> {
  const since = performance.now();
  if (suite.files.length === 0) return failedStep(suite.name, 0, 'no test file was found');
  const step: Step = { name: suite.name, passed: 0, failed: 0, skipped: 0, seconds: 0, notes: [] };
  const events = run({
    files: suite.files.map((file) => path.join(root, file)),
    cwd: root,
    concurrency: suite.concurrency,
    timeout: suite.fileTimeout,
  });
  events.on('test:pass', (event) => {
    if (event.details.type === 'suite') {
      // A group that is skipped as a whole does not tell of its tests.
      if (typeof event.skip === 'string') {
        step.skipped += 1;
        step.notes.push(`skipped: ${event.name}: ${event.skip}`);
      }
      return;
    }
    // A file that holds no test passes under its own name.
    if (event.nesting === 0 && event.name === event.file) {
      step.failed += 1;
      step.notes.push(`failed: ${path.relative(root, event.name)} holds no test`);
      return;
    }
    const reason = event.skip ?? event.todo;
    if (reason === undefined || reason === false) step.passed += 1;
    else {
      step.skipped += 1;
      step.notes.push(`skipped: ${event.name}: ${reason === true || reason === '' ? 'no reason given' : reason}`);
    }
  });
  events.on('test:fail', (event) => {
    // A group fails when a test in it fails; only one that fails by itself (its hook, its file) is a failure of its own.
    const { error } = event.details;
    if (event.details.type === 'suite' && 'failureType' in error && error.failureType === 'subtestsFailed') return;
    step.failed += 1;
    step.notes.push(`failed: ${event.name} (${where(event)})`);
  });
  const shown = new Writable({
    write(chunk, _encoding, done) {
      process.stdout.write(chunk, () => done());
    },
  });
  await pipeline(events, new spec(), shown);
  step.seconds = elapsed(since);
  if (step.passed + step.failed + step.skipped === 0) return failedStep(suite.name, step.seconds, 'no test was run');
  return step;
}

function where(event: { file?: string; line?: number }): string {
  const file = event.file === undefined ? 'unknown file' : path.relative(root, event.file);
  return event.line === undefined ? file : `${file}:${event.line}`;
}

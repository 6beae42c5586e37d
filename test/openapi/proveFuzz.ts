// The fuzzing in full, against the server as it is shipped, in a process of its own.
// Not here: the fuzzing (fuzz.ts), its short form (fuzz.test.ts), building the server (scripts/tasks/soak.ts).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { builtScript, startBuiltServer } from '../soak/builtServer.ts';
import { createChecks, type Report } from '../soak/proof.ts';
import { slowQuestion, smallData } from '../support/testServer.ts';
import { type FuzzReport, fuzz } from './fuzz.ts';

const adminEmail = 'you@localhost';
const workers = 6;

export interface FuzzProofOptions {
  requests: number;
  seed: number;
  script?: string;
  log?: (line: string) => void;
}

export async function proveFuzz(options: FuzzProofOptions): Promise<Report> {
  const { script = builtScript, ...wanted } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'trellis-fuzz-'));
  const args = ['--data', smallData(folder), '--store', path.join(folder, 'store'), '--email', adminEmail];
  const server = startBuiltServer(script, [...args, '--timezone', 'UTC']);
  let report: FuzzReport;
  try {
    const { url, apiKey } = await server.ready;
    report = await fuzz({ ...wanted, url, apiKey, adminEmail, slowQuestion, workers });
  } finally {
    await server.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  const logged = createChecks(['the server logs no error or warning of its runtime']);
  const errors = server.errors();
  logged.expect('the server logs no error or warning of its runtime', errors.length === 0, () =>
    errors.slice(0, 5).join('\n  '),
  );
  return { name: report.name, figures: report.figures, checks: [...report.checks, ...logged.results()] };
}

// Stop: how soon the panel says so, over 50 stops, and that the embedded server's query is gone after each.
// Not here: what a stopped answer can do next (survival.test.ts).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { launchVscode, type Vscode } from '../support/vscodeDriver.ts';
import { ask, startWithSample, typeQuestion } from '../support/vscodePanel.ts';

const slowSql = 'SELECT count(*) FROM range(3000000) a, range(3000000) b WHERE (a.range * b.range) % 7 = 3';
const stops = 50;
const withinMs = 100;

/** In the panel: from the click on "Stop" to the frame that shows the answer as stopped, or as about to be. */
const measureInPage = `
  window.stopped = [];
  document.addEventListener('click', (event) => {
    if (!event.target.closest('[data-testid="stop"]')) return;
    const from = performance.now();
    const running = () => document.querySelector('[data-testid="turn-assistant"][data-status="running"]');
    const stopping = () => document.querySelector('[data-testid="progress"]')?.textContent.includes('Stopping');
    const look = () => (running() && !stopping() ? requestAnimationFrame(look) : window.stopped.push(performance.now() - from));
    requestAnimationFrame(look);
  }, true);
`;

describe('stop', () => {
  let vscode: Vscode;
  const running = () => vscode.panel.locator('[data-testid="turn-assistant"][data-status="running"]');

  before(async () => {
    vscode = await launchVscode();
    writeFileSync(path.join(vscode.workspace, 'slow.sql'), slowSql);
    await startWithSample(vscode);
  });
  after(() => vscode.close());

  test(`50 stops are acknowledged within ${withinMs} ms by their median, and no query is left behind`, async (t) => {
    await vscode.openFile('slow.sql');
    await vscode.runCommand('Trellis: Ask About Selection');
    await vscode.panel.getByTestId('chip-remove').waitFor();
    await typeQuestion(vscode, 'run this');
    await vscode.page.keyboard.press('Enter');
    await running().waitFor();
    const frame = await vscode.panelFrame();
    await frame.evaluate(measureInPage);
    const queries = queryProcess(path.dirname(vscode.workspace));
    for (let stop = 0; stop < stops; stop++) {
      if (stop > 0) {
        await vscode.panel.getByTestId('ask-again').last().click();
        await running().waitFor();
      }
      if (stop % 10 === 0) await until(async () => (await cpuTicks(queries)) >= 10, 'the query never began');
      await vscode.panel.getByTestId('stop').click();
      await running().waitFor({ state: 'detached' });
      // A query that ran on would take all of a processor: 20 ticks in the time that is looked at.
      if (stop % 10 === 9) await until(async () => (await cpuTicks(queries)) <= 2, 'the query runs on');
    }
    const measured = (await frame.evaluate('window.stopped')) as number[];
    assert.equal(measured.length, stops);
    const sorted = measured.toSorted((a, b) => a - b).map((ms) => Math.round(ms));
    const median = sorted[stops / 2] ?? Number.NaN;
    t.diagnostic(`stop acknowledged: median ${median} ms, fastest ${sorted[0]} ms, slowest ${sorted.at(-1)} ms`);
    await vscode.screenshot('stopped-50-times');
    assert.ok(median <= withinMs, `the median is ${median} ms`);
    const ends = await vscode.panel
      .getByTestId('turn-assistant')
      .evaluateAll((all) => all.map((turn) => turn.getAttribute('data-status')));
    assert.deepEqual(
      ends,
      Array.from({ length: stops }, () => 'interrupted'),
    );
    await ask(vscode, 'How many orders are there?');
  });
});

/** The process that hosts the database of this window's server. */
function queryProcess(profile: string): number {
  const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const found = lines.filter((line) => line.includes(profile) && line.includes('queryProcess.cjs'));
  assert.equal(found.length, 1, lines.join('\n'));
  return Number.parseInt(found[0] ?? '', 10);
}

/** Processor time, in hundredths of a second, that the process takes within 200 ms. */
async function cpuTicks(pid: number): Promise<number> {
  const spent = () => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]);
  };
  const from = spent();
  await delay(200);
  return spent() - from;
}

/** Polls what only the process table tells. */
async function until(holds: () => Promise<boolean>, otherwise: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await holds())) assert.ok(performance.now() < deadline, otherwise);
}

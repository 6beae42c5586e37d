// What axe finds wrong with the accessibility of a page.
// Not here: which pages are judged (scenes.test.ts).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const script = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** The serious and critical violations, a line each. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  // By the debugger, since the page's policy lets no strange script in.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(readFileSync(script, 'utf8'));
  return await page.evaluate(`axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary = '' }) => id + ': ' + html.slice(0, 160) + ' ' + failureSummary)))`);
}

// Pictures of scenes, to look at: `node test/webview/preview/shots.ts FOLDER [scene ...]`.
// Not here: checks (scenes.test.ts).
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { chartsDrawn, chromiumPath, launch, openScene } from './browser.ts';
import { scenes } from './scenes.ts';
import { startPreview } from './server.ts';
import type { ThemeName } from './themes.ts';

const [folder = 'artifacts/panel', ...named] = process.argv.slice(2);
const executable = chromiumPath();
if (executable === undefined) throw new Error('No Chromium: name one with TRELLIS_CHROMIUM.');
mkdirSync(folder, { recursive: true });
const preview = await startPreview();
const browser = await launch(executable);
const looks: [ThemeName, number][] = [
  ['dark', 300],
  ['light', 420],
  ['highContrast', 420],
  ['highContrastLight', 300],
  ['dark', 800],
];
for (const scene of named.length > 0 ? named : Object.keys(scenes)) {
  for (const [theme, width] of looks) {
    const { page, complaints } = await openScene(browser, preview.url, scene, theme, width);
    await chartsDrawn(page);
    await page.screenshot({ path: path.join(folder, `${scene}-${theme}-${width}.png`) });
    if (complaints.length > 0) console.log(scene, theme, width, complaints);
    await page.close();
  }
}
await browser.close();
preview.close();

// Settings of a VS Code profile that no person has set up: they lie in the machine's settings, so the workspace stays as it is.
// Not here: settings of the extension's users.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What keeps a fresh window to the work at hand: no welcome page, no second side bar, no telemetry. */
const calm = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
};

/** Writes the settings over what is there. */
export function writeMachineSettings(profile: string, settings: Record<string, unknown>): void {
  const file = settingsFile(profile);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${JSON.stringify({ ...calm, ...settings }, null, 2)}\n`);
}

/** Writes the calm settings when there are none, so that a person's own changes stay. */
export function writeFirstMachineSettings(profile: string): void {
  if (!existsSync(settingsFile(profile))) writeMachineSettings(profile, {});
}

function settingsFile(profile: string): string {
  return path.join(profile, 'data', 'data', 'Machine', 'settings.json');
}

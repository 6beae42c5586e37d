// Packs the extension with the scripted models, so that it is installed in a VS Code as any other is.
// Not here: what its models say (extension.cjs).
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { capture } from '../../../scripts/children.ts';
import { node24, root } from '../../../scripts/paths.ts';

/** The path of a VSIX made now, in a folder of its own, which is the caller's to remove. */
export async function packModelProvider(): Promise<{ vsix: string; folder: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'trellis-model-provider-'));
  const vsix = path.join(folder, 'model-provider.vsix');
  const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--skip-license'];
  const { code, output } = await capture(node24, [vsce, 'package', ...flags, '--out', vsix], {
    cwd: path.join(root, 'test', 'vscode', 'modelProvider'),
  });
  if (code !== 0) throw new Error(`The models of the test could not be packed:\n${output.trim()}`);
  return { vsix, folder };
}

// Writes the sample workspace for a window that is started from VS Code itself (.vscode/launch.json).
// Not here: its files (start/workspace.ts).
import path from 'node:path';
import { vscodeTest } from '../paths.ts';
import { writeSampleWorkspace } from '../start/workspace.ts';

console.log(writeSampleWorkspace(path.join(vscodeTest, 'start', 'workspace')));

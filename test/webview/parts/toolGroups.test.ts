// The lines that stand for the tools of an answer.
// Not here: how they are drawn (test/webview/view/assistant.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toolGroups } from '../../../webview/parts/toolGroups.ts';

const tool = (label: string, running = false) => ({ name: 'tool', label, running });

test('the same tool again is counted in its line, which runs as long as one of them does', () => {
  const groups = toolGroups([
    tool('Web (search)'),
    tool('Files (read)'),
    tool('Web (search)', true),
    tool('Web (search)'),
  ]);
  assert.deepEqual(groups, [
    { label: 'Web (search)', name: 'tool', count: 3, running: true, failed: false },
    { label: 'Files (read)', name: 'tool', count: 1, running: false, failed: false },
  ]);
});

test('a tool without a label is called by its name', () => {
  assert.equal(toolGroups([tool(' ')])[0]?.label, 'tool');
  assert.deepEqual(toolGroups([]), []);
});

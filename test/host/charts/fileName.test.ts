// The name of a saved file, proposed from an answer's title: always the name of a file, and nothing else.
// Not here: the dialog (test/vscode/chartTools.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileNameOf } from '../../../src/host/charts/fileName.ts';

const rows: [string, string][] = [
  ['Revenue by month', 'Revenue by month'],
  ['Umsatz je Jahr, größte zuerst', 'Umsatz je Jahr größte zuerst'],
  ['../../etc/passwd', 'etc passwd'],
  ['C:\\Windows\\x', 'C Windows x'],
  ['.bashrc', 'bashrc'],
  ['a\u0000b\nc\u202Ed', 'a b c d'],
  ['   ', 'chart'],
  ['CON', 'chart'],
  ['x'.repeat(300), 'x'.repeat(80)],
];
for (const [title, name] of rows)
  test(`${JSON.stringify(title.slice(0, 30))}`, () => assert.equal(fileNameOf(title), name));

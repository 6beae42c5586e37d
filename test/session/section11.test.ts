// Section 11 of the API: every row of "client that serves both", through the real client, against the scripted peer and against
// the embedded server in its revisions. Not here: the tests (section11/); this file counts them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './section11/chats.ts';
import './section11/files.ts';
import './section11/lines.ts';
import './section11/lists.ts';
import './section11/transports.ts';
import { covered, type Row, rows } from './section11/rows.ts';

test('every row has a test against the scripted peer and against the embedded server', (t) => {
  const names = Object.keys(rows) as Row[];
  for (const name of names)
    for (const against of ['scripted', 'embedded'] as const)
      assert.ok(
        covered.some((each) => each.row === name && each.against === against),
        `"${name}" has no test against the ${against} server`,
      );
  t.diagnostic(`section 11: ${names.length} rows, ${covered.length} checks`);
});

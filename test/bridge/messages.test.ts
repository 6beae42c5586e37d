// How much of what a person writes the host takes, and what comes back of a question it cannot read.
// Not here: what an intent does (test/vscode).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readDroppedAsk } from '../../src/bridge/ask.ts';
import { decodeFromWebview } from '../../src/bridge/messages.ts';

const item = { language: 'sql', path: 'a.sql', text: 'select 1' };
const ask = {
  ...{ kind: 'ask', chatId: 'c', question: 'How many?', typed: true, context: [item] },
  ...{ integrationId: null, model: null },
};

describe('intents of the page', () => {
  test('long ids, paths, drafts and SQL are taken', () => {
    const taken = [
      { ...ask, chatId: 'c'.repeat(1000), model: 'm'.repeat(1000), context: [{ ...item, path: 'p/'.repeat(2500) }] },
      { kind: 'uiChanged', chatId: 'c', ui: { draft: 'x'.repeat(5_000_000), context: [], scrollTop: null } },
      { kind: 'chooseModel', current: 'm'.repeat(1000) },
      { kind: 'insertSql', sql: 'x'.repeat(5_000_000) },
    ];
    for (const intent of taken) assert.equal(decodeFromWebview(intent).kind, 'valid', intent.kind);
    assert.equal(decodeFromWebview({ kind: 'openSql', sql: 'x'.repeat(5_000_001) }).kind, 'malformed');
  });

  test('of a question that is malformed its words can be read, and of its parts those that are well formed', () => {
    const model = { ...ask, model: 7 };
    assert.equal(decodeFromWebview(model).kind, 'malformed');
    assert.deepEqual(readDroppedAsk(model)?.question, 'How many?');
    assert.deepEqual(readDroppedAsk(model)?.context, [item]);
    assert.deepEqual(readDroppedAsk({ ...ask, context: [{ ...item, language: 'x'.repeat(200) }] })?.context, []);
    for (const other of [null, 'ask', { kind: 'ask' }, { kind: 'stop', chatId: 'c', question: 'x', typed: true }])
      assert.equal(readDroppedAsk(other), null);
  });
});

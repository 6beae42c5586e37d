// Every failure has something a person can do about it.
// Not here: how it is drawn (test/webview).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineCodes, remedyOf } from '../../src/chat/failures.ts';
import { errorCodes } from '../../src/protocol/trellis/errorCodes.ts';

/** What is answered before a person sees it, and a question that is answered with suggestions. */
const neverShown = new Set(['DUPLICATE_MESSAGE', 'NOTHING_TO_INTERRUPT', 'NOT_UNDERSTOOD']);

test('each code of the API and each failure of the line says what to do', () => {
  const codes = [...Object.keys(errorCodes), ...lineCodes];
  for (const code of codes) {
    const { hint, steps } = remedyOf(code);
    assert.ok(neverShown.has(code) || hint !== null || steps.length > 0, code);
  }
});

test('what may pass by itself can be asked again', () => {
  const passing = Object.entries(errorCodes).filter(([, { retryable }]) => retryable);
  for (const [code] of passing) assert.ok(remedyOf(code).steps.includes('askAgain'), code);
});

test('a code of a newer server, and none at all, can be asked again', () => {
  assert.deepEqual(remedyOf('NEW_CODE').steps, ['askAgain', 'showLog']);
  assert.deepEqual(remedyOf('toString').steps, ['askAgain', 'showLog']);
  assert.deepEqual(remedyOf(null).steps, ['askAgain']);
});

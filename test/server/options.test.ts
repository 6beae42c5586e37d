// What the command line and the extension can tell the server of calendars.
// Not here: that wrong use ends with the usage (process.test.ts), what the planner does with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askOptions, childOptions, serveOptions, UsageError } from '../../src/server/options.ts';

const child = { data: null, store: '/tmp/store', email: 'you@localhost', apiKey: 'k'.repeat(16), timezone: 'UTC' };

test('the start of the fiscal year is a month by its name, and its number to the planner', () => {
  assert.equal(serveOptions(['--fiscal-year-start', 'October']).fiscalStart, 10);
  assert.equal(askOptions(['how many orders', '--fiscal-year-start', 'january']).fiscalStart, 1);
  assert.equal(childOptions(JSON.stringify({ ...child, fiscalYearStart: 'april' })).fiscalStart, 4);
});

test('without it there is none, so that fiscal years are not taken for calendar years', () => {
  assert.equal(serveOptions([]).fiscalStart, undefined);
  assert.equal(askOptions(['how many orders']).fiscalStart, undefined);
  for (const given of [child, { ...child, fiscalYearStart: null }])
    assert.equal(childOptions(JSON.stringify(given)).fiscalStart, undefined);
});

test('what is no month is wrong use', () => {
  for (const month of ['4', 'apr', 'not set', ''])
    assert.throws(() => serveOptions(['--fiscal-year-start', month]), UsageError, month);
});

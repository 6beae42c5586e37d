// Addresses of providers as people type them: what is taken, what warns, what is refused.
// Not here: addresses of servers (test/host/assistantAccounts.test.ts and others).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkedModelAddress } from '../../src/host/modelAddress.ts';

const key = 'sk-1234567890';

test('https anywhere is taken with its path, and http on this machine', () => {
  const taken: [typed: string, url: string][] = [
    ['https://api.example.org/v1', 'https://api.example.org/v1'],
    [' https://api.example.org/openai/v1/ ', 'https://api.example.org/openai/v1'],
    ['https://gateway.example.org/team/api', 'https://gateway.example.org/team/api'],
    ['https://api.example.org', 'https://api.example.org'],
    ['http://127.0.0.1:11434', 'http://127.0.0.1:11434'],
    ['http://localhost:1234/v1', 'http://localhost:1234/v1'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ];
  for (const [typed, url] of taken) assert.deepEqual(checkedModelAddress(typed, key), { url }, typed);
});

test('http in the own network is taken with a warning', () => {
  for (const typed of [
    'http://192.168.1.5:11434',
    'http://10.0.0.7/v1',
    'http://nas.local:11434',
    'http://gpu:8000/v1',
  ]) {
    const checked = checkedModelAddress(typed, key);
    assert.ok('warning' in checked && /can read the key/.test(checked.warning ?? ''), typed);
  }
});

test('what shows the key, hides an address or is none is refused with a sentence', () => {
  const refused: [typed: string, why: RegExp][] = [
    ['api.example.org', /no address/],
    ['', /no address/],
    ['http://api.example.org/v1', /Only https/],
    ['http://8.8.8.8/v1', /Only https/],
    ['ftp://example.org', /https:\/\/ or http:\/\//],
    ['file:///etc/passwd', /https:\/\/ or http:\/\//],
    ['https://user:pass@example.org', /user name/],
    [`https://${key}@example.org`, /user name/],
    [`https://example.org/v1?key=${key}`, /"\?"/],
    ['https://example.org/v1#x', /"#"/],
    [`https://example.org/${key}/v1`, /must not hold the key/],
    [`https://example.org/${key.replace('k', '%6B')}/v1`, /must not hold the key/],
    [`https://${key}.example.org/v1`, /must not hold the key/],
  ];
  for (const [typed, why] of refused) {
    const checked = checkedModelAddress(typed, key);
    assert.match('problem' in checked ? checked.problem : 'taken', why, typed);
  }
});

test('a word that serves as key and is in every address is no secret', () => {
  assert.deepEqual(checkedModelAddress('http://127.0.0.1:1234/v1', 'v1'), { url: 'http://127.0.0.1:1234/v1' });
});

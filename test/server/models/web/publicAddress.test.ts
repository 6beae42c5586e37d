// Which addresses are public, at the edges of each range.
// Not here: names and ways of writing an address (hostileAddresses.test.ts).
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { describe, test } from 'node:test';
import { isPublicAddress } from '../../../../src/server/models/web/publicAddress.ts';

const publicOnes = [
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2001:200::1',
  '2606:4700:4700::1111',
  '2a00:1450:4001:81c::200e',
];

const otherOnes = [
  '0.0.0.0',
  '0.255.255.255',
  '10.0.0.0',
  '10.255.255.255',
  '100.64.0.0',
  '100.127.255.255',
  '127.0.0.1',
  '169.254.0.0',
  '169.254.169.254',
  '172.16.0.0',
  '172.31.255.255',
  '192.0.0.8',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.255.255',
  '198.18.0.0',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.0',
  '239.255.255.255',
  '240.0.0.0',
  '255.255.255.255',
  '::',
  '::1',
  '::8.8.8.8',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
  '64:ff9b:1::1',
  '100::1',
  '1fff::1',
  '2001::1',
  '2001:1ff:ffff::1',
  '2001:db8::1',
  '2002::1',
  '2002:808:808::1',
  '3fff::1',
  '4000::1',
  '5f00::1',
  'fc00::1',
  'fdff::1',
  'fe80::1',
  'fe80::1%eth0',
  '2606:4700:4700::1111%eth0',
  'fec0::1',
  'ff00::1',
  '',
  '1.1.1',
  '1.1.1.1.',
  'site.example',
];

describe('public', () => {
  for (const address of publicOnes) test(address, () => assert.ok(isPublicAddress(address)));
});

describe('not public', () => {
  for (const address of otherOnes) test(address || 'nothing', () => assert.equal(isPublicAddress(address), false));
});

test('no address of this machine itself is public', () => {
  for (const addresses of Object.values(networkInterfaces()))
    for (const { address } of addresses ?? []) assert.equal(isPublicAddress(address), false, address);
});

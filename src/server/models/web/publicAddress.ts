// Which addresses of the internet protocol are public: neither special by IANA's registries, nor on a network of this machine.
// Not here: names (line.ts).
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

const special: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // The host of a virtual machine at Azure answers here, at an address that is public by its form.
  ['168.63.129.16', 32],
  // Of IPv6 all that is not 2000::/3 is refused below: loopback, mapped, NAT64, local, link-local, multicast and what is unassigned.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

const specialRanges = blockList(special);
const globalUnicast = blockList([['2000::', 3]]);

/** An address is written as `dns.lookup` gives it; anything else, and a scoped one, is not public. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 0 || address.includes('%')) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (version === 6 && !globalUnicast.check(address, family)) return false;
  return !specialRanges.check(address, family) && !blockList(ownNetworks()).check(address, family);
}

/** A printer in an office, or this machine itself, may well have a public address. */
function ownNetworks(): (readonly [string, number])[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.flatMap(({ address, family, cidr }) => {
      const whole = family === 'IPv4' ? 32 : 128;
      const prefix = Number(cidr?.split('/')[1] ?? whole);
      const [bare = address] = address.split('%');
      // A tunnel may call half of the internet its network.
      return [[bare, prefix < 8 ? whole : prefix] as const];
    }),
  );
}

function blockList(ranges: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, isIP(network) === 4 ? 'ipv4' : 'ipv6');
  return list;
}

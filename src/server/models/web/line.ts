// The line to the server of one page: its name is looked up once, every address of it must be public, and only those are dialled, so that
// a name that means something else a moment later reaches nothing. Not here: redirects and answers (pageFetcher.ts, pageBody.ts).
import type { LookupAddress } from 'node:dns';
import { lookup as lookUp } from 'node:dns/promises';
import { type IncomingMessage, request } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { PageError } from './pageError.ts';
import { hostOf, notPublic } from './pageUrl.ts';
import { isPublicAddress } from './publicAddress.ts';

/** Where a page is: dialled at these addresses, called by this name. */
export interface Target {
  name: string;
  port: number;
  addresses: readonly LookupAddress[];
}

/** All addresses of a name, as the system's resolver gives them. */
export type Lookup = (name: string) => Promise<readonly LookupAddress[]>;
export type Dial = (target: Target) => Socket;

export const systemLookup: Lookup = (name) => lookUp(name, { all: true });

/** Of several addresses the first that answers, as browsers do. */
export const dialDirectly: Dial = ({ name, port, addresses }) =>
  connect({
    host: name,
    port,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: 1_000,
    lookup: (_name, _options, found) => found(null, [...addresses]),
  });

/** Rejects with PageError where the name is unknown or any of its addresses may not be dialled. */
export async function findTarget(url: URL, lookup: Lookup, isAllowed: (address: string) => boolean): Promise<Target> {
  const name = hostOf(url);
  const version = isIP(name);
  const addresses = version === 0 ? await addressesOf(name, lookup) : [{ address: name, family: version }];
  const [first] = addresses;
  if (!first) throw unknown(name);
  if (!addresses.every(({ address }) => isAllowed(address) || isPublicAddress(address))) throw notPublic(name);
  return { name, port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)), addresses };
}

async function addressesOf(name: string, lookup: Lookup): Promise<readonly LookupAddress[]> {
  try {
    return await lookup(name);
  } catch (cause) {
    throw unknown(name, cause);
  }
}

function unknown(name: string, cause?: unknown): PageError {
  return new PageError(`There is no server named ${name.slice(0, 100)}.`, cause);
}

const headers = {
  Accept: 'text/html, text/plain, text/markdown, application/json, text/csv, application/xml;q=0.8',
  'Accept-Encoding': 'gzip, deflate, br',
  'User-Agent': 'Trellis',
};

/** GETs `url` from the target, with no cookie and through no proxy; resolves with the head of the answer, whatever its status. */
export function requestPage(url: URL, target: Target, dial: Dial, signal: AbortSignal): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const line = dial(target);
  const servername = isIP(target.name) === 0 ? target.name : '';
  const socket =
    url.protocol === 'https:'
      ? connectSecurely({ socket: line, host: target.name, servername, ALPNProtocols: ['http/1.1'] })
      : line;
  const asking = request({
    method: 'GET',
    path: `${url.pathname}${url.search}`,
    headers: { ...headers, Host: url.host },
    setHost: false,
    maxHeaderSize: 32 * 1024,
    createConnection: () => socket,
    signal,
  });
  asking.once('upgrade', (_answer, stream) => {
    stream.destroy();
    reject(new PageError('The server answered with something that is no page.'));
  });
  asking.on('error', reject);
  asking.once('response', resolve);
  asking.end();
  return promise;
}

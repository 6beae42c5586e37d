// A small web for the fetcher: every public name leads to one server on loopback, and what was dialled is kept.
// Not here: a peer over TLS (pageTls.test.ts).
import type { TestContext } from 'node:test';
import { dialDirectly, type Target } from '../../../../src/server/models/web/line.ts';
import {
  createPageFetcher,
  type FetchPage,
  type PageFetcherParts,
} from '../../../../src/server/models/web/pageFetcher.ts';
import { type HttpPeer, httpPeer, type PeerRequest } from '../../../support/httpPeer.ts';

export interface Web {
  fetchPage: FetchPage;
  peer: HttpPeer;
  /** `name:port -> address, ...` of each line that was opened. */
  dialled: string[];
}

/** An address that belongs to somebody; the lines to it end at the peer. */
export const somewherePublic = '93.184.215.14';

/** The addresses names have; every other name is somewhere public. */
export type Names = Record<string, readonly string[]>;

export function lookupIn(names: Names) {
  return async (name: string) => {
    const addresses = names[name] ?? [somewherePublic];
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
}

/** `answer` is asked for each request. */
export async function web(
  t: TestContext,
  answer: (request: PeerRequest) => void,
  parts: PageFetcherParts = {},
): Promise<Web> {
  const peer = await httpPeer(t, (request) => {
    answer(request);
    return true;
  });
  const dialled: string[] = [];
  const port = Number(new URL(peer.url).port);
  const dial = (target: Target) => {
    dialled.push(`${target.name}:${target.port} -> ${target.addresses.map(({ address }) => address).join(', ')}`);
    return dialDirectly({ ...target, name: '127.0.0.1', port });
  };
  // Nobody waits for a deadline that a test does not fire.
  const deadline = () => new AbortController().signal;
  return { peer, dialled, fetchPage: createPageFetcher({ lookup: lookupIn({}), dial, deadline, ...parts }) };
}

/** Answers with that text. */
export function say(request: PeerRequest, text: string | Buffer, headers: Record<string, string> = {}): void {
  request.response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...headers });
  request.response.end(text);
}

/** Writes bytes as they are, and closes. */
export function sayRaw({ response }: PeerRequest, bytes: string, ending: 'close' | 'open' = 'close'): void {
  response.socket?.write(bytes);
  if (ending === 'close') response.socket?.end();
}

export function redirect({ response }: PeerRequest, location: string, status = 302): void {
  response.writeHead(status, { Location: location });
  response.end();
}

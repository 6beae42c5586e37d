// What the address of a page may be by its form alone, and when two addresses are the same.
// Not here: whose server it is (line.ts), whether it may be asked for in this turn (addressBook.ts).
import { isIP } from 'node:net';
import { PageError } from './pageError.ts';

/** Characters. */
const longest = 2_000;
/** The empty one is the scheme's own. */
const ports: readonly string[] = ['', '80', '443', '8080', '8443'];
/** Names that no server of the internet has (RFC 6761, RFC 6762, RFC 8375, and `internal` by ICANN). */
const localNames = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home\.arpa|onion|invalid|test)$/;

/** The address, relative to `base` where that is given. Throws PageError. */
export function parsePageUrl(text: string, base?: URL): URL {
  const url = text.length > longest ? null : URL.parse(text, base?.href);
  if (!url || url.href.length > longest) throw new PageError('That is not the address of a page.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new PageError('Only addresses that begin with http:// or https:// are read.');
  if (url.username !== '' || url.password !== '')
    throw new PageError('An address with a user name or a password is not read.');
  if (!ports.includes(url.port)) throw new PageError('Only the ports 80, 443, 8080 and 8443 are read.');
  const name = hostOf(url);
  const bare = name.replace(/\.$/, '');
  // A name without a dot is looked up among the machines nearby.
  if (isIP(name) === 0 && (!bare.includes('.') || localNames.test(bare))) throw notPublic(name);
  return url;
}

/** Without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

export function notPublic(name: string): PageError {
  return new PageError(`${name.slice(0, 100)} is not on the public internet; only public pages are read.`);
}

/**
 * The form in which addresses are compared: no fragment, no port that is the scheme's own, no slash at the end of the path. All of the
 * query counts. Undefined: it is the address of no page.
 */
export function normalised(text: string): string | undefined {
  try {
    const { origin, pathname, search } = parsePageUrl(text);
    return `${origin}${pathname.replace(/\/$/, '')}${search}`;
  } catch (cause) {
    if (cause instanceof PageError) return undefined;
    throw cause;
  }
}

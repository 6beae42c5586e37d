// Reading one page of the web for a model: redirects followed by us and judged anew, little is taken, and only text comes back.
// Not here: which addresses a turn may ask for (addressBook.ts); no page runs a script, gets a cookie or is kept.
import type { IncomingMessage } from 'node:http';
import { decodeText } from './charset.ts';
import { type Dial, dialDirectly, findTarget, type Lookup, requestPage, systemLookup } from './line.ts';
import { readBody } from './pageBody.ts';
import { PageError } from './pageError.ts';
import { htmlText } from './pageText.ts';
import { hostOf, parsePageUrl } from './pageUrl.ts';
import { withoutUnshown } from './unshown.ts';

const maxBytes = 2 * 1024 * 1024;
const maxCharacters = 20_000;
const maxRedirects = 5;
const withinMs = 10_000;

export interface Page {
  /** Where it was found, after redirects. */
  url: string;
  title: string;
  /** At most 20,000 characters, and a line that says so where there was more. */
  text: string;
  truncated: boolean;
  /** Of a page in HTML, at most 50; they are to be named, and may not be read unless the person gave them. */
  links: string[];
}

/** Throws PageError, whose message is for the model, and the reason of `signal` when that ends it. */
export type FetchPage = (url: string, signal: AbortSignal) => Promise<Page>;

export interface PageFetcherParts {
  lookup?: Lookup;
  dial?: Dial;
  /** An address that may be dialled although it is not public; nobody but a test has one. */
  allowAddress?: (address: string) => boolean;
  /** Ends a page that takes too long: 10 s in all. */
  deadline?: () => AbortSignal;
}

export function createPageFetcher({
  lookup = systemLookup,
  dial = dialDirectly,
  allowAddress = () => false,
  deadline = () => AbortSignal.timeout(withinMs),
}: PageFetcherParts = {}): FetchPage {
  async function follow(given: string, signal: AbortSignal): Promise<Page> {
    let url = parsePageUrl(given);
    for (let redirects = 0; ; redirects++) {
      const target = await unlessAborted(findTarget(url, lookup, allowAddress), signal);
      const answer = await requestPage(url, target, dial, signal);
      try {
        const next = redirectOf(answer, url);
        if (!next) return await pageOf(answer, url);
        if (redirects === maxRedirects) throw new PageError('That address leads from one to the next without end.');
        url = next;
      } finally {
        answer.destroy();
      }
    }
  }

  return async function fetchPage(url, signal) {
    signal.throwIfAborted();
    const late = deadline();
    try {
      return await follow(url, AbortSignal.any([signal, late]));
    } catch (cause) {
      signal.throwIfAborted();
      if (late.aborted) throw new PageError(`The page did not arrive within ${withinMs / 1000} seconds.`, cause);
      if (cause instanceof PageError) throw cause;
      throw new PageError('The page cannot be read: its server cannot be reached, or broke off.', cause);
    }
  };
}

/** The resolver of the system cannot be told to stop. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const stop = () => reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  return promise;
}

function redirectOf({ statusCode = 0, headers: { location } }: IncomingMessage, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode)) return undefined;
  if (!location) throw new PageError(`${hostOf(from)} sends elsewhere, and does not say where.`);
  const url = parsePageUrl(location, from);
  if (from.protocol === 'https:' && url.protocol === 'http:')
    throw new PageError(`${hostOf(from)} sends to an address that is not secure; that is not followed.`);
  return url;
}

const readable =
  /^(?:text\/(?:html|plain|csv|markdown|xml)|application\/(?:xml|json|xhtml\+xml|(?:[\w.-]+\+)?(?:json|xml)))$/;

async function pageOf(answer: IncomingMessage, url: URL): Promise<Page> {
  const { statusCode = 0, headers } = answer;
  if (statusCode !== 200) throw new PageError(`${hostOf(url)} has no such page (it answered ${statusCode}).`);
  const [kind = '', ...parameters] = (headers['content-type'] ?? '').split(';').map((part) => part.trim());
  if (!readable.test(kind.toLowerCase()))
    throw new PageError('There is no text at that address, only another kind of file.');
  const named = parameters.map((each) => /^charset\s*=\s*"?([\w.:-]{1,40})"?$/i.exec(each)?.[1]).find(Boolean);
  const isHtml = /html/i.test(kind);
  const { bytes, isCut } = await readBody(answer, maxBytes);
  const all = decodeText(bytes, named, isHtml || /xml$/i.test(kind));
  const content = isHtml ? htmlText(all, url, maxCharacters) : plainText(all);
  // Half of a character outside the basic plane would be rubbish.
  const text = content.text
    .slice(0, maxCharacters)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
  const truncated = isCut || content.isCut || content.text.length > maxCharacters;
  return {
    url: url.href,
    title: content.title,
    text: truncated ? `${text}\n[The page goes on; this is its beginning.]` : text,
    truncated,
    links: content.links,
  };
}

function plainText(all: string) {
  const isCut = all.length > maxCharacters;
  return { title: '', text: withoutUnshown(all.slice(0, maxCharacters + 1)), isCut, links: [] };
}

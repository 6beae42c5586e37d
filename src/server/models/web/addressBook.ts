// Which addresses a model may have read in one turn: those that stand in the person's message or came from a search. A model that could
// choose one freely could write what it knows into it. Not here: whether such an address is public (line.ts).
import { normalised } from './pageUrl.ts';

export interface AddressBook {
  /** True only for an address that was given, whole: another query or path is another address. */
  allows(url: string): boolean;
  /** What a provider's own search has found. */
  addSearchResults(urls: readonly string[]): void;
}

const ended = '\\s<>"\'`“”‘’«»。，、；！？）」』】》';
const whole = new RegExp(`https?://[^${ended}]{1,2000}`, 'giu');
/** A name with a dot that is no part of another word, an email address or a path; with what follows it. */
const bare = new RegExp(
  `(?<![\\p{L}\\p{N}_@./:%-])(?:[\\p{L}\\p{N}][\\p{L}\\p{N}-]{0,62}\\.){1,10}\\p{L}{2,24}(?![\\p{L}\\p{N}@_-])(?::\\d{1,5})?(?:[/?][^${ended}]{0,2000})?`,
  'giu',
);

/** `message` is what the person wrote alone: no attached document, no memory, nothing that an earlier answer said. */
export function createAddressBook(message: string): AddressBook {
  const known = new Set<string>();
  const add = (url: string) => {
    const address = normalised(url);
    if (address) known.add(address);
  };
  for (const [found] of message.matchAll(whole)) add(withoutPunctuation(found));
  for (const [found] of message.replaceAll(whole, ' ').matchAll(bare))
    for (const scheme of ['https', 'http']) add(`${scheme}://${withoutPunctuation(found)}`);
  return {
    allows(url) {
      const address = normalised(url);
      return address !== undefined && known.has(address);
    },
    addSearchResults(urls) {
      for (const url of urls) add(url);
    },
  };
}

const opening: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** What ends the sentence around an address, or closes a bracket that was opened before it, is no part of it. */
function withoutPunctuation(found: string): string {
  let text = found;
  for (;;) {
    const last = text.slice(-1);
    const opened = opening[last];
    const isSentence = /[.,;:!?*…]/u.test(last);
    if (!isSentence && (!opened || count(text, last) <= count(text, opened))) return text;
    text = text.slice(0, -1);
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

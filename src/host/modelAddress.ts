// The address of a provider of language models as a person types it: taken, or a sentence about what is wrong with it.
// Not here: addresses of servers of the Trellis and the assistant API (credentials.ts), what is usual for a provider (modelProviders.ts).
import { isNear, isUnencrypted } from './credentials.ts';

/** `warning`: whoever is in that network can read the key and the questions. */
export type CheckedAddress = { url: string; warning?: string } | { problem: string };

/** Where a server wants no secret, people type some word. */
const shortestSecret = 8;

/** The key of the same provider must not be in its address: that is shown, and servers log it. */
export function checkedModelAddress(input: string, apiKey: string): CheckedAddress {
  const typed = input.trim();
  // A machine and its port, as people say it.
  const given = /^(localhost|[\w.-]+|\[[\da-f:]+\]):\d{1,5}(\/|$)/i.test(typed) ? `http://${typed}` : typed;
  if (!URL.canParse(given)) return { problem: 'That is no address. Give one like https://models.example.org/v1' };
  const url = new URL(given);
  if (url.username || url.password) return { problem: 'The address must not hold a user name or password.' };
  if (url.search || url.hash) return { problem: 'The address must end before "?" and "#": no key belongs into it.' };
  if (apiKey.length >= shortestSecret && (given.includes(apiKey) || decoded(given).includes(apiKey)))
    return { problem: 'The address must not hold the key.' };
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isNear(url.hostname)))
    return {
      problem:
        url.protocol === 'http:'
          ? 'Only https is accepted there: plain http would show the key and your data to everybody on the way. (http is fine for this machine and in your own network.)'
          : 'Only addresses that begin with https:// or http:// are accepted.',
    };
  const checked = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  if (!isUnencrypted(checked)) return { url: checked };
  return {
    url: checked,
    warning: 'Without encryption: whoever is in that network can read the key, the questions and the data.',
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // It holds a "%" that is no escape, so nothing is hidden behind one.
    return text;
  }
}

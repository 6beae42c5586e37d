// How long a server asks to be left alone, from any form it says it in, in seconds.
// Not here: what waits meanwhile (outbox.ts, trellisSession.ts).

/** Nobody is kept waiting longer by one answer, however wild: after that it is asked again. */
const longestSeconds = 3_600;

/** A number of seconds as a server gave it; null when it is none to wait for. */
export function sensibleSeconds(seconds: number | null | undefined): number | null {
  return typeof seconds === 'number' && seconds > 0 ? Math.min(seconds, longestSeconds) : null;
}

/** The header `Retry-After`, as seconds or as a date. A date is measured by the server's own clock where it tells it. */
export function retryAfterSeconds(header: string | null | undefined, date: string | null | undefined): number | null {
  const text = header?.trim() ?? '';
  if (text === '') return null;
  if (/^[+-]?[\d.]+$/.test(text)) return sensibleSeconds(Number(text));
  const serverNow = Date.parse(date ?? '');
  const now = Number.isNaN(serverNow) ? Date.now() : serverNow;
  return sensibleSeconds(Math.ceil((Date.parse(text) - now) / 1000));
}

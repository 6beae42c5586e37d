// Names of events that nobody here knows, each written down once: a newer server says more than we understand.
// Not here: judging events (protocol/trellis/events.ts).

/** However many a server makes up. */
const maxNames = 100;

export function createUnknownNames(log: (level: 'info', text: string) => void): (name: string) => void {
  const seen = new Set<string>();
  return (name) => {
    if (seen.has(name) || seen.size >= maxNames) return;
    seen.add(name);
    log('info', `Event "${name.slice(0, 60)}" is not known; ignored.`);
  };
}

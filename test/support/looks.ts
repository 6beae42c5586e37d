// Waiting in a test for something to become true: it is looked for again whenever something has happened.
// Not here: what happens (the peers, the clients), and time, which nobody waits for.

export interface Looks {
  /** To be called whenever something has happened. */
  look(): void;
  /** What `find` gives as soon as it gives anything; it is asked at once, and at each look. */
  until<T>(find: () => T | undefined | null | false): Promise<T>;
}

export function createLooks(): Looks {
  const waiting = new Set<() => void>();
  return {
    look() {
      for (const each of [...waiting]) each();
    },
    until: (find) =>
      new Promise((resolve) => {
        const check = () => {
          const found = find();
          if (found === undefined || found === null || found === false) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
      }),
  };
}

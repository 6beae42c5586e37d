// How fast questions may follow each other on one line: as many in a sliding window as a server allows (section 1 of the Trellis API).
// Not here: which questions wait and what they are told (outbox.ts).

/**
 * The server measures when a question arrives, so that two sent far enough apart may arrive closer. Half a second more than
 * its windows makes up for a line that is a little uneven; what is beyond is refused by the server, and waits as it says.
 */
const slackMs = 500;
const windows = [
  { questions: 3, ms: 10_000 + slackMs },
  { questions: 10, ms: 60_000 + slackMs },
] as const;

export interface Pace {
  /** When each of the next `count` questions may go, none before `from` (milliseconds of the clock). */
  next(count: number, from: number): number[];
  take(at: number): void;
  /** A question that went at that time was not counted after all. */
  giveBack(at: number): void;
}

export const unpaced: Pace = {
  next: (count, from) => Array.from({ length: count }, () => from),
  take: () => undefined,
  giveBack: () => undefined,
};

export function createPace(): Pace {
  let taken: number[] = [];
  return {
    next(count, from) {
      const times = [...taken];
      for (let asked = 0; asked < count; asked++) {
        const earliest = windows.map(({ questions, ms }) => (times.at(-questions) ?? Number.NEGATIVE_INFINITY) + ms);
        times.push(Math.max(from, ...earliest));
      }
      return times.slice(taken.length);
    },
    take(at) {
      taken = [...taken.filter((time) => time > at - 60_000 - slackMs), at];
    },
    giveBack(at) {
      const place = taken.lastIndexOf(at);
      if (place >= 0) taken.splice(place, 1);
    },
  };
}

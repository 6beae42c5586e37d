// What a person wanted, question by question, each with a number that no other has: where, when it was pressed, what became of it.
// Not here: pressing (cutsPerson.ts), what a server has stored (cutsTruth.ts).
import type { ContextItem } from '../../src/protocol/trellis/sqlContext.ts';

/** A chat whose id may change once: from a local one to the server's. */
export interface ChatRef {
  id: string;
}

export interface Asked {
  number: number;
  question: string;
  context: ContextItem[];
  chat: ChatRef;
  /** The times, counted in actions, at which the person wanted it sent. */
  presses: number[];
  /** It stood in a queue, which goes on when an answer has ended or the person says so. */
  waited: boolean;
  /** Taken back by the person, who cannot know whether it had arrived. */
  withdrawn: boolean;
  /** Questions that an edit, this one, was to take along. */
  removes: Asked[];
  removedBy: Asked[];
  /** An edit that was pressed a second time goes to the end of the chat. */
  pressedAgain: boolean;
}

export interface Questions {
  readonly all: readonly Asked[];
  next(chat: ChatRef): Asked;
  /** The question whose number stands in the text. */
  of(content: string): Asked | undefined;
}

const first = 100_000;

export function createQuestions(random: () => number): Questions {
  const all: Asked[] = [];
  return {
    all,
    next(chat) {
      const number = first + all.length + 1;
      const asked = {
        number,
        ...wording(number, random()),
        chat,
        presses: [],
        waited: false,
        withdrawn: false,
        removes: [],
        removedBy: [],
        pressedAgain: false,
      };
      all.push(asked);
      return asked;
    },
    of(content) {
      const number = numberIn(content);
      return number === undefined ? undefined : all[number - first - 1];
    },
  };
}

export function numberIn(content: string): number | undefined {
  const found = /\b1\d{5}\b/.exec(content)?.[0];
  return found === undefined ? undefined : Number(found);
}

function wording(number: number, chance: number): { question: string; context: ContextItem[] } {
  if (chance < 0.5) return { question: `How many sales have an amount over ${number}?`, context: [] };
  const table = `SELECT ${number} AS číslo, 'žluťoučký kůň 🦊 ' || region AS "říčka → 河", amount FROM sales ORDER BY sale_id`;
  const long = `SELECT ${number} AS n, count(*) FROM range(1500) a, range(1500) b WHERE (a.range * b.range) % 7 = 3`;
  const text = chance < 0.95 ? table : long;
  return { question: 'run this', context: [{ language: 'sql', path: `dotaz-č-${number}.sql`, text }] };
}

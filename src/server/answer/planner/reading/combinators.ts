// Larger pieces made of smaller ones: lists, nested parts, parts about another table, parts that are not proposed.
// Not here: forms and choices (syntax.ts).
import type { IndexedTable } from '../schemaIndex.ts';
import type { Names } from './names.ts';
import { attempt, glue, readWords, type Syntax, skipWord } from './syntax.ts';

/** Parentheses may be nested this deep; hostile texts must not exhaust the stack. */
const maxDepth = 24;

/** "a, b and c": at least one. `word` stands before the last; without it only commas do. */
export function listed<T>(item: Syntax<T>, word?: string): Syntax<T[]> {
  return {
    write(values, to) {
      const pieces: string[] = [];
      for (const [at, value] of values.entries()) {
        const text = item.write(value, to);
        if (text === undefined) return undefined;
        const isLast = at > 0 && at === values.length - 1;
        pieces.push(...(at === 0 ? [] : [isLast && word !== undefined ? word : ',']), text);
      }
      return pieces.length === 0 ? undefined : glue(pieces);
    },
    read(from) {
      const first = item.read(from);
      if (!first) return undefined;
      const values = [first.value];
      for (;;) {
        const next = attempt(from, behind(',', item, false));
        if (!next) break;
        values.push(next.value);
      }
      const last = word === undefined ? undefined : attempt(from, behind(word, item));
      if (last) values.push(last.value);
      return { value: values };
    },
  };
}

/** Items with the same word between each two: "a or b or c". */
export function joined<T>(item: Syntax<T>, word: string): Syntax<T[]> {
  return {
    write(values, to) {
      const texts = values.map((value) => item.write(value, to));
      return texts.length === 0 || texts.includes(undefined) ? undefined : texts.join(` ${word} `);
    },
    read(from) {
      const first = item.read(from);
      if (!first) return undefined;
      const values = [first.value];
      for (;;) {
        const next = attempt(from, behind(word, item));
        if (!next) return { value: values };
        values.push(next.value);
      }
    },
  };
}

/** An item behind a word, which is offered unless it is not worth it. */
const behind = <T>(word: string, item: Syntax<T>, offered = true): Syntax<T> => ({
  write: (value, to) => item.write(value, to),
  read: (from) => ((offered ? readWords(from, [word], word) : skipWord(from, word)) ? item.read(from) : undefined),
});

/** As `syntax`, which is understood but not proposed. */
export function quiet<T>(syntax: Syntax<T>): Syntax<T> {
  return {
    write: (value, to) => syntax.write(value, to),
    read(from) {
      const { offers, ...rest } = from;
      const found = syntax.read(rest);
      Object.assign(from, rest);
      return found;
    },
  };
}

/** A part that may hold itself, defined later. */
export function nested<T>(syntax: () => Syntax<T>): Syntax<T> {
  return {
    write: (value, to) => syntax().write(value, to),
    read(from) {
      if (from.depth >= maxDepth) return undefined;
      from.depth += 1;
      const found = syntax().read(from);
      from.depth -= 1;
      return found;
    },
  };
}

/** A head and what is said of its table, whose names are seen from that table. */
export function about<H, B>(
  head: Syntax<H>,
  tableOf: (head: H, names: Names) => IndexedTable | undefined,
  body: Syntax<B>,
): Syntax<{ head: H; body: B }> {
  return {
    write(value, to) {
      const { scope } = to;
      const first = head.write(value.head, to);
      to.scope = tableOf(value.head, to.names);
      const second = body.write(value.body, to);
      to.scope = scope;
      return first === undefined || second === undefined ? undefined : glue([first, second]);
    },
    read(from) {
      const { scope } = from;
      const first = head.read(from);
      if (!first) return undefined;
      from.scope = tableOf(first.value, from.names);
      const second = body.read(from);
      from.scope = scope;
      return second && { value: { head: first.value, body: second.value } };
    },
  };
}

/** A number as JavaScript writes it: 12, -3.5, 1e-7. */
export const number: Syntax<number> = {
  write: (value) => (Object.is(value, -0) ? '-0' : String(value)),
  read(from) {
    const token = from.tokens[from.at];
    const value = token?.kind === 'number' ? Number(token.text) : Number.NaN;
    if (!Number.isFinite(value)) return undefined;
    from.at += 1;
    return { value };
  },
};

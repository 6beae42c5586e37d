// How many typing errors apart two words are: a letter too many, too few, wrong, or swapped with its neighbour.
// Not here: which words are compared (vocabulary.ts).

/** Longer words are not typed but copied. */
export const longestWord = 24;
const width = longestWord + 1;
/** Used again by each comparison: there are thousands for one word. */
const rows = [new Uint8Array(width), new Uint8Array(width), new Uint8Array(width)] as const;

/** The distance of two words of at most `longestWord` letters, or undefined when it is more than `most`. */
export function editDistance(a: string, b: string, most: number): number | undefined {
  const [from, to] = [a.length, b.length];
  if (Math.abs(from - to) > most || from > longestWord || to > longestWord) return undefined;
  let [before, last, current]: readonly [Uint8Array, Uint8Array, Uint8Array] = rows;
  for (let at = 0; at <= to; at++) last[at] = at;
  for (let row = 1; row <= from; row++) {
    const letter = a.charCodeAt(row - 1);
    const previous = a.charCodeAt(row - 2);
    current[0] = row;
    let least = row;
    for (let at = 1; at <= to; at++) {
      const other = b.charCodeAt(at - 1);
      let value = (last[at - 1] ?? 0) + (letter === other ? 0 : 1);
      value = Math.min(value, (last[at] ?? 0) + 1, (current[at - 1] ?? 0) + 1);
      if (row > 1 && at > 1 && letter === b.charCodeAt(at - 2) && previous === other)
        value = Math.min(value, (before[at - 2] ?? 0) + 1);
      current[at] = value;
      if (value < least) least = value;
    }
    // A swap may still look back over one row, and costs one.
    if (least > most + 1) return undefined;
    [before, last, current] = [last, current, before];
  }
  const distance = last[to] ?? 0;
  return distance <= most ? distance : undefined;
}

/** One bit for each letter in it: two words that differ in many letters are not worth comparing further. */
export function letterMask(word: string): number {
  let mask = 0;
  for (let at = 0; at < word.length; at++) mask |= 1 << (word.charCodeAt(at) & 31);
  return mask;
}

/** How many letters only one of the two has, of each side; an error changes one on each side at most. */
export function maskDistance(a: number, b: number): number {
  return Math.max(bits(a & ~b), bits(b & ~a));
}

function bits(mask: number): number {
  let rest = mask;
  let count = 0;
  for (; rest !== 0; count++) rest &= rest - 1;
  return count;
}

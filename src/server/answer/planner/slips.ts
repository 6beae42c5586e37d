// Whether one word is so likely a slip of the finger for another that it may be put right without asking.
// Not here: finding the other word (vocabulary.ts), how many errors apart two words are (editDistance.ts).

/** Words this short are one letter from too many others. */
const shortest = 5;
const letterChanged = 7;

const isSwap = (a: string, b: string, at: number): boolean =>
  a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);

/**
 * A letter doubled, left out, or swapped with its neighbour; in longer words also another letter, or one too many.
 * "file" is no misspelt "fire": a value that the data has by chance must not take a word of English for its own.
 */
export function isSlip(written: string, meant: string): boolean {
  if (written.length < shortest) return false;
  let at = 0;
  while (at < written.length && written[at] === meant[at]) at += 1;
  const [more, less] = [written.length - meant.length, meant.length - written.length];
  if (less === 1) return written.slice(at) === meant.slice(at + 1);
  if (more === 1) {
    const isDoubled = written[at] === written[at - 1];
    return written.slice(at + 1) === meant.slice(at) && (isDoubled || written.length > letterChanged);
  }
  if (more !== 0) return false;
  if (isSwap(written, meant, at)) return true;
  return written.length >= letterChanged && written.slice(at + 1) === meant.slice(at + 1);
}

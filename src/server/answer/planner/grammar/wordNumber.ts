// Numbers that are written as words.
// Not here: numbers in digits (tokens.ts), rules that read either (words.ts).

const list = (text: string): string[] => text.trim().split(/\s+/);

const ones = list(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen',
);
const later = list('seventeen eighteen nineteen');
const tens = list('twenty thirty forty fifty sixty seventy eighty ninety');

const large = new Map([
  ['hundred', 100],
  ['thousand', 1000],
  ['million', 1e6],
  ['billion', 1e9],
  ['dozen', 12],
]);

/** What a word multiplies the number before it by. */
export const scaleOf = (word: string): number | undefined => large.get(word);

/** The number a word says: `forty`, `dozen`, `hundred`. */
export function wordNumber(word: string): number | undefined {
  const small = [...ones, ...later].indexOf(word);
  if (small >= 0) return small;
  const ten = tens.indexOf(word);
  if (ten >= 0) return (ten + 2) * 10;
  return large.get(word);
}

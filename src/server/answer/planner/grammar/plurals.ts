// How many are meant where no number is said: one of a name in the singular, some of one in the plural.
// Not here: rankings (rankings.ts).
import type { Named } from './question.ts';

export const usualTop = 10;

export const isPlural = (named: Named): boolean => {
  const last = named.text.toLowerCase().split(' ').at(-1) ?? '';
  return last.endsWith('s') && !last.endsWith('ss') && !last.endsWith('us');
};

// The words of a question that are worth looking for, and how each may stand on a page. Pure.
// Not here: ranking pages (ranking.ts).

export interface Term {
  word: string;
  /** Finds every form of it; global. */
  pattern: RegExp;
}

const maxTerms = 24;
const maxWord = 60;

const small = new Set(
  `a about all am an and any are as ask at be been being but by can could did do does document documents each far find for from get give
  had has have he her his how i if in into is it its just know let list look me mean mention mentioned my no not of off on one or our
  out over page pages pdf pdfs please say says said search she should show so some stand stands tell text than that the their them then
  there these they this those to up us was we were what whats when where which who whom whose why will with would write written you your
  der die das den dem des ein eine einer eines und oder ist sind war waren wird werden wie was wer wo wann warum welche welcher welches
  mit von zu im in am auf für bei nach aus über unter nicht auch es er sie wir ihr ich
  le la les un une des du de et ou est sont dans sur pour par que qui quoi quel quelle où
  el los las una y o es son en por para que cual quien`.split(/\s+/),
);

/** Without small words, each once, in the order of the question. */
export function termsOf(text: string): Term[] {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+(?:[.,'’-][\p{L}\p{N}]+)*/gu) ?? [];
  const kept = [...new Set(words)].filter(
    (word) => !small.has(word) && word.length <= maxWord && (word.length > 1 || /\p{N}/u.test(word)),
  );
  return kept.slice(0, maxTerms).map((word) => ({ word, pattern: patternOf(word) }));
}

/** English endings are taken off and may stand there: "deliveries" finds "delivery" and "delivered". */
function patternOf(word: string): RegExp {
  const bare = word.replace(/['’]s$/, '');
  const stem = /^\p{L}{4,}$/u.test(bare) ? bare.replace(/(ies|es|ed|ing|s|e|y)$/, '') : bare;
  const isStemmed = stem.length >= 3 && /^\p{L}+$/u.test(stem);
  const base = (isStemmed ? stem : bare).replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
  const ending = isStemmed ? `(?:e|es|s|ed|d|ing|y|ies|er|ers|['’]s)?` : '';
  return new RegExp(`(?<![\\p{L}\\p{N}])${base}${ending}(?![\\p{L}\\p{N}])`, 'giu');
}

// A name somebody else gave, as one line that reads as it is written. Pure.
// Not here: keeping it apart from what stands beside it (styles.css).

/** The embeddings, overrides and isolates: they would let a name, and what follows it, read otherwise than it is. */
const directions = /[\u202A-\u202E\u2066-\u2069]/gu;
/** Controls, and the separators of lines and paragraphs, which are none to \s alone. */
const breaks = /[\s\p{Cc}]+/gu;

/** A text of several lines, in the order in which it is written. */
export function withoutDirections(text: string): string {
  return text.replaceAll(directions, '');
}

export function plainLine(name: string): string {
  return withoutDirections(name).replaceAll(breaks, ' ').trim();
}

// A name somebody else gave, as one line that reads as it is written. Pure.
// Not here: keeping it apart from what stands beside it (styles.css), text of several lines.

/** The embeddings, overrides and isolates: they would let a name, and what follows it, read otherwise than it is. */
const directions = /[\u202A-\u202E\u2066-\u2069]/gu;
/** Controls, and the separators of lines and paragraphs, which are none to \s alone. */
const breaks = /[\s\p{Cc}]+/gu;

export function plainLine(name: string): string {
  return name.replaceAll(directions, '').replaceAll(breaks, ' ').trim();
}

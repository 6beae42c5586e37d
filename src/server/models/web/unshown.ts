// Characters of a page that nobody sees when it is shown: a text for a model alone can be written in them.
// Not here: elements of HTML that are not shown (pageText.ts).

/**
 * Controls but line ends and tabs; the marks and overrides of direction; spaces without width; fillers; tags and variation selectors.
 * The joiners stay: words of many languages need them.
 */
const unshown =
  /[^\P{Cc}\n\t]|[\u00ad\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;

/** With every line end as a line feed, and no half characters. */
export function withoutUnshown(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(unshown, '').toWellFormed();
}

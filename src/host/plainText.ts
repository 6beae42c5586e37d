// Words of others, of a server, a file or a model, as text that VS Code shows and does not act on.
// Not here: showing them (messages.ts).

const maxLength = 1_000;
/** The embeddings, overrides and isolates: they would let a text read otherwise than it is. */
const directions = /[\u202A-\u202E\u2066-\u2069]/gu;
const controls = /[^\P{Cc}\n\t]/gu;

/**
 * VS Code makes a link of `[text](command:…)` in notifications and in input boxes, and a click on one runs that command. A space
 * without width between the brackets keeps it text. At most 1,000 characters, the last an ellipsis where more was said.
 */
export function plainText(text: string): string {
  // What is dropped could have stood between the brackets, so the dropping comes first.
  const shown = text.replaceAll(directions, '').replaceAll(controls, '').replaceAll('](', ']\u200B(');
  const characters = [...shown];
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : shown;
}

// What stands inside `text` besides a question (section 3.1 of the assistant API): documents, and a picture in Markdown.
// Not here: the other fields of a request (served.ts), judging a picture (the server does).
import { parseMessage } from '../trellis/sqlContext.ts';

const documentStart = /<document(?=[\s>])[^>]{0,1000}>/g;
const documentEnd = '</document>';

/** The text without its `<document ...>...</document>` blocks. One that does not end is text. */
export function withoutDocuments(text: string): string {
  const last = text.lastIndexOf(documentEnd);
  if (last < 0) return text;
  let kept = '';
  let at = 0;
  for (const found of text.matchAll(documentStart)) {
    if (found.index < at || found.index > last) continue;
    kept += text.slice(at, found.index);
    at = text.indexOf(documentEnd, found.index) + documentEnd.length;
  }
  return at === 0 ? text : `${kept}${text.slice(at)}`.trim();
}

/** The question of a stored message alone: without what was attached to it as text. */
export function questionOf(message: string): string {
  return withoutDocuments(parseMessage(message).question);
}

const longestName = 200;
const imageStart = '](data:image/';
const imageRest = /\]\(data:image\/[\w.+-]{1,50};base64,([A-Za-z0-9+/=]+)\)/y;

/** Takes the first `![name](data:image/...;base64,...)` out of the text; undefined when there is none. */
export function liftInlineImage(text: string): { text: string; base64: string } | undefined {
  // From its middle on, so that a long text of half pictures is read in one go.
  for (let at = text.indexOf(imageStart); at >= 0; at = text.indexOf(imageStart, at + 1)) {
    const before = text.slice(Math.max(0, at - longestName - 2), at);
    const name = before.lastIndexOf('![');
    imageRest.lastIndex = at;
    const found = imageRest.exec(text);
    if (name < 0 || /[\]\n]/.test(before.slice(name)) || !found?.[1]) continue;
    const start = at - before.length + name;
    return { text: `${text.slice(0, start)}${text.slice(imageRest.lastIndex)}`.trim(), base64: found[1] };
  }
  return undefined;
}

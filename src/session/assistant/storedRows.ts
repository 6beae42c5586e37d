// The rows of a conversation as messages of a chat. A row has no id of its own on most servers: its place is its name.
// Not here: reading them (conversations.ts), which questions may be replaced (replacing.ts).
import type { Row } from '../../protocol/assistant/bodies.ts';
import { failureIn } from '../../protocol/assistant/events.ts';
import { longest, shownText } from '../../protocol/lenient.ts';
import type { ChatMessage } from '../../protocol/trellis/rest.ts';

/** Rows as they were read: the newest of a conversation, oldest first. */
export interface Rows {
  rows: Row[];
  /** How many stand before the first of them; null when that cannot be told. */
  offset: number | null;
}

/** Where the first row's place is not known, a row is named so that nothing is ever done to it. */
export function rowId(row: Row, at: number, offset: number | null): string {
  return row.id || (offset === null ? `unplaced:${at}` : `row:${offset + at}`);
}

/** What a server notes down on its way; it is no message, and takes a place all the same. */
export function isMessage({ role, content }: Row): boolean {
  return (role === 'user' || role === 'assistant') && !content.startsWith('[[ASTA_STATUS]]');
}

/** True when the newest message is a question that has no answer (yet). */
export function endsWithQuestion(rows: readonly Row[]): boolean {
  return rows.findLast(isMessage)?.role === 'user';
}

/** `isOurs`: whether these are words that this window has sent, which are shown as they are, whatever they look like. */
export function messagesOf({ rows, offset }: Rows, isOurs: (words: string) => boolean): ChatMessage[] {
  return rows.flatMap((row, at): ChatMessage[] => {
    if (!isMessage(row)) return [];
    const known = { id: rowId(row, at, offset), role: row.role, timestamp: row.created_at };
    return [{ ...known, ...(row.role === 'user' ? questionOf(row, isOurs) : answerOf(row)) }];
  });
}

/** Of one question; a message of more is no message of a person. */
const maxFiles = 100;
const maxName = 500;

interface File {
  name: string;
  type: string | null;
  size: number | null;
}

interface Words {
  text: string;
  files: File[];
}

/** What a server puts before the words of a question that came with a picture. */
const pictureNote = /^ \[Image: (image\/[\w.+-]+)\](?: |$)/;

/** Whether the row of a question has these words. */
export function saysSo(content: string, words: string): boolean {
  return [content.replace(pictureNote, ''), wordsOf(content).text].some((each) => each.trim() === words.trim());
}

/** A question's own words and the names of what was sent inside them, without its bytes. */
export function wordsOf(content: string, isOurs: (words: string) => boolean = () => false): Words {
  const image = pictureNote.exec(content);
  const files: File[] = image ? [{ name: 'image', type: image[1] ?? null, size: null }] : [];
  let text = content.slice(image?.[0].length ?? 0);
  if (isOurs(text)) return { text, files };
  for (const part of [documentIn, imageIn]) {
    for (let found = part(text, 0); found && files.length < maxFiles; found = part(text, found.from)) {
      files.push({ name: shownText(found.name, longest.name), type: found.type, size: null });
      text = text.slice(0, found.from) + text.slice(found.to);
    }
  }
  return { text: files.length > 0 ? text.trim() : text, files };
}

interface Part {
  from: number;
  to: number;
  name: string;
  type: string | null;
}

/**
 * `<document name="x.pdf" type="pdf">...</document>`, as clients send files: at the beginning of a line, or around a `data:` address.
 * Anything else is what a person wrote about documents. Its content may be megabytes, so its end is looked for and not matched.
 */
function documentIn(text: string, start: number): Part | null {
  const opening = /<document\s[^<>\n]{0,1000}>/g;
  opening.lastIndex = start;
  for (let begin = opening.exec(text); begin; begin = opening.exec(text)) {
    const { index } = begin;
    const attribute = (name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(begin?.[0] ?? '')?.[1] ?? null;
    const name = attribute('name');
    const isSent = index === 0 || text[index - 1] === '\n' || text.startsWith('data:', opening.lastIndex);
    if (name === null || !isSent) continue;
    const closing = '</document>';
    const end = text.indexOf(closing, index);
    return end < 0
      ? null
      : { from: index, to: end + closing.length, name: name || 'document', type: attribute('type') };
  }
  return null;
}

/** `![name](data:image/png;base64,...)`. Looked for from its middle: a name is short, and what is none may be long. */
function imageIn(text: string, start: number): Part | null {
  for (
    let middle = text.indexOf('](data:image/', start);
    middle >= 0;
    middle = text.indexOf('](data:image/', middle + 1)
  ) {
    const from = Math.max(start, middle - maxName);
    const before = text.slice(from, middle);
    const name = /!\[([^\]\n]*)$/.exec(before.slice(Math.max(0, before.lastIndexOf('!['))));
    if (!name) continue;
    const end = text.indexOf(')', middle + 2);
    if (end < 0) return null;
    const type = /^[\w.+/-]{1,100}/.exec(text.slice(middle + '](data:'.length, middle + 120))?.[0] ?? null;
    return { from: middle - name[0].length, to: end + 1, name: name[1] || 'image', type };
  }
  return null;
}

function questionOf(row: Row, isOurs: (words: string) => boolean): Pick<ChatMessage, 'content' | 'metadata'> {
  const { image } = row;
  const { text, files } = wordsOf(row.text ?? row.content, isOurs);
  const picture = image ? [{ name: image.name ?? 'image', type: image.mime ?? null, size: image.size ?? null }] : [];
  const uploads = [...picture, ...files].map(({ name, type, size }, at) => ({
    id: `file:${at}`,
    filename: name,
    mime_type: type,
    file_size: size,
  }));
  return { content: text, ...(uploads.length > 0 ? { metadata: { uploads } } : {}) };
}

function answerOf(row: Row): Pick<ChatMessage, 'content' | 'metadata'> {
  const { sql, reading, clarification, visualizations, interrupted, provider: model } = row;
  const told = row.error ? row.error.error || null : null;
  const failure = told ?? failureIn(row.content);
  const error =
    failure === null
      ? null
      : { retryable: true, ...row.error, error: shownText(failureIn(failure) ?? failure, longest.sentence) };
  return {
    content: error ? '' : (row.text ?? row.content),
    metadata: { sql, reading, clarification, visualizations, interrupted, model, error },
  };
}

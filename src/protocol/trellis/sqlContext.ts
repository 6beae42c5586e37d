// The form in which SQL from the editor travels inside `message`: the question, a blank line, then for each item a line
// `Context: <language>, <path>[, lines a-b]` and a fenced block. One parser for the server, the panel and chat titles.
// Not here: where the text comes from (host/sqlContext.ts).
export interface ContextItem {
  language: string;
  /** Relative to the workspace, `/` between folders; or the name of an untitled file. */
  path: string;
  /** 1-based, both inclusive; absent for a whole file. */
  lines?: { from: number; to: number };
  text: string;
}

export interface QuestionWithContext {
  question: string;
  context: ContextItem[];
}

const header = /^Context: ([^,\n]+), (.+?)(?:, lines (\d+)-(\d+))?$/;

function fenceFor(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  return '`'.repeat(Math.max(3, longest + 1));
}

export function formatMessage({ question, context }: QuestionWithContext): string {
  const blocks = context.map((item) => {
    const lines = item.lines ? `, lines ${item.lines.from}-${item.lines.to}` : '';
    const fence = fenceFor(item.text);
    const path = item.path.replaceAll(/[\r\n]+/g, ' ');
    return `Context: ${item.language}, ${path}${lines}\n${fence}${item.language}\n${item.text}\n${fence}`;
  });
  return [question, ...blocks].join('\n\n');
}

/** The inverse of `formatMessage`. Text that is not in exactly this form is all question. */
export function parseMessage(message: string): QuestionWithContext {
  const lines = message.split('\n');
  for (let start = 1; start < lines.length; start++) {
    if (lines[start - 1] !== '' || !header.test(lines[start] ?? '')) continue;
    const context = parseItems(lines, start);
    if (context) return { question: lines.slice(0, start - 1).join('\n'), context };
  }
  return { question: message, context: [] };
}

function parseItems(lines: readonly string[], start: number): ContextItem[] | undefined {
  const items: ContextItem[] = [];
  let at = start;
  while (at < lines.length) {
    const found = header.exec(lines[at] ?? '');
    const opening = /^(`{3,})(\S*)$/.exec(lines[at + 1] ?? '');
    if (!found?.[1] || !found[2] || !opening?.[1]) return undefined;
    const end = lines.indexOf(opening[1], at + 2);
    if (end < 0) return undefined;
    const item: ContextItem = { language: found[1], path: found[2], text: lines.slice(at + 2, end).join('\n') };
    if (found[3] && found[4]) item.lines = { from: Number(found[3]), to: Number(found[4]) };
    items.push(item);
    at = end + 1;
    if (at === lines.length) return items;
    if (lines[at] !== '') return undefined;
    at += 1;
  }
  return undefined;
}

/** The first line of the question alone, for titles and previews; at most `max` characters. */
export function titleOf(message: string, max = 80): string {
  const question = parseMessage(message).question.trim();
  const line =
    question
      .split('\n')
      .find((part) => part.trim() !== '')
      ?.trim() ?? '';
  const characters = [...line];
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : line;
}

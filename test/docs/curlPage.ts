// The page of curl commands as a test reads it: its commands with the answers under them, and comparing answers in shape.
// Not here: running the commands (curl.test.ts).
import assert from 'node:assert/strict';
import { createParser, type EventSourceMessage } from 'eventsource-parser';

export interface Shown {
  /** `json`, `text` or `csv`. */
  kind: string;
  text: string;
}

export interface Block {
  /** Of the page, where the command begins. */
  line: number;
  commands: string;
  /** The block that follows; undefined: the commands print nothing. */
  shown: Shown | undefined;
}

const ran = 'sh';
const answers = ['json', 'text', 'csv'];

/** Every block of commands that is run, in the order of the page. What stands in other blocks is for people alone. */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let open: { kind: string; line: number; lines: string[] } | undefined;
  let isAfterCommands = false;
  for (const [index, line] of page.split('\n').entries()) {
    const fence = /^```(\w*)$/.exec(line);
    if (!open) {
      if (fence) open = { kind: fence[1] ?? '', line: index + 1, lines: [] };
      else if (line.trim() !== '') isAfterCommands = false;
      continue;
    }
    if (!fence) {
      open.lines.push(line);
      continue;
    }
    const text = open.lines.join('\n');
    if (open.kind === ran) blocks.push({ line: open.line, commands: text, shown: undefined });
    const last = blocks.at(-1);
    // A sentence between them would leave open what the answer belongs to.
    if (answers.includes(open.kind)) {
      assert.ok(isAfterCommands && last, `line ${open.line}: this answer follows no command`);
      last.shown = { kind: open.kind, text };
    }
    isAfterCommands = open.kind === ran;
    open = undefined;
  }
  assert.equal(open, undefined, 'a block does not end');
  return blocks;
}

/** The calls in the commands as `METHOD /path`, with `{}` where the path has a variable of the shell. */
export function callsOf(commands: string): string[] {
  const lines = commands.replaceAll('\\\n', ' ').split('\n');
  return lines.flatMap((line) =>
    [...line.matchAll(/\bcurl\b(.*?)"\$URL([^"?]*)[^"]*"([^|&;]*)/g)].map(([, before = '', path = '', after = '']) => {
      const options = `${before} ${after}`;
      const method = /-X (\w+)/.exec(options)?.[1] ?? (/ -[dF] /.test(options) ? 'POST' : 'GET');
      return `${method} ${path.replaceAll(/\$\w+/g, '{}')}`;
    }),
  );
}

/** Throws when the output is not what the page shows, in shape: JSON and streams; anything else to the letter. */
export function compare({ kind, text }: Shown, output: string): void {
  if (kind === 'json') assert.deepEqual(shapeOf(JSON.parse(output)), shapeOf(JSON.parse(text)));
  else if (text.startsWith('event:')) assert.deepEqual(shapeOfStream(output), shapeOfStream(text));
  else assert.equal(output.trimEnd(), text.trimEnd());
}

/** The same keys and types; of a list, its first item. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

/** Names of events in their order, with the shape of the data of the first of several that follow each other. */
function shapeOfStream(stream: string): unknown[] {
  const events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event) });
  parser.feed(`${stream.trimEnd()}\n\n`);
  return events
    .filter(({ event }, index) => event !== events[index - 1]?.event)
    .map(({ event, data }) => ({ event, data: shapeOf(JSON.parse(data)) }));
}

// What a model thinks and does on its way to an answer, as it is shown: one text of thoughts, and a line for each tool.
// Not here: which event belongs to which turn (session/), what the actions change (reducer.ts).
import { shownText } from '../protocol/lenient.ts';
import type { EventData, ServerEvent } from '../protocol/trellis/events.ts';
import type { Action } from './actions.ts';
import type { ToolStep } from './state.ts';

/** Lines of tools that are shown; of more the first ones are only counted. */
const maxTools = 100;
const longestName = 80;
const longestReason = 160;
/** Characters of thoughts. Nobody reads more, and the page is told all of them again and again. */
const maxThoughts = 400_000;

export interface OnTheWay {
  /** The actions an event of the turn stands for; none for what is not said on the way. */
  take(event: ServerEvent, place: { chatId: string; answerId: string }): Action[];
}

export function createOnTheWay(): OnTheWay {
  let thoughts = '';
  /** White space at the end of the thoughts, which is shown when something follows. */
  let gap = '';
  /** A tool or a word of the answer has come since: the next thought is a paragraph of its own. */
  let paused = false;
  let full = false;
  let tools: (ToolStep & { id: string })[] = [];
  let uncounted = 0;
  let aside = false;

  /** False when there is nothing new to show. */
  function think(content: string): boolean {
    if (full) return false;
    const begins = thoughts === '' || paused;
    const joined = begins ? content.trimStart() : gap + content;
    const words = joined.trimEnd();
    gap = joined.slice(words.length);
    if (words === '') return false;
    thoughts += begins && thoughts !== '' ? `\n\n${words}` : words;
    paused = false;
    full = thoughts.length > maxThoughts;
    if (full) thoughts = `${thoughts.slice(0, maxThoughts)}…`;
    return true;
  }

  function begin({ id, name, arguments: given }: EventData<'tool_call'>): void {
    tools = [...tools, { id, name: shownText(name, longestName), label: labelOf(name, given), running: true }];
    if (uncounted + tools.length <= maxTools) return;
    const tooMany = tools.length - (maxTools - 1);
    tools = tools.slice(tooMany);
    uncounted += tooMany;
  }

  function end(result: EventData<'tool_result'>): boolean {
    const at = tools.findLastIndex(({ id, running }) => running && id === result.id);
    const tool = tools[at];
    if (!tool) return false;
    const failed = result.error ? ({ failed: true } as const) : {};
    tools = tools.with(at, { ...tool, label: endedLabel(tool.label, result), running: false, ...failed });
    return true;
  }

  function shownTools(): ToolStep[] {
    const shown = tools.map(({ id: _, ...tool }) => tool);
    return uncounted === 0 ? shown : [{ name: '', label: `${uncounted} earlier tools`, running: false }, ...shown];
  }

  return {
    take(event, place) {
      const { chatId, answerId } = place;
      const where = { chatId, answerId };
      const noAside = (): Action[] => {
        if (!aside) return [];
        aside = false;
        return [{ type: 'asideShown', ...where, text: null }];
      };
      switch (event.event) {
        case 'reasoning':
          return think(event.data.content) ? [...noAside(), { type: 'thinkingShown', ...where, text: thoughts }] : [];
        case 'tool_call':
          paused = true;
          begin(event.data);
          return [...noAside(), { type: 'toolsShown', ...where, tools: shownTools() }];
        case 'tool_result':
          return end(event.data) ? [{ type: 'toolsShown', ...where, tools: shownTools() }] : [];
        case 'tool_message':
          aside = true;
          return [{ type: 'asideShown', ...where, text: shownText(event.data.content, longestReason) }];
        case 'text_delta':
          paused = true;
          return noAside();
        default:
          return [];
      }
    },
  };
}

/** What a tool does, in words for people. */
function labelOf(name: string, given: unknown): string {
  switch (name) {
    case 'list_tables':
      return 'Looking at the tables';
    case 'describe_table': {
      const table = argumentOf(given, 'table');
      return table === '' ? 'Looking at a table' : `Looking at the table ${shownText(table, longestName)}`;
    }
    case 'run_sql':
      return 'Running SQL';
    case 'draw_chart':
      return 'Drawing a chart';
    case 'search_documents':
      return 'Searching the documents';
    case 'web_search':
    case 'google_search':
      return 'Searching the web';
    case 'fetch_page': {
      const url = argumentOf(given, 'url');
      return URL.canParse(url) ? `Reading a page of ${shownText(new URL(url).host, longestName)}` : 'Reading a page';
    }
    default:
      return shownText(name, longestName) || 'A tool';
  }
}

function argumentOf(given: unknown, key: string): string {
  if (typeof given !== 'object' || given === null || !Object.hasOwn(given, key)) return '';
  const value: unknown = Reflect.get(given, key);
  return typeof value === 'string' ? value : '';
}

function endedLabel(label: string, { name, error, row_count, duration_ms }: EventData<'tool_result'>): string {
  if (error) return `${label} failed: ${shownText(error.replaceAll(/\s+/g, ' ').trim(), longestReason)}`;
  if (name !== 'run_sql') return label;
  const rows = typeof row_count === 'number' ? [rowsText(row_count)] : [];
  const time = typeof duration_ms === 'number' ? [timeText(duration_ms)] : [];
  return [label, ...rows, ...time].join(' · ');
}

function rowsText(count: number): string {
  return count === 1 ? '1 row' : `${count.toLocaleString('en-US')} rows`;
}

/** From milliseconds. */
function timeText(duration: number): string {
  if (duration < 50) return 'under 0.1 s';
  const seconds = duration / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

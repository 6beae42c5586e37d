// An answer as it grows: what is to be shown after each event of its stream. Texts are replaced by what the server says they are.
// Not here: reading the stream (askStream.ts), whose answer it is (assistantSession.ts).

import type { ToolLine } from '../../protocol/assistant/choices.ts';
import { type AssistantEvent, type AssistantEventData, failureIn } from '../../protocol/assistant/events.ts';
import { longest, shownText } from '../../protocol/lenient.ts';
import { SessionError } from '../errors.ts';
import { maxBody } from '../httpCall.ts';
import type { TurnUpdate } from '../turns.ts';

/** Lines of tools that are shown; of more the first ones are only counted. */
const maxTools = 100;
const longestLabel = 200;
const heading = /^Reasoning:\r?\n/;
const longestHeading = 12;

export interface AnswerSoFar {
  /** What is to be told of it now. `answerId` names the answer where the server does not; `meta` tells nothing. */
  take(event: AssistantEvent, answerId?: string | null): TurnUpdate[];
  /** It began something that may answer later, by itself. */
  readonly startedSubagents: boolean;
}

export function createAnswerSoFar(): AnswerSoFar {
  let provider: string | null = null;
  let text = '';
  /** A tool has run: what was said before it was on the way, and the next words begin anew. */
  let textIsOver = false;
  /** Its beginning says that it is a failure. */
  let textFails = false;
  /** What was thought in passes that are over, as it is shown, with the gap behind it. */
  let earlier = '';
  /** What this pass has said, and of it what is shown: without the white space around it. */
  let thought = '';
  let shownThought = '';
  let gap = '';
  let thoughtIsOver = false;
  let tools: ToolLine[] = [];
  let unshownTools = 0;
  let aside = false;
  let startedSubagents = false;
  let size = 0;

  function bound(more: number): void {
    size += more;
    if (size + text.length + earlier.length + thought.length > maxBody)
      throw new SessionError('protocol', 'The answer of the server is too large.');
  }

  function grow({ text: whole, delta }: AssistantEventData<'assistant'>): TurnUpdate[] {
    const next = whole ?? (textIsOver ? '' : text) + (delta ?? '');
    // Between two passes nothing is said, and what is shown stays until there is something else.
    if (next === '') return [];
    textIsOver = false;
    if (next === text) return [];
    // Pieces that are joined are not looked through again and again.
    if (typeof whole === 'string' || text.length < 100) textFails = failureIn(next.slice(0, 100)) !== null;
    text = next;
    // A failure that is told as an answer is shown as one, in its end.
    if (textFails) return noAside();
    return [...noAside(), { kind: 'text', content: text }];
  }

  function think({ text: whole, delta }: AssistantEventData<'reasoning'>): TurnUpdate[] {
    const begins = thoughtIsOver || (thought !== '' && restarts(whole ?? null, delta ?? null, thought));
    const before = begins ? '' : thought;
    const joined = whole ?? before + (delta ?? '');
    // Pieces that are joined are not looked through again: a heading stands at the beginning of a pass.
    const isPiece = typeof whole !== 'string' && before.length > longestHeading;
    const next = isPiece ? joined : joined.replace(heading, '');
    if (next === '' || (next === thought && !thoughtIsOver)) return [];
    if (begins && thought !== '') earlier = `${earlier}${shownThought}\n\n`;
    thoughtIsOver = false;
    thought = next;
    showThought(isPiece ? (delta ?? '') : next, isPiece);
    return [{ kind: 'thinking', text: earlier + shownThought }];
  }

  /** `more` follows what is shown, or is all of it; white space at its end is shown when something follows. */
  function showThought(more: string, follows: boolean): void {
    if (!follows) shownThought = gap = '';
    const words = shownThought === '' ? more.trim() : more.trimEnd();
    if (words === '') {
      gap += more;
      return;
    }
    shownThought = shownThought === '' ? words : shownThought + gap + words;
    gap = more.slice(more.trimEnd().length);
  }

  function startTool({ name, label }: AssistantEventData<'tool_start'>): TurnUpdate[] {
    textIsOver = true;
    thoughtIsOver = true;
    if (/subagent/i.test(`${name} ${label ?? ''}`)) startedSubagents = true;
    tools = [...tools, { name, label: labelOf(name, label), running: true }];
    const tooMany = unshownTools + tools.length > maxTools ? tools.length - (maxTools - 1) : 0;
    if (tooMany > 0) {
      tools = tools.slice(tooMany);
      unshownTools += tooMany;
    }
    return [...noAside(), shownTools()];
  }

  /** Tools run one after another and have no ids; of two with one name the later one has ended. */
  function endTool({ name, label }: AssistantEventData<'tool_end'>): TurnUpdate[] {
    const shown = labelOf(name, label);
    const at = tools.findLastIndex((tool) => tool.running && tool.name === name && tool.label === shown);
    const tool = tools[at];
    if (!tool) return [];
    tools = tools.with(at, { ...tool, running: false });
    return [shownTools()];
  }

  function shownTools(): TurnUpdate {
    if (unshownTools === 0) return { kind: 'tools', tools };
    const first: ToolLine = { name: '', label: `${unshownTools} earlier tools`, running: false };
    return { kind: 'tools', tools: [first, ...tools] };
  }

  function noAside(): TurnUpdate[] {
    if (!aside) return [];
    aside = false;
    return [{ kind: 'aside', text: null }];
  }

  function finish(data: AssistantEventData<'done'>, answerId: string | null): TurnUpdate[] {
    const reply = data.reply ?? text;
    const failure = failureIn(reply);
    if (failure !== null) {
      const { code, retryable, suggestions, debug_id } = data;
      const said = { error: shownText(failure, longest.sentence), retryable: retryable ?? true };
      // Its beginning may have been shown.
      const nothing: TurnUpdate[] = text === '' ? [] : [{ kind: 'text', content: '' }];
      return [...nothing, failed({ ...said, code, suggestions, debug_id })];
    }
    if (reply === '') return [{ kind: 'silent' }];
    // Stopped from elsewhere: what it had said until then is all there is.
    if (data.interrupted)
      return [
        { kind: 'text', content: data.text ?? reply },
        { kind: 'event', event: { event: 'interrupted', data: { id: data.message_id ?? answerId } } },
      ];
    const { sql, reading, clarification } = data;
    const model = named(data.provider) ?? provider;
    const extras = { sql: sql ?? null, reading: reading ?? null, clarification: clarification ?? [] };
    const id = data.message_id ?? answerId;
    const message = { content: data.text ?? reply, id, model, ...extras };
    return [{ kind: 'event', event: { event: 'message', data: message } }];
  }

  function told(event: AssistantEvent, answerId: string | null): TurnUpdate[] {
    switch (event.event) {
      case 'meta':
        provider = named(event.data.provider);
        return [];
      case 'status':
        aside = true;
        return [{ kind: 'aside', text: event.data.text }];
      case 'assistant':
        return grow(event.data);
      case 'reasoning':
        return think(event.data);
      case 'tool_start':
        return startTool(event.data);
      case 'tool_end':
        return endTool(event.data);
      case 'visualization':
        return [{ kind: 'event', event: { event: 'visualization', data: event.data.visualization } }];
      case 'done':
        return finish(event.data, answerId);
      case 'error': {
        const { error, retryable, code, suggestions, debug_id } = event.data;
        return [
          failed({ error: failureIn(error) ?? error, retryable: retryable ?? true, code, suggestions, debug_id }),
        ];
      }
    }
  }

  return {
    take(event, answerId = null) {
      if (event.event === 'visualization') bound(JSON.stringify(event.data).length);
      const updates = told(event, answerId);
      bound(0);
      return updates;
    },
    get startedSubagents() {
      return startedSubagents;
    },
  };
}

type Failure = Pick<AssistantEventData<'error'>, 'error' | 'retryable' | 'code' | 'suggestions' | 'debug_id'>;

function failed(data: Failure): TurnUpdate {
  return { kind: 'event', event: { event: 'error', data } };
}

/** The label may be missing, and the name, too. */
function labelOf(name: string, label: string | null | undefined): string {
  return shownText(label || name || 'A tool', longestLabel);
}

/** `default` is nobody's name. */
function named(provider: string | null | undefined): string | null {
  return provider && provider !== 'default' ? provider : null;
}

/** Whether a pass of thinking begins anew: it says its heading again, all of it is new, or it has nothing of what stood there. */
function restarts(whole: string | null, delta: string | null, before: string): boolean {
  if (delta !== null && heading.test(delta)) return whole === null || whole.replace(heading, '') !== before;
  const now = whole?.replace(heading, '') ?? null;
  if (now === null || now === '' || now === before) return false;
  if (delta !== null && delta === whole) return !now.startsWith(before);
  return now[0] !== before[0];
}

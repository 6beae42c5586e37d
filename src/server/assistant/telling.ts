// A turn told in the events of the assistant API (section 3.3), from those of the Trellis API.
// Not here: running the turn (chats/turn.ts), writing events to a line (http/assistant/stream.ts).
import type { Clarification } from '../answer/answerer.ts';
import type { Turn } from '../chats/turn.ts';
import type { WireEvent } from '../revisions.ts';
import { providerOf } from './providers.ts';
import { afterText, errorText, stoppedUnsaid } from './reply.ts';

export interface Told {
  event: 'meta' | 'reasoning' | 'assistant' | 'tool_start' | 'tool_end' | 'visualization' | 'done' | 'error';
  data: Record<string, unknown>;
}

const labels: Readonly<Record<string, string>> = {
  run_sql: 'SQL (run)',
  list_tables: 'Tables (list)',
  describe_table: 'Tables (describe)',
  search_documents: 'Documents (search)',
  draw_chart: 'Charts (draw)',
  fetch_page: 'Web (fetch)',
};

/** What stands in `meta`, `done` and `error` alike. */
export interface Place {
  conversation_id: string;
  provider: string;
}

/** Takes the events of one turn in order; each becomes any number of ours, the last of which is `done` or `error`. */
export function createTelling(turn: Pick<Turn, 'visualizations'>, place: Place): (event: WireEvent) => Told[] {
  let text = '';
  /** What was thought since the last tool. */
  let thought = '';

  function think(content: string): Told[] {
    if (content === '') return [];
    const delta = thought === '' ? `Reasoning:\n${content}` : content;
    thought += delta;
    return [{ event: 'reasoning', data: { text: thought, delta } }];
  }

  function say(delta: string): Told[] {
    if (delta === '') return [];
    text += delta;
    return [{ event: 'assistant', data: { text, delta } }];
  }

  function end(said: string, { data }: WireEvent, more: Record<string, unknown>): Told[] {
    const rest = say(afterText(said, data.clarification as Clarification[] | undefined, turn.visualizations));
    const { sql, reading, clarification, model } = data;
    // Another than the one that was asked may have answered.
    const provider = typeof model === 'string' ? providerOf(model) : place.provider;
    const extra = { message_id: data.id, text: said, sql, reading, clarification, ...more };
    return [...rest, { event: 'done', data: { reply: text, ...place, provider, ...extra } }];
  }

  const failed = (error: string, data: Record<string, unknown>): Told[] => [
    { event: 'error', data: { error, ...place, ...data } },
  ];

  return (event) => {
    const { data } = event;
    switch (event.event) {
      case 'text_delta':
        return say(String(data.content));
      case 'reasoning':
        return think(String(data.content));
      case 'visualization': {
        const { chat_id: _, ...visualization } = data;
        return [{ event: 'visualization', data: { visualization } }];
      }
      case 'tool_call':
        thought = '';
        return [{ event: 'tool_start', data: tool(data) }];
      case 'tool_result':
        return [{ event: 'tool_end', data: tool(data) }];
      case 'message':
        return end(text, event, {});
      case 'interrupted':
        // What was said stays; who reads on knows that more was to come.
        return text === '' && turn.visualizations.length === 0
          ? failed(stoppedUnsaid, { code: 'INTERRUPTED', retryable: true, message_id: data.id, interrupted: true })
          : end(text, event, { interrupted: true });
      case 'error': {
        const { code, retryable, suggestions, debug_id, id } = data;
        return failed(errorText(String(data.error)), { code, retryable, suggestions, debug_id, message_id: id });
      }
      default:
        return [];
    }
  };
}

function tool({ name }: Record<string, unknown>) {
  const named = String(name);
  return { name: named, label: labels[named] ?? named };
}

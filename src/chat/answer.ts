// An answer as it begins, goes on and ends: what is true of it at each of these moments.
// Not here: what an event changes (reducer.ts).
import type { AssistantMessage } from './state.ts';

/** The server has said something about the question. */
export const heard = { held: null, quiet: false, uploading: null } as const satisfies Partial<AssistantMessage>;

/** Nothing more is on its way. */
export function ended({ tools, aside }: AssistantMessage): Partial<AssistantMessage> {
  return {
    ...heard,
    processing: null,
    // The end of a tool may never have been told.
    ...(tools?.some(({ running }) => running) ? { tools: tools.map((tool) => ({ ...tool, running: false })) } : {}),
    ...(aside ? { aside: null } : {}),
  };
}

export function runningAnswer(id: string): AssistantMessage {
  return {
    role: 'assistant',
    id,
    content: '',
    at: null,
    status: 'running',
    ...heard,
    processing: null,
    visualizations: [],
    reading: null,
    sql: null,
    model: null,
    clarification: [],
    error: null,
    feedback: null,
  };
}

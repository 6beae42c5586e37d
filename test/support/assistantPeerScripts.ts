// Answers of an assistant server as data: the reference sequences, and what odd servers say instead.
// Not here: putting them on a line (assistantPeerTurns.ts).

/** One event as it goes out; ids and providers are put in where they belong. */
export interface ScriptedEvent {
  event: string;
  data: Record<string, unknown>;
}

export interface TurnScript {
  /** What follows `meta`. */
  events: ScriptedEvent[];
  /** The row that is kept as the answer; left out: what `done` says, unless it is nothing. Null: none. */
  stored?: string | null;
  /** Rows that are kept before the answer. */
  rowsBefore?: readonly string[];
}

const assistant = (text: string, delta: string): ScriptedEvent => ({ event: 'assistant', data: { text, delta } });
const reasoning = (text: string, delta: string): ScriptedEvent => ({ event: 'reasoning', data: { text, delta } });
const tool = (event: 'tool_start' | 'tool_end', name: string, label: string): ScriptedEvent => ({
  event,
  data: { name, label },
});
const done = (reply: string, more: Record<string, unknown> = {}): ScriptedEvent => ({
  event: 'done',
  data: { reply, ...more },
});
export const say = { assistant, reasoning, tool, done };

const first = 'Reasoning:\n';

/** The sequences that the API names as its reference, by what they show. */
export const scripts = {
  plain: { events: [assistant('Hel', 'Hel'), assistant('Hello', 'lo'), done('Hello')] },
  thinkingAndTool: {
    events: [
      reasoning(`${first}plan`, `${first}plan`),
      reasoning(`${first}plan a`, ' a'),
      assistant('Let me check.', 'Let me check.'),
      tool('tool_start', 'terminal', 'Terminal (run)'),
      tool('tool_end', 'terminal', 'Terminal (run)'),
      reasoning(`${first}second`, `${first}second`),
      assistant('Result: 5', 'Result: 5'),
      done('Result: 5'),
    ],
  },
  /** Live text loses what it has said before, is doubled at the end of the pass, then put right with a tail that fits nothing. */
  doubledThenCorrected: {
    events: [
      assistant('The cat', 'The cat'),
      assistant('The cat and the sat', ' and the sat'),
      assistant('The cat and the satThe cat and the cat sat', 'The cat and the cat sat'),
      assistant('The cat and the cat sat', 'cat sat'),
      done('The cat and the cat sat'),
    ],
  },
  /** Nothing corrects what was lost but the end. */
  lossy: { events: [assistant('a b', 'a b'), assistant('a b c', ' c'), done('a b a b c')] },
  command: { events: [done('Thinking level set to low.')] },
  exception: { events: [{ event: 'error', data: { error: 'Error: the provider went away' } }] },
  exceptionInAnswer: {
    events: [assistant('Half of', 'Half of'), { event: 'error', data: { error: 'Error: the provider went away' } }],
  },
  providerFailure: {
    events: [assistant('Error: bad key', 'Error: bad key'), done('Error: bad key')],
  },
  noProvider: { events: [done("No AI provider found for 'acme'.")], stored: null },
  silence: { events: [assistant('Noted', 'Noted'), done('')] },
  cut: { events: [assistant('Half', 'Half')], stored: 'Half and the rest' },
} satisfies Record<string, TurnScript>;

export type ScriptName = keyof typeof scripts;

/** One event as its server writes it. */
export function recordOf(name: string, data: Record<string, unknown>, lineEnd = '\n'): string {
  return `event: ${name}${lineEnd}data: ${JSON.stringify({ type: name, ...data })}${lineEnd}${lineEnd}`;
}

/** The whole stream of an answer, for whom no server is needed. */
export function wireOf({ events }: TurnScript, lineEnd = '\n'): string {
  const turn = { conversation_id: 'default:web:00000001', provider: 'claude' };
  const records = events.map(({ event, data }) =>
    recordOf(event, event === 'done' || event === 'error' ? { ...turn, ...data } : data, lineEnd),
  );
  return [recordOf('meta', turn, lineEnd), ...records].join('');
}

/** Takes the question's words back, in two pieces. */
export function echo(text: string): TurnScript {
  const words = `You said “${text.slice(0, 200)}”. Grüße\u2028😀.`;
  const half = words.slice(0, 9);
  return { events: [assistant(half, half), assistant(words, words.slice(9)), done(words)] };
}

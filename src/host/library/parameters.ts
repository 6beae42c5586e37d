// The parameters of a saved query: what typed text is sent as, what is remembered of it, and the question it is shown as.
// Not here: the form (parameterForm.ts), how a server binds them (server/answer/savedQuery.ts).
import type { SavedQuery } from '../../protocol/trellis/rest.ts';
import type { ParameterValue } from '../../session/turns.ts';
import type { Memento } from '../memory.ts';

export type ParameterValues = Record<string, ParameterValue>;

export const maxValueLength = 4_000;

/**
 * What is typed goes as text, as the API documents it: a database turns text into what it stands beside, a whole number, a date
 * or true, and text that looks like a number (a postcode) keeps its zeros. A number with decimals goes as a number, because its
 * text beside whole numbers would be rounded. Quotes around it keep it text.
 */
export function typedValue(typed: string): ParameterValue {
  const quoted = /^'(.*)'$/s.exec(typed) ?? /^"(.*)"$/s.exec(typed);
  if (quoted) return quoted[1] ?? '';
  const trimmed = typed.trim();
  return /^-?\d{1,15}\.\d{1,6}$/.test(trimmed) ? Number(trimmed) : typed;
}

/** As a person reads it. */
export function shownValue(value: ParameterValue): string {
  if (value === null) return 'no value';
  return value === '' ? 'empty text' : String(value);
}

/** A sentence when it cannot be sent. */
export function problemOf(value: ParameterValue): string | null {
  const tooLong = typeof value === 'string' && value.length > maxValueLength;
  return tooLong ? `A value has at most ${maxValueLength.toLocaleString('en')} characters.` : null;
}

const placeholder = /\{\{\s*([A-Za-z_]\w{0,63})\s*\}\}/g;

/** Whether a text has a `{{name}}`. An older server does not know them, and leaves finding them to us. */
export function hasPlaceholder(text: string): boolean {
  return new RegExp(placeholder).test(text);
}

/** The names in a text, each once, in the order of their first appearance. */
export function placeholdersIn(text: string): string[] {
  return [...new Set([...text.matchAll(placeholder)].map((match) => match[1] ?? ''))];
}

/** The question a run is shown as: the prompt with the values in it, and those that it does not name behind it. */
export function questionOf({ title, prompt }: Pick<SavedQuery, 'title' | 'prompt'>, values: ParameterValues): string {
  const named = new Set<string>();
  const question = (prompt.trim() || title).replaceAll(placeholder, (whole, name: string) => {
    if (!Object.hasOwn(values, name)) return whole;
    named.add(name);
    return shownValue(values[name] ?? null);
  });
  const others = Object.entries(values).filter(([name]) => !named.has(name));
  if (others.length === 0) return question;
  return `${question} (${others.map(([name, value]) => `${name}: ${shownValue(value)}`).join(', ')})`;
}

const keptNames = 100;
const keptValues = 8;
const key = 'parameterValues';

export interface ValueMemory {
  /** Newest first. */
  of(name: string): readonly ParameterValue[];
  add(values: ParameterValues): void;
}

/** What was given to parameters in this workspace, by name: the year of one query is often that of the next. */
export function createValueMemory(memento: Memento): ValueMemory {
  const all = () => memento.get<Record<string, ParameterValue[]>>(key) ?? {};
  const of = (name: string) => (Object.hasOwn(all(), name) ? (all()[name] ?? []) : []);
  return {
    of,
    add(values) {
      const given = Object.entries(values).map(([name, value]): [string, ParameterValue[]] => [
        name,
        [value, ...of(name).filter((other) => other !== value)].slice(0, keptValues),
      ]);
      const others = Object.entries(all()).filter(([name]) => !Object.hasOwn(values, name));
      void memento.update(key, Object.fromEntries([...others, ...given].slice(-keptNames)));
    },
  };
}

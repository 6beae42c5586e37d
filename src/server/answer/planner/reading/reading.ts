// A plan said in one line of controlled English, and such a line read back to exactly that plan.
// Not here: the language (planSyntax.ts and what it is made of), questions in free English (../grammar).
//
// The line is written and read by one description, after the habit of controlled natural languages such as Attempto and of
// invertible syntax descriptions (Rendel and Ostermann, 2010).
import { labelled } from '../plan/labels.ts';
import type { Plan } from '../plan/plan.ts';
import type { SchemaIndex } from '../schemaIndex.ts';
import { isAnswerable } from './answerable.ts';
import { namesOf } from './names.ts';
import { planLine } from './planSyntax.ts';
import { samePlan } from './same.ts';
import type { Reader, Writer } from './syntax.ts';
import { type ReadingToken, readingTokens } from './tokens.ts';

/** How every line begins; what begins otherwise is not looked at. */
const begins =
  /^\s*(number|total|average|median|minimum|maximum|earliest|latest|share|growth|running|ratio|list|different|across|are|is)\s/i;

/** The plan in one line, which `parseReading` reads back. Names are exact where the usual ones would mean something else. */
export function readingOf(plan: Plan, index: SchemaIndex): string {
  const names = namesOf(index);
  const base = names.tables.get(plan.base);
  if (!base) return 'a table that is not in the data any more';
  const write = (exact: boolean): string | undefined => {
    const to: Writer = { names, exact, base, scope: undefined };
    return planLine.write(plan, to);
  };
  const pretty = write(false);
  if (pretty !== undefined && readsBack(pretty, plan, index)) return pretty;
  const exact = write(true);
  if (exact !== undefined && readsBack(exact, plan, index)) return exact;
  // Only a plan that no question leads to cannot be said; it is named by its table.
  return pretty ?? exact ?? `something of ${base.label}`;
}

function readsBack(text: string, plan: Plan, index: SchemaIndex): boolean {
  const read = parse(text, index);
  return read !== undefined && samePlan(read, plan);
}

/** The plan that a reading says, labelled; nothing when the text is not exactly a reading. */
export function parseReading(text: string, index: SchemaIndex): Plan | undefined {
  const plan = parse(text, index);
  return plan && isAnswerable(plan, index) ? labelled(plan, index) : undefined;
}

function parse(text: string, index: SchemaIndex): Plan | undefined {
  if (!begins.test(text)) return undefined;
  const trimmed = text.trimEnd();
  const tokens = readingTokens(trimmed.endsWith('.') ? trimmed.slice(0, -1) : trimmed);
  if (!tokens) return undefined;
  const read = (exact: boolean): Plan | undefined => {
    const from = readerOf(tokens, index, exact);
    const found = planLine.read(from);
    return found && from.at === tokens.length ? found.value : undefined;
  };
  // A line with all names in brackets means just that, whatever else is called by the words between them.
  return (tokens.some(({ kind }) => kind === 'name') ? read(true) : undefined) ?? read(false);
}

export function readerOf(tokens: readonly ReadingToken[], index: SchemaIndex, exact = false): Reader {
  return { names: namesOf(index), tokens, at: 0, scope: undefined, column: undefined, depth: 0, exact };
}

// What a question says that a plan would leave out or turn around: "but" before a value, "are all of them", a condition without its
// end, a value that is not one of the column it is said of, a group of rows that has nothing.
// Not here: names that nothing used (settle.ts).
import type { Condition, Plan } from '../plan/plan.ts';
import { Unsettled } from './choices.ts';
import { columnsOf, tablesOf } from './input.ts';
import type { Work } from './work.ts';

export function checkSaid(work: Work): void {
  checkLeaning(work);
  checkBut(work);
  checkEnd(work);
  checkWhether(work);
  checkOwner(work);
}

export function checkPlan(work: Work, plan: Plan): void {
  checkAll(work, plan);
  checkGroupDenial(work, plan);
}

function checkLeaning({ frame }: Work): void {
  const leaning = frame.follows.find((word) =>
    /^(same|the same|same thing|do the same|instead|instead of|rather than|drop|remove|replace|what about|how about|do that again|again|make that|make it|add|plus)$/.test(
      word,
    ),
  );
  if (leaning !== undefined) throw new Unsettled('That leans on an answer before, and there is none.', [leaning]);
}

/** "Paris concerts but cancelled" may leave these out or want no others. */
function checkBut({ frame, input }: Work): void {
  const { tokens } = input;
  for (const { cond, at } of frame.conds) {
    if (cond.kind !== 'values' && cond.kind !== 'flag') continue;
    const negated = cond.kind === 'values' ? cond.negated : !cond.is;
    if (negated) continue;
    const start = cond.kind === 'values' ? (cond.values[0]?.from ?? at) : cond.column.from;
    const before = /^(the|a|an|those|all)$/.test(tokens[start - 1]?.lower ?? '') ? start - 2 : start - 1;
    if (before > 0 && tokens[before]?.lower === 'but')
      throw new Unsettled('I cannot tell what "but" leaves out. Say "except" or "and".', ['but']);
  }
}

/** "which cities do customers come from" ends where it should. */
const asksWhereFrom =
  /^\s*((how many|number of|which|what)\b.*\b(come|comes|came|coming)|(which|what) (?!is|are|was|were)\w+ (are|is|were)\b.*) from\s*\??$/i;

/** "concerts where city is" */
function checkEnd({ input }: Work): void {
  const at = input.tokens.length - 1;
  const end = input.tokens[at];
  const last = end && end.kind !== 'quoted' ? end.lower : '';
  const isJoint = /^(where|with|by|of|than|over|under|and|or|for|from|per|to|whose|having|without)$/.test(last);
  const isVerb = /^(is|are|was|were|equals|=|not|contains|between|like)$/.test(last);
  const isOpen = isJoint || (isVerb && input.tokens.some(({ lower }) => /^(where|whose)$/.test(lower)));
  // "what share does each account for"
  const isVerbWith = /\b(accounts?|accounted|responsible) for\s*\??$/i.test(input.text);
  if (isOpen && !input.reserved.has(at) && !asksWhereFrom.test(input.text) && !isVerbWith)
    throw new Unsettled('The end of the question is missing.', [last]);
}

/** "are all sales over 5": those that are do not tell whether all are. */
function checkWhether({ input }: Work): void {
  const [first, second] = input.tokens;
  if (
    /^(is|are|was|were|do|does|did|have|has|had)$/.test(first?.lower ?? '') &&
    /^(all|every|each|both)$/.test(second?.lower ?? '')
  )
    throw new Unsettled('I cannot tell whether all of them are so. Ask how many are, and how many are not.', [
      second?.text ?? '',
    ]);
}

/** "whose manager is Ann Ray": a name that is no value of that column is another row's. "the manager of Bob" is a number. */
function checkOwner({ frame, input }: Work): void {
  const { tokens } = input;
  for (const { named } of frame.subjects) {
    if (tablesOf(named).length > 0) continue;
    const columns = columnsOf(named);
    for (const { cond } of frame.conds) {
      const value = cond.kind === 'values' && !cond.column ? cond.values[0] : undefined;
      if (!value || value.from < named.to) continue;
      const between = tokens.slice(named.to, value.from).map(({ lower }) => lower);
      const isSaid = between.length > 0 && between.every((word) => /^(is|are|was|were|=|equals|not|the)$/.test(word));
      const isOwn = value.candidates.some((each) => each.kind === 'value' && columns.includes(each.column));
      const isKey = columns.length > 0 && columns.every((column) => column.role === 'identifier');
      const isAsked = isKey && frame.words.has('who') && between.includes('of');
      if ((isSaid && !isOwn) || (isKey && between.length === 1 && between[0] === 'of') || isAsked)
        throw new Unsettled(`"${value.text}" is no ${named.text} that I can find.`, [value.text]);
    }
  }
}

const hasNone = (filter: Condition): boolean => filter.kind === 'related' && filter.negated;

/** "artists with every album explicit": where that is not part of the plan, it would be left out. */
function checkAll({ input }: Work, plan: Plan): void {
  const at = input.tokens.findIndex(
    ({ lower }, place) =>
      /^(all|every)$/.test(lower) && /^(with|where|whose|having)$/.test(input.tokens[place - 1]?.lower ?? ''),
  );
  if (at >= 0 && !plan.filters.some(hasNone))
    throw new Unsettled('I cannot tell of which all of them are so.', [input.tokens[at]?.text ?? '']);
}

/** "which countries have no orders": of rows without them, of which a country may have some and others too. */
function checkGroupDenial({ scope, frame }: Work, plan: Plan): void {
  if (!plan.filters.some(hasNone)) return;
  const isOfGroups =
    plan.kind === 'values' || plan.countGroups === true || plan.measures.some(({ fn }) => fn === 'count_distinct');
  const isNamed = scope.names.some((named) => named.from >= 0 && tablesOf(named).includes(scope.base));
  const group = plan.groups[0]?.column ?? plan.measures[0]?.column;
  const isName = group?.column === scope.base.nameColumn?.name || group?.column === scope.base.idColumn?.name;
  const subject = (frame.subjects[0]?.named ?? frame.measures[0]?.named)?.text ?? 'values';
  if (isOfGroups && !isNamed && !isName)
    throw new Unsettled(
      `I cannot tell which ${subject} have none. Ask for the ${scope.base.label} that have none, by ${subject}.`,
      [subject],
    );
}

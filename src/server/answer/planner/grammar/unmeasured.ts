// What looks as if it were measured and is not: "products in stock", "customers joined", texts that hold numbers.
// Not here: which columns can be measured at all (roles.ts).
import { tableAbove } from './besideCounts.ts';
import { Unsettled } from './choices.ts';
import { columnsOf, mentionsAt, tablesOf } from './input.ts';
import type { MeasureDraft } from './pieces.ts';
import { isPlural } from './plurals.ts';
import type { Named } from './question.ts';
import type { Work } from './work.ts';

/** A column of numbers that is only named, behind a table: a total is not what that says. */
export function checkBare({ frame, input }: Work, { named }: MeasureDraft, at: number): void {
  if (!named) return;
  const words = named.text.toLowerCase().split(' ');
  let from = at;
  while (
    /^(in|out|of|on|off|are|is|were|was|still|not|have|has|who|that|which)$/.test(input.tokens[from - 1]?.lower ?? '')
  )
    from -= 1;
  const subject = frame.subjects.find((each) => each.named.to === from && tablesOf(each.named).length > 0);
  if (!subject) return;
  const between = input.tokens.slice(from, at).map(({ lower }) => lower);
  const isPlace = words[0] === 'in' || between.includes('in') || between.includes('out') || between.includes('on');
  const isDone = /(ed|en)$/.test(words.at(-1) ?? '') && words.length === 1 && isPlural(subject.named);
  if (isPlace || isDone)
    throw new Unsettled(
      `Do you want the ${subject.named.text} where ${named.text} is over 0, or the total of ${named.text}? Say which.`,
      [named.text],
    );
}

/** "median order revenue" is of what each order comes to, and not of its items. */
export function checkTotals({ frame, scope, input }: Work, { fn, named }: MeasureDraft): void {
  const usual = fn ?? frame.fn;
  if (!named || (usual !== 'avg' && usual !== 'median')) return;
  const owner = mentionsAt(input, named.from - 1).find(({ end }) => end === named.from)?.value;
  if (!owner || isPlural(owner) || !tableAbove(scope, owner)) return;
  throw new Unsettled(
    `I cannot take the ${usual === 'avg' ? 'average' : 'median'} of what each ${owner.text} comes to in all. Ask for "total ${named.text} by ${owner.text}".`,
    [`${owner.text} ${named.text}`],
  );
}

const number = /^[-+]?\s*[$€£]?\s*\d[\d.,'’\s]*[$€£%]?$/;

/** A table that is called like a column of text in it: of what should be money, the rows are not what is asked for. */
export function checkText(named: Named, isTotal: boolean): void {
  const column = [
    ...columnsOf(named),
    ...tablesOf(named).flatMap(({ columns, words }) =>
      columns.filter((each) => each.words.join(' ') === words.join(' ')),
    ),
  ].find(({ type, dateFormat }) => type === 'text' && dateFormat === undefined);
  if (!column) return;
  const values = [...(column.values?.values() ?? [])].flat();
  const example = values.find((value) => number.test(value));
  const isNumbers = example !== undefined && values.filter((value) => number.test(value)).length > values.length * 0.7;
  if (isNumbers)
    throw new Unsettled(
      `"${column.label}" is text such as "${example}". It can be added up when it is imported as numbers.`,
      [named.text],
    );
  if (isTotal) throw new Unsettled(`"${column.label}" is text: there is no total and no average of it.`, [named.text]);
}

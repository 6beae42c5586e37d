// Words that may mean two things whatever stands around them: they are asked about before anything is read.
// Not here: choosing between columns (resolve.ts).
import { stop } from './cursor.ts';
import { mainKind, tableIn } from './draft.ts';
import type { Item } from './items.ts';
import { ReadingStopped } from './resolve.ts';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "in it" may be the department IT or the answer before; the two ways to say it are offered. */
export function askWord(item: Item): ReadingStopped {
  const { column, values } = item.unclear ?? {};
  const name = values?.[0] ?? item.text;
  return new ReadingStopped(
    `"${item.text}" may be a word or the ${column?.label ?? 'value'} ${name}. Which one do you mean?`,
    [item.text],
    [
      {
        label: `${capital(column?.label ?? 'value')} ${name}`,
        span: { start: item.start, end: item.end },
        text: `"${name}"`,
      },
    ],
  );
}

/** Two tables that a word names equally well are two questions. */
export function checkTwins(item: Item): void {
  if (item.op || mainKind(item) !== 'table') return;
  const best = item.entity[0]?.score;
  const name = tableIn(item)?.name.toLowerCase();
  const isQuoted = /["“]/.test(item.text);
  const tables = item.entity.flatMap((other) =>
    other.kind === 'table' && (other.score === best || (!isQuoted && other.table.name.toLowerCase() === name))
      ? other.table
      : [],
  );
  if (tables.length < 2) return;
  const span = { start: item.start, end: item.end };
  const options = tables.map((table) => {
    const twins = tables.filter((other) => other.label === table.label).length > 1;
    const isSame = tables.some((other) => other !== table && other.name === table.name);
    const name = isSame ? `${table.schema}.${table.name}` : table.name;
    return { label: twins ? name : capital(table.label), span, text: `"${name}"` };
  });
  throw new ReadingStopped(`"${item.text}" can mean more than one table. Which one do you mean?`, [item.text], options);
}

/** Words that change what a date says and are part of no period here: "out of 2025". */
const changing = new Set(['to', 'up', 'out', 'into', 'with', 'like']);

export function checkPeriod(item: Item): void {
  const { from, to, unclear } = item.period ?? {};
  if (changing.has(item.before) || (from !== undefined && to !== undefined && from >= to)) throw stop(item);
  if (!unclear) return;
  const span = { start: item.start, end: item.end };
  throw new ReadingStopped(
    `"${item.text}" can mean two things. Which one do you mean?`,
    [item.text],
    [
      { label: capital(unclear.within), span, text: unclear.within },
      { label: capital(unclear.since), span, text: unclear.since },
    ],
  );
}

// Pieces that every SELECT is put together from: lines, derived tables, names that no other column has.
// Not here: what is selected (list.ts, grouped.ts).
import type { Dialect } from './dialect.ts';

/** Gives each name once, as databases compare them: without regard to case. */
export function createNames(): (wanted: string) => string {
  const taken = new Set<string>();
  return (wanted) => {
    const name = wanted.trim() === '' ? 'Column' : wanted;
    let free = name;
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${name} ${number}`;
    taken.add(free.toLowerCase());
    return free;
  };
}

export function select(terms: readonly string[], word = 'SELECT'): string {
  return `${word}\n${terms.map((term) => `  ${term}`).join(',\n')}`;
}

/** `WHERE`, `HAVING` and the like with what stands after them, or no line when nothing does. */
export function clause(word: string, parts: readonly string[], separator = ', '): string[] {
  return parts.length > 0 ? [`${word} ${parts.join(separator)}`] : [];
}

export const whereAll = (conditions: readonly string[]): string[] => clause('WHERE', conditions, '\n  AND ');

/** A query that another one selects from. */
export function derived(dialect: Dialect, lines: readonly string[], alias: string): string {
  return `FROM (\n  ${lines.join('\n').replaceAll('\n', '\n  ')}\n) AS ${dialect.quote(alias)}`;
}

export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

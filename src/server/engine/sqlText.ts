// Names and texts as SQL literals; every name that comes from data goes through here.
// Not here: values of a question; the planner writes those with its own rules.

/** A name in double quotes, so that `order` and `Sales 2024` are names as well. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

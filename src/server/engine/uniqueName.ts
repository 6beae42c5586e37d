// Names of the columns of a result, each one once whatever its case: the second `total` is `total_2`.
// Not here: the columns (runQuery.ts, keepResult.ts).

/** Adds what it returns to `used`, in lower case. */
export function uniqueName(name: string, used: Set<string>): string {
  let unique = name;
  for (let number = 2; used.has(unique.toLowerCase()); number++) unique = `${name}_${number}`;
  used.add(unique.toLowerCase());
  return unique;
}

// How much of a result is on the screen, in words. Pure.
// Not here: the table.

/**
 * `shown` rows are drawn, `inline` came with the answer, `rowCount` is the whole result where the server counted it,
 * `truncated` says that more exist.
 */
export function extent(shown: number, inline: number, rowCount: number | null, truncated: boolean): string {
  const whole = Math.max(rowCount ?? inline, inline);
  if (shown < whole) return `Showing ${grouped(shown)} of ${grouped(whole)} rows`;
  if (truncated && rowCount === null) return `Showing the first ${grouped(shown)} rows`;
  return whole === 0 ? 'No rows' : whole === 1 ? '1 row' : `${grouped(whole)} rows`;
}

/** Digits grouped by commas. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

// Steps of numbers as every database can take them: by whole numbers.
// Not here: how each database divides (duckdb.ts and beside it).

/**
 * A width as a fraction, `steps / scale`, so that 0.3 is in the step that begins with 0.3 when steps are 0.1 wide, and
 * that step is not called 0.30000000000000004.
 */
export function stepsOf(width: number): { scale: number; steps: number } {
  const text = width.toFixed(10).replace(/0+$/, '');
  const scale = 10 ** (text.length - text.indexOf('.') - 1);
  return { scale, steps: Math.round(width * scale) };
}

// Whole numbers that cannot be kept as the question writes them: the nearest one that can belongs to another row.
// Not here: reading numbers (tokens.ts), numbers of answers, which come exact from the database (say/exact.ts).
import type { Plan } from './plan/plan.ts';

/** Whether a plan compares something with a number that may not be the one that was written. */
export const isRounded = (plan: Plan): boolean => hasRounded(plan);

function hasRounded(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) > Number.MAX_SAFE_INTEGER;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasRounded);
}

export const roundedReason = `Numbers of more than 15 digits cannot be compared exactly here. Ask for a part of the data by something else, or write the number in SQL.`;

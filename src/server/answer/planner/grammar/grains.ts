// Words for periods to group by: day, month, fiscal quarter, weekday, hour of the day.
// Not here: periods that limit (dates.ts).
import type { Dim } from './pieces.ts';
import { meanings } from './rule.ts';

export const grain = meanings<Dim>([
  ['hour|hours', { kind: 'grain', grain: 'hour', fiscal: false }],
  ['day|days|date|dates|calendar day', { kind: 'grain', grain: 'day', fiscal: false }],
  ['week|weeks|calendar week|calendar weeks', { kind: 'grain', grain: 'week', fiscal: false }],
  ['month|months|calendar month', { kind: 'grain', grain: 'month', fiscal: false }],
  ['quarter|quarters|calendar quarter', { kind: 'grain', grain: 'quarter', fiscal: false }],
  ['year|years|calendar year', { kind: 'grain', grain: 'year', fiscal: false }],
  ['fiscal quarter|fiscal quarters', { kind: 'grain', grain: 'quarter', fiscal: true }],
  ['fiscal year|fiscal years|financial year', { kind: 'grain', grain: 'year', fiscal: true }],
  ['hour of day|hour of the day|hours of the day|time of day', { kind: 'part', part: 'hour of day' }],
  ['weekday|weekdays|day of week|day of the week|days of the week', { kind: 'part', part: 'weekday' }],
  ['month of year|month of the year|calendar months of the year', { kind: 'part', part: 'month of year' }],
  ['quarter of year|quarter of the year', { kind: 'part', part: 'quarter of year' }],
]);

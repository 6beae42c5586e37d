// The labels of periods in their order: which one follows, and which one a day begins.
// Not here: periods in words (../dates.ts), the SQL that makes the labels (sql/).
import type { Grain } from '../plan/plan.ts';

const milliseconds = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;

/**
 * The label after `label`: "2024-12" -> "2025-01", "FY2024-Q4" -> "FY2025-Q1". Undefined for what is no label of the
 * grain, and for years that are not written with four digits.
 */
export function nextPeriod(label: string, grain: Grain): string | undefined {
  const match = /^(FY)?(\d{4})(?:-Q([1-4])|-(\d\d)(?:-(\d\d)(?: (\d\d):00)?)?)?$/.exec(label);
  if (!match) return undefined;
  const [, fiscal = '', year = '', quarter, month, day, hour] = match;
  const after = String(Number(year) + 1).padStart(4, '0');
  if (grain === 'year') return quarter === undefined && month === undefined ? `${fiscal}${after}` : undefined;
  if (grain === 'quarter') {
    if (quarter === undefined) return undefined;
    return quarter === '4' ? `${fiscal}${after}-Q1` : `${fiscal}${year}-Q${Number(quarter) + 1}`;
  }
  if (month === undefined || fiscal !== '') return undefined;
  if (grain === 'month') {
    if (day !== undefined) return undefined;
    return month === '12' ? `${after}-01` : `${year}-${String(Number(month) + 1).padStart(2, '0')}`;
  }
  if (day === undefined || (hour === undefined) === (grain === 'hour')) return undefined;
  const next = new Date(Date.parse(`${year}-${month}-${day}T${hour ?? '00'}:00:00Z`) + milliseconds[grain]);
  if (Number.isNaN(next.getTime())) return undefined;
  const text = next.toISOString();
  return grain === 'hour' ? `${text.slice(0, 10)} ${text.slice(11, 13)}:00` : text.slice(0, 10);
}

/** The label of the calendar period that is exactly the days from `from` to before `to`; undefined where it is none. */
export function labelOfPeriod(from: string, to: string, grain: Grain): string | undefined {
  const [year = '', month = '', day = ''] = from.split('-');
  const quarter = (Number(month) + 2) / 3;
  const labels: Partial<Record<Grain, string | undefined>> = {
    year: month === '01' && day === '01' ? year : undefined,
    quarter: Number.isInteger(quarter) && day === '01' ? `${year}-Q${quarter}` : undefined,
    month: day === '01' ? `${year}-${month}` : undefined,
    week: from,
    day: from,
  };
  const label = labels[grain];
  const next = label === undefined ? undefined : nextPeriod(label, grain);
  return next !== undefined && firstDay(next) === to ? label : undefined;
}

function firstDay(label: string): string {
  const quarter = /^(\d{4})-Q(\d)$/.exec(label);
  if (quarter) return `${quarter[1]}-${String(Number(quarter[2]) * 3 - 2).padStart(2, '0')}-01`;
  return `${label}-01-01`.slice(0, 10);
}

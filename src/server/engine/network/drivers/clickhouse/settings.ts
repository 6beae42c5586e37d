// The settings that every statement is sent with, as far as the server knows them and the account may change them.
// Not here: sending (connection.ts).

/** What the planner's SQL rests on: with other values numbers would differ. */
const meaning: Readonly<Record<string, string>> = {
  join_use_nulls: '1',
  aggregate_functions_null_for_empty: '1',
  // Else an alias hides the column of its name.
  prefer_column_name_to_alias: '1',
  session_timezone: 'UTC',
  // Else a month before 1970 begins in 1970.
  enable_extended_results_for_datetime_functions: '1',
};

/** What reading the answer rests on, and that nothing is cut without a word. */
const reading: Readonly<Record<string, string>> = {
  cancel_http_readonly_queries_on_client_close: '1',
  extremes: '0',
  wait_end_of_query: '0',
  date_time_output_format: 'simple',
  bool_true_representation: 'true',
  bool_false_representation: 'false',
  format_tsv_null_representation: '\\N',
  output_format_tsv_crlf_end_of_line: '0',
  http_write_exception_in_output_format: '0',
  result_overflow_mode: 'throw',
  timeout_overflow_mode: 'throw',
  read_overflow_mode: 'throw',
  // On by default from 25.8.
  allow_experimental_correlated_subqueries: '1',
};

export const wantedSettings: Readonly<Record<string, string>> = { ...meaning, ...reading };

const timeLimit = 'max_execution_time';

/** What the account has, asked without any setting of ours. */
export const settingsSql = `SELECT * FROM system.settings WHERE name IN (${[
  'readonly',
  timeLimit,
  ...Object.keys(wantedSettings),
]
  .map((name) => `'${name}'`)
  .join(', ')})`;

export interface Settings {
  /** For the address of each request. */
  fixed: Readonly<Record<string, string>>;
  hasTimeLimit: boolean;
  /** Whether the account may do more than read. */
  isReadOnlyAccount: boolean;
  warnings: string[];
}

/** `rows`: of `settingsSql`, by the names of its columns. */
export function settingsFrom(rows: readonly Readonly<Record<string, unknown>>[]): Settings {
  const known = new Map(rows.map((row) => [String(row.name), row]));
  const valueIn = (name: string) => String(known.get(name)?.value ?? '');
  const readonly = Number(valueIn('readonly') || '0');
  const mayChange = (name: string) => {
    const found = known.get(name);
    return readonly !== 1 && found !== undefined && String(found.readonly ?? 0) !== '1';
  };
  const fixed: Record<string, string> = {};
  // An account that is read-only may not even say so again.
  if (readonly === 0) fixed.readonly = '1';
  for (const [name, value] of Object.entries(wantedSettings)) if (mayChange(name)) fixed[name] = value;
  const unmet = Object.keys(meaning).filter(
    (name) => known.has(name) && !mayChange(name) && valueIn(name) !== meaning[name],
  );
  const lacking = Object.keys(meaning).filter((name) => !known.has(name));
  const warnings = [];
  if (unmet.length > 0)
    warnings.push(
      `The account may not change its settings, so some questions are answered differently: set ${unmet.map((name) => `${name} = ${meaning[name]}`).join(', ')} in its profile.`,
    );
  if (lacking.length > 0)
    warnings.push(
      `This version does not know the ${lacking.length === 1 ? 'setting' : 'settings'} ${lacking.join(', ')}, so some questions fail or are answered differently.`,
    );
  return { fixed, hasTimeLimit: mayChange(timeLimit), isReadOnlyAccount: readonly !== 0, warnings };
}

/** Whole seconds: older versions know no others. */
export function timeLimitOf(timeoutMs: number): Record<string, string> {
  return { [timeLimit]: String(Math.max(1, Math.ceil(timeoutMs / 1000))) };
}

// Structured lines on standard error, one JSON object each. Standard output belongs to the ready line alone.
// Not here: what people ask and what data says; neither is logged.
import process from 'node:process';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type Log = (level: LogLevel, event: string, fields?: Record<string, unknown>) => void;

const secretName = /key|token|secret|password|authorization|signature/i;

/** Secrets by their look, wherever a text holds them: tokens, signed links, passwords in addresses. */
const secretLooks: readonly [RegExp, string][] = [
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]'],
  [/\b(Bearer|Basic)\s+[^\s"']+/gi, '$1 [redacted]'],
  [/([\w-]*(?:signature|token|key|password|secret)["']?\s*[=:]\s*["']?)[^&\s"',}]+/gi, '$1[redacted]'],
  [/(:\/\/[^\s/:@]*):[^\s/@]+@/g, '$1:[redacted]@'],
];

function redact(name: string, value: unknown): unknown {
  if (name !== '' && secretName.test(name)) return '[redacted]';
  if (value instanceof Error)
    return { name: value.name, message: value.message, stack: value.stack, cause: value.cause };
  if (typeof value === 'string')
    return secretLooks.reduce((text, [look, instead]) => text.replace(look, instead), value);
  return value;
}

/** One line as it is written. */
export function logLine(level: LogLevel, event: string, fields: Record<string, unknown>): string {
  const line = { at: new Date().toISOString(), level, event };
  try {
    return JSON.stringify({ ...line, ...fields }, redact);
  } catch {
    // Something that cannot be written, such as an error that is its own cause, must not hide that it happened.
    return JSON.stringify({ ...line, unwritable: Object.keys(fields) });
  }
}

/** Writes to standard error; what is named or looks like a secret is left out. */
export const logToStandardError: Log = (level, event, fields = {}) => {
  process.stderr.write(`${logLine(level, event, fields)}\n`);
};

export const silentLog: Log = () => undefined;

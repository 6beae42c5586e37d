// Structured lines on standard error, one JSON object each. Standard output belongs to the ready line alone.
// Not here: what people ask and what data says; neither is logged.
import process from 'node:process';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type Log = (level: LogLevel, event: string, fields?: Record<string, unknown>) => void;

const secretName = /key|token|secret|password|authorization/i;

function redact(name: string, value: unknown): unknown {
  if (name !== '' && secretName.test(name)) return '[redacted]';
  if (value instanceof Error)
    return { name: value.name, message: value.message, stack: value.stack, cause: value.cause };
  return value;
}

/** Writes to standard error; values of fields that are named like secrets are left out. */
export const logToStandardError: Log = (level, event, fields = {}) => {
  const line = { at: new Date().toISOString(), level, event, ...fields };
  process.stderr.write(`${JSON.stringify(line, redact)}\n`);
};

export const silentLog: Log = () => undefined;

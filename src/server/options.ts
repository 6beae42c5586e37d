// What the server can be told, by arguments or (from the extension) by one JSON line on standard input.
// Not here: what it does with it.
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { decodeWith, parseJson } from '../protocol/decoded.ts';
import { childOptionsSchema, type ModelSettings } from '../protocol/localServer.ts';
import { emailForm } from './auth.ts';
import { howToSetUp } from './models/catalog.ts';
import { completeUrl, isKeyed, partsOf, settingsFromEnvironment } from './models/providers.ts';
import { type RevisionName, revisionNames } from './revisions.ts';

export interface ServeOptions {
  host: string;
  /** Where a proxy in front of it answers, without a slash at the end; null: nowhere. */
  publicUrl: string | null;
  /** 0: a free one. */
  port: number;
  /** A folder, a file, or the address of a database without its password; null: the sample. */
  data: string | null;
  store: string;
  email: string;
  revision: RevisionName;
  limits: boolean;
  timezone: string;
  /** The month (1 to 12) the fiscal year begins with, where it was said. */
  fiscalStart?: number | undefined;
  /** Null: made at start. */
  apiKey: string | null;
  /** What the passwords of databases are sealed with, 32 bytes as base64url; absent: a file of the store. */
  atRestKey?: string | undefined;
  /** The providers of language models that are set up; absent: none. */
  models?: ModelSettings | undefined;
  /** Who answers where nobody is named; null: the planner. */
  defaultModel?: string | null | undefined;
}

export interface AskOptions {
  question: string;
  data: string | null;
  json: boolean;
  /** How the question is read, instead of its answer. */
  explain: boolean;
  timezone: string;
  fiscalStart?: number | undefined;
  models: ModelSettings;
  /** Who answers: a `model_id` or a provider; null: the planner. */
  model: string | null;
}

/** Wrong use of the command line: the message and the usage are shown, exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage = `Trellis server

  serve [--port N] [--host H] [--public-url URL] [--data PATH] [--store DIR] [--email E] [--revision R] [--limits on|off] [--timezone Z]
        [--fiscal-year-start MONTH] [--model M]
      Serves the Trellis API on this machine. The first line on standard output is one JSON object:
      {"url","api_key","email","integrations":[{"id","display_name"}]}. Logs go to standard error. Ctrl+C or SIGTERM
      stores what is being answered and ends it.
      --port      0 or none: a free one
      --host      the address to listen on; default: 127.0.0.1. Requests for any other host name are refused
      --public-url  where a proxy in front answers, e.g. https://trellis.example.org: its host name is accepted too
      --data      a folder or a file of CSV, Parquet, JSON or DuckDB, or a database: postgres://user@host:5432/database, and the
                  same with mysql, clickhouse or trino; its password is taken from TRELLIS_DATA_PASSWORD; none: sample data
      --store     where chats are kept; default: this user's data folder
      --email     the admin's address; default: you@localhost
      --revision  of the API: current, previous or first; default: current
      --limits    off: no rate limits
      --timezone  what "today" means, e.g. Europe/Berlin; default: this machine's
      --fiscal-year-start  the month fiscal years begin with, e.g. april; a fiscal year is named by the year it ends in.
                  Without it questions about fiscal years are not answered
      --model     who answers where a question names nobody: planner (the default), a provider or <provider>/<model>
      The API key is taken from TRELLIS_API_KEY, or made. Language models are set up by the variables of their providers:
      ANTHROPIC_API_KEY, OPENAI_API_KEY, GEMINI_API_KEY, GROQ_API_KEY, OPENROUTER_API_KEY, OLLAMA_HOST, OPENAI_COMPATIBLE_BASE_URL
      (and OPENAI_COMPATIBLE_API_KEY); ANTHROPIC_BASE_URL and the like say where else a provider answers.

  ask "question" [--data PATH] [--model M] [--json] [--explain] [--timezone Z] [--fiscal-year-start MONTH]
      Asks once and prints the answer. --json: one {"event","data"} per line.
      --model: a language model instead of the planner, set up by the same variables: claude, openai/gpt-5.2, ollama/qwen3:8b.
      --explain: prints how the question is read, its plan as JSON and its SQL, and does not run it.
      Exit 0 on an answer, 1 on an error, 2 on wrong use.
`;

export function defaultStore(): string {
  if (process.platform === 'win32')
    return path.join(process.env.LOCALAPPDATA ?? path.join(homedir(), 'AppData', 'Local'), 'Trellis');
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'Trellis');
  return path.join(process.env.XDG_DATA_HOME ?? path.join(homedir(), '.local', 'share'), 'trellis');
}

export function machineTimezone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function checkedTimezone(timezone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone;
  } catch (cause) {
    throw new UsageError(`--timezone: "${timezone}" is no time zone; try Europe/Berlin or UTC.`, { cause });
  }
}

const months = 'january february march april may june july august september october november december'.split(' ');

function checkedFiscalStart(month: string): number {
  const start = months.indexOf(month.toLowerCase()) + 1;
  if (start === 0) throw new UsageError(`--fiscal-year-start: "${month}" is no month; give one such as april.`);
  return start;
}

function fiscalOption(month: string | undefined): { fiscalStart?: number } {
  return month === undefined ? {} : { fiscalStart: checkedFiscalStart(month) };
}

/** The server answers only for the names it knows, so it has to be told one. */
function checkedHost(host: string): string {
  if (['', '0.0.0.0', '::', '[::]'].includes(host))
    throw new UsageError(`--host: "${host}" names no one address; give one of this machine, such as 192.168.1.10.`);
  return host;
}

function checkedPublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.pathname !== '/' || url.search || url.username)
    throw new UsageError(`--public-url: "${text}" is no address; give one such as https://trellis.example.org.`);
  return url.origin;
}

function checkedEmail(email: string): string {
  if (!emailForm.test(email))
    throw new UsageError(`--email: "${email}" is no email address, so nobody could be admin.`);
  return email;
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

export function serveOptions(args: string[]): ServeOptions {
  const { values } = parsed(() =>
    parseArgs({
      args,
      options: {
        port: { type: 'string', default: '0' },
        host: { type: 'string', default: '127.0.0.1' },
        'public-url': { type: 'string' },
        data: { type: 'string' },
        store: { type: 'string', default: defaultStore() },
        email: { type: 'string', default: 'you@localhost' },
        revision: { type: 'string', default: 'current' },
        limits: { type: 'string', default: 'on' },
        timezone: { type: 'string', default: machineTimezone() },
        'fiscal-year-start': { type: 'string' },
        model: { type: 'string' },
      },
    }),
  );
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`--port: "${values.port}" is no port; give 0 to 65535.`);
  const revision = revisionNames.find((name) => name === values.revision);
  if (!revision)
    throw new UsageError(`--revision: "${values.revision}" is not served; give ${revisionNames.join(', ')}.`);
  if (values.limits !== 'on' && values.limits !== 'off')
    throw new UsageError(`--limits: "${values.limits}"; give on or off.`);
  return {
    host: checkedHost(values.host),
    publicUrl: values['public-url'] === undefined ? null : checkedPublicUrl(values['public-url']),
    port,
    data: values.data ?? null,
    store: path.resolve(values.store),
    email: checkedEmail(values.email),
    revision,
    limits: values.limits === 'on',
    timezone: checkedTimezone(values.timezone),
    ...fiscalOption(values['fiscal-year-start']),
    apiKey: process.env.TRELLIS_API_KEY || null,
    ...modelOptions(values.model),
  };
}

export function askOptions(args: string[]): AskOptions {
  const { values, positionals } = parsed(() =>
    parseArgs({
      args,
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        json: { type: 'boolean', default: false },
        explain: { type: 'boolean', default: false },
        timezone: { type: 'string', default: machineTimezone() },
        'fiscal-year-start': { type: 'string' },
        model: { type: 'string' },
      },
    }),
  );
  const question = positionals.join(' ').trim();
  if (question === '') throw new UsageError('Give a question, in quotes.');
  const { data = null, json, explain, timezone } = values;
  const fiscal = fiscalOption(values['fiscal-year-start']);
  const { models, defaultModel: model } = modelOptions(values.model);
  return { question, data, json, explain, timezone: checkedTimezone(timezone), ...fiscal, models, model };
}

/** Keys and addresses come from the variables that people keep them in; what is named must be among them. */
function modelOptions(given: string | undefined): { models: ModelSettings; defaultModel: string | null } {
  const models = settingsFromEnvironment(process.env);
  // As people call them, beside the names of the API.
  const named = given?.replace(/^anthropic(?=\/|$)/, 'claude').replace(/^gemini(?=\/|$)/, 'google');
  const provider = named === undefined ? undefined : partsOf(named)?.provider;
  for (const [name, settings] of Object.entries(models)) {
    if (!isKeyed(name)) continue;
    try {
      completeUrl(name, settings?.baseUrl);
    } catch (cause) {
      // A variable that was set for another program is no reason to stop, unless just this provider is wanted.
      if (name === provider) throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
      delete models[name];
    }
  }
  if (named === undefined || named === 'planner') return { models, defaultModel: null };
  if (provider === undefined || provider === 'editor')
    throw new UsageError(
      `--model: "${named}" is nobody's; give planner, a provider such as claude, or one of its models: claude/claude-sonnet-4-6.`,
    );
  // On this machine, at its usual place.
  if (provider === 'ollama') models.ollama ??= {};
  if (!models[provider]) throw new UsageError(`--model: ${howToSetUp(provider)}`);
  return { models, defaultModel: named };
}

/** Options of the extension's own child: a key never stands in its arguments or environment. */
export function childOptions(line: string): ServeOptions {
  const decoded = decodeWith(childOptionsSchema, parseJson(line));
  if (decoded.kind !== 'valid') throw new UsageError('The options on standard input do not fit.');
  const { timezone, fiscalYearStart, models = {}, defaultModel = null, ...given } = decoded.value;
  return {
    ...given,
    models,
    defaultModel,
    host: '127.0.0.1',
    publicUrl: null,
    port: 0,
    revision: 'current',
    limits: false,
    timezone: checkedTimezone(timezone ?? machineTimezone()),
    ...fiscalOption(fiscalYearStart ?? undefined),
  };
}

// The embedded server's process: `serve`, `ask`, and `child` for the extension. Signals and exit codes live here.
// Not here: the parts (serve.ts, ask/ask.ts).
import process from 'node:process';
import { createInterface } from 'node:readline';
import { ask } from './ask/ask.ts';
import { DataSourceError } from './engine/dataSource.ts';
import { logToStandardError } from './log.ts';
import { askOptions, childOptions, type ServeOptions, serveOptions, UsageError, usage } from './options.ts';
import { createParentLine, type ParentLine } from './parentLine.ts';
import { ListenProblem, startServer } from './serve.ts';
import { StoreProblem } from './store/problems.ts';

const log = logToStandardError;

async function serve(options: ServeOptions, untilClosed: Promise<void>, line?: ParentLine): Promise<number> {
  const server = await startServer(options, log, { editor: line?.editor });
  line?.onModels((models, defaultModel) => server.services.models.set(models, defaultModel));
  const signalled = endAsked();
  // Nobody reads them any more: whoever started this is gone.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.stdout.write(`${JSON.stringify(server.ready)}\n`);
  // A window that is loaded again takes its server along: what it answers is stored whole, where the next server finds it.
  await Promise.race([signalled, untilClosed.then(() => server.idle(lastAnswersMs))]);
  await server.close();
  return 0;
}

/** A query may take 60 s. */
const lastAnswersMs = 90_000;
/** A person who asks again after this long does not want to wait for answers to be stored. */
const impatientAfterMs = 1_000;

/** Resolves at the first signal. Ctrl+C reaches a whole group, and whoever started us passes it on: a second one is the same. */
function endAsked(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const onSignal = () => {
      if (first !== undefined && performance.now() - first > impatientAfterMs) process.exit(130);
      first ??= performance.now();
      resolve();
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
}

// What is stored here is the business of whoever started this alone.
process.umask(0o077);

// The last resort: what nobody waited for is logged, and the chats of everybody else go on.
process.on('unhandledRejection', (cause) => log('error', 'server.unhandled', { cause }));

const never = new Promise<void>(() => undefined);

/** The extension writes one line of options, then what its models say, and keeps the pipe open as long as it lives. */
async function serveAsChild(): Promise<number> {
  const lines = createInterface({ input: process.stdin });
  const closed = new Promise<void>((resolve) => lines.once('close', resolve));
  const first = await new Promise<string>((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(''));
  });
  return serve(childOptions(first), closed, createParentLine(lines, closed, log));
}

async function main([command, ...args]: string[]): Promise<number> {
  if (
    command === undefined ||
    command === '--help' ||
    command === '-h' ||
    args.some((arg) => arg === '--help' || arg === '-h')
  ) {
    process.stderr.write(usage);
    return command === undefined ? 2 : 0;
  }
  if (command === 'serve') return serve(serveOptions(args), never);
  if (command === 'child') return serveAsChild();
  if (command === 'ask') return ask(askOptions(args), log);
  throw new UsageError(`"${command}" is no command.`);
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (cause: unknown) => {
    if (cause instanceof UsageError) {
      // The extension shows the last line; a person at a terminal wants the usage too.
      process.stderr.write(process.argv[2] === 'child' ? `${cause.message}\n` : `${cause.message}\n\n${usage}`);
      process.exit(2);
    }
    // Data, a store or an address that cannot be had is no fault of the program: the sentence is all there is to say.
    if (!(cause instanceof DataSourceError || cause instanceof StoreProblem || cause instanceof ListenProblem))
      log('error', 'server.failed', { cause });
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
    process.exit(1);
  },
);

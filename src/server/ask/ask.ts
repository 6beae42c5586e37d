// One question from the terminal: a server of its own for a moment, over a store that goes away again.
// Not here: how an answer looks as text (render.ts).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createTurns } from '../chats/turns.ts';
import { openData } from '../data.ts';
import { createIntegrations } from '../integrations.ts';
import type { Log } from '../log.ts';
import { createCatalog } from '../models/catalog.ts';
import { converse } from '../models/loadConverse.ts';
import { type AskOptions, defaultStore } from '../options.ts';
import { current, type WireEvent } from '../revisions.ts';
import { openStore } from '../store/store.ts';
import { printExplained } from './explain.ts';
import { renderEvent } from './render.ts';

/** Exit code: 0 for an answer, 1 for an error event. */
export async function ask(options: AskOptions, log: Log): Promise<number> {
  const quiet: Log = (level, event, fields) => {
    if (level === 'warn' || level === 'error') log(level, event, fields);
  };
  const integration = await openData(options.data, {
    // The sample is kept between questions: only the chat is thrown away.
    sampleDirectory: path.join(defaultStore(), 'sample'),
    timezone: options.timezone,
    log: quiet,
  });
  if (options.explain) {
    try {
      return await printExplained(integration.engine, options);
    } finally {
      integration.engine.dispose();
    }
  }
  const directory = mkdtempSync(path.join(tmpdir(), 'trellis-ask-'));
  const store = openStore(directory, () => 'ask');
  try {
    const turns = createTurns({
      server: () => 'ask',
      store,
      integrations: createIntegrations([integration]),
      // Nothing is uploaded here, and no other server looks into this store.
      engines: { lend: async (_, { engine }) => ({ engine, giveBack: () => undefined }) },
      uploads: {
        lay: () => Promise.reject(new Error('Nothing is uploaded here.')),
        removeFiles: async () => undefined,
        read: () => Promise.reject(new Error('Nothing is uploaded here.')),
      },
      tokenOf: async () => '',
      models: createCatalog({ settings: options.models, defaultModel: options.model, converse, log: quiet }),
      revision: current,
      timezone: options.timezone,
      fiscalStart: options.fiscalStart,
      log: quiet,
    });
    const member = store.memberFor('you@localhost');
    const chat = store.createChat(member.id, { title: null, integrationId: null, capped: false }, () => undefined);
    const turn = await turns.start(member, { message: options.question, chat_id: chat.id }, () => undefined);
    let failed = false;
    process.once('SIGINT', () => turn.interrupt());
    const print = (event: WireEvent) => {
      failed ||= event.event !== 'message' && (event.event === 'error' || event.event === 'interrupted');
      const text = options.json ? `${JSON.stringify(event)}\n` : renderEvent(event);
      // What cannot be answered goes where errors go, unless a program reads the events.
      (failed && !options.json ? process.stderr : process.stdout).write(text);
    };
    turn.subscribe(print);
    await turn.ended;
    return failed ? 1 : 0;
  } finally {
    integration.engine.dispose();
    store.dispose();
    rmSync(directory, { recursive: true, force: true });
  }
}

// The client of the assistant API whose answers come from memory, in the pieces that a test cuts them into: thousands in a second.
// Not here: the same over a real line (person.ts), what the answers say (support/assistantPeerScripts.ts).
import { createAssistantServer } from '../../../src/session/assistant/assistantServer.ts';
import type { TurnUpdate } from '../../../src/session/turns.ts';
import { type FakeClock, fakeClock } from '../../support/fakeClock.ts';
import { isEnd } from './person.ts';

const url = 'http://127.0.0.1:9';
const bodies: Record<string, unknown> = {
  '/api/health': { status: 'ok', app: 'Asta', version: '1.4.8' },
  '/api/auth/me': { id: 'default', username: 'admin', role: 'admin' },
  '/api/providers': { providers: ['claude', 'ollama'] },
  '/api/settings/provider-flow': { default_provider: 'claude', order: ['claude'], providers: [] },
  '/api/chat/conversations': { conversations: [] },
  '/api/chat/messages': { conversation_id: 'default:web:00000001', messages: [] },
  '/api/chat/folders': { folders: [] },
};

export interface MemoryAnswers {
  /** What is told of a question whose answer comes in these pieces. Resolves after its end. */
  hear(pieces: readonly Uint8Array[], contentType?: string): Promise<TurnUpdate[]>;
  clock: FakeClock;
  /** Lines of the log, of all answers. */
  logged: string[];
  /** Ends the session, and lets requests go where they went before. */
  dispose(): void;
}

export async function memoryAnswers(): Promise<MemoryAnswers> {
  let next: { pieces: readonly Uint8Array[]; contentType: string } | undefined;
  const real = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    const { pathname } = new URL(String(input));
    const body = bodies[pathname];
    return new Response(JSON.stringify(body ?? { detail: 'Not Found' }), {
      status: body === undefined ? 404 : 200,
      headers: { 'content-type': 'application/json' },
    });
  };
  const clock = fakeClock();
  const logged: string[] = [];
  const { session } = createAssistantServer({
    url,
    token: async () => null,
    clock,
    random: () => 0,
    async send(_, { signal }) {
      signal.throwIfAborted();
      const { pieces, contentType } = next ?? { pieces: [], contentType: 'text/event-stream' };
      return new Response(streamOf(pieces), { headers: { 'content-type': contentType } });
    },
    log: (_, text) => void logged.push(text),
  });
  let changed = Promise.withResolvers<void>();
  session.onState(() => {
    changed.resolve();
    changed = Promise.withResolvers();
  });
  /** A stream that ended early counts as a line that broke, and the session looks whether its server is there. */
  async function ready(): Promise<void> {
    while (session.state.phase !== 'ready') {
      const { state } = session;
      const next = changed.promise;
      if (state.phase === 'waiting') await clock.pass(state.retryAt - clock.now());
      else if (state.phase === 'failed') session.retryNow();
      if (session.state === state) await next;
    }
  }
  session.start();
  await ready();
  let heard: TurnUpdate[] = [];
  let ended = Promise.withResolvers<void>();
  let count = 0;
  session.onTurn(({ key, ...update }) => {
    if (key !== `q${count}`) return;
    heard.push(update);
    if (isEnd(update)) ended.resolve();
  });

  return {
    async hear(pieces, contentType = 'text/event-stream; charset=utf-8') {
      await ready();
      count += 1;
      [heard, ended, next] = [[], Promise.withResolvers(), { pieces, contentType }];
      const where = { chatId: null, replaces: null, integrationId: null, model: null };
      session.ask({ key: `q${count}`, message: 'Hi', clientMessageId: 'q', ...where });
      await ended.promise;
      // A second end would follow at once.
      await clock.settle();
      return heard;
    },
    clock,
    logged,
    dispose() {
      session.dispose();
      globalThis.fetch = real;
    },
  };
}

function streamOf(pieces: readonly Uint8Array[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const piece = pieces[at++];
      if (piece) controller.enqueue(Uint8Array.from(piece));
      else controller.close();
    },
  });
}

/** Pieces of that many bytes each, or of each in turn. */
export function piecesOf(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

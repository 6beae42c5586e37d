// The real server with a loopback peer for every provider, and a question put to each of them at once.
// Not here: the peers (modelPeer.ts), the server without models (testServer.ts).
import type { TestContext } from 'node:test';
import type { ModelSettings } from '../../../src/protocol/localServer.ts';
import type { Surroundings } from '../../../src/server/serve.ts';
import { type TestServer, type TestSocket, testServer } from '../testServer.ts';
import { type ModelPeer, type Script, startModelPeer, type Wire, wires } from './modelPeer.ts';

/** What each of them answers with when only the provider is named. */
export const usualModels: Record<Wire, string> = {
  claude: 'claude-sonnet-4-6',
  openai: 'gpt-5.2',
  groq: 'openai/gpt-oss-120b',
  openrouter: 'anthropic/claude-sonnet-4.6',
  compatible: 'local-model',
  google: 'gemini-3.0-flash',
  ollama: 'qwen3:8b',
};

export type Heard = Awaited<ReturnType<TestSocket['until']>>;

export interface ModelTurn {
  wire: Wire;
  chatId: string;
  peer: ModelPeer;
  socket: TestSocket;
  /** All events of the turn. */
  heard: Heard;
  /** The data of the last one. */
  end: Heard[number];
  /** The deltas, joined. */
  text: string;
  of(event: string): Heard[number]['data'][];
}

/** Where it is asked and whom, if not in a fresh chat and the provider's usual model. */
interface Named {
  chatId?: string;
  model?: string;
}

export interface ModelsServer {
  server: TestServer;
  peers: Record<Wire, ModelPeer>;
  /** Puts the question and hears the answer out. */
  ask(wire: Wire, message: string, named?: Named): Promise<ModelTurn>;
  /** Puts the question; what follows is heard at the socket. */
  begin(wire: Wire, message: string, named?: Named): Promise<{ chatId: string; socket: TestSocket }>;
  /** The same question to every provider at once, each in a chat of its own. */
  askAll<T>(message: string, judge: (turn: ModelTurn) => T | Promise<T>): Promise<Record<Wire, T>>;
}

/** `keyOf`: the key that is set up, where it is not the peer's. */
export async function modelsServer(
  t: TestContext,
  scriptOf: (wire: Wire) => Script,
  { budgets, keyOf }: { budgets?: Surroundings['budgets']; keyOf?: (peer: ModelPeer) => string } = {},
): Promise<ModelsServer> {
  const started = await Promise.all(wires.map((wire) => startModelPeer(t, wire, scriptOf(wire))));
  const peers = Object.fromEntries(started.map((peer) => [peer.wire, peer])) as Record<Wire, ModelPeer>;
  const models: ModelSettings = Object.fromEntries(
    started.map((peer) => {
      const apiKey = keyOf?.(peer) ?? peer.apiKey;
      return [peer.wire, { baseUrl: peer.baseUrl, model: usualModels[peer.wire], ...(apiKey ? { apiKey } : {}) }];
    }),
  );
  const server = await testServer(t, { models }, budgets ? { budgets } : {});

  async function begin(wire: Wire, message: string, { chatId, model = wire }: Named = {}) {
    const chat_id = chatId ?? (await server.createChat());
    const socket = await server.socket();
    await socket.next();
    socket.send({ action: 'send_message', chat_id, message, model, include_tool_events: true });
    return { chatId: chat_id, socket };
  }

  async function ask(wire: Wire, message: string, named?: Named): Promise<ModelTurn> {
    const begun = await begin(wire, message, named);
    return turnOf(wire, peers[wire], begun, await untilEnd(begun.socket));
  }

  return {
    server,
    peers,
    begin,
    ask,
    async askAll(message, judge) {
      const judged = wires.map(async (wire) => [wire, await judge(await ask(wire, message))] as const);
      return Object.fromEntries(await Promise.all(judged)) as Record<Wire, Awaited<ReturnType<typeof judge>>>;
    },
  };
}

export async function untilEnd(socket: TestSocket): Promise<Heard> {
  const heard = [await socket.next()];
  while (!['message', 'error', 'interrupted'].includes(heard.at(-1)?.event ?? '')) heard.push(await socket.next());
  socket.close();
  return heard;
}

export function turnOf(
  wire: Wire,
  peer: ModelPeer,
  { chatId, socket }: { chatId: string; socket: TestSocket },
  heard: Heard,
): ModelTurn {
  const of = (event: string) => heard.flatMap((each) => (each.event === event ? [each.data] : []));
  const end = heard.at(-1);
  if (!end) throw new Error('Nothing was heard.');
  const text = of('text_delta')
    .map(({ content }) => content)
    .join('');
  return { wire, chatId, peer, socket, heard, end, text, of };
}

/** The same for every provider, but for those that are named. */
export function each<T>(value: T, other: Partial<Record<Wire, T>> = {}): Record<Wire, T> {
  return Object.fromEntries(wires.map((wire) => [wire, other[wire] ?? value])) as Record<Wire, T>;
}

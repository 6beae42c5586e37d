// One turn, whatever it came over: the question is stored, the answer streamed as events, stored, and only then ended.
// Not here: sockets and SSE (they subscribe), what the answer is (answer/).
import { randomUUID } from 'node:crypto';
import { setImmediate as afterIo } from 'node:timers/promises';
import { assertNever } from '../../base/assertNever.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { SendBody } from '../../protocol/trellis/actions.ts';
import type { MessageMetadata } from '../../protocol/trellis/rest.ts';
import { parseMessage } from '../../protocol/trellis/sqlContext.ts';
import type { Answerer, AnswerPiece } from '../answer/answerer.ts';
import { ApiError, asApiError, errorEventData } from '../apiError.ts';
import type { Integrations } from '../integrations.ts';
import type { Log } from '../log.ts';
import { goneServers } from './otherServers.ts';
import { type Member, newId, newVisualizationId, type Store, type StoredVisualization } from './store.ts';

export interface WireEvent {
  event: string;
  data: Record<string, unknown>;
}

export interface Turn {
  readonly chatId: string;
  readonly userMessageId: string;
  /** Replays what was sent so far, then goes on; the last event is `message`, `error` or `interrupted`. */
  subscribe(listener: (event: WireEvent) => void): Disposable;
  /** Cancels the answer and its query; the partial answer is stored. */
  interrupt(): void;
  readonly ended: Promise<void>;
}

export interface Turns {
  /** Throws an ApiError before anything is stored or streamed. `admit` is the last check: it may refuse by a rate limit. */
  start(member: Member, body: SendBody, admit: () => void): Promise<Turn>;
  running(chatId: string): Turn | undefined;
  /** Interrupts every turn and waits until they are stored. */
  stop(): Promise<void>;
}

export const plannerModel = {
  model_id: 'planner',
  display_name: 'Planner',
  description: 'Built in: exact answers, no account, no network.',
};

/** What is stored as the answer of a turn that its server did not survive. */
export const lostTurn = {
  error: 'The server stopped in the middle of this answer. Ask again.',
  code: 'INTERNAL',
  retryable: true,
};

export interface TurnsOptions {
  /** This process as it names itself in the store. */
  server: () => string;
  store: Store;
  integrations: Integrations;
  answerer: Answerer;
  timezone: string;
  log: Log;
}

const endings = new Set(['message', 'error', 'interrupted']);

export function createTurns(options: TurnsOptions): Turns {
  const { store, integrations, log } = options;
  const running = new Map<string, Turn>();

  /** A turn that nobody runs any more, here or in a server that died meanwhile, does not keep its chat. */
  async function reclaim(chatId: string) {
    const server = store.serverOfTurn(chatId);
    if (server === undefined || running.has(chatId)) return;
    if (server === options.server()) store.closeTurn(chatId, lostTurn);
    else store.closeTurnsOf(await goneServers([server]), lostTurn);
  }

  return {
    running: (chatId) => running.get(chatId),
    async start(member, body, admit) {
      if (!body.chat_id)
        throw new ApiError('MISSING_CHAT_ID', 'chat_id is required: create a chat with POST /v1/chats/create first.');
      if (body.model && body.model !== 'default' && body.model !== plannerModel.model_id) {
        throw new ApiError(
          'UNKNOWN_MODEL',
          `The model "${body.model}" is not available: choose one of GET /v1/models.`,
        );
      }
      const chat = store.chat(member.id, body.chat_id);
      const integration = integrations.find(body.integration_id ?? chat.integrationId);
      await reclaim(chat.id);
      const userMessageId = store.beginTurn(chat.id, body.message, body.client_message_id ?? null, admit);
      const turn = run(options, {
        chatId: chat.id,
        userMessageId,
        clientMessageId: body.client_message_id ?? null,
        message: body.message,
        integration,
        onEnd: () => running.delete(chat.id),
      });
      running.set(chat.id, turn);
      log('info', 'turn.started', { chat_id: chat.id, user_message_id: userMessageId });
      return turn;
    },
    async stop() {
      const turns = [...running.values()];
      for (const turn of turns) turn.interrupt();
      await Promise.all(turns.map((turn) => turn.ended));
    },
  };
}

interface TurnRequest {
  chatId: string;
  userMessageId: string;
  clientMessageId: string | null;
  message: string;
  integration: ReturnType<Integrations['find']>;
  onEnd: () => void;
}

function run({ store, answerer, timezone, log }: TurnsOptions, request: TurnRequest): Turn {
  const { chatId, userMessageId, integration } = request;
  const sent: WireEvent[] = [];
  const listeners = new Set<(event: WireEvent) => void>();
  const abort = new AbortController();
  let content = '';
  const visualizations: StoredVisualization[] = [];

  function emit(event: string, data: Record<string, unknown>) {
    const wire = { event, data: { ...data, chat_id: chatId } };
    sent.push(wire);
    for (const listener of [...listeners]) listener(wire);
  }

  /** Stores, frees the chat, then says so: whoever hears the end may ask the next question at once. */
  function end(event: string, data: Record<string, unknown>, metadata: MessageMetadata, memory?: unknown) {
    const id = newId('msg');
    store.endTurn(chatId, {
      id,
      content,
      metadata: { ...metadata, model: plannerModel.model_id },
      visualizations,
      memory,
    });
    request.onEnd();
    emit(event, { ...data, id });
    log('info', 'turn.ended', { chat_id: chatId, user_message_id: userMessageId, how: event });
  }

  function fail(error: ApiError, memory?: unknown) {
    const debugId = randomUUID();
    if (error.code === 'INTERNAL')
      log('error', 'turn.failed', { chat_id: chatId, debug_id: debugId, cause: error.cause });
    else log('info', 'turn.refused', { chat_id: chatId, debug_id: debugId, code: error.code });
    const { error_type: _, ...kept } = errorEventData(error, debugId);
    end('error', errorEventData(error, debugId), { error: kept }, memory);
  }

  /** True when the piece was the last. */
  async function take(piece: AnswerPiece): Promise<boolean> {
    switch (piece.kind) {
      case 'processing':
        emit('processing', { status: piece.status });
        return false;
      case 'visualization': {
        const visualization = { id: newVisualizationId(), ...piece.visualization, integration_id: integration.item.id };
        visualizations.push(visualization);
        emit('visualization', visualization);
        return false;
      }
      case 'text':
        for (const chunk of chunks(piece.text)) {
          abort.signal.throwIfAborted();
          content += chunk;
          emit('text_delta', { content: chunk });
          // Lets an interrupt in between the chunks of a long text.
          await afterIo();
        }
        return false;
      case 'done': {
        const { reading, sql, clarification } = piece;
        const about = {
          ...(reading ? { reading } : {}),
          ...(sql ? { sql } : {}),
          ...(clarification ? { clarification } : {}),
        };
        end('message', { content, ...about, model: plannerModel.model_id }, about, piece.memory);
        return true;
      }
      case 'failed':
        fail(
          new ApiError(piece.code, piece.error, piece.suggestions ? { extra: { suggestions: piece.suggestions } } : {}),
          piece.memory,
        );
        return true;
      default:
        return assertNever(piece);
    }
  }

  async function answer() {
    // One tick, so that whoever started the turn has subscribed before the first event.
    await afterIo();
    const clientMessageId = request.clientMessageId ? { client_message_id: request.clientMessageId } : {};
    emit('chat_metadata', { id: chatId, user_message_id: userMessageId, ...clientMessageId });
    emit('processing', { status: 'starting' });
    try {
      const { question, context } = parseMessage(request.message);
      const pieces = answerer({
        text: question,
        context,
        engine: integration.engine,
        previous: store.memory(chatId),
        now: new Date(),
        timezone,
        signal: abort.signal,
      });
      for await (const piece of pieces) {
        abort.signal.throwIfAborted();
        if (await take(piece)) return;
      }
      throw new Error('The answerer ended without an ending.');
    } catch (cause) {
      if (abort.signal.aborted) end('interrupted', { status: 'interrupted' }, { interrupted: true });
      else fail(asApiError(cause));
    }
  }

  const ended = answer().catch((cause: unknown) => {
    // The store itself failed: nothing can be kept, but whoever waits must hear an end.
    log('error', 'turn.lost', { chat_id: chatId, cause });
    request.onEnd();
    if (!sent.some(({ event }) => endings.has(event))) emit('error', errorEventData(asApiError(cause)));
  });

  return {
    chatId,
    userMessageId,
    ended,
    interrupt: () => abort.abort(new DOMException('The answer was stopped.', 'AbortError')),
    subscribe(listener) {
      for (const event of sent) listener(event);
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
}

/** Words with the white space after them, a few at a time. Joined they are the text. */
function* chunks(text: string): Generator<string> {
  for (const part of text.match(/(?:\S+\s*|\s+){1,4}/g) ?? []) yield part;
}

export function isEnding(event: WireEvent): boolean {
  return endings.has(event.event);
}

// One turn, whatever it came over: the answer is streamed as events, stored, and only then ended.
// Not here: storing the question and which turns run (turns.ts), sockets and SSE (they subscribe), what the answer is (answer/).
import { randomUUID } from 'node:crypto';
import { setImmediate as afterIo } from 'node:timers/promises';
import { assertNever } from '../../base/assertNever.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { MessageMetadata } from '../../protocol/trellis/rest.ts';
import { parseMessage } from '../../protocol/trellis/sqlContext.ts';
import type { AnswerPiece, Question } from '../answer/answerer.ts';
import type { ChatDocuments } from '../answer/documents/documents.ts';
import { ApiError, asApiError, errorEventData } from '../apiError.ts';
import type { DataIntegration } from '../integrations.ts';
import type { Log } from '../log.ts';
import type { Answering } from '../models/catalog.ts';
import type { Results } from '../results/results.ts';
import type { WireEvent } from '../revisions.ts';
import type { StoredVisualization } from '../store/chats.ts';
import { newId, newVisualizationId } from '../store/ids.ts';
import type { Store } from '../store/store.ts';
import type { ChatEngines, LentEngine } from '../uploads/chatEngines.ts';
import { createGathering } from './gathering.ts';
import { withToolEvents } from './toolEvents.ts';

export interface Turn {
  readonly chatId: string;
  readonly userMessageId: string;
  /** The chat was made for this question (older revisions). */
  readonly madeChat: boolean;
  /** Those of the answer so far; they are stored with its end. */
  readonly visualizations: readonly StoredVisualization[];
  /** Replays what was sent so far, then goes on; the last event is `message`, `error` or `interrupted`. */
  subscribe(listener: (event: WireEvent) => void): Disposable;
  /** Cancels the answer and its query; the partial answer is stored. */
  interrupt(): void;
  readonly ended: Promise<void>;
}

export interface TurnParts {
  store: Store;
  engines: Pick<ChatEngines, 'lend'>;
  /** Absent where nobody can ask for whole results. */
  results?: Pick<Results, 'add' | 'prepare'>;
  /** PDFs of a chat, if it has any. */
  documents?: (chatId: string) => ChatDocuments | undefined;
  timezone: string;
  /** The month (1 to 12) the fiscal year begins with, where it was said. */
  fiscalStart?: number | undefined;
  log: Log;
}

/** Characters of a piece that may wait for the next one: those of a model, which says a few at a time. */
const shortText = 40;

const endings = new Set(['message', 'error', 'interrupted']);

export interface TurnRequest {
  chatId: string;
  madeChat: boolean;
  userMessageId: string;
  clientMessageId: string | null;
  message: string;
  integration: DataIntegration;
  answering: Answering;
  /** What of the chat takes part in the answer. */
  background?: NonNullable<Question['background']>;
  /** What is asked instead of the message: the prompt of a saved query, or the message without its documents. */
  text?: string;
  /** Whether the calls of the database are told as events. */
  withTools: boolean;
  onEnd: () => void;
}

/** Answers a question that is stored; `onEnd` is called when the chat is free, before the last event. */
export function runTurn(parts: TurnParts, request: TurnRequest): Turn {
  const { store, engines, results, timezone, fiscalStart, log } = parts;
  const { chatId, userMessageId, integration } = request;
  const sent: WireEvent[] = [];
  const listeners = new Set<(event: WireEvent) => void>();
  const abort = new AbortController();
  let content = '';
  let { model } = request.answering;
  const visualizations: StoredVisualization[] = [];
  let isOver = false;

  const gathering = createGathering((kind, piece) => {
    if (kind === 'text') tell('text_delta', { content: piece });
    else tell('reasoning', { content: piece });
  });

  function emit(event: string, data: Record<string, unknown>) {
    gathering.flush();
    tell(event, data);
  }

  function tell(event: string, data: Record<string, unknown>) {
    // A query that ends after its turn was stopped has nothing to say any more.
    if (isOver) return;
    isOver = endings.has(event);
    const wire = { event, data: { ...data, chat_id: chatId } };
    sent.push(wire);
    for (const listener of [...listeners]) listener(wire);
  }

  /** Stores, frees the chat, then says so: whoever hears the end may ask the next question at once. */
  function end(event: string, data: Record<string, unknown>, metadata: MessageMetadata, memory?: unknown) {
    const id = newId('msg');
    const isStored = store.endTurn(chatId, userMessageId, {
      id,
      content,
      metadata: { ...metadata, model },
      visualizations,
      memory,
    });
    request.onEnd();
    emit(event, { ...data, id });
    if (isStored) for (const shown of visualizations) if (isKeptAtOnce(shown)) results?.prepare(shown.result_id ?? '');
    log('info', 'turn.ended', { chat_id: chatId, user_message_id: userMessageId, how: event, stored: isStored });
  }

  /** A copy of the database's own files costs little; a database elsewhere is asked again only for what the answer lacks. */
  function isKeptAtOnce({ result_id: resultId, truncated }: StoredVisualization): boolean {
    return Boolean(resultId) && (integration.item.dialect === 'duckdb' || truncated === true);
  }

  function fail(error: ApiError, memory?: unknown) {
    const debugId = randomUUID();
    // Without a cause nothing went wrong: the server stops.
    if (error.code === 'INTERNAL' && error.cause !== undefined)
      log('error', 'turn.failed', { chat_id: chatId, debug_id: debugId, cause: error.cause });
    else log('info', 'turn.refused', { chat_id: chatId, debug_id: debugId, code: error.code });
    const { error_type: _, ...kept } = errorEventData(error, debugId);
    end('error', errorEventData(error, debugId), { error: kept }, memory);
  }

  /** The id of the whole result, where the piece says what it came of. */
  function resultOf({ visualization, statement }: Extract<AnswerPiece, { kind: 'visualization' }>): string | undefined {
    const { sql, title } = visualization;
    const { sql: run, untrusted, parameters = [] } = statement ?? { sql, untrusted: true };
    if (!run) return undefined;
    const about = { integrationId: integration.item.id, title: title ?? '', sql: sql ?? run };
    return results?.add(chatId, { ...about, statement: run, untrusted, parameters });
  }

  /** True when the piece was the last. */
  async function take(piece: AnswerPiece): Promise<boolean> {
    switch (piece.kind) {
      case 'processing':
        emit('processing', { status: piece.status });
        return false;
      case 'visualization': {
        const resultId = resultOf(piece);
        const visualization = {
          id: newVisualizationId(),
          ...piece.visualization,
          integration_id: integration.item.id,
          ...(resultId ? { result_id: resultId } : {}),
        };
        visualizations.push(visualization);
        emit('visualization', visualization);
        return false;
      }
      case 'text':
        if (piece.text.length < shortText) {
          content += piece.text;
          gathering.add('text', piece.text);
          return false;
        }
        for (const chunk of chunks(piece.text)) {
          abort.signal.throwIfAborted();
          content += chunk;
          emit('text_delta', { content: chunk });
          // Lets an interrupt in between the chunks of a long text.
          await afterIo();
        }
        return false;
      case 'reasoning':
        if (request.withTools) gathering.add('reasoning', piece.text);
        return false;
      case 'toolCall':
        if (request.withTools) emit('tool_call', { id: piece.id, name: piece.name, arguments: piece.input });
        return false;
      case 'toolResult':
        if (request.withTools) emit('tool_result', toolResult(piece));
        return false;
      case 'answeredBy':
        model = piece.model;
        return false;
      case 'done': {
        const { reading, sql, clarification, unverified } = piece;
        const about = {
          ...(reading ? { reading } : {}),
          ...(sql ? { sql } : {}),
          ...(clarification ? { clarification } : {}),
          ...(unverified ? { unverified } : {}),
        };
        end('message', { content, ...about, model }, about, piece.memory);
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
    let lent: LentEngine | undefined;
    try {
      const { question, context } = parseMessage(request.text ?? request.message);
      lent = await engines.lend(chatId, integration, abort.signal);
      const { engine } = lent;
      const { answerer, tellsTools } = request.answering;
      const pieces = answerer({
        text: question,
        context,
        engine: request.withTools && !tellsTools ? withToolEvents(engine, emit) : engine,
        previous: store.memory(chatId),
        now: new Date(),
        timezone,
        fiscalStart,
        documents: parts.documents?.(chatId),
        ...(request.background ? { background: request.background } : {}),
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
    } finally {
      lent?.giveBack();
    }
  }

  const ended = answer().catch((cause: unknown) => {
    // The store itself failed: nothing can be kept, but whoever waits must hear an end.
    log('error', 'turn.lost', { chat_id: chatId, cause });
    request.onEnd();
    emit('error', errorEventData(asApiError(cause)));
  });

  return {
    chatId,
    userMessageId,
    madeChat: request.madeChat,
    visualizations,
    ended,
    interrupt: () => abort.abort(new DOMException('The answer was stopped.', 'AbortError')),
    subscribe(listener) {
      for (const event of sent) listener(event);
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
}

function toolResult({
  id,
  name,
  rowCount,
  truncated,
  error,
  durationMs,
}: Extract<AnswerPiece, { kind: 'toolResult' }>) {
  return {
    id,
    name,
    ...(rowCount === undefined ? {} : { row_count: rowCount }),
    ...(truncated === undefined ? {} : { truncated }),
    ...(error === undefined ? {} : { error }),
    duration_ms: durationMs,
  };
}

/** Words with the white space after them, a few at a time, and of a long text as many as make few chunks. Joined they are the text. */
function* chunks(text: string): Generator<string> {
  const words = text.match(/\S{1,200}\s*|\s+/g) ?? [];
  const atOnce = Math.max(4, Math.ceil(words.length / 500));
  for (let at = 0; at < words.length; at += atOnce) yield words.slice(at, at + atOnce).join('');
}

export function isEnding(event: WireEvent): boolean {
  return endings.has(event.event);
}

// The turns that run: a question is checked and stored, its answer started, stopped, waited for.
// Not here: one turn (turn.ts), sockets and SSE.
import type { EditBody, SendBody } from '../../protocol/trellis/actions.ts';
import { titleOf } from '../../protocol/trellis/sqlContext.ts';
import type { Answerer } from '../answer/answerer.ts';
import { savedQueryAnswerer } from '../answer/savedQuery.ts';
import { withoutSight } from '../answer/unseen.ts';
import { ApiError } from '../apiError.ts';
import type { Integrations } from '../integrations.ts';
import { withPlaceholders } from '../placeholderErrors.ts';
import type { Revision } from '../revisions.ts';
import type { StoredVisualization } from '../store/chats.ts';
import type { Member } from '../store/members.ts';
import type { NewQuestion, QuestionPlace } from '../store/turns.ts';
import type { UploadFiles } from '../uploads/uploadFiles.ts';
import { interruptElsewhere, stateOf } from './otherServers.ts';
import { createPatience, type PatientQuestion } from './patience.ts';
import { isStopping, unanswered } from './stopping.ts';
import { plannerModel, runTurn, type Turn, type TurnParts, type TurnRequest } from './turn.ts';

export type Edit = EditBody & { message_id: string; chat_id?: string | null | undefined };

export interface Turns {
  /** Throws an ApiError before anything is stored or streamed. `admit` is the last check: it may refuse by a rate limit. */
  start(member: Member, body: SendBody, admit: () => void): Promise<Turn>;
  /** Begins when the chat does not answer any more; its database calls are told as events. Throws an ApiError. */
  startPatiently(member: Member, question: PatientQuestion): Promise<Turn>;
  /** How many questions the chat has before one that comes now: the one it answers, and those that wait. */
  waitingIn(chatId: string): number;
  /** Replaces a question and all after it by a new one. Throws an ApiError before anything is changed. */
  edit(member: Member, edit: Edit): Promise<Turn>;
  /** Closes the chat's turn if nobody runs it any more. */
  reclaim(chatId: string): Promise<void>;
  /** A chart or table, also of an answer that runs. Throws VISUALIZATION_NOT_FOUND, or CHAT_NOT_FOUND. */
  visualization(member: Member, id: string): StoredVisualization;
  /** Removes a message and all after it. Throws MESSAGE_NOT_FOUND or TURN_IN_PROGRESS. */
  deleteMessage(member: Member, messageId: string, chatId?: string | null): Promise<void>;
  /** Stops the chat's turn, here or in another server on this store. Throws CHAT_NOT_FOUND or NOTHING_TO_INTERRUPT. */
  interrupt(member: Member, chatId: string): Promise<void>;
  /** The same for a chat that may not answer at all: it is about to be deleted. Throws CHAT_NOT_FOUND. */
  quiet(member: Member, chatId: string): Promise<void>;
  /** Resolves when nothing runs here. */
  idle(): Promise<void>;
  /** Interrupts every turn, and waits until they are stored, and what waited with the reason why it was not answered. */
  stop(): Promise<void>;
}

/** What is stored as the answer of a turn that its server did not survive. */
export const lostTurn = {
  error: 'The server stopped in the middle of this answer. Ask again.',
  code: 'INTERNAL',
  retryable: true,
};

const bare = { id: undefined, asked: null, uploadIds: [], pictures: [], savedQueryId: null, replaces: undefined };

export interface TurnsOptions extends TurnParts {
  /** This process as it names itself in the store. */
  server: () => string;
  integrations: Integrations;
  answerer: Answerer;
  revision: Revision;
  uploads: Pick<UploadFiles, 'lay' | 'removeFiles'>;
  /** A token of that member, for asking another server. */
  tokenOf: (member: Member) => Promise<string>;
}

const longestTurnMs = 10 * 60_000;

export function createTurns(options: TurnsOptions): Turns {
  const { store, integrations, uploads, revision, log } = options;
  const running = new Map<string, Turn>();
  let stopping = false;

  /** A turn that nobody runs any more, here or in a server that died meanwhile, does not keep its chat. */
  async function reclaim(chatId: string) {
    const server = store.serverOfTurn(chatId);
    if (server === undefined || running.has(chatId)) return;
    if (server === options.server()) {
      store.closeTurn(chatId, lostTurn);
      return;
    }
    const state = await stateOf(server);
    if (state === 'gone') store.closeTurnsOf([server], lostTurn);
    const started = Date.parse(store.running(chatId)?.started_at ?? '');
    // Something is there and says nothing. No answer takes this long.
    if (state === 'silent' && Date.now() - started > longestTurnMs) store.closeTurn(chatId, lostTurn);
  }

  /** What answers a send: a saved query as it stands, or the answerer. Throws before anything is stored. */
  function answererOf({ saved_query_id: id, parameters }: SendBody): Pick<TurnRequest, 'answerer' | 'text'> {
    if (!id) {
      if (parameters) throw new ApiError('INVALID_REQUEST', 'parameters: only with saved_query_id');
      return { answerer: options.answerer };
    }
    const { sql, title, prompt, parameters: names } = store.queries.find(id);
    // A query without SQL is its prompt.
    if (sql === null) return { answerer: options.answerer, text: filledIn(prompt, parameters ?? {}) };
    // A name may be that of something every object has.
    const given = (name: string) => (parameters && Object.hasOwn(parameters, name) ? parameters[name] : undefined);
    const missing = names.filter((name) => given(name) === undefined);
    if (missing.length > 0) {
      throw new ApiError(
        'MISSING_PARAMETER',
        `parameters: "${missing.join('", "')}" missing; "${title}" needs ${missing.length === 1 ? 'it' : 'them'}.`,
      );
    }
    const values = Object.fromEntries(names.map((name) => [name, given(name) ?? null]));
    return { answerer: withPlaceholders(() => savedQueryAnswerer({ title, sql, values })) };
  }

  /** Older revisions make a chat for a question that names none. */
  function placeFor(member: Member, body: SendBody): QuestionPlace {
    if (body.chat_id) return { memberId: member.id, chatId: store.chat(member.id, body.chat_id).id };
    const title = body.title ?? titleOf(body.message);
    const newChat = { title: title || null, integrationId: body.integration_id ?? null, capped: false };
    return { memberId: member.id, newChat };
  }

  async function begin(
    place: QuestionPlace,
    wanted: Omit<TurnRequest, 'chatId' | 'madeChat' | 'userMessageId' | 'onEnd'>,
    given: Partial<NewQuestion>,
    admit: () => void,
  ): Promise<Turn> {
    if ('chatId' in place) await reclaim(place.chatId);
    // One that was told its id is kept, with the reason why it is not answered.
    if (stopping && given.id === undefined) throw isStopping();
    const { message: content, clientMessageId } = wanted;
    const question = { ...bare, content, clientMessageId, ...given };
    const { chatId, messageId: userMessageId, gone } = store.beginTurn(place, question, admit);
    const madeChat = 'newChat' in place;
    const seeing = store.uploads.imageOf(userMessageId) ? withoutSight(wanted.answerer) : wanted.answerer;
    const answerer = stopping ? unanswered : seeing;
    const request = { ...wanted, answerer, chatId, madeChat, userMessageId, onEnd: () => running.delete(chatId) };
    const turn = runTurn(options, request);
    running.set(chatId, turn);
    log('info', 'turn.started', { chat_id: chatId, user_message_id: userMessageId });
    await uploads.removeFiles(gone);
    return turn;
  }

  const patience = createPatience({
    store,
    uploads,
    reclaim,
    ended(chatId) {
      const turn = running.get(chatId);
      if (!turn && stopping) throw isStopping();
      return turn?.ended;
    },
    begin(member, { chatId, ...question }) {
      const integrationId = chatId ? store.chat(member.id, chatId).integrationId : null;
      const place: QuestionPlace = chatId
        ? { memberId: member.id, chatId }
        : { memberId: member.id, newChat: { title: question.title || null, integrationId, capped: true } };
      const { message, messageId: id, text, pictures } = question;
      const integration = integrations.find(integrationId);
      return begin(
        place,
        {
          clientMessageId: null,
          message,
          integration,
          answerer: options.answerer,
          withTools: true,
          ...(text === undefined ? {} : { text }),
        },
        { id, pictures, asked: text ?? null },
        () => undefined,
      );
    },
  });

  /** True when a turn was there to be stopped, here or in another server on this store. */
  async function stopTurn(member: Member, chatId: string): Promise<boolean> {
    const { id } = store.chat(member.id, chatId);
    const local = running.get(id);
    local?.interrupt();
    if (local) return true;
    const server = store.serverOfTurn(id);
    if (server === undefined || server === options.server()) return false;
    if (await interruptElsewhere(server, id, () => options.tokenOf(member))) return true;
    await reclaim(id);
    return false;
  }

  async function idle() {
    while (running.size > 0 || patience.idle)
      await Promise.all([...[...running.values()].map((turn) => turn.ended), patience.idle]);
  }

  return {
    async start(member, body, admit) {
      if (!body.chat_id && revision.isCurrent)
        throw new ApiError('MISSING_CHAT_ID', 'chat_id is required: create a chat with POST /v1/chats/create first.');
      checkModel(body.model);
      const answering = answererOf(body);
      // Checked before a chat is made for it.
      if (body.integration_id) integrations.find(body.integration_id);
      const place = placeFor(member, body);
      const kept = 'chatId' in place ? store.chat(member.id, place.chatId).integrationId : null;
      return await begin(
        place,
        {
          clientMessageId: (revision.isCurrent && body.client_message_id) || null,
          message: body.message,
          integration: integrations.find(body.integration_id ?? kept),
          ...answering,
          withTools: body.include_tool_events === true,
        },
        { uploadIds: body.upload_ids ?? [], savedQueryId: body.saved_query_id || null },
        admit,
      );
    },

    async startPatiently(member, question) {
      if (stopping) throw isStopping();
      return await patience.start(member, question);
    },

    waitingIn: patience.waitingIn,

    async edit(member, edit) {
      checkModel(edit.model);
      const clientMessageId = (revision.isCurrent && edit.client_message_id) || null;
      const named = edit.chat_id ? store.chat(member.id, edit.chat_id).id : null;
      // An edit that is sent again finds its message gone: it was done.
      store.refuseDuplicate(member.id, named, clientMessageId);
      const replaces = store.userMessage(member.id, edit.message_id, named);
      const chat = store.chat(member.id, replaces.chatId);
      const integration = integrations.find(edit.integration_id ?? chat.integrationId);
      return await begin(
        { memberId: member.id, chatId: chat.id },
        {
          clientMessageId,
          message: edit.content,
          integration,
          answerer: options.answerer,
          withTools: edit.include_tool_events === true,
        },
        { replaces },
        // Edits are not throttled.
        () => undefined,
      );
    },

    reclaim,

    visualization(member, id) {
      for (const turn of running.values()) {
        const shown = turn.visualizations.find((each) => each.id === id);
        // Throws for another member's.
        if (shown && store.chat(member.id, turn.chatId)) return shown;
      }
      return store.visualization(member.id, id);
    },

    async deleteMessage(member, messageId, chatId) {
      await reclaim(store.message(member.id, messageId, chatId).chatId);
      await uploads.removeFiles(store.deleteMessage(member.id, messageId, chatId));
    },

    async interrupt(member, chatId) {
      if (!(await stopTurn(member, chatId)))
        throw new ApiError('NOTHING_TO_INTERRUPT', 'No answer is running in this chat.');
    },

    async quiet(member, chatId) {
      await stopTurn(member, chatId);
    },

    idle,

    async stop() {
      stopping = true;
      for (const turn of running.values()) turn.interrupt();
      await idle();
    },
  };
}

/** Values in the words of a prompt; what has none stays as it is. */
function filledIn(prompt: string, parameters: NonNullable<SendBody['parameters']>): string {
  return prompt.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) =>
    Object.hasOwn(parameters, name) ? String(parameters[name] ?? '') : whole,
  );
}

function checkModel(model: string | null | undefined) {
  if (!model || model === 'default' || model === plannerModel.model_id) return;
  throw new ApiError('UNKNOWN_MODEL', `The model "${model}" is not available: choose one of GET /v1/models.`);
}

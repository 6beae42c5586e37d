// The turns that run: a question is checked and stored, its answer started, stopped, waited for.
// Not here: one turn (turn.ts), sockets and SSE.
import type { EditBody, SendBody } from '../../protocol/trellis/actions.ts';
import { titleOf } from '../../protocol/trellis/sqlContext.ts';
import { withoutSight } from '../answer/unseen.ts';
import { ApiError } from '../apiError.ts';
import type { Integrations } from '../integrations.ts';
import type { Answering, Catalog } from '../models/catalog.ts';
import type { Results } from '../results/results.ts';
import type { Revision } from '../revisions.ts';
import type { StoredVisualization } from '../store/chats.ts';
import type { Member } from '../store/members.ts';
import type { NewQuestion, QuestionPlace } from '../store/turns.ts';
import type { UploadFiles } from '../uploads/uploadFiles.ts';
import { type AskingOptions, backgroundOf } from './background.ts';
import { interruptElsewhere, stateOf } from './otherServers.ts';
import { createPatience, type PatientQuestion } from './patience.ts';
import { isStopping, unanswered } from './stopping.ts';
import { runTurn, type Turn, type TurnParts, type TurnRequest } from './turn.ts';
import { byItself, whoAnswers } from './whoAnswers.ts';

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
  models: Pick<Catalog, 'answering'>;
  revision: Revision;
  uploads: Pick<UploadFiles, 'lay' | 'removeFiles' | 'read'>;
  results?: Pick<Results, 'add' | 'prepare' | 'tidy'>;
  /** A token of that member, for asking another server. */
  tokenOf: (member: Member) => Promise<string>;
}

const longestTurnMs = 10 * 60_000;

export function createTurns(options: TurnsOptions): Turns {
  const { store, integrations, uploads, models, revision, log } = options;
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

  /** Older revisions make a chat for a question that names none. */
  function placeFor(member: Member, body: SendBody): QuestionPlace {
    if (body.chat_id) return { memberId: member.id, chatId: store.chat(member.id, body.chat_id).id };
    const title = body.title ?? titleOf(body.message);
    const newChat = { title: title || null, integrationId: body.integration_id ?? null, capped: false };
    return { memberId: member.id, newChat };
  }

  async function begin(
    place: QuestionPlace,
    wanted: Omit<TurnRequest, 'chatId' | 'madeChat' | 'userMessageId' | 'onEnd' | 'background'>,
    given: Partial<NewQuestion>,
    admit: () => void,
    asking: AskingOptions = {},
  ): Promise<Turn> {
    if ('chatId' in place) await reclaim(place.chatId);
    // One that was told its id is kept, with the reason why it is not answered.
    if (stopping && given.id === undefined) throw isStopping();
    const { message: content, clientMessageId } = wanted;
    const question = { ...bare, content, clientMessageId, ...given };
    const { chatId, messageId: userMessageId, gone } = store.beginTurn(place, question, admit);
    const madeChat = 'newChat' in place;
    const turn = runTurn(options, {
      ...wanted,
      answering: stopping ? byItself(unanswered) : seeing(wanted.answering, userMessageId),
      background: backgroundOf(options, { memberId: place.memberId, chatId, userMessageId }, asking),
      chatId,
      madeChat,
      userMessageId,
      onEnd: () => running.delete(chatId),
    });
    running.set(chatId, turn);
    log('info', 'turn.started', { chat_id: chatId, user_message_id: userMessageId });
    await uploads.removeFiles(gone);
    if (given.replaces) options.results?.tidy();
    return turn;
  }

  /** Who cannot see says so; a model says it itself, where it cannot. */
  function seeing(answering: Answering, userMessageId: string): Answering {
    if (answering.tellsTools || !store.uploads.imageOf(userMessageId)) return answering;
    return { ...answering, answerer: withoutSight(answering.answerer) };
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
      const { message, messageId: id, text, pictures, asking } = question;
      const integration = integrations.find(integrationId);
      return begin(
        place,
        {
          clientMessageId: null,
          message,
          integration,
          answering: models.answering(asking?.model, store.choices(member.id).provider),
          withTools: true,
          ...(text === undefined ? {} : { text }),
        },
        { id, pictures, asked: text ?? null },
        () => undefined,
        asking,
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
      const answering = whoAnswers(options, member, body);
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
      const answering = models.answering(edit.model, store.choices(member.id).provider);
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
          answering,
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
      options.results?.tidy();
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

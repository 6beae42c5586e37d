// The turns that run: a question is checked and stored, its answer started, stopped, waited for.
// Not here: one turn (turn.ts), sockets and SSE.
import type { EditBody, SendBody } from '../../protocol/trellis/actions.ts';
import { titleOf } from '../../protocol/trellis/sqlContext.ts';
import type { Answerer } from '../answer/answerer.ts';
import { savedQueryAnswerer } from '../answer/savedQuery.ts';
import { ApiError } from '../apiError.ts';
import type { Integrations } from '../integrations.ts';
import { withPlaceholders } from '../placeholderErrors.ts';
import type { Revision } from '../revisions.ts';
import type { MessagePlace } from '../store/chats.ts';
import type { Member } from '../store/members.ts';
import { goneServers, interruptElsewhere } from './otherServers.ts';
import { plannerModel, runTurn, type Turn, type TurnParts, type TurnRequest } from './turn.ts';

export type Edit = EditBody & { message_id: string; chat_id?: string | null | undefined };

export interface Turns {
  /** Throws an ApiError before anything is stored or streamed. `admit` is the last check: it may refuse by a rate limit. */
  start(member: Member, body: SendBody, admit: () => void): Promise<Turn>;
  /** Replaces a question and all after it by a new one. Throws an ApiError before anything is changed. */
  edit(member: Member, edit: Edit): Promise<Turn>;
  /** Removes a message and all after it. Throws MESSAGE_NOT_FOUND or TURN_IN_PROGRESS. Returns the chat. */
  deleteMessage(member: Member, messageId: string, chatId?: string | null): Promise<void>;
  /** Stops the chat's turn, here or in another server on this store. Throws CHAT_NOT_FOUND or NOTHING_TO_INTERRUPT. */
  interrupt(member: Member, chatId: string): Promise<void>;
  /** The same for a chat that may not answer at all: it is about to be deleted. Throws CHAT_NOT_FOUND. */
  quiet(member: Member, chatId: string): Promise<void>;
  /** Interrupts every turn and waits until they are stored. */
  stop(): Promise<void>;
}

/** What is stored as the answer of a turn that its server did not survive. */
export const lostTurn = {
  error: 'The server stopped in the middle of this answer. Ask again.',
  code: 'INTERNAL',
  retryable: true,
};

export interface TurnsOptions extends TurnParts {
  /** This process as it names itself in the store. */
  server: () => string;
  integrations: Integrations;
  answerer: Answerer;
  revision: Revision;
  /** A token of that member, for asking another server. */
  tokenOf: (member: Member) => Promise<string>;
}

export function createTurns(options: TurnsOptions): Turns {
  const { store, integrations, revision, log } = options;
  const running = new Map<string, Turn>();
  let stopping = false;

  /** A turn that nobody runs any more, here or in a server that died meanwhile, does not keep its chat. */
  async function reclaim(chatId: string) {
    const server = store.serverOfTurn(chatId);
    if (server === undefined || running.has(chatId)) return;
    if (server === options.server()) store.closeTurn(chatId, lostTurn);
    else store.closeTurnsOf(await goneServers([server]), lostTurn);
  }

  /** What answers a send: a saved query as it stands, or the answerer. Throws before anything is stored. */
  function answererOf({ saved_query_id: id, parameters }: SendBody): Pick<TurnRequest, 'answerer' | 'text'> {
    if (!id) {
      if (parameters) throw new ApiError('INVALID_REQUEST', 'parameters: only with saved_query_id');
      return { answerer: options.answerer };
    }
    const { sql, title, prompt, parameters: names } = store.queries.find(id);
    // A query without SQL is its prompt.
    if (sql === null) return { answerer: options.answerer, text: prompt };
    // A name may be that of something every object has.
    const given = (name: string) => (parameters && Object.hasOwn(parameters, name) ? parameters[name] : undefined);
    const missing = names.filter((name) => given(name) === undefined);
    if (missing.length > 0) {
      throw new ApiError('MISSING_PARAMETER', `parameters: "${missing.join('", "')}" missing; "${title}" needs it.`);
    }
    const values = Object.fromEntries(names.map((name) => [name, given(name) ?? null]));
    return { answerer: withPlaceholders(() => savedQueryAnswerer({ title, sql, values })) };
  }

  function chatFor(member: Member, body: SendBody) {
    if (body.chat_id) return store.chat(member.id, body.chat_id);
    const title = body.title ?? titleOf(body.message);
    const newChat = { title: title || null, integrationId: body.integration_id ?? null, capped: false };
    return store.createChat(member.id, newChat, () => undefined);
  }

  async function begin(
    wanted: Omit<TurnRequest, 'userMessageId' | 'onEnd'>,
    asked: { uploadIds: readonly string[]; savedQueryId: string | null; replaces: MessagePlace | undefined },
    admit: () => void,
  ): Promise<Turn> {
    const { chatId } = wanted;
    await reclaim(chatId);
    if (stopping) throw new ApiError('INTERNAL', 'The server is stopping. Ask again when it is back.');
    const { message: content, clientMessageId } = wanted;
    const userMessageId = store.beginTurn(chatId, { content, clientMessageId, ...asked }, admit);
    const turn = runTurn(options, { ...wanted, userMessageId, onEnd: () => running.delete(chatId) });
    running.set(chatId, turn);
    log('info', 'turn.started', { chat_id: chatId, user_message_id: userMessageId });
    return turn;
  }

  /** True when a turn was there to be stopped, here or in another server on this store. */
  async function stopTurn(member: Member, chatId: string): Promise<boolean> {
    const { id } = store.chat(member.id, chatId);
    const local = running.get(id);
    local?.interrupt();
    if (local) return true;
    const server = store.serverOfTurn(id);
    if (server === undefined || server === options.server()) return false;
    if (await interruptElsewhere(server, id, await options.tokenOf(member))) return true;
    await reclaim(id);
    return false;
  }

  return {
    async start(member, body, admit) {
      if (!body.chat_id && revision.isCurrent)
        throw new ApiError('MISSING_CHAT_ID', 'chat_id is required: create a chat with POST /v1/chats/create first.');
      checkModel(body.model);
      const answering = answererOf(body);
      // Checked before a chat is made for it.
      if (body.integration_id) integrations.find(body.integration_id);
      const chat = chatFor(member, body);
      const integration = integrations.find(body.integration_id ?? chat.integrationId);
      return await begin(
        {
          chatId: chat.id,
          madeChat: !body.chat_id,
          clientMessageId: (revision.isCurrent && body.client_message_id) || null,
          message: body.message,
          integration,
          ...answering,
          withTools: body.include_tool_events === true,
        },
        { uploadIds: body.upload_ids ?? [], savedQueryId: body.saved_query_id || null, replaces: undefined },
        admit,
      );
    },

    async edit(member, edit) {
      checkModel(edit.model);
      const replaces = store.userMessage(member.id, edit.message_id, edit.chat_id);
      const chat = store.chat(member.id, replaces.chatId);
      const integration = integrations.find(edit.integration_id ?? chat.integrationId);
      return await begin(
        {
          chatId: chat.id,
          madeChat: false,
          clientMessageId: (revision.isCurrent && edit.client_message_id) || null,
          message: edit.content,
          integration,
          answerer: options.answerer,
          withTools: edit.include_tool_events === true,
        },
        { uploadIds: [], savedQueryId: null, replaces },
        // Edits are not throttled.
        () => undefined,
      );
    },

    async deleteMessage(member, messageId, chatId) {
      await reclaim(store.message(member.id, messageId, chatId).chatId);
      store.deleteMessage(member.id, messageId, chatId);
    },

    async interrupt(member, chatId) {
      if (!(await stopTurn(member, chatId)))
        throw new ApiError('NOTHING_TO_INTERRUPT', 'No answer is running in this chat.');
    },

    async quiet(member, chatId) {
      await stopTurn(member, chatId);
    },

    async stop() {
      stopping = true;
      const turns = [...running.values()];
      for (const turn of turns) turn.interrupt();
      await Promise.all(turns.map((turn) => turn.ended));
    },
  };
}

function checkModel(model: string | null | undefined) {
  if (!model || model === 'default' || model === plannerModel.model_id) return;
  throw new ApiError('UNKNOWN_MODEL', `The model "${model}" is not available: choose one of GET /v1/models.`);
}

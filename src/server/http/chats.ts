// The chat routes (section 5 of the Trellis API): create, send over SSE, list, get, rename, delete one and many, interrupt.
// Not here: running a turn (chats/turns.ts).
import { type Context, Hono } from 'hono';
import { sendBodySchema } from '../../protocol/trellis/actions.ts';
import {
  createChatRequestSchema,
  deleteChatsRequestSchema,
  renameChatRequestSchema,
} from '../../protocol/trellis/rest.ts';
import { ApiError } from '../apiError.ts';
import { organizationId } from '../auth.ts';
import { limits } from '../limits.ts';
import { type RouteEnv, readBody, type Services } from './context.ts';
import { eventStream } from './eventStream.ts';

export function chatRoutes({ store, turns, integrations, limiter }: Services): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  const memberId = (context: Context<RouteEnv>) => context.get('session').member.id;

  /** Deleting a chat in the middle of an answer stops the answer first: its query would run for nobody. */
  function remove(member: string, chatId: string): boolean {
    if (!store.deleteChat(member, chatId)) return false;
    turns.running(chatId)?.interrupt();
    return true;
  }

  routes.post('/create', async (context) => {
    const body = await readBody(context, createChatRequestSchema);
    if (body.integration_id) integrations.find(body.integration_id);
    const chat = store.createChat(memberId(context), body.title ?? null, body.integration_id ?? null, () =>
      limiter.take([{ key: `create:${context.get('session').jti}`, windows: limits.createChat }]),
    );
    const created = {
      id: chat.id,
      organization_id: organizationId,
      member_id: chat.memberId,
      title: chat.title,
      created_at: chat.createdAt,
    };
    return context.json(created, 201);
  });

  routes.post('/', async (context) => {
    const session = context.get('session');
    const body = await readBody(context, sendBodySchema);
    const turn = await turns.start(session.member, body, () =>
      limiter.take([{ key: `send:${session.jti}`, windows: limits.send }]),
    );
    return eventStream(turn, { interruptOnDisconnect: body.on_disconnect !== 'continue' });
  });

  routes.get('/', (context) => {
    const page = pageOf(context.req.query('page'));
    return context.json(store.listChats(memberId(context), page));
  });

  routes.get('/:id', (context) => {
    const chat = store.chat(memberId(context), context.req.param('id'));
    return context.json({
      id: chat.id,
      title: chat.title,
      preview: store.chatSummary(chat.memberId, chat.id).preview,
      messages: store.messages(chat.id),
      running: store.running(chat.id),
      metadata: { integration_id: chat.integrationId },
    });
  });

  routes.put('/:id', async (context) => {
    const { title } = await readBody(context, renameChatRequestSchema);
    const id = context.req.param('id');
    store.renameChat(memberId(context), id, title);
    const { metadata: _, ...renamed } = store.chatSummary(memberId(context), id);
    return context.json(renamed);
  });

  routes.delete('/:id', (context) => {
    if (!remove(memberId(context), context.req.param('id'))) throw new ApiError('CHAT_NOT_FOUND', 'Chat not found');
    return context.json({ message: 'Chat deleted successfully' });
  });

  routes.delete('/', async (context) => {
    const { chat_ids } = await readBody(context, deleteChatsRequestSchema);
    const [deleted, not_found]: [string[], string[]] = [[], []];
    for (const id of new Set(chat_ids)) (remove(memberId(context), id) ? deleted : not_found).push(id);
    return context.json({ deleted, not_found, deleted_count: deleted.length });
  });

  routes.post('/:id/interrupt', (context) => {
    const chat = store.chat(memberId(context), context.req.param('id'));
    const turn = turns.running(chat.id);
    if (!turn) throw new ApiError('NOTHING_TO_INTERRUPT', 'No answer is running in this chat.');
    turn.interrupt();
    return context.body(null, 204);
  });

  return routes;
}

/** 1-based; anything that is no page is the first one. */
function pageOf(text: string | undefined): number {
  const page = Number(text ?? 1);
  return Number.isInteger(page) && page >= 1 && page <= 1_000_000 ? page : 1;
}

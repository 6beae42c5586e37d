// One message of a chat (section 5.3 of the Trellis API): delete with what follows, edit with a new answer, feedback.
// Not here: sending one (chats.ts).
import { editBodySchema } from '../../protocol/trellis/actions.ts';
import { feedbackRequestSchema } from '../../protocol/trellis/rest.ts';
import * as answers from './answers.ts';
import type { Services } from './context.ts';
import type { Endpoints } from './endpoint.ts';
import { eventStream, streamDescription } from './eventStream.ts';

export function messageEndpoints({ add }: Endpoints, { store, turns, revision }: Services): void {
  add(
    {
      id: 'deleteMessage',
      method: 'delete',
      path: '/v1/chats/{chat_id}/messages/{message_id}',
      tag: 'Messages',
      summary: 'Delete a message and all after it',
      access: 'member',
      status: 204,
      errors: ['CHAT_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'TURN_IN_PROGRESS'],
    },
    async ({ session, params }) => {
      const { id } = store.chat(session.member.id, params.chat_id);
      await turns.deleteMessage(session.member, params.message_id, id);
      return undefined;
    },
  );

  add(
    {
      id: 'editMessage',
      method: 'patch',
      path: '/v1/chats/{chat_id}/messages/{message_id}',
      tag: 'Messages',
      summary: 'Edit a question: it and all after it go, and the new one is answered as a stream',
      access: 'member',
      body: editBodySchema,
      status: 200,
      stream: streamDescription,
      errors: [
        'UNKNOWN_MODEL',
        'NOT_A_USER_MESSAGE',
        'NO_DATASOURCE',
        'CHAT_NOT_FOUND',
        'MESSAGE_NOT_FOUND',
        'INTEGRATION_NOT_FOUND',
        'TURN_IN_PROGRESS',
        'DUPLICATE_MESSAGE',
      ],
    },
    async ({ session, params, body }) => {
      const turn = await turns.edit(session.member, { ...body, ...params });
      return eventStream(turn, revision, { interruptOnDisconnect: body.on_disconnect !== 'continue' });
    },
  );

  add(
    {
      id: 'giveFeedback',
      method: 'patch',
      path: '/v1/chats/messages/{message_id}/feedback',
      tag: 'Messages',
      summary: 'Say what an answer was worth, with a note; questions take none',
      access: 'member',
      body: feedbackRequestSchema,
      status: 200,
      answer: answers.feedback,
      errors: ['MESSAGE_NOT_FOUND'],
    },
    ({ session, params, body }) => {
      store.setFeedback(session.member.id, params.message_id, body.feedback, body.note ?? null);
      return { id: params.message_id, metadata: { feedback: body.feedback } };
    },
  );
}

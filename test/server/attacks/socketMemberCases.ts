// What belongs to another member, asked for by every action of the socket that takes an id.
// Not here: the same over REST (memberCases.ts).
import assert from 'node:assert/strict';
import { type Attack, as } from './attack.ts';
import { type Ids, nobody } from './endpoints.ts';
import { frame, opcodes, talk } from './rawSocket.ts';
import type { World } from './world.ts';

export function socketMemberAttacks(world: World): Attack[] {
  const { port, host, ana, admin, eve } = world;
  const actions: [string, (ids: Ids) => Record<string, unknown>, string][] = [
    ['a question', (ids) => ({ action: 'send_message', chat_id: ids.chat, message: 'x' }), 'CHAT_NOT_FOUND'],
    [
      'a question that is known',
      (ids) => ({ action: 'send_message', chat_id: ids.chat, message: 'x', client_message_id: 'a' }),
      'CHAT_NOT_FOUND',
    ],
    [
      'a file',
      (ids) => ({ action: 'send_message', chat_id: eve.chat, message: 'x', upload_ids: [ids.upload] }),
      'UPLOAD_NOT_FOUND',
    ],
    ['an edit', (ids) => ({ action: 'edit_message', message_id: ids.question, content: 'x' }), 'MESSAGE_NOT_FOUND'],
    [
      'an edit in her chat',
      (ids) => ({ action: 'edit_message', chat_id: eve.chat, message_id: ids.question, content: 'x' }),
      'MESSAGE_NOT_FOUND',
    ],
    [
      'an edit in the chat',
      (ids) => ({ action: 'edit_message', chat_id: ids.chat, message_id: ids.question, content: 'x' }),
      'MESSAGE_NOT_FOUND',
    ],
    [
      'her message in the chat',
      (ids) => ({ action: 'edit_message', chat_id: ids.chat, message_id: eve.question, content: 'x' }),
      'MESSAGE_NOT_FOUND',
    ],
    [
      'an edit of an answer',
      (ids) => ({ action: 'edit_message', message_id: ids.answer, content: 'x' }),
      'MESSAGE_NOT_FOUND',
    ],
    ['a deletion', (ids) => ({ action: 'delete_message', message_id: ids.question }), 'MESSAGE_NOT_FOUND'],
    [
      'a deletion in the chat',
      (ids) => ({ action: 'delete_message', chat_id: ids.chat, message_id: ids.answer }),
      'MESSAGE_NOT_FOUND',
    ],
    ['a stop', (ids) => ({ action: 'interrupt', chat_id: ids.chat }), 'CHAT_NOT_FOUND'],
  ];
  const tell = async (action: Record<string, unknown>) => {
    const frames = [frame(opcodes.text, JSON.stringify(action)), frame(opcodes.text, '{"action":"ping"}')];
    const until = ({ events }: { events: { event: string }[] }) => events.some(({ event }) => event === 'pong');
    const { events } = await talk({ port, host, headers: [as(eve.token)], frames, until });
    return events.slice(1, -1);
  };
  // Ids that eve named herself come back, so that she knows what failed.
  const withoutIds = (events: unknown, ids: Ids) =>
    Object.values(ids)
      .reduce((text, id) => text.replaceAll(id, 'ID'), JSON.stringify(events))
      .replaceAll(/"debug_id":"[^"]+"/g, '');
  return actions.flatMap(([name, action, code]) =>
    [ana, admin].map((whose) => ({
      name: `the socket: ${name} of ${whose.email}`,
      async run() {
        const theirs = await tell(action(whose));
        const told = theirs.map(({ event, data }) => `${event} ${data.code}`);
        // An edit in a chat of another's may be refused for its chat or for its message.
        const codes = name.includes('in the chat') ? [code, 'CHAT_NOT_FOUND'] : [code];
        assert.ok(told.length === 1 && codes.some((each) => told[0] === `error ${each}`), `${told}`);
        const { chat, question, answer, visualization, result, upload, memory } = whose;
        const ids = { chat, question, answer, visualization, result, upload, memory };
        assert.equal(withoutIds(theirs, ids), withoutIds(await tell(action(nobody)), nobody));
      },
    })),
  );
}

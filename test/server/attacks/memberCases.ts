// What belongs to another member, asked for in every place that takes an id: never there, and never a word more than of an id
// that is nobody's.
// Not here: who one is (tokenCases.ts), ids that are paths (pathCases.ts).
import assert from 'node:assert/strict';
import { type Attack, as, type HttpAttack } from './attack.ts';
import { type Endpoint, filled, type Ids, nobody } from './endpoints.ts';
import { bytesOf, exchange, type Said } from './rawHttp.ts';
import type { World } from './world.ts';

interface Reach {
  method: string;
  /** As the server describes it. */
  path: string;
  query?: string;
  params?: (ids: Ids) => Record<string, string>;
  body?: (ids: Ids) => unknown;
  code: string;
}

/** What eve asks for; `ids` are another's or nobody's. */
function reaches({ eve }: World): Reach[] {
  const chat = { params: (ids: Ids) => ({ chat_id: ids.chat }), code: 'CHAT_NOT_FOUND' };
  const message = { code: 'MESSAGE_NOT_FOUND' };
  const memory = { params: (ids: Ids) => ({ memory_id: ids.memory }), code: 'NOT_FOUND' };
  const oneMessage = '/v1/chats/{chat_id}/messages/{message_id}';
  const hers = (ids: Ids) => ({ chat_id: eve.chat, message_id: ids.question });
  return [
    { ...chat, method: 'GET', path: '/v1/chats/{chat_id}' },
    { ...chat, method: 'PUT', path: '/v1/chats/{chat_id}', body: () => ({ title: 'Taken' }) },
    { ...chat, method: 'DELETE', path: '/v1/chats/{chat_id}' },
    { ...chat, method: 'GET', path: '/v1/chats/{chat_id}/uploads' },
    { ...chat, method: 'POST', path: '/v1/chats/{chat_id}/interrupt' },
    {
      method: 'POST',
      path: '/v1/chats',
      body: (ids) => ({ chat_id: ids.chat, message: 'How many sales are there?' }),
      code: 'CHAT_NOT_FOUND',
    },
    {
      method: 'POST',
      path: '/v1/chats',
      body: (ids) => ({ chat_id: eve.chat, message: 'x', upload_ids: [ids.upload] }),
      code: 'UPLOAD_NOT_FOUND',
    },
    {
      method: 'POST',
      path: '/v1/chats',
      body: (ids) => ({ chat_id: eve.chat, message: 'x', upload_ids: [eve.upload, ids.upload] }),
      code: 'UPLOAD_NOT_FOUND',
    },
    {
      method: 'DELETE',
      path: oneMessage,
      params: (ids) => ({ chat_id: ids.chat, message_id: ids.question }),
      code: 'CHAT_NOT_FOUND',
    },
    {
      method: 'DELETE',
      path: oneMessage,
      params: (ids) => ({ chat_id: ids.chat, message_id: eve.question }),
      code: 'CHAT_NOT_FOUND',
    },
    { ...message, method: 'DELETE', path: oneMessage, params: hers },
    {
      method: 'PATCH',
      path: oneMessage,
      params: (ids) => ({ chat_id: ids.chat, message_id: ids.question }),
      body: () => ({ content: 'x' }),
      code: 'CHAT_NOT_FOUND',
    },
    {
      method: 'PATCH',
      path: oneMessage,
      params: (ids) => ({ chat_id: ids.chat, message_id: ids.answer }),
      body: () => ({ content: 'x' }),
      code: 'CHAT_NOT_FOUND',
    },
    { ...message, method: 'PATCH', path: oneMessage, params: hers, body: () => ({ content: 'x' }) },
    // That it is an answer is not said either.
    {
      ...message,
      method: 'PATCH',
      path: oneMessage,
      params: (ids) => ({ chat_id: eve.chat, message_id: ids.answer }),
      body: () => ({ content: 'x' }),
    },
    {
      ...message,
      method: 'PATCH',
      path: '/v1/chats/messages/{message_id}/feedback',
      params: (ids) => ({ message_id: ids.answer }),
      body: () => ({ feedback: 'negative', note: 'x' }),
    },
    {
      ...message,
      method: 'PATCH',
      path: '/v1/chats/messages/{message_id}/feedback',
      params: (ids) => ({ message_id: ids.question }),
      body: () => ({ feedback: 'negative' }),
    },
    {
      method: 'GET',
      path: '/v1/visualizations/{visualization_id}',
      params: (ids) => ({ visualization_id: ids.visualization }),
      code: 'VISUALIZATION_NOT_FOUND',
    },
    {
      method: 'GET',
      path: '/v1/results/{result_id}',
      params: (ids) => ({ result_id: ids.result }),
      code: 'RESULT_NOT_FOUND',
    },
    {
      method: 'GET',
      path: '/v1/results/{result_id}/export',
      params: (ids) => ({ result_id: ids.result }),
      query: 'format=csv',
      code: 'RESULT_NOT_FOUND',
    },
    {
      method: 'GET',
      path: '/v1/uploads/{upload_id}/content',
      params: (ids) => ({ upload_id: ids.upload }),
      code: 'UPLOAD_NOT_FOUND',
    },
    { ...memory, method: 'GET', path: '/v1/user-memories/{memory_id}' },
    { ...memory, method: 'PATCH', path: '/v1/user-memories/{memory_id}', body: () => ({ content: 'x' }) },
    { ...memory, method: 'DELETE', path: '/v1/user-memories/{memory_id}' },
  ];
}

/**
 * What is one for all: the organisation's data and its saved queries; an admin's is in `adminAttacks`. The assistant API tells
 * a conversation of another member from one that nobody has (assistant/conversations.test.ts).
 */
const shared = /^\/v1\/(integrations|projects|queries|admin|organization-rules)|^\/api\/chat\/conversations/;

export function memberAttacks(world: World, endpoints: readonly Endpoint[]): Attack[] {
  const { port, host, ana, admin, eve, call } = world;
  const all = reaches(world);
  const ask = async ({ method, path, params, query, body }: Reach, ids: Ids) => {
    const target = `${filled({ path } as Endpoint, params?.(ids))}${query ? `?${query}` : ''}`;
    const said: Said = {
      method,
      target,
      headers: [as(eve.token)],
      ...(body ? { body: JSON.stringify(body(ids)) } : {}),
    };
    const { answers } = await exchange(port, [bytesOf(host, said)]);
    return answers[0];
  };
  return [
    {
      name: 'the table has every endpoint with an id',
      async run() {
        const left = endpoints.filter(
          ({ method, path, params }) =>
            params.length > 0 &&
            !shared.test(path) &&
            !all.some((reach) => reach.method === method && reach.path === path),
        );
        assert.deepEqual(
          left.map(({ method, path }) => `${method} ${path}`),
          [],
        );
      },
    },
    ...all.flatMap((reach, at) =>
      [ana, admin].map((whose) => ({
        name: `${at} ${reach.method} ${reach.path} of ${whose.email}`,
        async run() {
          const [theirs, nobodys] = [await ask(reach, whose), await ask(reach, nobody)];
          assert.deepEqual([theirs?.status, JSON.parse(theirs?.body ?? '{}').code], [404, reach.code], theirs?.body);
          assert.deepEqual([theirs?.status, theirs?.body], [nobodys?.status, nobodys?.body]);
          const names = (answer: typeof theirs) => [...(answer?.headers.keys() ?? [])];
          assert.deepEqual(names(theirs), names(nobodys));
        },
      })),
    ),
    {
      name: 'many chats to delete at once',
      async run() {
        const { status, body } = await call(eve.token, 'DELETE', '/v1/chats', {
          chat_ids: [ana.chat, nobody.chat, admin.chat],
        });
        assert.deepEqual(
          [status, body],
          [200, { deleted: [], not_found: [ana.chat, nobody.chat, admin.chat], deleted_count: 0 }],
        );
      },
    },
    {
      name: 'a file for the chat of another',
      async run() {
        const answers = [];
        for (const id of [ana.chat, nobody.chat]) {
          const form = new FormData();
          form.set('chat_id', id);
          form.set('files', new File(['a\n1\n'], 'x.csv'));
          answers.push(await call(eve.token, 'POST', '/v1/chats/uploads', form));
        }
        assert.deepEqual(answers[0], answers[1]);
        assert.equal(answers[0]?.status, 404);
      },
    },
    {
      name: 'the answer of another as one of her own: the lists hold nothing of it',
      async run() {
        for (const target of [
          '/v1/chats',
          '/v1/user-memories',
          `/v1/chats/${eve.chat}`,
          `/v1/chats/${eve.chat}/uploads`,
        ]) {
          const text = JSON.stringify((await call(eve.token, 'GET', target)).body);
          for (const id of [ana.chat, ana.question, ana.answer, ana.upload, ana.memory, ana.memberId])
            assert.ok(!text.includes(id), target);
        }
      },
    },
  ];
}

/** What only an admin may do: the same answer whether the id is somebody's or not. */
export function adminAttacks(world: World, endpoints: readonly Endpoint[]): HttpAttack[] {
  const { ana, eve, rule } = world;
  const bodies = ['{}', '{', `{"content":"x","member_id":"${ana.memberId}"}`];
  return endpoints
    .filter(({ isAdmins }) => isAdmins)
    .flatMap((endpoint) =>
      [{ memory_id: ana.memory, rule_id: rule }, { memory_id: eve.memory }, {}].flatMap((ids, at) =>
        (endpoint.body ? bodies : ['']).map((body) => ({
          name: `${endpoint.method} ${endpoint.path} by a member (${at}) ${body}`,
          send: {
            method: endpoint.method,
            target: `${filled(endpoint, ids as Record<string, string>)}?member_id=${eve.memberId}`,
            headers: [as(eve.token)],
            ...(body ? { body } : {}),
          },
          status: 403,
          code: 'FORBIDDEN',
        })),
      ),
    );
}

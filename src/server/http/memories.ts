// Memories (section 9 of the Trellis API): a member's own, and for admins those of any member.
// Not here: what an answer makes of them.
import * as v from 'valibot';
import { contentRequestSchema, memberContentRequestSchema } from '../../protocol/trellis/rest.ts';
import { ApiError } from '../apiError.ts';
import { organizationId } from '../auth.ts';
import type { Memory } from '../store/memories.ts';
import * as answers from './answers.ts';
import type { Services } from './context.ts';
import type { Endpoints } from './endpoint.ts';

const memberQuery = v.object({ member_id: v.pipe(v.string(), v.minLength(1)) });

export function memoryEndpoints(endpoints: Endpoints, services: Services): void {
  ownMemories(endpoints, services);
  membersMemories(endpoints, services);
}

function ownMemories({ add }: Endpoints, { store: { memories } }: Services): void {
  const own = { tag: 'Memories', access: 'member' } as const;
  const one = '/v1/user-memories/{memory_id}';

  add(
    {
      ...own,
      id: 'listMemories',
      method: 'get',
      path: '/v1/user-memories',
      summary: 'List your memories, last updated first',
      status: 200,
      answer: answers.memories,
      errors: [],
    },
    ({ session }) => ({ user_memories: memories.list(session.member.id).map(shown) }),
  );
  add(
    {
      ...own,
      id: 'createMemory',
      method: 'post',
      path: '/v1/user-memories',
      summary: 'Add a memory',
      body: contentRequestSchema,
      status: 201,
      answer: answers.memory,
      errors: [],
    },
    ({ session, body }) => shown(memories.create(session.member.id, body.content)),
  );
  add(
    {
      ...own,
      id: 'getMemory',
      method: 'get',
      path: one,
      summary: 'Get a memory',
      status: 200,
      answer: answers.memory,
      errors: ['NOT_FOUND'],
    },
    ({ session, params }) => shown(memories.find(params.memory_id, session.member.id)),
  );
  add(
    {
      ...own,
      id: 'updateMemory',
      method: 'patch',
      path: one,
      summary: 'Replace a memory',
      body: contentRequestSchema,
      status: 200,
      answer: answers.memory,
      errors: ['NOT_FOUND'],
    },
    ({ session, params, body }) => shown(memories.update(params.memory_id, body.content, session.member.id)),
  );
  add(
    {
      ...own,
      id: 'deleteMemory',
      method: 'delete',
      path: one,
      summary: 'Delete a memory',
      status: 204,
      errors: ['NOT_FOUND'],
    },
    ({ session, params }) => {
      memories.remove(params.memory_id, session.member.id);
      return undefined;
    },
  );
}

function membersMemories({ add }: Endpoints, { store }: Services): void {
  const { memories } = store;
  const any = { tag: 'Administration', access: 'admin' } as const;
  const one = '/v1/admin/user-memories/{memory_id}';
  const memberOf = (id: string) => {
    const member = store.member(id);
    if (!member) throw new ApiError('NOT_FOUND', 'Member not found');
    return member.id;
  };

  add(
    {
      ...any,
      id: 'adminListMemories',
      method: 'get',
      path: '/v1/admin/user-memories',
      summary: 'List the memories of a member, last updated first',
      query: memberQuery,
      status: 200,
      answer: answers.memories,
      errors: ['NOT_FOUND'],
    },
    ({ query }) => ({ user_memories: memories.list(memberOf(query.member_id)).map(shown) }),
  );
  add(
    {
      ...any,
      id: 'adminCreateMemory',
      method: 'post',
      path: '/v1/admin/user-memories',
      summary: 'Add a memory to a member',
      body: memberContentRequestSchema,
      status: 201,
      answer: answers.memory,
      errors: ['NOT_FOUND'],
    },
    ({ body }) => shown(memories.create(memberOf(body.member_id), body.content)),
  );
  add(
    {
      ...any,
      id: 'adminGetMemory',
      method: 'get',
      path: one,
      summary: 'Get a memory of any member',
      status: 200,
      answer: answers.memory,
      errors: ['NOT_FOUND'],
    },
    ({ params }) => shown(memories.find(params.memory_id)),
  );
  add(
    {
      ...any,
      id: 'adminUpdateMemory',
      method: 'patch',
      path: one,
      summary: 'Replace a memory of a member',
      body: memberContentRequestSchema,
      status: 200,
      answer: answers.memory,
      errors: ['NOT_FOUND'],
    },
    ({ params, body }) => shown(memories.update(params.memory_id, body.content, memberOf(body.member_id))),
  );
  add(
    {
      ...any,
      id: 'adminDeleteMemory',
      method: 'delete',
      path: one,
      summary: 'Delete a memory of any member',
      status: 204,
      errors: ['NOT_FOUND'],
    },
    ({ params }) => {
      memories.remove(params.memory_id);
      return undefined;
    },
  );
}

function shown(memory: Memory): v.InferInput<typeof answers.memory> {
  return {
    id: memory.id,
    organization_id: organizationId,
    member_id: memory.memberId,
    content: memory.content,
    created_at: memory.createdAt,
    updated_at: memory.updatedAt,
  };
}

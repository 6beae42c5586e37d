// The organisation's rules (section 9 of the Trellis API): every call is an admin's.
// Not here: what an answer makes of them.
import type * as v from 'valibot';
import { contentRequestSchema } from '../../protocol/trellis/rest.ts';
import { organizationId } from '../auth.ts';
import type { Rule } from '../store/rules.ts';
import * as answers from './answers.ts';
import type { Services } from './context.ts';
import type { Endpoints } from './endpoint.ts';

export function ruleEndpoints({ add }: Endpoints, { store: { rules } }: Services): void {
  const every = { tag: 'Organisation rules', access: 'admin' } as const;
  const all = '/v1/organization-rules';
  const one = '/v1/organization-rules/{rule_id}';

  add(
    {
      ...every,
      id: 'listRules',
      method: 'get',
      path: all,
      summary: 'List the rules, last updated first',
      status: 200,
      answer: answers.rules,
      errors: [],
    },
    () => ({ organization_rules: rules.list().map(shown) }),
  );
  add(
    {
      ...every,
      id: 'createRule',
      method: 'post',
      path: all,
      summary: 'Add a rule',
      body: contentRequestSchema,
      status: 201,
      answer: answers.rule,
      errors: [],
    },
    ({ session, body }) => shown(rules.create(session.member.id, body.content)),
  );
  add(
    {
      ...every,
      id: 'getRule',
      method: 'get',
      path: one,
      summary: 'Get a rule',
      status: 200,
      answer: answers.rule,
      errors: ['NOT_FOUND'],
    },
    ({ params }) => shown(rules.find(params.rule_id)),
  );
  add(
    {
      ...every,
      id: 'updateRule',
      method: 'patch',
      path: one,
      summary: 'Replace a rule',
      body: contentRequestSchema,
      status: 200,
      answer: answers.rule,
      errors: ['NOT_FOUND'],
    },
    ({ session, params, body }) => shown(rules.update(params.rule_id, session.member.id, body.content)),
  );
  add(
    {
      ...every,
      id: 'deleteRule',
      method: 'delete',
      path: one,
      summary: 'Delete a rule',
      status: 204,
      errors: ['NOT_FOUND'],
    },
    ({ params }) => {
      rules.remove(params.rule_id);
      return undefined;
    },
  );
}

function shown(rule: Rule): v.InferInput<typeof answers.rule> {
  return {
    id: rule.id,
    organization_id: organizationId,
    content: rule.content,
    created_by: rule.createdBy,
    last_updated_by: rule.updatedBy,
    last_updated_by_name: rule.updatedByName,
    created_at: rule.createdAt,
    updated_at: rule.updatedAt,
  };
}

// Who may answer, what a member has chosen, and who that member is (sections 2 and 6 of the assistant API).
// Not here: the providers themselves (assistant/providers.ts), tokens (auth.ts).
import { type Mood, moodSchema } from '../../../protocol/assistant/choices.ts';
import { moodRequestSchema, providerRequestSchema } from '../../../protocol/assistant/served.ts';
import { decodeWith } from '../../../protocol/decoded.ts';
import { providerFlow, providerNames, providerOf, whyNot } from '../../assistant/providers.ts';
import { noChoice } from '../../models/catalog.ts';
import type { Services } from '../context.ts';
import type { Endpoints } from '../endpoint.ts';
import * as answers from './answers.ts';

/** One that nobody knows acts as `normal`. */
export function moodOf(said: unknown): Mood {
  const mood = decodeWith(moodSchema, said);
  return mood.kind === 'valid' ? mood.value : 'normal';
}

export function assistantSettingEndpoints({ add }: Endpoints, { store, models }: Services): void {
  const shared = { tag: 'Assistant', access: 'member', status: 200, errors: [] } as const;
  const get = { ...shared, method: 'get' } as const;
  const put = { ...shared, method: 'put' } as const;
  const chosenBy = (memberId: string) => store.choices(memberId).provider;

  add(
    {
      ...get,
      id: 'assistantProviders',
      path: '/api/providers',
      summary: 'List who may answer, set up here or not',
      answer: answers.providers,
    },
    ({ session }) => ({ providers: providerNames(models, chosenBy(session.member.id)) }),
  );

  add(
    {
      ...get,
      id: 'assistantProviderFlow',
      path: '/api/settings/provider-flow',
      summary: 'Tell which providers are set up and which one answers',
      answer: answers.providerFlow,
    },
    ({ session }) => providerFlow(models, chosenBy(session.member.id)),
  );

  add(
    {
      ...get,
      id: 'assistantDefaultProvider',
      path: '/api/settings/default-ai',
      summary: 'Get who answers a member by default',
      answer: answers.provider,
    },
    ({ session }) => ({ provider: providerOf(models.byDefault(chosenBy(session.member.id))) }),
  );

  add(
    {
      ...put,
      id: 'assistantChooseProvider',
      path: '/api/settings/default-ai',
      summary: 'Choose who answers a member by default, or nobody (`default`); one that cannot is told as an `error`',
      body: providerRequestSchema,
      answer: answers.chosenProvider,
    },
    ({ session, body: { provider } }) => {
      const error = provider === noChoice ? undefined : whyNot(provider, models);
      if (error) return { error };
      const chosen = provider === noChoice ? null : provider;
      store.choose(session.member.id, { provider: chosen });
      return { provider: providerOf(models.byDefault(chosen)) };
    },
  );

  add(
    {
      ...get,
      id: 'assistantMood',
      path: '/api/settings/mood',
      summary: 'Get the mood of answers to a member',
      answer: answers.mood,
    },
    ({ session }) => ({ mood: moodOf(store.choices(session.member.id).mood) }),
  );

  add(
    {
      ...put,
      id: 'assistantChooseMood',
      path: '/api/settings/mood',
      summary: 'Choose the mood of answers to a member; one that there is not is told as an `error`',
      body: moodRequestSchema,
      answer: answers.chosenMood,
    },
    ({ session, body }) => {
      const mood = decodeWith(moodSchema, body.mood);
      if (mood.kind !== 'valid') return { error: `mood: must be one of ${moodSchema.options.join(', ')}.` };
      store.choose(session.member.id, { mood: mood.value });
      return { mood: mood.value };
    },
  );

  add(
    {
      ...get,
      id: 'assistantMe',
      path: '/api/auth/me',
      summary: 'Tell who the token belongs to',
      answer: answers.me,
    },
    ({ session: { member, isAdmin } }) => ({
      id: member.id,
      username: member.email,
      role: isAdmin ? ('admin' as const) : ('user' as const),
    }),
  );
}

// A model, and the planner in its place where it cannot be reached: the person hears why, and has an answer all the same.
// Not here: the model's way to an answer (agent.ts), choosing it (models/catalog.ts).
import type { Log } from '../../log.ts';
import type { Converse, ModelTarget } from '../../models/conversation.ts';
import { ModelChoiceError } from '../../models/modelChoiceError.ts';
import type { FetchPage } from '../../models/web/pageFetcher.ts';
import type { Answerer, Question } from '../answerer.ts';
import { planner } from '../planner/planner.ts';
import { withoutSight } from '../unseen.ts';
import { askModel, type Budgets } from './agent.ts';
import { failureText } from './failureText.ts';

export interface ModelAnswererOptions {
  /** As the person knows it. */
  label: string;
  /** Which model, when it is asked. Throws a ModelChoiceError that says why there is none. */
  target: (signal: AbortSignal) => Promise<ModelTarget>;
  converse: Converse;
  budgets?: Partial<Budgets> | undefined;
  fetchPage: FetchPage;
  log: Log;
}

export function modelAnswerer({ label, target, converse, budgets, fetchPage, log }: ModelAnswererOptions): Answerer {
  return async function* (question) {
    const { signal } = question;
    let model: ModelTarget;
    try {
      model = await target(signal);
    } catch (cause) {
      signal.throwIfAborted();
      if (!(cause instanceof ModelChoiceError)) throw cause;
      yield* instead(question, cause.message);
      return;
    }
    const { pictures = [] } = (await question.background?.()) ?? {};
    yield { kind: 'answeredBy', model: `${model.provider}/${model.model}` };
    const ask: Answerer = async function* (asked) {
      const end = yield* askModel(asked, { converse, target: model, budgets, fetchPage });
      if (!end) return;
      log('warn', 'model.failed', { provider: model.provider, kind: end.failure.kind, about: end.failure.about });
      yield* instead(question, failureText(end.failure, label), !model.sees);
    };
    yield* (pictures.length > 0 && !model.sees ? withoutSight(ask, label) : ask)(question);
  };
}

/** `isBlindSaid`: the person hears already that pictures are not looked at. */
async function* instead(question: Question, why: string, isBlindSaid = false): ReturnType<Answerer> {
  const preface = `${why} The built-in planner answers instead.`;
  let isSaid = false;
  yield { kind: 'answeredBy', model: 'planner' };
  const { pictures = [] } = (await question.background?.()) ?? {};
  const answerer = pictures.length > 0 && !isBlindSaid ? withoutSight(planner) : planner;
  for await (const piece of answerer(question)) {
    if (piece.kind === 'text' && !isSaid) {
      isSaid = true;
      yield { kind: 'text', text: `${preface}\n\n${piece.text}` };
    } else if (piece.kind === 'failed') yield { ...piece, error: `${preface} ${piece.error}` };
    else yield piece;
  }
}

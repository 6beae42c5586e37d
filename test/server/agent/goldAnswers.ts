// The evaluation's questions asked of a language model that knows the queries by hand: whatever is not right then was lost on the way.
// Not here: the model (goldModel.ts), the planner's own evaluation (planner/evaluation.ts), what is printed (scripts/evalPlanner.ts).
import * as v from 'valibot';
import type { Answerer, AnswerPiece, ChatBackground } from '../../../src/server/answer/answerer.ts';
import { silentLog } from '../../../src/server/log.ts';
import { createCatalog } from '../../../src/server/models/catalog.ts';
import { converse } from '../../../src/server/models/loadConverse.ts';
import { startModelPeer } from '../../support/models/modelPeer.ts';
import { type EvalSchema, evaluateQuestions, type Judged, withSchema } from '../planner/evaluation.ts';
import { differenceOf, type JudgeOptions } from '../planner/evaluationJudge.ts';
import { type Doing, goldScript } from './goldModel.ts';
import { chartDifference, tableDifference } from './goldShown.ts';

export interface GoldJudged extends Judged {
  /** What was lost, a phrase each; none: the answer is the whole one. */
  lost: string[];
  hasChart: boolean;
  isFollowUp: boolean;
}

type Visualization = Extract<AnswerPiece, { kind: 'visualization' }>['visualization'];

/** What came of one phrasing. */
interface Seen {
  text: string;
  shown: Visualization[];
  answeredBy: string[];
  errors: string[];
  unverified: readonly string[];
}

type Exchange = ChatBackground['history'][number];

/**
 * Asks every phrasing of a schema's questions of the agent, its model behind a peer on loopback. `through` stands between
 * the agent and who judges.
 */
export async function evaluateGold(
  schema: EvalSchema,
  through: (answerer: Answerer) => Answerer = (answerer) => answerer,
): Promise<GoldJudged[]> {
  const doings = new Map<string, Doing>();
  const seen = new Map<string, Seen>();
  const peer = await startModelPeer(null, 'compatible', goldScript(schema, doings));
  try {
    const { baseUrl, apiKey } = peer;
    const settings = { compatible: { baseUrl, apiKey } };
    const catalog = createCatalog({ settings, defaultModel: 'compatible', converse, log: silentLog });
    const answerer = watched(through(catalog.answering(null, null).answerer), seen);
    const judged = await withSchema(schema, (engine) => evaluateQuestions(schema, engine, answerer));
    return judged.map((each) => {
      const { phrasing, id } = each;
      const question = schema.questions.find((asked) => asked.id === id);
      const doing = doings.get(phrasing) ?? { problem: 'the model was never asked' };
      const lost = lostOf(each, doing, seen.get(phrasing), question ?? {});
      return { ...each, lost, hasChart: doing.wish !== undefined, isFollowUp: question?.after !== undefined };
    });
  } finally {
    await peer.close();
  }
}

/** The answerer in a chat that is kept, as the product keeps one; the evaluation carries the questions before as its memory. */
function watched(answerer: Answerer, all: Map<string, Seen>): Answerer {
  const exchanges = new Map<string, Exchange>();
  return async function* (question) {
    const before = v.parse(v.array(v.string()), question.previous ?? []);
    const history = before.flatMap((text) => exchanges.get(text) ?? []);
    const seen: Seen = { text: '', shown: [], answeredBy: [], errors: [], unverified: [] };
    all.set(question.text, seen);
    const background = async (): Promise<ChatBackground> => ({
      ...{ history, pictures: [], memories: [], rules: [], queries: [] },
      ...{ mood: null, web: 'no' },
    });
    for await (const piece of answerer({ ...question, background })) {
      note(seen, piece);
      if (piece.kind !== 'done') {
        yield piece;
        continue;
      }
      const shown = seen.shown.map((each, at) => ({ ...each, id: `v${at}` }));
      exchanges.set(question.text, {
        question: question.text,
        answer: seen.text,
        sql: piece.sql,
        shown,
        unverified: [],
      });
      yield { ...piece, memory: [...before, question.text] };
    }
  };
}

function note(seen: Seen, piece: AnswerPiece): void {
  if (piece.kind === 'text') seen.text += piece.text;
  if (piece.kind === 'visualization') seen.shown.push(piece.visualization);
  if (piece.kind === 'answeredBy') seen.answeredBy.push(piece.model);
  if (piece.kind === 'toolResult' && piece.error !== undefined) seen.errors.push(piece.error);
  if (piece.kind === 'done') seen.unverified = piece.unverified ?? [];
}

function lostOf(judged: Judged, doing: Doing, seen: Seen | undefined, options: JudgeOptions): string[] {
  const { gold, outcome, reason } = judged;
  const { told, shows, wish, sentence, problem } = doing;
  if (!seen) return ['it was never asked'];
  const { text, shown, answeredBy, errors, unverified } = seen;
  const tables = shown.filter((each) => each.type === 'table');
  const charts = shown.filter((each) => each.type === 'chart');
  const [table] = tables;
  // Rows that the model does not have shown are shown all the same, but for a single value that its sentence says.
  const isTold = told?.rows.length === 1 && told.columns.length === 1;
  const wanted = shows || !(wish || isTold) ? 1 : 0;
  const [chart] = charts;
  // Where the model was told the first rows only, it states none of them.
  const toldWhole =
    told && told.count === told.rows.length ? differenceOf(gold, told, { ...options, extra: true }) : '';
  const found = [
    outcome === 'right' ? '' : `${outcome}: ${reason}`,
    answeredBy.join() === 'compatible/deepseek-v4' ? '' : `answered by ${answeredBy.join(', ') || 'nobody'}`,
    problem,
    ...errors,
    unverified.length > 0 ? `not verified: ${unverified.join(', ')}` : '',
    toldWhole && `the model was told other rows: ${toldWhole}`,
    told && told.count !== gold.rows.length ? `the model was told of ${told.count} rows` : '',
    tables.length === wanted ? '' : `${tables.length} tables were shown`,
    table && tableDifference(gold, table, options.ordered),
    wish && chart ? chartDifference(gold, chart, wish, options.ordered) : '',
    charts.length === (wish ? 1 : 0) ? '' : `${charts.length} charts were shown`,
    text === sentence ? '' : `it said ${JSON.stringify(text)}, and not ${JSON.stringify(sentence)}`,
  ];
  return found.flatMap((each) => each || []);
}

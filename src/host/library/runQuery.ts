// From a saved query to what is asked: how it is sent depends on what the query has and on what its server knows.
// Not here: the form for values (parameterForm.ts), sending (conversation.ts).
import type { AppState } from '../../chat/state.ts';
import type { SavedQuery } from '../../protocol/trellis/rest.ts';
import { type ContextItem, parseMessage } from '../../protocol/trellis/sqlContext.ts';
import { hasPlaceholder, type ParameterValues, placeholdersIn, questionOf } from './parameters.ts';

export interface QueryRun {
  question: string;
  context: ContextItem[];
  savedQuery?: { id: string; parameters: ParameterValues };
}

/** The names that a run needs values for: those of the SQL, or of the prompt where that is all there is. */
export function neededBy({ sql, prompt, parameters, older }: SavedQuery): readonly string[] {
  return sql === null || older ? placeholdersIn(prompt) : parameters;
}

/** Why it cannot be run on its server; null when it can. */
export function cannotRun({ title, sql, older }: SavedQuery): string | null {
  if (!older || sql === null || !hasPlaceholder(sql)) return null;
  return `This server is of an older revision and takes no values for the SQL of "${title}". Open the SQL and write them in.`;
}

/**
 * With SQL the server runs that as it stands. Without, the prompt is asked like any question. Older servers run no saved query:
 * there the SQL goes along as context.
 */
export function runOf(query: SavedQuery, values: ParameterValues): QueryRun {
  const question = questionOf(query, values);
  if (query.sql === null) return { question, context: [] };
  if (query.older) return { question, context: [{ language: 'sql', path: `${query.title}.sql`, text: query.sql }] };
  return { question, context: [], savedQuery: { id: query.id, parameters: values } };
}

/** The question whose answer showed this SQL in the open chat; null when it is not there. */
export function questionBehind(sql: string, { openChatId, chats }: AppState): string | null {
  const messages = (openChatId === null ? undefined : chats[openChatId])?.messages ?? [];
  const at = messages.findLastIndex(
    (message) =>
      message.role === 'assistant' &&
      (message.sql === sql || message.visualizations.some((shown) => 'sql' in shown && shown.sql === sql)),
  );
  const question = messages.slice(0, Math.max(at, 0)).findLast((message) => message.role === 'user');
  return question ? parseMessage(question.content).question : null;
}

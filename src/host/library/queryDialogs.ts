// What is asked of a person about saved queries, memories and rules: which one, its texts, whether to delete it.
// Not here: what is done with the answers (libraryCommands.ts).
import type * as vscode from 'vscode';
import { maxMessageLength, maxTitleLength } from '../../protocol/trellis/actions.ts';
import type { SavedQuery } from '../../protocol/trellis/rest.ts';
import type { QueryContent } from '../../session/libraryClient.ts';
import { confirm, pickOne } from '../messages.ts';
import type { NoteKind } from './library.ts';
import { askTextsUntilDone, atMost, filled, type TextQuestion } from './steps.ts';

export const maxDescriptionLength = 2_000;

/** Where a new query comes from. */
export interface NewQuery {
  title: string;
  /** Null: asked for. */
  prompt: string | null;
  sql: string | null;
}

const textQuestions = {
  title: (value: string): TextQuestion => ({ prompt: 'Title', value, problem: filled(maxTitleLength) }),
  prompt: (value: string): TextQuestion => ({
    prompt: 'The question it answers; {{name}} in it stands for a value that is asked at each run',
    value,
    problem: filled(maxMessageLength),
  }),
  description: (value: string): TextQuestion => ({
    prompt: 'Description (may be left empty)',
    value,
    problem: atMost(maxDescriptionLength),
  }),
  keywords: (value: string): TextQuestion => ({
    prompt: 'Keywords, with commas between them',
    value,
    problem: (text) =>
      keywordsOf(text).length > 50 || keywordsOf(text).some((word) => word.length > 100)
        ? 'At most 50 keywords of at most 100 characters.'
        : null,
  }),
};

/** What `create` gave; undefined when the person changed their mind. */
export async function askNewQuery<R>(
  { title, prompt, sql }: NewQuery,
  create: (content: QueryContent) => Promise<R>,
): Promise<R | undefined> {
  const name = sql === null ? 'New Saved Query' : 'Save as Query';
  const questions = [textQuestions.title(title.slice(0, maxTitleLength))];
  if (prompt === null) questions.push(textQuestions.prompt(''));
  questions.push(textQuestions.description(''));
  return askTextsUntilDone(name, questions, async (texts) => {
    const [given = ''] = texts;
    const asked = prompt ?? texts[1] ?? given;
    return create({ title: given, prompt: asked, sql, description: texts.at(-1) ?? '', keywords: [] });
  });
}

export type QueryField = 'title' | 'prompt' | 'description' | 'keywords' | 'sql';

/** Which part of the query is to change; an older server has fewer. */
export async function pickField(query: SavedQuery): Promise<QueryField | undefined> {
  const fields: (vscode.QuickPickItem & { field: QueryField; isNew?: true })[] = [
    { field: 'title', label: 'Title', description: query.title },
    { field: 'prompt', label: 'Question', description: query.prompt },
    { field: 'description', label: 'Description', description: query.description, isNew: true },
    { field: 'keywords', label: 'Keywords', description: query.keywords.join(', '), isNew: true },
    { field: 'sql', label: 'SQL', description: query.sql ?? 'none: its question is asked anew at each run' },
  ];
  const shown = fields
    .filter(({ isNew }) => !(isNew && query.older))
    .map(({ description = '', ...item }) => ({
      ...item,
      description: description.replaceAll(/\s+/g, ' ').slice(0, 100),
    }));
  const picked = await pickOne(shown, {
    title: `Edit "${query.title}"`,
    placeHolder: 'What is to change?',
  });
  return picked?.field;
}

/** Gives the new text of a field to `update`; not when the person changed their mind. */
export async function askField(
  query: SavedQuery,
  field: Exclude<QueryField, 'sql'>,
  update: (change: Partial<QueryContent>) => Promise<unknown>,
): Promise<void> {
  const value = field === 'keywords' ? query.keywords.join(', ') : query[field];
  await askTextsUntilDone(`Edit "${query.title}"`, [textQuestions[field](value)], async ([given = '']) =>
    update(field === 'keywords' ? { keywords: keywordsOf(given) } : { [field]: given }),
  );
}

function keywordsOf(text: string): string[] {
  return [...new Set(text.split(',').map((word) => word.trim()))].filter((word) => word !== '');
}

export async function pickQuery(queries: readonly SavedQuery[], title: string): Promise<SavedQuery | undefined> {
  const items = queries.map((query) => ({
    label: query.title,
    description: query.parameters.join(', '),
    detail: query.prompt === query.title ? '' : query.prompt.replaceAll(/\s+/g, ' ').slice(0, 200),
    query,
  }));
  const picked = await pickOne(items, {
    title,
    placeHolder: 'Which saved query?',
    matchOnDetail: true,
  });
  return picked?.query;
}

export async function mayDelete(what: string): Promise<boolean> {
  return confirm(`Delete ${what}?`, 'This cannot be undone.', 'Delete');
}

const noteQuestions = {
  memories: 'What should the server know about you? It is kept on the server.',
  rules: 'What should the server know about your organisation? It is kept on the server, for all members.',
} as const;

export const noteNames = { memories: 'Memory', rules: 'Rule' } as const;

/** Gives the text of a memory or a rule to `save`, null is a new one; not when the person changed their mind. */
export async function askNote(
  kind: NoteKind,
  value: string | null,
  save: (content: string) => Promise<unknown>,
): Promise<void> {
  const title = `${value === null ? 'Add' : 'Edit'} ${noteNames[kind]}`;
  const problem = filled(maxMessageLength);
  const question = { prompt: noteQuestions[kind], value: value ?? '', problem };
  await askTextsUntilDone(title, [question], async ([content = '']) => save(content));
}

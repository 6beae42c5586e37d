// The tool of a model that looks into the documents of a chat: passages with their file and page, and nothing else of them.
// Not here: finding passages (library.ts), when there is such a tool (agent/agent.ts).
import * as v from 'valibot';
import { issueText } from '../../../protocol/decoded.ts';
import type { ModelTool } from '../../models/conversation.ts';
import type { Outcome } from '../agent/tools.ts';
import type { ChatDocuments, DocumentAbout } from './documents.ts';
import { mentionIn } from './mention.ts';

const maxPassages = 6;
const passageLength = 900;
const maxCalls = 20;

const schema = v.object({ query: v.pipe(v.string(), v.minLength(1), v.maxLength(2_000)) });

export interface SearchToolContext {
  outcomes: Map<string, Outcome>;
  /** Characters that results may still have. */
  room: { left: number };
}

export interface SearchTool {
  tool: ModelTool;
  /** What was told of the documents so far. */
  readonly told: readonly string[];
}

export function createSearchTool(documents: ChatDocuments, { outcomes, room }: SearchToolContext): SearchTool {
  const told: string[] = [];
  let calls = 0;
  return {
    told,
    tool: {
      name: 'search_documents',
      description:
        'Searches the pages of the documents of this chat by words, and answers with passages, their document and page. A query may name a document or "page 12".',
      parameters: {
        type: 'object',
        properties: { query: { type: 'string', description: 'Words that stand in the passage' } },
        required: ['query'],
      },
      check(input) {
        const result = v.safeParse(schema, input);
        return result.success ? { ok: true, value: result.output } : { ok: false, problem: issueText(result.issues) };
      },
      async run(input, { id, signal }) {
        const { query } = v.parse(schema, input);
        const started = performance.now();
        calls += 1;
        if (calls > maxCalls) {
          const error = 'These are too many searches for one answer. Answer now.';
          outcomes.set(id, { error, durationMs: 0 });
          return JSON.stringify({ error });
        }
        const mention = mentionIn(query, documents.names);
        const length = Math.max(200, Math.min(passageLength, Math.floor(room.left / (2 * maxPassages))));
        const options = { documents: mention?.documents, page: mention?.page, most: maxPassages, length, signal };
        const found = await documents.search(mention?.query ?? query, options);
        const passages =
          found.passages.length > 0 || mention?.page === undefined
            ? found.passages
            : await documents.beginnings(options);
        outcomes.set(id, { rowCount: passages.length, durationMs: Math.round(performance.now() - started) });
        told.push(...passages.flatMap(({ page, quote }) => [String(page), quote]));
        const text = JSON.stringify({
          passages,
          ...(found.missing.length > 0 ? { words_on_no_page: found.missing } : {}),
        });
        room.left -= text.length;
        return text;
      },
    },
  };
}

/** For the instructions, in that many characters. */
export function documentLines(documents: readonly DocumentAbout[], room: number): string {
  const lines = documents.map(({ name, pages, hasText }) =>
    JSON.stringify({ document: name, pages, ...(hasText ? {} : { text: 'none: its pages are pictures' }) }),
  );
  return lines.join('\n').slice(0, room);
}

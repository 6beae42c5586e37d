// The page-fetching tool of a question that may ask the web: addresses the person wrote, or a search has found, and no others.
// Not here: fetching (models/web/), when there is such a tool (agent.ts).
import * as v from 'valibot';
import { issueText } from '../../../protocol/decoded.ts';
import type { ModelTool } from '../../models/conversation.ts';
import { createAddressBook } from '../../models/web/addressBook.ts';
import { PageError } from '../../models/web/pageError.ts';
import type { FetchPage } from '../../models/web/pageFetcher.ts';
import type { Findings } from './findings.ts';
import type { Outcome } from './tools.ts';

const schema = v.object({ url: v.pipe(v.string(), v.maxLength(2_000)) });

export interface WebTool {
  tool: ModelTool;
  /** What a search of the provider has found may be fetched, too. */
  found(urls: readonly string[]): void;
  /** What was read so far. */
  readonly pages: readonly string[];
}

export interface WebToolContext {
  fetchPage: FetchPage;
  outcomes: Map<string, Outcome>;
  findings: Pick<Findings, 'noteFailure'>;
  /** Characters that results may still have. */
  room: { left: number };
}

/** `message`: what the person wrote. */
export function createWebTool(message: string, { fetchPage, outcomes, findings, room }: WebToolContext): WebTool {
  const book = createAddressBook(message);
  const pages: string[] = [];
  return {
    pages,
    found: (urls) => book.addSearchResults(urls),
    tool: {
      name: 'fetch_page',
      description:
        'Fetches one page of the web as text: an address that stands in the question, or that a search gave.',
      parameters: {
        type: 'object',
        properties: { url: { type: 'string', description: 'The whole address, letter by letter' } },
        required: ['url'],
      },
      check(input) {
        const result = v.safeParse(schema, input);
        return result.success ? { ok: true, value: result.output } : { ok: false, problem: issueText(result.issues) };
      },
      async run(input, { id, signal }) {
        const { url } = v.parse(schema, input);
        const started = performance.now();
        const end = (error?: string) =>
          outcomes.set(id, { ...(error ? { error } : {}), durationMs: Math.round(performance.now() - started) });
        try {
          if (!book.allows(url))
            throw new PageError('This address stands neither in the question nor in what a search found.');
          const { title, text, truncated, url: address } = await fetchPage(url, signal);
          end();
          const most = Math.max(1_000, Math.floor(room.left / 2));
          const kept = text.slice(0, most);
          room.left -= kept.length;
          pages.push(kept);
          const isCut = truncated || kept.length < text.length;
          return JSON.stringify({ url: address, title, text: kept, ...(isCut ? { truncated: true } : {}) });
        } catch (cause) {
          signal.throwIfAborted();
          if (!(cause instanceof PageError)) throw cause;
          end(cause.message);
          findings.noteFailure();
          return JSON.stringify({ error: cause.message });
        }
      },
    },
  };
}

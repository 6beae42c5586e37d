// A question that is being written, with what may come next: "how many " goes on as "number of " does, "revenue by " as a total.
// Not here: the language that knows what comes next (reading/completions.ts), questions to begin with (starters.ts).
import { completed, completions } from './reading/completions.ts';
import { type Understanding, understand } from './understand.ts';

/** How people begin, and what the language of readings has in its place: the first under which something may come next. */
const beginnings: readonly { typed: RegExp; meant: readonly string[]; isWhole?: true }[] = [
  { typed: /^(how many|count( of)?) +/i, meant: ['number of '] },
  { typed: /^(please +)?(show|list|give|find|display)( me)?( all| the)* +/i, meant: ['list of ', '', 'total '] },
  { typed: /^(what|which) (is|are|was|were) +(the +)?/i, meant: ['', 'total ', 'number of '] },
  { typed: /^(the +)?(sum|total)( of)? +/i, meant: ['total '] },
  { typed: /^(the +)?(mean|avg|average)( of)? +/i, meant: ['average '] },
  { typed: /^(the +)?(max|maximum|highest|largest|biggest) +/i, meant: ['maximum '] },
  { typed: /^(the +)?(min|minimum|lowest|smallest) +/i, meant: ['minimum '] },
  { typed: /^(top|bottom) +\d+ +.+ by +/i, meant: ['total ', 'average ', 'number of '], isWhole: true },
  { typed: /^/, meant: ['', 'total ', 'number of '] },
];

/**
 * The text with each phrase that may come next, at most `limit`; what is typed stays as it is. Where a question is whole
 * with the phrase, only what can be understood is proposed.
 */
export function continuations(text: string, context: Understanding, limit: number): string[] {
  if (text.trim() === '') return [];
  for (const { typed, meant, isWhole } of beginnings) {
    const [beginning] = typed.exec(text) ?? [];
    if (beginning === undefined) continue;
    for (const head of meant) {
      const proposals = after(`${head}${text.slice(beginning.length)}`, context, limit)
        .filter((each) => each.startsWith(head))
        .map((each) => `${beginning}${each.slice(head.length)}`)
        .filter((each) => !isWhole || understand(each, context).kind !== 'unknown');
      if (proposals.length > 0) return proposals;
    }
  }
  return [];
}

const after = (prefix: string, { index }: Understanding, limit: number): string[] =>
  completions(prefix, index, limit).map((phrase) => completed(prefix, phrase));

// Whether a question speaks of documents: of one by its name, of a page, or of documents by the word; and what it asks of them. Pure.
// Not here: looking (library.ts), the answer (passages.ts).

export interface Mention {
  /** `word`: only a word says it, which may be a word of the data, too. */
  by: 'name' | 'word';
  /** The words, for `word`. */
  said: string[];
  /** Names; undefined: all of them. */
  documents: string[] | undefined;
  page: number | undefined;
  /** What is left to look for. */
  query: string;
}

const wholeSet = /^\s*in (?:the|my|these|all)?\s*(?:documents?|pdfs?)\s*:\s*/i;

export function mentionIn(text: string, names: readonly string[]): Mention | undefined {
  let query = text;
  const named: string[] = [];
  for (const name of [...names].sort((a, b) => b.length - a.length)) {
    const pattern = nameInText(name);
    if (!pattern.test(query)) continue;
    named.push(name);
    query = query.replace(pattern, ' ');
  }
  const page = /\b(?:page|p\.)\s*(\d{1,5})\b/i.exec(query);
  const number = page ? Number(page[1]) : undefined;
  if (page) query = query.replace(page[0], ' ');
  if (wholeSet.test(text))
    return { by: 'name', said: [], documents: undefined, page: number, query: query.replace(wholeSet, '') };
  if (named.length > 0)
    return { by: 'name', said: [], documents: named, page: number, query: query.replace(/^\s*in\s*:/i, '') };
  const said = [...query.matchAll(/\b(pdf|document)s?\b|\bon (?:which|what) (page)\b/gi)].map((match) =>
    (match[1] ?? match[2] ?? '').toLowerCase(),
  );
  if (page) said.push('page');
  return said.length > 0 ? { by: 'word', said, documents: undefined, page: number, query } : undefined;
}

/** With its ending; without it only where no ordinary word looks like it. */
function nameInText(name: string): RegExp {
  const escaped = (part: string) => part.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
  const stem = name.replace(/\.pdf$/i, '');
  const isTelling = stem.length > 5 && /[\d_-]/.test(stem);
  const written = isTelling ? `${escaped(stem)}(?:\\.pdf)?` : escaped(name);
  return new RegExp(`(?<![\\p{L}\\p{N}])["“]?${written}["”]?(?![\\p{L}\\p{N}])`, 'iu');
}

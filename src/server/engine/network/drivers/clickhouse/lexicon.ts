// How ClickHouse reads quotes and comments.
// Not here: reading them (../sqlWords.ts).
import type { Lexicon } from '../sqlWords.ts';

export const clickhouseLexicon: Lexicon = { escapes: true, backquotes: true, lineComment: /--[^\n]*/y };

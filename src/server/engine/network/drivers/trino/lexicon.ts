// How Trino reads quotes and comments.
// Not here: reading them (../sqlWords.ts).
import type { Lexicon } from '../sqlWords.ts';

export const trinoLexicon: Lexicon = { escapes: false, backquotes: false, lineComment: /--[^\r\n]*/y };

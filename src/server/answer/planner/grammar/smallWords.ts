// The words of English that say nothing in any data: small words, and verbs of general use.
// Not here: words with a meaning in questions (words.ts and the rules).
import { root } from '../tokens.ts';

const list = (text: string): string[] => text.trim().split(/\s+/);

/** Words that change nothing about what is asked. A word that could change a number must never stand here. */
export const empty = new Set(
  list(`a an the this these those that is are was were be been being am do does did done has have had having of in on at to from for with into within
    during me us we our ours my mine i you your please can could would should show display give get fetch find see view tell let lets
    want need know what whats whose there here so ok okay any all where made happened occurred took
    exist exists existing available its their they them he she it as also then make present look out come comes came go goes went
    hi hello hey i.e. ie namely going ones one whom ; : . ? ! ( ) respectively kindly pls`),
);

/** Verbs and adverbs of general use: they join what is said and hold no condition of their own. Compared by their roots. */
const general = new Set(
  list(`get got bring brought have take took taken pay carry move keep kept hold held put book earn generate receive own use run
    ran spread distribute fall fell fallen belong play see saw seen serve sell sold buy bought spend spent place record register report appear occur
    happen exist list give gave given provide produce reach handle enter achieve collect accumulate used uses
    amount come live add show shown account look turn
    think thought originate relate concern regard involve base
    going gone been people everyone everybody somebody someone anybody anyone stuff thing everything
    actually far yet again all just really simply
    across among within inside throughout there also too now thanks
    details individually separately
    develop evolve done possible turn out ever go score create flag sit lie stand end`).map(root),
);

export const isGeneral = (word: string): boolean =>
  general.has(root(word)) || (word.endsWith('ied') && general.has(`${word.slice(0, -3)}y`));

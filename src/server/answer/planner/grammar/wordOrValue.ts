// Small words that are also values of the data: the pronoun "us" or the US, "ok" or Oklahoma, "available" or a state of rooms.
// Not here: cutting a question into items (tiling.ts).
import { followWords } from '../lexicon.ts';
import type { Token } from '../tokens.ts';

const places = new Set(['in', 'from', 'at', 'within', 'inside']);
const receivers = new Set(['for', 'to', 'of', 'with', 'by', 'like', 'about', 'between']);
const articles = new Set(['the', 'a', 'an']);
const pronouns = new Set([
  'me',
  'us',
  'we',
  'our',
  'ours',
  'my',
  'mine',
  'i',
  'you',
  'your',
  'they',
  'their',
  'he',
  'she',
  'its',
]);
const greetings = new Set(['hi', 'hey', 'hello', 'ok', 'okay', 'so', 'please']);
/** Words that may say something of the rows ("are available"); as values they are meant wherever they stand. */
const telling = new Set(
  'available existing existing present recorded registered made placed happened occurred contain contains here went gone just make use all any'.split(
    ' ',
  ),
);
/** Words that rules pass over and that are states of things too: "done tasks", "are live". */
export const states = new Set(
  'done shipped live coming turned taken taking named called going made seen sold bought used paid kept held given moved served spent handled flagged'.split(
    ' ',
  ),
);
/** Words for how many that rules pass over; as values they are rarely meant. */
export const amounts = new Set('all any some either every each other both'.split(' '));
/** Where something can be, which is said last: "the lamp is on". */
const positions = new Set(['in', 'on', 'out', 'off', 'up', 'down', 'away', 'here', 'there']);
const being = new Set(['is', 'are', 'was', 'were', 'be', 'being', 'been', 'not']);
/** Verbs whose object a pronoun is: "show me", "plot it". */
const verbs = new Set(
  'show give tell let lets get find list display fetch make draw plot chart graph do did see view want need sort compare turn put use visualize can could should would will'.split(
    ' ',
  ),
);

/** What a word of no content at `at` is, where the data has a value that is spelled like it. */
export function wordOrValue(
  tokens: readonly Token[],
  at: number,
  behindItsColumn: boolean,
): 'word' | 'value' | 'unclear' {
  const word = tokens[at]?.lower ?? '';
  let before = at - 1;
  while (before >= 0 && articles.has(tokens[before]?.lower ?? '')) before -= 1;
  const previous = tokens[before]?.lower ?? '';
  const isLast = at === tokens.length - 1;
  if (amounts.has(word)) {
    if (tokens[at + 1]?.lower === 'than') return 'word';
    return behindItsColumn || (isLast && being.has(previous)) ? 'value' : 'unclear';
  }
  // "who has done the most tasks" says nothing of their state.
  if (states.has(word)) return /^(has|have|had|we|they|you|i)$/.test(previous) ? 'unclear' : 'value';
  if (isLast && positions.has(word) && being.has(previous)) return 'value';
  const isGrammar = !pronouns.has(word) && !greetings.has(word) && !telling.has(word) && !followWords.has(word);
  if (isGrammar) {
    // "in" and "or" are values only where no other word could follow them.
    if (isLast && (places.has(previous) || behindItsColumn)) return 'value';
    return 'word';
  }
  if (behindItsColumn) return 'value';
  if (followWords.has(word)) return places.has(previous) || receivers.has(previous) ? 'unclear' : 'word';
  if (places.has(previous)) return 'value';
  if (greetings.has(word)) return at === 0 || tokens[at - 1]?.text === ',' || verbs.has(previous) ? 'word' : 'unclear';
  if (pronouns.has(word)) {
    if (receivers.has(previous)) return 'unclear';
    return verbs.has(previous) || verbs.has(tokens[at + 1]?.lower ?? '') || at === 0 ? 'word' : 'unclear';
  }
  return 'value';
}

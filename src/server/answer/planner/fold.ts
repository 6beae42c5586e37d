// Letters as people type them: without case, accents, and the letters that other keyboards lack.
// Not here: cutting text into words (tokens.ts).

/** Letters that Unicode does not take apart into a plain one and a mark. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  þ: 'th',
  ŧ: 't',
  ı: 'i',
};

/** `Łódź` and `lodz` become the same. Marks of scripts other than Latin, Greek and Cyrillic are letters and stay. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (!/[^\x20-\x7e]/.test(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFKC')
    .replaceAll(/[ßæœøłđðħþŧı]/g, (letter) => plainLetters[letter] ?? letter);
}

/** The German way without umlauts, `koeln` for `Köln`, where it differs from the folded text. */
export function foldUmlauts(text: string): string | undefined {
  if (!/[äöü]/i.test(text.normalize('NFC'))) return undefined;
  const written: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue' };
  return fold(
    text
      .normalize('NFC')
      .toLowerCase()
      .replaceAll(/[äöü]/g, (letter) => written[letter] ?? letter),
  );
}

/** What is left out when texts are compared inside the database, where any mark might stand for another. */
export const silent = ` \t-_./,;:&+'’"()#*!?`;
const single = Object.entries(plainLetters).filter(([, plain]) => plain.length === 1);
/** Letters that are no plain one with a mark but stand for one, and that one, place by place. */
export const strangeLetters = single.map(([letter]) => letter).join('');
export const plainForThem = single.map(([, plain]) => plain).join('');
/** Letters that stand for two, and the two that people type instead. */
const doubles = [
  ['ss', 'ß'],
  ['ae', 'æ'],
  ['oe', 'œ'],
  ['th', 'þ'],
  ['ae', 'a'],
  ['oe', 'o'],
  ['ue', 'u'],
] as const;

/** How the texts that fold to a folded phrase may look there (`Dialect.profile.squeezed`), and some more: what is found must be folded and compared. */
export function squeezedForms(folded: string): string[] {
  const plain = folded.replaceAll(' ', '');
  return [...new Set([plain, ...doubles.map(([two, one]) => plain.replaceAll(two, one))])];
}

// Which suggestions still go on with what is written now, and the part of each that would be new. Pure.
// Not here: asking for them (composer.tsx), showing them (suggestionList.tsx).
import type { Suggested } from '../store.ts';

const folded = (text: string): string => text.toLocaleLowerCase();

/** Those that begin with what is written, while newer ones are on their way; all of them where they are about just this text. */
export function offeredFor(draft: string, suggested: Suggested | null): string[] {
  if (!suggested || draft.includes('\n')) return [];
  const others = suggested.items.filter((item) => folded(item) !== folded(draft));
  if (suggested.text === draft) return others;
  // With nothing written anything would go on.
  if (draft.trim() === '') return [];
  return others.filter((item) => folded(item).startsWith(folded(draft)));
}

/** The text before the word that is being written. */
export function headOf(draft: string): string {
  return draft.replace(/\S*$/, '');
}

/** As a line of the list: what is written already is an ellipsis, for a side bar has no room to say it six times. */
export function tailOf(item: string, draft: string): { begun: boolean; text: string } {
  // A comma stands where a space was.
  const head = headOf(draft).trimEnd();
  const goesOn = head !== '' && folded(item).startsWith(folded(head)) && item.length > head.length;
  return goesOn ? { begun: true, text: item.slice(head.length).trimStart() } : { begun: false, text: item };
}

// Context chips that come together: what is there, and what is added to it. Pure.
// Not here: drawing them (view/contextChip.tsx).
import type { ContextItem } from '../src/protocol/trellis/sqlContext.ts';

/** The same piece of the same file is shown once. */
export function mergeContext(known: readonly ContextItem[], added: readonly ContextItem[]): ContextItem[] {
  const fresh = added.filter((item) => !known.some((other) => isSamePiece(item, other)));
  return [...known, ...fresh];
}

function isSamePiece(a: ContextItem, b: ContextItem): boolean {
  return a.path === b.path && a.text === b.text && a.lines?.from === b.lines?.from && a.lines?.to === b.lines?.to;
}

// What an answerer did on its way, as the lines that are shown: the same thing done again counts, and is no line of its own. Pure.
// Not here: drawing them (tools.tsx).
import type { ToolStep } from '../../src/chat/state.ts';

export interface ToolGroup {
  label: string;
  name: string;
  count: number;
  /** At least one of them runs. */
  running: boolean;
  /** One of them did. */
  failed: boolean;
}

/** In the order in which each was first begun. */
export function toolGroups(tools: readonly ToolStep[]): ToolGroup[] {
  const groups = new Map<string, ToolGroup>();
  for (const { name, label, running, failed = false } of tools) {
    const shown = label.trim() === '' ? name : label;
    const known = groups.get(shown);
    groups.set(shown, {
      label: shown,
      name,
      count: (known?.count ?? 0) + 1,
      running: running || (known?.running ?? false),
      failed: failed || (known?.failed ?? false),
    });
  }
  return [...groups.values()];
}

// The tools an answer was made with: a line each while it is made, and one line for many of them when it is there.
// Not here: what they found, which no server tells.
import type { VNode } from 'preact';
import type { ToolStep } from '../../src/chat/state.ts';
import { Icon } from '../ui/icon.tsx';
import { plainLine } from '../ui/plainLine.ts';
import { ProgressRing } from '../ui/toolkit.ts';
import { type ToolGroup, toolGroups } from './toolGroups.ts';

/** As many lines stay in sight below an answer that is there. */
const maxUnfolded = 3;

export function Tools({ tools, over }: { tools: readonly ToolStep[]; over: boolean }): VNode | null {
  const groups = toolGroups(tools);
  if (groups.length === 0) return null;
  const list = (
    <ul class="tools" aria-label="Tools of this answer">
      {groups.map((group) => (
        <ToolRow key={group.label} group={group} />
      ))}
    </ul>
  );
  if (!over || groups.length <= maxUnfolded) return list;
  return (
    <details class="tools-folded" data-testid="tools-folded">
      <summary>Used {groups.length} tools</summary>
      {list}
    </details>
  );
}

function ToolRow({ group: { label, name, count, running, failed } }: { group: ToolGroup }): VNode {
  const shown = plainLine(label);
  return (
    <li data-testid="tool" data-running={running} data-failed={failed}>
      <span class="tool-sign">{running ? <ProgressRing /> : <Icon name={failed ? 'close' : 'check'} />}</span>
      <span class="tool-name" title={plainLine(name) === shown ? shown : `${shown}: ${plainLine(name)}`}>
        {shown}
      </span>
      {count > 1 && <span class="tool-count">×{count}</span>}
      <span class="sr-only">{running ? ', running' : failed ? ', failed' : ', done'}</span>
    </li>
  );
}

// A piece of a file that goes with a question, or went with it: a chip that opens to the exact text.
// Not here: where the text comes from.
import type { VNode } from 'preact';
import type { ContextItem } from '../../src/protocol/trellis/sqlContext.ts';
import { Icon } from '../ui/icon.tsx';
import { plainLine } from '../ui/plainLine.ts';
import { scrollable } from '../ui/scrollable.ts';
import { Button } from '../ui/toolkit.ts';
import { usePage } from './page.ts';

export function ContextChip({ item, onRemove }: { item: ContextItem; onRemove?: () => void }): VNode {
  const page = usePage();
  const path = plainLine(item.path);
  const name = path.split('/').at(-1) ?? path;
  const one = item.lines?.from === item.lines?.to;
  const lines = item.lines ? `:${item.lines.from}${one ? '' : `-${item.lines.to}`}` : '';
  return (
    <div class="chip" data-testid="chip">
      <details>
        <summary title={`${path}${lines}`}>
          <Icon name="file" />
          <span class="chip-name">
            <bdi>{name}</bdi>
            {lines}
          </span>
        </summary>
        <div class="chip-body">
          <p class="muted small">
            {plainLine(item.language)}, <bdi>{path}</bdi>
            {item.lines ? `, ${one ? 'line' : 'lines'} ${lines.slice(1).replace('-', ' to ')}` : ', whole file'}
          </p>
          <pre class="code" {...scrollable}>
            {item.text}
          </pre>
          <Button kind="icon" class="text-button" onClick={() => page.post({ kind: 'openContext', item })}>
            Open in editor
          </Button>
        </div>
      </details>
      {onRemove && (
        <Button
          kind="icon"
          class="chip-remove"
          label={`Remove ${name}${lines}`}
          testId="chip-remove"
          onClick={onRemove}
        >
          <Icon name="close" />
        </Button>
      )}
    </div>
  );
}

// How the question was understood, in a line that is a question itself: a click puts it into the composer.
// Not here: what it replaces there (instead.ts).
import type { VNode } from 'preact';
import { longest } from '../../src/protocol/lenient.ts';
import { Icon } from '../ui/icon.tsx';
import { plainLine } from '../ui/plainLine.ts';

export function Reading({ reading, onEdit }: { reading: string; onEdit(question: string): void }): VNode {
  const text = plainLine(reading);
  // What was cut asks something else.
  if (reading.length >= longest.reading) return <p class="muted small reading-line">{text}</p>;
  return (
    <button
      type="button"
      class="reading muted small"
      title="Edit and ask again"
      data-testid="reading"
      onClick={() => onEdit(reading)}
    >
      {text} <Icon name="edit" />
    </button>
  );
}

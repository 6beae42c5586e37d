// One filter being written: which column, what of it, and the value.
// Not here: what a value must be (filters.ts).
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ResultFilter, ResultFilterOp } from '../../src/protocol/trellis/results.ts';
import { plainLine } from '../ui/plainLine.ts';
import { needsValue, opNames, opsFor, readFilter } from './filters.ts';

interface Props {
  columns: readonly { name: string; type: string }[];
  /** Its column at first. */
  column: number;
  onApply(filter: ResultFilter): void;
  onCancel(): void;
}

export function FilterForm({ columns, column, onApply, onCancel }: Props): VNode {
  const [at, setAt] = useState(column);
  const type = columns[at]?.type ?? 'text';
  const ops = opsFor(type);
  const [chosen, setChosen] = useState<ResultFilterOp>('contains');
  const op = ops.includes(chosen) ? chosen : (ops[0] ?? '=');
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const apply = (event: Event): void => {
    event.preventDefault();
    const read = readFilter(columns[at]?.name ?? '', type, op, typed);
    if (typeof read !== 'string') {
      onApply(read);
      return;
    }
    setWrong(read);
    field.current?.focus();
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onCancel();
  };

  return (
    <form class="grid-form" aria-label="Filter" data-testid="grid-filter-form" onSubmit={apply} onKeyDown={key}>
      <select
        aria-label="Column"
        value={String(at)}
        onChange={(event) => setAt(Number(event.currentTarget.value))}
        data-testid="grid-filter-column"
      >
        {columns.map(({ name }, index) => (
          <option key={index} value={String(index)}>
            {plainLine(name)}
          </option>
        ))}
      </select>
      <select
        aria-label="Comparison"
        value={op}
        onChange={(event) => setChosen(ops.find((each) => each === event.currentTarget.value) ?? '=')}
        data-testid="grid-filter-op"
      >
        {ops.map((each) => (
          <option key={each} value={each}>
            {opNames[each]}
          </option>
        ))}
      </select>
      {needsValue(op) && (
        <input
          ref={field}
          type="text"
          aria-label="Value"
          aria-invalid={wrong !== ''}
          aria-describedby={wrong === '' ? undefined : 'grid-filter-wrong'}
          placeholder={type === 'date' ? '2026-01-31' : type === 'boolean' ? 'true or false' : ''}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
          data-testid="grid-filter-value"
        />
      )}
      <button type="submit" class="grid-button primary" data-testid="grid-filter-apply">
        Apply
      </button>
      <button type="button" class="grid-button" onClick={onCancel}>
        Cancel
      </button>
      {wrong !== '' && (
        <span id="grid-filter-wrong" class="grid-wrong" role="alert">
          {wrong}
        </span>
      )}
    </form>
  );
}

// What stands around a grid: how many rows, the filters in force, the buttons, and what is shown in place of rows.
// Not here: the rows (view.tsx), what the buttons do (model.ts).
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { cutLength } from '../../src/bridge/results.ts';
import { grouped } from '../parts/extent.ts';
import { plainLine, withoutDirections } from '../ui/plainLine.ts';
import { scrollable } from '../ui/scrollable.ts';
import { FilterForm } from './filterForm.tsx';
import { filterText } from './filters.ts';
import { copySelection } from './keys.ts';
import { Menu } from './menu.tsx';
import type { Model } from './model.ts';
import { countOf, rangeOf } from './selection.ts';
import { copyParts, exportItems } from './tools.ts';
import { GridView } from './view.tsx';

interface Props {
  model: Model;
  place: 'panel' | 'tab';
  onClose?: (() => void) | undefined;
}

export function GridFrame({ model, place, onClose }: Props): VNode {
  const { extent, failure } = model.pages;
  const label = model.title === '' ? 'Result' : plainLine(model.title);
  const refocus = (): void => document.querySelector<HTMLElement>('.grid-whole [role=grid]')?.focus();
  return (
    <section class={`grid-whole ${place}`} aria-label={`Rows of ${label}`} data-testid="grid">
      {place === 'tab' && <h1 class="grid-title">{label}</h1>}
      <div class="grid-bar">
        <span class="grid-count" data-testid="grid-count">
          {countText(model)}
        </span>
        <span class="grid-buttons">
          <button
            type="button"
            class="grid-button"
            data-testid="grid-filter"
            disabled={!extent}
            onClick={() => {
              model.filtering = model.selection.active.column;
              model.changed();
            }}
          >
            Filter
          </button>
          <Menu name="Copy" parts={() => copyParts(model)} testId="grid-copy" />
          <Menu name="Export" parts={() => [exportItems((format) => model.exportAs(format))]} testId="grid-export" />
          {place === 'panel' && (
            <button type="button" class="grid-button" data-testid="grid-tab" onClick={() => model.openTab()}>
              Open in editor
            </button>
          )}
          {onClose && (
            <button type="button" class="grid-button" data-testid="grid-close" onClick={onClose}>
              Show less
            </button>
          )}
        </span>
      </div>
      {model.filtering !== null && extent && (
        <FilterForm
          key={model.filtering}
          columns={extent.columns}
          column={model.filtering}
          onApply={(filter) => {
            model.setFilter([...model.filter, filter]);
            refocus();
          }}
          onCancel={() => {
            model.filtering = null;
            model.changed();
            refocus();
          }}
        />
      )}
      {model.filter.length > 0 && (
        <ul class="grid-filters" aria-label="Filters" data-testid="grid-filters">
          {model.filter.map((filter, at) => (
            <li key={at}>
              <span>{plainLine(filterText(filter))}</span>
              <button
                type="button"
                aria-label={`Remove the filter ${plainLine(filterText(filter))}`}
                onClick={() => {
                  model.setFilter(model.filter.toSpliced(at, 1));
                  refocus();
                }}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      {extent?.remade_at && (
        <p class="grid-note" data-testid="grid-remade">
          Read again from the data {timeOf(extent.remade_at)}: rows may differ from those of the answer.
        </p>
      )}
      {failure ? (
        <div class="grid-instead" role="alert" data-testid="grid-failed">
          <p>{failure.text}</p>
          <button type="button" class="grid-button" onClick={() => model.pages.retry()}>
            {failure.gone ? 'Look again' : 'Try again'}
          </button>
          {model.filter.length > 0 && <ClearFilters model={model} />}
        </div>
      ) : extent?.matched === 0 && !model.pages.isStale ? (
        <div class="grid-instead" data-testid="grid-empty">
          <p>{extent.row_count === 0 ? 'The result has no rows.' : 'No row passes the filters.'}</p>
          {model.filter.length > 0 && <ClearFilters model={model} />}
        </div>
      ) : (
        model.isReady && <GridView model={model} label={label} onCopy={() => copySelection(model)} />
      )}
      {extent === null && !failure && <p class="grid-note">Reading rows…</p>}
      {model.isCellOpen && <WholeCell model={model} onClose={refocus} />}
      <p class={model.said.failed ? 'grid-said failed' : 'grid-said'} role="status" data-testid="grid-said">
        {model.said.text || selectedText(model)}
      </p>
    </section>
  );
}

function ClearFilters({ model }: { model: Model }): VNode {
  return (
    <button type="button" class="grid-button" data-testid="grid-clear" onClick={() => model.setFilter([])}>
      Clear the filters
    </button>
  );
}

function WholeCell({ model, onClose }: { model: Model; onClose(): void }): VNode | null {
  const text = useRef<HTMLPreElement>(null);
  const { row, column } = model.selection.active;
  useEffect(() => text.current?.scrollTo(0, 0), [row, column]);
  const name = model.pages.extent?.columns[column]?.name;
  const cells = model.pages.row(row);
  if (name === undefined || !cells) return null;
  const cell = cells[column] ?? null;
  return (
    <aside class="grid-whole-cell" aria-label={`${plainLine(name)}, row ${grouped(row + 1)}`} data-testid="grid-cell">
      <div class="grid-bar">
        <span>
          {plainLine(name)}, row {grouped(row + 1)}
        </span>
        <span class="grid-buttons">
          <button type="button" class="grid-button" onClick={() => copySelection(model)}>
            Copy
          </button>
          <button
            type="button"
            class="grid-button"
            onClick={() => {
              model.isCellOpen = false;
              model.changed();
              onClose();
            }}
          >
            Close
          </button>
        </span>
      </div>
      {typeof cell === 'string' && cell.length >= cutLength && (
        <p class="grid-note">Only the first {grouped(cutLength)} characters are here. An export has all of them.</p>
      )}
      <pre ref={text} {...scrollable} class={cell === null ? 'null' : ''}>
        {cell === null ? 'NULL' : cell === '' ? '(an empty text)' : withoutDirections(String(cell))}
      </pre>
    </aside>
  );
}

function countText({ pages: { extent } }: Model): string {
  if (!extent) return '';
  const all = extent.row_count === 1 ? '1 row' : `${grouped(extent.row_count)} rows`;
  return extent.matched === extent.row_count ? all : `${grouped(extent.matched)} of ${all}`;
}

function selectedText(model: Model): string {
  const count = countOf(rangeOf(model.selection));
  if (model.selection.active.row < 0 || count.isOne) return '';
  return `${grouped(count.rows)} × ${grouped(count.columns)} cells selected`;
}

function timeOf(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime())
    ? ''
    : `at ${time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}`;
}

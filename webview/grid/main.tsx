// The lazily loaded bundle: a grid over a whole result in a box of the page, and the menu of a table that is shown whole already.
// Not here: the rows and what they do (model.ts), the page of an editor tab (tab.ts).
import { render } from 'preact';
import { openMenu } from '../ui/menu.ts';
import { GridFrame } from './frame.tsx';
import { type Link, openLink, type Post } from './link.ts';
import { createModel } from './model.ts';
import { copyItems, exportItems } from './tools.ts';

export interface GridOptions {
  resultId: string;
  title: string;
  post: Post;
}

export interface GridModule {
  openGrid: typeof openGrid;
  openTableTools: typeof openTableTools;
}

/** Draws the grid until the returned function is called. `onClose`: the person wants less again. */
export async function openGrid(
  box: HTMLElement,
  { place, onClose, ...options }: GridOptions & { place: 'panel' | 'tab'; onClose?: () => void },
): Promise<() => void> {
  await withStyles();
  const model = createModel({
    ...options,
    measure: createMeasure(box),
    draw: () => render(<GridFrame model={model} place={place} onClose={onClose} />, box),
  });
  model.changed();
  return () => {
    model.dispose();
    render(null, box);
  };
}

const saidFor = 6_000;
/** One menu is open at a time; what its last entry has begun may still be said. */
let toolsLink: Link | undefined;

/** The menu of a table whose rows are all there, beside its button. `say` shows what became of it. */
export function openTableTools(
  anchor: HTMLElement,
  { resultId, title, post, say }: GridOptions & { say(text: string): void },
): void {
  const whole = { resultId, sort: [], filter: [] };
  toolsLink?.end();
  toolsLink = openLink((answer) => {
    if (answer.kind !== 'resultSaid' && answer.kind !== 'resultFailed') return;
    say(answer.text);
    setTimeout(() => say(''), saidFor);
  });
  const { grid } = toolsLink;
  openMenu(anchor, 'Result', [
    copyItems('Copy', (format) => post({ kind: 'resultCopy', grid, format, ...whole })),
    exportItems((format) => post({ kind: 'resultExport', grid, title, format, ...whole })),
    [{ label: 'Open in editor', run: () => post({ kind: 'resultTab', resultId, title }) }],
  ]);
}

/** In the font of the grid. Without a canvas a character counts as seven pixels. */
function createMeasure(box: HTMLElement): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  if (context) context.font = getComputedStyle(box).font;
  return (text) => (context ? context.measureText(text).width : text.length * 7);
}

let styles: Promise<void> | undefined;

/** The style sheet beside this bundle, once. */
function withStyles(): Promise<void> {
  styles ??= new Promise((resolve) => {
    const href = new URL('grid.css', import.meta.url).href;
    if ([...document.styleSheets].some((sheet) => sheet.href === href)) return resolve();
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    // Without it the rows can still be read.
    link.onload = () => resolve();
    link.onerror = () => resolve();
    document.head.append(link);
  });
  return styles;
}

// What the pointer reads off a chart: one small box for the page, filled with text only.
// Not here: what it says (the tooltip channel of spec.ts).
import type { TooltipHandler } from 'vega';

const distance = 12;

export interface Tooltip {
  handler: TooltipHandler;
  /** What stands before its lines, by the titles the specification has for them. */
  names: Readonly<Record<string, string>>;
  remove(): void;
}

export function createTooltip(): Tooltip {
  const box = document.createElement('div');
  box.className = 'chart-tooltip';
  box.hidden = true;
  box.setAttribute('aria-hidden', 'true');
  document.body.append(box);
  const handler: TooltipHandler = (_, event, __, value: unknown) => {
    if (typeof value !== 'object' || value === null) {
      box.hidden = true;
      return;
    }
    box.replaceChildren(
      ...Object.entries(value).map(([name, text]) => line(tooltip.names[name] ?? name, String(text))),
    );
    box.hidden = false;
    const left = Math.min(event.clientX + distance, window.innerWidth - box.offsetWidth - 4);
    const below = event.clientY + distance;
    const fits = below + box.offsetHeight <= window.innerHeight;
    box.style.left = `${Math.max(4, left)}px`;
    box.style.top = `${fits ? below : event.clientY - distance - box.offsetHeight}px`;
  };
  const tooltip: Tooltip = { handler, names: {}, remove: () => box.remove() };
  return tooltip;
}

function line(name: string, text: string): HTMLElement {
  const row = document.createElement('div');
  const label = document.createElement('span');
  label.textContent = `${name}: `;
  label.className = 'muted';
  row.append(label, text);
  return row;
}

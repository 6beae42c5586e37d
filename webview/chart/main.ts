// The lazily loaded bundle: draws one chart into a box and keeps it fitting the box and the theme.
// Not here: what is drawn (spec.ts), the frame around it (parts/chart.tsx).
import { parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile } from 'vega-lite';
import type { Chart, ChartType } from '../../src/protocol/trellis/visualization.ts';
import { refusing } from './refusing.ts';
import { showSpec } from './showSpec.ts';
import { chartSpec } from './spec.ts';
import { onThemeChange, readTheme } from './theme.ts';
import { openChartTools } from './tools.ts';
import { createTooltip } from './tooltip.ts';

export { onThemeChange, openChartTools, showSpec };

export interface Drawing {
  kind: ChartType;
  /** Pixels. */
  height: number;
  note: string | null;
}

export interface ChartModule {
  showChart: typeof showChart;
  openChartTools: typeof openChartTools;
  showSpec: typeof showSpec;
  onThemeChange: typeof onThemeChange;
}

/**
 * Draws the chart now and again whenever the box's width or the theme changes. Calls `drawn` after each drawing and
 * `failed` when one throws. The returned function takes everything away.
 */
export function showChart(
  box: HTMLElement,
  chart: Chart,
  drawn: (drawing: Drawing) => void,
  failed: (error: unknown) => void,
): () => void {
  const tooltip = createTooltip();
  let view: View | undefined;
  let width = 0;
  let scheduled = 0;
  let gone = false;

  async function draw(): Promise<void> {
    scheduled = 0;
    width = Math.floor(box.clientWidth);
    if (gone || width === 0) return;
    const made = chartSpec(chart, width, readTheme());
    const place = document.createElement('div');
    const next = new View(parse(compile(made.spec).spec, undefined, { ast: true }), {
      expr: expressionInterpreter,
      renderer: 'canvas',
      container: place,
      hover: true,
      loader: refusing,
      tooltip: tooltip.handler,
    });
    tooltip.names = made.names;
    await next.runAsync();
    if (gone) {
      next.finalize();
      return;
    }
    // The old picture stays until the new one is ready, so that a resize does not flicker.
    box.replaceChildren(place);
    view?.finalize();
    view = next;
    drawn({ kind: made.kind, height: made.height, note: made.note });
  }

  function schedule(): void {
    if (scheduled === 0) scheduled = requestAnimationFrame(() => void draw().catch(failed));
  }

  const resize = new ResizeObserver(() => {
    if (Math.floor(box.clientWidth) !== width) schedule();
  });
  resize.observe(box);
  const stopThemes = onThemeChange(schedule);
  schedule();

  return () => {
    gone = true;
    cancelAnimationFrame(scheduled);
    resize.disconnect();
    stopThemes();
    view?.finalize();
    tooltip.remove();
    box.replaceChildren();
  };
}

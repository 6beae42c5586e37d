// A chart for outside of the panel: as PNG, as SVG, and as a Vega-Lite specification that stands alone.
// Not here: the chart in the panel (main.ts), writing files (src/host).
import { parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Chart } from '../../src/protocol/trellis/visualization.ts';
import { plainLine } from '../ui/plainLine.ts';
import { refusing } from './refusing.ts';
import { type ChartTheme, chartSpec } from './spec.ts';
import { paperTheme } from './theme.ts';

/** Pixels, of a picture that is to be read by itself. */
const pictureWidth = 720;
/** A picture is often shown larger than it is. */
const scale = 2;

function titled(chart: Chart, theme: ChartTheme): TopLevelSpec {
  const { spec } = chartSpec(chart, pictureWidth, theme);
  const title = plainLine(chart.title ?? '');
  const color = theme.foreground;
  return {
    ...spec,
    background: theme.background,
    padding: 16,
    ...(title ? { title: { text: title, anchor: 'start', color, font: theme.font, fontSize: 14, offset: 12 } } : {}),
  } as TopLevelSpec;
}

async function drawn<T>(spec: TopLevelSpec, take: (view: View) => Promise<T>): Promise<T> {
  const view = new View(parse(compile(spec).spec, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'none',
    loader: refusing,
  });
  try {
    await view.runAsync();
    return await take(view);
  } finally {
    view.finalize();
  }
}

export function svgOf(chart: Chart, theme: ChartTheme): Promise<string> {
  return drawn(titled(chart, theme), (view) => view.toSVG());
}

export function pngOf(chart: Chart, theme: ChartTheme): Promise<Blob> {
  return drawn(titled(chart, theme), async (view) => {
    const canvas = await view.toCanvas(scale);
    return await new Promise<Blob>((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made.'))));
    });
  });
}

/** With its data in it, without anything of this window: another program draws it in its own colours. */
export function specOf(chart: Chart): string {
  const { config: _, background: __, padding: ___, ...spec } = titled(chart, paperTheme);
  const title = plainLine(chart.title ?? '');
  return `${JSON.stringify({ ...spec, ...(title ? { title } : {}) }, null, 2)}\n`;
}

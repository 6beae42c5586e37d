// Host <-> the preview of a Vega-Lite specification: the text of the editor goes down, what happened comes back.
// Not here: drawing (webview/chartPreview), which editor (host/charts).
import * as v from 'valibot';
import { type Decoded, decodeWith } from '../protocol/decoded.ts';

export interface ToChartPreview {
  kind: 'spec';
  text: string;
}

const fromChartPreviewSchema = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({
    kind: v.literal('report'),
    level: v.picklist(['error', 'csp']),
    text: v.pipe(v.string(), v.maxLength(4000)),
  }),
]);
export type FromChartPreview = v.InferOutput<typeof fromChartPreviewSchema>;

export function decodeFromChartPreview(value: unknown): Decoded<FromChartPreview> {
  return decodeWith(fromChartPreviewSchema, value);
}

// A chart in an answer: drawn when it comes near the screen by the bundle that is loaded for the first one, or read as a table.
// Not here: how it is drawn (webview/chart).
import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Chart, ChartType } from '../../src/protocol/trellis/visualization.ts';
import { describeChart } from '../chart/describe.ts';
import { chartHeight, kindOf } from '../chart/layout.ts';
import type { ChartModule, Drawing } from '../chart/main.ts';
import { chartTable } from '../chart/points.ts';
import { plainLine } from '../ui/plainLine.ts';
import { Button } from '../ui/toolkit.ts';
import { usePage } from '../view/page.ts';
import { DataTable } from './table.tsx';

/** Pixels ahead of the visible part in which a chart is drawn already. */
const drawAhead = '400px';
/** What stands left and right of a chart, in pixels: good enough to hold its place until it is measured. */
const besides = 48;

export function ChartBlock({ chart: sent }: { chart: Chart }): VNode {
  const page = usePage();
  const [asTable, setAsTable] = useState(false);
  const [chosen, setKind] = useState<ChartType>();
  // What was chosen before the page was made again comes with the host's first message.
  const kind = chosen ?? page.ui().kinds?.[sent.id];
  const [said, setSaid] = useState('');
  const chart = useMemo(() => (kind ? { ...sent, chart_type: kind } : sent), [sent, kind]);
  const choose = (next: ChartType): void => {
    setKind(next);
    page.setUi((ui) => ({ kinds: { ...ui.kinds, [sent.id]: next } }));
  };
  const openTools = (at: HTMLElement): void => {
    const tools = { chart, usual: kindOf(sent), choose, post: page.post, say: setSaid, onPaper: page.chartsOnPaper };
    void loadCharts(page.chartScript).then(({ openChartTools }) => openChartTools(at, tools));
  };
  return (
    <figure class="block">
      {chart.title && <figcaption class="block-title">{plainLine(chart.title)}</figcaption>}
      {asTable ? (
        <DataTable data={chartTable(chart)} rowCount={null} truncated={chart.truncated} />
      ) : (
        <Drawn chart={chart} />
      )}
      <div class="block-footer">
        <Button kind="icon" class="text-button" onClick={() => setAsTable(!asTable)}>
          {asTable ? 'View as chart' : 'View as table'}
        </Button>
        <span role="status" class="muted">
          {said}
        </span>
        <Button kind="icon" class="text-button" testId="chart-tools" onClick={openTools}>
          Chart tools
        </Button>
      </div>
    </figure>
  );
}

type Progress = { phase: 'waiting' } | { phase: 'drawn'; drawing: Drawing } | { phase: 'failed'; reason: string };

function Drawn({ chart }: { chart: Chart }): VNode {
  const page = usePage();
  const box = useRef<HTMLDivElement>(null);
  const [progress, setProgress] = useState<Progress>({ phase: 'waiting' });
  const fail = (error: unknown): void => setProgress({ phase: 'failed', reason: reasonOf(error) });

  useEffect(() => {
    const container = box.current;
    if (!container) return undefined;
    let gone = false;
    let remove = (): void => undefined;
    const draw = async (): Promise<void> => {
      const module = await loadCharts(page.chartScript);
      if (gone) return;
      remove = module.showChart(container, chart, (drawing) => setProgress({ phase: 'drawn', drawing }), fail);
    };
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        draw().catch(fail);
      },
      { rootMargin: drawAhead },
    );
    observer.observe(container);
    return () => {
      gone = true;
      observer.disconnect();
      remove();
    };
  }, [chart, page.chartScript]);

  const drawn = progress.phase === 'drawn' ? progress.drawing : null;
  return (
    <>
      <div
        class="chart"
        role="img"
        aria-label={describeChart(chart)}
        data-testid="chart"
        data-chart-type={chart.chart_type}
        data-drawn={drawn ? 'true' : 'false'}
        hidden={progress.phase === 'failed'}
      >
        {/* The place is held before the drawing exists, so that nothing jumps when it comes. */}
        <div
          ref={box}
          class="chart-canvas"
          aria-hidden="true"
          style={{ minHeight: `${drawn?.height ?? chartHeight(chart, window.innerWidth - besides)}px` }}
        />
      </div>
      {drawn?.note && <p class="muted small">{drawn.note}</p>}
      {progress.phase === 'failed' && (
        <>
          <p class="muted small">The chart could not be drawn ({progress.reason}). Its numbers:</p>
          <DataTable data={chartTable(chart)} />
        </>
      )}
    </>
  );
}

const longestReason = 200;

/** It may hold names of the chart. */
function reasonOf(error: unknown): string {
  return plainLine(error instanceof Error ? error.message : String(error)).slice(0, longestReason);
}

let loading: Promise<ChartModule> | undefined;

function loadCharts(address: string): Promise<ChartModule> {
  loading ??= import(address);
  // A failed load is not remembered: the next chart tries again.
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

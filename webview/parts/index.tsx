// Which view draws which kind of content of an answer.
// Not here: the views.
import type { VNode } from 'preact';
import type { Visualization } from '../../src/protocol/trellis/visualization.ts';
import { ChartBlock } from './chart.tsx';
import { DataTable } from './table.tsx';

export function VisualizationPart({ visualization }: { visualization: Visualization }): VNode {
  switch (visualization.type) {
    case 'chart':
      return <ChartBlock chart={visualization} />;
    case 'table':
      return (
        <DataTable
          data={visualization}
          title={visualization.title}
          rowCount={visualization.row_count}
          truncated={visualization.truncated}
          resultId={visualization.result_id}
        />
      );
    case undefined:
      return <p class="muted">A chart or table that cannot be shown here ({visualization.id}).</p>;
  }
}

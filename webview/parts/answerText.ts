// An answer as text to paste elsewhere, and which SQL of it is shown where. Pure.
// Not here: the clipboard.
import type { AssistantMessage } from '../../src/chat/state.ts';
import type { Visualization } from '../../src/protocol/trellis/visualization.ts';
import { chartTable } from '../chart/points.ts';
import { toMarkdown } from './tableText.ts';

/** Tables and the numbers of charts as Markdown, then the text. */
export function answerText(answer: AssistantMessage): string {
  return [...answer.visualizations.map(visualizationText), answer.content].filter((part) => part !== '').join('\n\n');
}

function visualizationText(visualization: Visualization): string {
  if (visualization.type === undefined) return '';
  const table = toMarkdown(visualization.type === 'chart' ? chartTable(visualization) : visualization);
  return visualization.title ? `**${visualization.title}**\n\n${table}` : table;
}

/**
 * One statement behind the whole answer is shown once, below it (`shared`). Several are shown each with what they made,
 * by the index of the visualization, and `shared` is then the answer's own when no visualization has it.
 */
export function sqlOf(answer: AssistantMessage): { shared: string | null; ofVisualization: (string | null)[] } {
  const each = answer.visualizations.map((visualization) =>
    visualization.type === undefined ? null : (visualization.sql ?? null),
  );
  const distinct = new Set([...each, answer.sql].filter((sql) => sql !== null));
  if (distinct.size <= 1) return { shared: [...distinct][0] ?? null, ofVisualization: each.map(() => null) };
  return { shared: answer.sql !== null && !each.includes(answer.sql) ? answer.sql : null, ofVisualization: each };
}

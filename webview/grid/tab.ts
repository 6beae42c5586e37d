// Where the page of a result's editor tab begins: one grid, and what VS Code keeps of the tab over a reload.
// Not here: the grid (main.tsx), what is done for it (host/resultsTab.ts).
import { connectHost } from '../hostBridge.ts';
import { reportProblems } from '../reports.ts';
import { openGrid } from './main.tsx';

function start(): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no #root.');
  const { post, save } = connectHost();
  reportProblems(post);
  const tab: unknown = JSON.parse(root.dataset.tab ?? '{}');
  const text = (name: string): string => {
    const value = typeof tab === 'object' && tab !== null ? Object.entries(tab).find(([key]) => key === name) : null;
    return typeof value?.[1] === 'string' ? value[1] : '';
  };
  save(tab);
  const place = document.createElement('main');
  place.className = 'grid-page';
  root.append(place);
  void openGrid(place, { resultId: text('resultId'), title: text('title'), post, place: 'tab' });
}

start();

// Where the page with the form for a database begins: its line to the host, what it keeps, one rendering per change.
// Not here: the fields (fields.tsx). The password stays in its field: it is in no state and is never kept.
import { render } from 'preact';
import { type KeptForm, keptFormSchema, type ToDatabaseForm } from '../../src/bridge/databaseFormMessages.ts';
import { decodeWith } from '../../src/protocol/decoded.ts';
import { reportProblems } from '../reports.ts';
import { DatabasePage } from './page.tsx';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const kinds = new Set<unknown>(['opened', 'tested', 'failed', 'stopped', 'certificate']);

/** The host is the same build as the page, so its outline is checked, which tells its messages from a stranger's. */
function isToForm(data: unknown): data is ToDatabaseForm {
  return typeof data === 'object' && data !== null && 'kind' in data && kinds.has(data.kind);
}

function start(): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no #root.');
  const api = acquireVsCodeApi();
  reportProblems((problem) => api.postMessage(problem));
  const draw = (begin: KeptForm): void => {
    api.setState(begin);
    render(
      <DatabasePage
        begin={begin}
        post={(message) => api.postMessage(message)}
        keep={(kept) => api.setState(kept)}
        hear={(listener) => {
          const onMessage = (event: MessageEvent<unknown>): void => {
            if (isToForm(event.data)) listener(event.data);
          };
          window.addEventListener('message', onMessage);
          return () => window.removeEventListener('message', onMessage);
        }}
      />,
      root,
    );
  };
  const kept = decodeWith(keptFormSchema, api.getState());
  if (kept.kind === 'valid') {
    draw(kept.value);
    return;
  }
  const onOpened = (event: MessageEvent<unknown>): void => {
    if (!isToForm(event.data) || event.data.kind !== 'opened') return;
    window.removeEventListener('message', onOpened);
    const { form, id } = event.data;
    draw({ form, id });
  };
  window.addEventListener('message', onOpened);
  api.postMessage({ kind: 'ready' });
}

start();

// Where the page begins: the bridge, the store, one rendering per change.
// Not here: any view of its own.
import { render } from 'preact';
import { connectHost } from './hostBridge.ts';
import { reportProblems } from './reports.ts';
import { createStore } from './store.ts';
import { registerControls } from './ui/toolkit.ts';
import { App } from './view/app.tsx';
import { Page } from './view/page.ts';
import { postPictures } from './view/postPictures.ts';

/** Short, because whatever hides the page may come right behind the last key. */
const pauseBeforeSaving = 100;

function start(): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no #root.');
  const bridge = connectHost();
  reportProblems(bridge.post);
  registerControls();
  const store = createStore(
    bridge,
    {
      frame: (work) => void requestAnimationFrame(work),
      afterPause: (work) => void setTimeout(work, pauseBeforeSaving),
      now: () => performance.now(),
    },
    ({ name, bytes, chatId }) => attachPictures([new File([bytes.slice()], name)], chatId),
  );
  const attachPictures = (files: readonly File[], chatId: string | null): void =>
    void postPictures(files, chatId, store);
  const page = {
    post: store.post,
    ui: () => store.get().ui,
    setUi: store.setUi,
    write: store.write,
    attachPictures,
    chartScript: root.dataset.chartScript ?? '',
    chartsOnPaper: root.dataset.chartsOnPaper === 'true',
    gridScript: root.dataset.gridScript ?? '',
  };
  const draw = (): void =>
    render(
      <Page.Provider value={page}>
        <App state={store.get()} />
      </Page.Provider>,
      root,
    );
  store.subscribe(draw);
  draw();
  document.addEventListener('visibilitychange', () => store.flush());
  window.addEventListener('pagehide', () => store.flush());
}

start();

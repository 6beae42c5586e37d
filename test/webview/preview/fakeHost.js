// The page's other side in a browser: gives it VS Code's API and theme, answers `ready`, records what it posts.
// Not here: the states (scenes.ts). Runs in the page, before the panel's own script.
(() => {
  const { theme, scene } = window.preview;
  const root = document.documentElement;
  const applyTheme = (next) => {
    root.removeAttribute('style');
    for (const [name, value] of Object.entries(next.variables)) root.style.setProperty(`--vscode-${name}`, value);
    root.style.background = next.variables['sideBar-background'];
    document.body.className = next.bodyClass;
    const kind = next.bodyClass.split(' ').at(-1);
    document.body.setAttribute('data-vscode-theme-kind', kind);
  };
  applyTheme(theme);

  const posted = [];
  let saved;
  const send = (message) => window.postMessage(message, '*');
  window.host = {
    posted,
    send,
    applyTheme,
    saved: () => saved,
  };
  window.acquireVsCodeApi = () => ({
    getState: () => saved,
    setState: (state) => {
      saved = JSON.parse(JSON.stringify(state));
    },
    postMessage: (message) => {
      // A file's bytes by their number alone, but for small ones: as JSON they would fill the memory.
      const brief = (_key, value) =>
        value instanceof Uint8Array && value.length > 1000 ? { length: value.length } : value;
      posted.push(JSON.parse(JSON.stringify(message, brief)));
      if (message.kind === 'ready') send({ kind: 'snapshot', seq: 10, state: scene.state, ui: scene.ui });
      if (message.kind === 'suggest' && scene.suggestions)
        send({ kind: 'suggestions', text: message.text, items: scene.suggestions });
      if (message.kind === 'listUploads' && scene.uploads)
        send({ kind: 'uploads', chatId: message.chatId, items: scene.uploads });
    },
  });
})();

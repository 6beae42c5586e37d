// The page's end of the bridge to the host: intents go up, snapshots and actions come down, one picture is kept by VS Code.
// Not here: what the messages mean (store.ts). Nothing else in the page calls acquireVsCodeApi.
import type { ToWebview } from '../src/bridge/messages.ts';
import type { HostBridge } from './store.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export function connectHost(): HostBridge {
  const api = acquireVsCodeApi();
  return {
    post: (intent) => api.postMessage(intent),
    onMessage: (listener) =>
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (isToWebview(event.data)) listener(event.data);
      }),
    saved: () => api.getState(),
    save: (state) => api.setState(state),
  };
}

/** The host is the same build as the page, so its outline is checked, which tells its messages from a stranger's. */
function isToWebview(data: unknown): data is ToWebview {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return false;
  switch (data.kind) {
    case 'snapshot':
      return 'seq' in data && typeof data.seq === 'number' && 'state' in data && 'ui' in data;
    case 'actions':
      return 'seq' in data && typeof data.seq === 'number' && 'actions' in data && Array.isArray(data.actions);
    case 'compose':
      return 'context' in data && Array.isArray(data.context);
    case 'edit':
      return 'chatId' in data && 'messageId' in data && typeof data.messageId === 'string' && 'draft' in data;
    case 'attached':
      return 'settled' in data && Array.isArray(data.settled) && 'files' in data && Array.isArray(data.files);
    case 'pickedImage':
      return 'name' in data && typeof data.name === 'string' && 'bytes' in data && data.bytes instanceof Uint8Array;
    case 'modelChosen':
      return 'model' in data && typeof data.model === 'string';
    case 'integrationChosen':
      return 'integrationId' in data && typeof data.integrationId === 'string';
    case 'suggestions':
      return 'text' in data && typeof data.text === 'string' && 'items' in data && Array.isArray(data.items);
    case 'uploads':
      return 'chatId' in data && 'items' in data && Array.isArray(data.items);
    default:
      return false;
  }
}

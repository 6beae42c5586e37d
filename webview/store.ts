// What the page knows: the host's state, kept by the same reducer, and what the person is doing in the open chat.
// Not here: drawing (view), transport (hostBridge.ts). Time comes in as functions, so that tests need not wait.
import type { ChatUi, FromWebview, ToWebview, UploadItem } from '../src/bridge/messages.ts';
import type { Action } from '../src/chat/actions.ts';
import { capabilitiesOf } from '../src/chat/capabilities.ts';
import { reduce } from '../src/chat/reducer.ts';
import { openChat, runningAnswerOf } from '../src/chat/selectors.ts';
import { type AppState, initialState } from '../src/chat/state.ts';
import type { ContextItem } from '../src/protocol/trellis/sqlContext.ts';
import { mergeContext } from './mergeContext.ts';
import { keepingPicture, readPicture, takePicture } from './picture.ts';
import { becomesLocal, becomesReal } from './sameChat.ts';
import { composed, withInstead } from './view/instead.ts';

/** What the store needs of the line to the host (hostBridge.ts). */
export interface HostBridge {
  post(intent: FromWebview): void;
  /** Calls the listener for each well-formed message of the host. There is one listener for the life of the page. */
  onMessage(listener: (message: ToWebview) => void): void;
  /** What `save` last got, also after the page was destroyed and made again; anything at all, or undefined. */
  saved(): unknown;
  save(state: unknown): void;
}

export interface PageState {
  app: AppState;
  ui: ChatUi;
  /** False until the host's snapshot: then the picture of last time is shown, or nothing. */
  live: boolean;
  /** Raised each time the composer is to take the focus. */
  focusRequests: number;
  /** Another number for another chat; the same when a new chat gets its id. */
  conversation: number;
  /** Files of the page on their way to the host. */
  attaching: readonly { id: string; name: string }[];
  /** About a picture that was given for the next question: what was done to it, or why it was not taken. */
  said: { text: string; isRefusal: boolean } | null;
  /** The files a chat has on its server, as last read. */
  uploads: { chatId: string; items: readonly UploadItem[] } | null;
  /** Whole questions that go on where `text` ends; it may be written no more. */
  suggested: Suggested | null;
}

export interface Suggested {
  text: string;
  items: readonly string[];
}

export interface Store {
  get(): PageState;
  /** Called at most once a frame, and only after something changed. */
  subscribe(listener: () => void): void;
  post(intent: FromWebview): void;
  setUi(change: (ui: ChatUi) => Partial<ChatUi>): void;
  /** Sends what is waiting to be saved now: the page may be about to disappear. */
  flush(): void;
  /** A file that is made ready before it goes to the host: a question waits for it from now on. */
  preparing(file: { id: string; name: string }): void;
  refused(id: string, why: string): void;
  say(text: string): void;
  /** Puts a question into the composer, to be changed and asked; what was being written there is kept until then. */
  write(question: string, context: readonly ContextItem[]): void;
}

/** A picture that the host gives, to be made to fit. */
export type PickedImage = Extract<ToWebview, { kind: 'pickedImage' }>;

/** The first two run `work` later; a second call before that replaces nothing, the store asks only once. */
export interface Clock {
  frame(work: () => void): void;
  afterPause(work: () => void): void;
  /** Milliseconds, from whenever. */
  now(): number;
}

/** Between two pictures passes at least so many times what the first of them cost: of a long chat each costs milliseconds. */
const restPerPicture = 20;

const noUi: ChatUi = { draft: '', context: [], scrollTop: null };

export function createStore(bridge: HostBridge, clock: Clock, onPicked = (_: PickedImage): void => undefined): Store {
  const picture = readPicture(bridge.saved());
  let state: PageState = {
    app: picture?.app ?? initialState,
    ui: picture?.ui ?? noUi,
    live: false,
    focusRequests: 0,
    conversation: 0,
    attaching: [],
    said: null,
    uploads: null,
    suggested: null,
  };
  /** What was being written in chats that were open before, for the way back. */
  const parked = new Map<string | null, ChatUi>();
  let listener = (): void => undefined;
  let frameAsked = false;
  let saveAsked = false;
  /** When the next picture may be taken; what was written is sent whether or not. */
  let pictureDue = 0;
  /** Written since the host last heard of it. */
  let uiUnsent = false;
  /** The person changed something before the first snapshot: theirs is newer than the host's. */
  let touchedEarly = false;
  /** Number of the last message applied; null while a snapshot is awaited. */
  let seq: number | null = null;

  function set(next: PageState): void {
    if (next === state) return;
    state = next;
    if (!frameAsked) {
      frameAsked = true;
      clock.frame(() => {
        frameAsked = false;
        listener();
      });
    }
    if (!saveAsked) {
      saveAsked = true;
      clock.afterPause(saveAfterPause);
    }
  }

  function saveAfterPause(): void {
    if (!saveAsked) return;
    if (clock.now() < pictureDue) {
      if (state.live) sendUi();
      clock.afterPause(saveAfterPause);
    } else flush();
  }

  function sendUi(): void {
    if (!uiUnsent) return;
    uiUnsent = false;
    bridge.post({ kind: 'uiChanged', chatId: state.app.openChatId, ui: state.ui });
  }

  function flush(): void {
    saveAsked = false;
    if (state.live) sendUi();
    const began = clock.now();
    bridge.save(takePicture(state.app, state.ui));
    const ended = clock.now();
    pictureDue = ended + restPerPicture * (ended - began);
  }

  function apply(actions: readonly Action[]): void {
    const app = actions.reduce(reduce, state.app);
    const before = state.app.openChatId;
    const sameChat = app.openChatId === before || becomesReal(actions, before) || becomesLocal(before, app.openChatId);
    if (sameChat) {
      // A new chat that gets its id is still the same chat to the person: what they are typing stays with them.
      if (app.openChatId !== before) uiUnsent ||= state.ui !== noUi;
      if (app !== state.app) set({ ...state, app });
    } else {
      sendUi();
      parked.set(before, state.ui);
      set({ ...state, app, ui: parked.get(app.openChatId) ?? noUi, said: null, conversation: state.conversation + 1 });
    }
  }

  function takeSnapshot(app: AppState, ui: ChatUi): void {
    const before = state.app.openChatId;
    const sameChat = app.openChatId === before || becomesLocal(before, app.openChatId);
    // What was written last in the chat that is left is told before it is forgotten here.
    if (!sameChat) sendUi();
    // A picture of the host may be older than what it was told since; only here does somebody write.
    const goesOn = state.live && JSON.stringify(app.source) === JSON.stringify(state.app.source);
    uiUnsent = sameChat && (uiUnsent || touchedEarly);
    touchedEarly = false;
    const conversation = state.conversation + (sameChat ? 0 : 1);
    const said = sameChat ? state.said : null;
    set({
      ...state,
      app: keepingPicture(app, state.app),
      ui: uiUnsent || (sameChat && goesOn) ? state.ui : ui,
      live: true,
      said,
      conversation,
      // They may be about other data.
      suggested: null,
    });
  }

  function takeAttached({ chatId, settled, files }: Extract<ToWebview, { kind: 'attached' }>): void {
    const attaching = state.attaching.filter(({ id }) => !settled.includes(id));
    const known = state.ui.files ?? [];
    // For another chat the host keeps them, until that one is shown.
    const ours = chatId === state.app.openChatId ? files : [];
    const added = ours.filter((file) => known.every(({ id }) => id !== file.id));
    uiUnsent ||= added.length > 0;
    // Of pictures the last one counts, as in the host.
    const next = capabilitiesOf(state.app.source).attach === 'image' ? added.slice(-1) : [...known, ...added];
    set({ ...state, attaching, ui: added.length > 0 ? { ...state.ui, files: next } : state.ui });
  }

  /** The host says so, too; it may be busy just when somebody wants it to stop. */
  function showStopping(): void {
    const chat = openChat(state.app);
    const answer = runningAnswerOf(chat);
    if (!chat || !answer) return;
    const stopping = { type: 'processing', chatId: chat.id, answerId: answer.id, status: 'stopping' } as const;
    set({ ...state, app: reduce(state.app, stopping) });
  }

  function receive(message: ToWebview): void {
    switch (message.kind) {
      case 'snapshot':
        seq = message.seq;
        takeSnapshot(message.state, message.ui);
        break;
      case 'actions':
        if (seq === null || message.seq <= seq) break;
        if (message.seq === seq + 1) {
          seq = message.seq;
          apply(message.actions);
        } else {
          seq = null;
          bridge.post({ kind: 'ready' });
        }
        break;
      case 'edit': {
        // The host remembers it with its chat, which may not be the one that is open any more.
        const { kind: _, chatId, ...edit } = message;
        if (chatId !== state.app.openChatId) break;
        uiUnsent = true;
        set({ ...state, ui: { ...state.ui, edit } });
        break;
      }
      case 'compose': {
        uiUnsent = true;
        const ui = composed(state.ui, message);
        set({ ...state, ui, focusRequests: state.focusRequests + (message.focus ? 1 : 0) });
        if (state.live) sendUi();
        break;
      }
      case 'attached':
        takeAttached(message);
        break;
      case 'pickedImage':
        onPicked(message);
        break;
      case 'modelChosen':
        uiUnsent = true;
        set({ ...state, ui: { ...state.ui, choice: { ...state.ui.choice, model: message.model } } });
        break;
      case 'integrationChosen': {
        const { integrationId } = message;
        uiUnsent = true;
        set({ ...state, ui: { ...state.ui, choice: { ...state.ui.choice, integrationId } } });
        break;
      }
      case 'suggestions':
        set({ ...state, suggested: { text: message.text, items: message.items } });
        break;
      case 'uploads':
        set({ ...state, uploads: { chatId: message.chatId, items: message.items } });
        break;
    }
  }

  bridge.onMessage(receive);
  bridge.post({ kind: 'ready' });

  return {
    get: () => state,
    subscribe: (next) => {
      listener = next;
    },
    post: (intent) => {
      if (intent.kind === 'fileBegin') {
        const { id, name } = intent;
        set({ ...state, attaching: [...state.attaching.filter((file) => file.id !== id), { id, name }] });
      }
      // What was chosen last goes with what is asked again.
      if (intent.kind === 'askAgain' && state.live) sendUi();
      bridge.post(intent);
      if (intent.kind === 'stop') showStopping();
    },
    setUi: (change) => {
      const part = change(state.ui);
      if (Object.keys(part).length === 0) return;
      uiUnsent = true;
      touchedEarly ||= !state.live;
      // What was said of a picture goes with it.
      set({ ...state, ui: { ...state.ui, ...part }, said: part.files ? null : state.said });
    },
    flush,
    preparing: (file) => set({ ...state, attaching: [...state.attaching, file], said: null }),
    refused: (refused, text) =>
      set({ ...state, attaching: state.attaching.filter(({ id }) => id !== refused), said: { text, isRefusal: true } }),
    say: (text) => set({ ...state, said: { text, isRefusal: false } }),
    write(question, context) {
      const ui = { ...state.ui, ...withInstead(state.ui, question), context: mergeContext(state.ui.context, context) };
      uiUnsent = true;
      set({ ...state, ui, focusRequests: state.focusRequests + 1 });
    },
  };
}

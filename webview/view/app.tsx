// The whole panel: the first view, or header, chat and composer.
// Not here: what any of them looks like.
import type { VNode } from 'preact';
import { capabilitiesOf } from '../../src/chat/capabilities.ts';
import { openChat, runningAnswerOf } from '../../src/chat/selectors.ts';
import type { PageState } from '../store.ts';
import { Announcer } from './announcer.tsx';
import { DropZone } from './attach.tsx';
import { Choices } from './choices.tsx';
import { Composer } from './composer.tsx';
import { ConnectionLine } from './connectionLine.tsx';
import { Greeting } from './greeting.tsx';
import { Header } from './header.tsx';
import { NoticeBar } from './noticeBar.tsx';
import { usePage } from './page.ts';
import { Transcript } from './transcript.tsx';
import { Uploads } from './uploadList.tsx';
import { useChoice } from './useChoice.ts';
import { Welcome } from './welcome.tsx';

export function App({ state }: { state: PageState }): VNode {
  const page = usePage();
  const { app, ui, live } = state;
  const chat = openChat(app);
  const running = runningAnswerOf(chat) !== null;
  const { choice, chooseModel, chooseOptions } = useChoice(app, chat, ui);
  const can = capabilitiesOf(app.source);
  if (app.source.kind === 'none') {
    // Before the host has spoken nobody knows whether something is connected, and a wrong first view would flash.
    if (!live) return <main class="app" />;
    return (
      <main class="app">
        <ConnectionLine connection={app.connection} />
        {app.notice && <NoticeBar notice={app.notice} />}
        <Welcome />
      </main>
    );
  }
  const stopOnEscape = (event: KeyboardEvent): void => {
    // Escape also closes an open list or ends a composition of characters; those come first.
    const own = event.isComposing || event.defaultPrevented || inOpenList(event.target);
    if (event.key === 'Escape' && running && !own) page.post({ kind: 'stop', chatId: app.openChatId });
  };
  return (
    <main class="app" onKeyDown={stopOnEscape}>
      <Header title={chat?.title ?? ''}>
        {can.attach === 'files' && (
          <Uploads chat={chat} uploads={state.uploads} isReady={app.connection.phase === 'ready'} />
        )}
      </Header>
      <ConnectionLine connection={app.connection} />
      {app.notice && <NoticeBar notice={app.notice} />}
      {chat !== null && (chat.messages.length > 0 || isOnItsWay(chat.id, chat.load)) ? (
        <Transcript
          key={state.conversation}
          chat={chat}
          edit={ui.edit}
          choice={choice}
          can={can}
          models={app.models}
          scrollTop={ui.scrollTop}
          live={live}
        />
      ) : (
        <Greeting app={app} choice={choice} />
      )}
      <Composer
        app={app}
        chat={chat}
        ui={ui}
        running={running}
        focusRequests={state.focusRequests}
        attaching={state.attaching}
        said={state.said}
        choice={choice}
        suggested={state.suggested}
      >
        <Choices app={app} choice={choice} onModel={chooseModel} onOptions={chooseOptions} />
      </Composer>
      <DropZone chatId={app.openChatId} attach={can.attach} />
      <Announcer chatId={app.openChatId} answer={lastAnswer(chat)} />
    </main>
  );
}

function inOpenList(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('vscode-dropdown[open]') !== null;
}

/** A chat of the page's own has nothing to load. */
function isOnItsWay(id: string, load: 'loading' | 'loaded' | 'failed'): boolean {
  return load !== 'loaded' && !id.startsWith('local:');
}

function lastAnswer(chat: ReturnType<typeof openChat>) {
  const last = chat?.messages.at(-1);
  return last?.role === 'assistant' ? last : null;
}

// Where a question is written: text, context chips, choices, and one button that sends or stops.
// Not here: keeping the draft over a reload (store.ts).
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { decodeAsk } from '../../src/bridge/ask.ts';
import type { ChatUi } from '../../src/bridge/messages.ts';
import { capabilitiesOf, suggestsWords } from '../../src/chat/capabilities.ts';
import type { AppState, Chat } from '../../src/chat/state.ts';
import { parseMessage } from '../../src/protocol/trellis/sqlContext.ts';
import type { Suggested } from '../store.ts';
import { Icon, StopIcon } from '../ui/icon.tsx';
import { Button } from '../ui/toolkit.ts';
import { AttachButton, FileChips, usePastedFiles } from './attach.tsx';
import { attachHint } from './attachHint.ts';
import { ContextChip } from './contextChip.tsx';
import { draftLength } from './draftLength.ts';
import { afterSending, putBack } from './instead.ts';
import { usePage } from './page.ts';
import { QueueList } from './queueList.tsx';
import { SuggestionList, suggestionId, suggestionListId } from './suggestionList.tsx';
import type { Choice } from './useChoice.ts';
import { useSuggestions } from './useSuggestions.ts';

interface Props {
  app: AppState;
  chat: Chat | null;
  ui: ChatUi;
  running: boolean;
  focusRequests: number;
  /** Files on their way to the host. */
  attaching: readonly { name: string }[];
  /** What there is to say about a picture that was given. */
  said: { text: string; isRefusal: boolean } | null;
  choice: Choice;
  suggested: Suggested | null;
  /** What stands below the text. */
  children: VNode;
}

export function Composer(props: Props): VNode {
  const { app, chat, ui, running, focusRequests, attaching, said, choice, suggested, children } = props;
  const page = usePage();
  const input = useRef<HTMLTextAreaElement>(null);
  const [refusal, setRefusal] = useState('');
  const chatId = app.openChatId;
  const size = draftLength(ui.draft, ui.context);
  const { attach } = capabilitiesOf(app.source);
  /** A picture alone is one, too. */
  const isQuestion = ({ draft, files = [] }: ChatUi): boolean =>
    draft.trim() !== '' || (attach === 'image' && files.length > 0);
  const onPaste = usePastedFiles({ chatId, attach });
  const filesHint = attachHint(ui.files ?? [], attaching, attach);
  const isTooMuch =
    said?.isRefusal || refusal !== '' || size.tooLong > 0 || (filesHint !== '' && attaching.length === 0);
  const hasQuestion = isQuestion(ui);
  const isPictureAlone = hasQuestion && ui.draft.trim() === '' && attaching.length === 0;
  const isOffered = suggestsWords(app) && app.connection.phase === 'ready';
  const { integrationId } = choice;
  // The store is drawn once a frame and a list of suggestions at once: what was typed between the two must not be taken back.
  const { draft } = page.ui();
  const suggestions = useSuggestions({ input, draft, suggested, isOffered, integrationId });
  const { items } = suggestions;
  const canSend = size.tooLong === 0 && filesHint === '' && hasQuestion;

  useEffect(() => {
    if (focusRequests > 0) input.current?.focus();
  }, [focusRequests]);

  // It was said of something else than what is there now.
  useEffect(() => setRefusal(''), [ui.draft, ui.context, ui.files, choice.integrationId, choice.model, choice.options]);

  const send = (): void => {
    // What was typed in this very frame is sent too, and a second Enter in it finds nothing more to send.
    const { draft, context, files = [] } = page.ui();
    if (
      !isQuestion(page.ui()) ||
      attachHint(files, attaching, attach) !== '' ||
      draftLength(draft, context).tooLong > 0
    )
      return;
    const ask = { kind: 'ask', chatId, question: draft.trim(), context, files, typed: true, ...choice } as const;
    // What the host would drop stays here, and is said.
    const understood = decodeAsk(ask);
    setRefusal(understood.kind === 'malformed' ? `This cannot be sent: ${understood.reason}.` : '');
    if (understood.kind !== 'valid') return;
    page.post(ask);
    page.setUi((now) => ({ ...afterSending(now), context: [], files: [] }));
    suggestions.close();
    if (!input.current) return;
    // At once: a key that comes before the next frame begins another question.
    input.current.value = page.ui().draft;
    input.current.focus();
  };
  const stop = (): void => page.post({ kind: 'stop', chatId });
  const onKeyDown = (event: KeyboardEvent): void => {
    // 229 is what Chromium reports for the Enter that ends a composition of characters.
    if (event.isComposing || event.keyCode === 229) return;
    if (suggestions.key(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'ArrowUp' && page.ui().draft === '') {
      const last = chat?.messages.findLast((message) => message.role === 'user');
      if (!last) return;
      event.preventDefault();
      page.setUi(() => ({ draft: parseMessage(last.content).question }));
    }
  };

  return (
    <form class="composer" onSubmit={(event) => event.preventDefault()}>
      {chatId !== null && <QueueList chatId={chatId} queue={app.queues[chatId] ?? []} running={running} />}
      {ui.context.length > 0 && (
        <div class="chips">
          {ui.context.map((item, index) => (
            <ContextChip
              key={`${item.path}:${item.lines?.from}:${item.text.length}`}
              item={item}
              onRemove={() => page.setUi((now) => ({ context: now.context.toSpliced(index, 1) }))}
            />
          ))}
        </div>
      )}
      <FileChips
        files={ui.files ?? []}
        label="Files for this question"
        onRemove={(id) => {
          page.setUi((now) => ({ files: (now.files ?? []).filter((file) => file.id !== id) }));
          input.current?.focus();
        }}
      />
      <div class="input-frame">
        {items.length > 0 && (
          <SuggestionList items={items} active={suggestions.active} draft={draft} onAccept={suggestions.accept} />
        )}
        <AttachButton chatId={chatId} attach={attach} />
        <textarea
          ref={input}
          rows={1}
          value={draft}
          placeholder={app.source.kind === 'assistant' ? 'Ask anything' : 'Ask about your data'}
          aria-label="Question"
          aria-describedby="composer-hint"
          aria-autocomplete={isOffered ? 'list' : undefined}
          aria-controls={items.length > 0 ? suggestionListId : undefined}
          aria-activedescendant={suggestions.active < 0 ? undefined : suggestionId(suggestions.active)}
          data-testid="composer-input"
          onInput={(event) => {
            const draft = event.currentTarget.value;
            page.setUi(() => ({ draft }));
            suggestions.typed(event);
          }}
          onCompositionEnd={suggestions.typed}
          onClick={suggestions.close}
          onBlur={suggestions.close}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        {running && (
          <Button kind="icon" class="send" label="Stop" testId="stop" onClick={stop}>
            <StopIcon />
          </Button>
        )}
        {(!running || hasQuestion) && (
          <Button
            kind="icon"
            class="send"
            label={running ? 'Ask when this answer has ended' : 'Send'}
            testId="send"
            disabled={!canSend}
            onClick={send}
          >
            <Icon name="send" />
          </Button>
        )}
      </div>
      <p id="composer-hint" class={`hint ${isTooMuch ? 'too-long' : ''}`} role="status">
        {size.hint || filesHint || refusal || said?.text}
      </p>
      <p class="sr-only" role="status">
        {items.length > 0 && 'Suggestions are shown. Tab takes the first, the arrow keys choose, Escape closes them.'}
      </p>
      {ui.replaced && (
        <p class="hint" role="status" data-testid="replaced">
          What you were writing is kept, and comes back when this is sent.{' '}
          <button
            type="button"
            class="link"
            data-testid="put-back"
            onClick={() => {
              page.setUi(putBack);
              input.current?.focus();
            }}
          >
            Put it back now
          </button>
        </p>
      )}
      {isPictureAlone && (
        <p class="hint" data-testid="picture-alone">
          Asked with it: “What's in this image?”
        </p>
      )}
      {children}
    </form>
  );
}

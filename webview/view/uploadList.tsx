// The files a chat has on its server: a button that counts them, and the list it opens.
// Not here: files that are not sent yet (attach.tsx); opening one, which the host does.
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { sizeText } from '../../src/base/sizeText.ts';
import type { UploadItem } from '../../src/bridge/messages.ts';
import type { Chat } from '../../src/chat/state.ts';
import { Icon } from '../ui/icon.tsx';
import { plainLine } from '../ui/plainLine.ts';
import { scrollable } from '../ui/scrollable.ts';
import { Button } from '../ui/toolkit.ts';
import { usePage } from './page.ts';

interface Props {
  chat: Chat | null;
  /** As they were last read, of any chat. */
  uploads: { chatId: string; items: readonly UploadItem[] } | null;
  isReady: boolean;
}

export function Uploads({ chat, uploads, isReady }: Props): VNode | null {
  const page = usePage();
  const place = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const chatId = chat !== null && !chat.id.startsWith('local:') && chat.load === 'loaded' ? chat.id : null;
  const sent = chat?.messages.filter(
    (message) => message.role === 'user' && message.delivery === 'sent' && message.files,
  );
  const sentCount = sent?.length ?? 0;

  // Read when the chat is opened, and when a question took files along.
  useEffect(() => {
    if (chatId !== null && isReady) page.post({ kind: 'listUploads', chatId });
  }, [chatId, sentCount, isReady]);
  useEffect(() => setOpen(false), [chatId]);
  useEffect(() => {
    const elsewhere = (event: PointerEvent): void => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) setOpen(false);
    };
    const escaped = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      // The same key would stop a running answer.
      event.preventDefault();
      setOpen(false);
      place.current?.querySelector<HTMLElement>('[data-testid="uploads"]')?.focus();
    };
    if (isOpen) {
      document.addEventListener('pointerdown', elsewhere);
      document.addEventListener('keydown', escaped, true);
    }
    return () => {
      document.removeEventListener('pointerdown', elsewhere);
      document.removeEventListener('keydown', escaped, true);
    };
  }, [isOpen]);

  const items = uploads !== null && uploads.chatId === chatId ? uploads.items : [];
  if (chatId === null || items.length === 0) return null;
  const label = items.length === 1 ? '1 file in this chat' : `${items.length} files in this chat`;
  const askAbout = (name: string): void => {
    setOpen(false);
    page.setUi(({ draft }) => ({ draft: draft.trim() === '' ? `${name} ` : `${draft.trimEnd()} ${name} ` }));
    document.querySelector<HTMLElement>('.composer textarea')?.focus();
  };
  return (
    <div class="uploads" ref={place}>
      <Button kind="icon" label={label} pressed={isOpen} testId="uploads" onClick={() => setOpen(!isOpen)}>
        <Icon name="clip" />
        <span class="small">{items.length}</span>
      </Button>
      {isOpen && (
        <ul class="uploads-list" aria-label="Files in this chat" data-testid="upload-list" {...scrollable}>
          {items.map((item) => (
            <UploadRow
              key={item.id}
              item={item}
              onAsk={() => askAbout(item.name)}
              onOpen={() => page.post({ kind: 'openUpload', chatId, uploadId: item.id })}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

function UploadRow({ item, onAsk, onOpen }: { item: UploadItem; onAsk: () => void; onOpen: () => void }): VNode {
  const { name, size, at, kind, canOpen } = item;
  const when = at === null ? '' : new Date(at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
  const facts = [kindText(kind), size === null ? '' : sizeText(size), when].filter((fact) => fact !== '');
  return (
    <li data-testid="upload">
      <span class="upload-name" title={plainLine(name)}>
        {plainLine(name)}
      </span>
      <span class="muted small">{facts.join(' · ')}</span>
      <div class="actions">
        <Button kind="icon" class="text-button" label={`Ask about it: ${name}`} testId="upload-ask" onClick={onAsk}>
          Ask about it
        </Button>
        {canOpen && (
          <Button kind="icon" class="text-button" label={`Download ${name}`} testId="upload-open" onClick={onOpen}>
            Download
          </Button>
        )}
      </div>
    </li>
  );
}

/** "text/csv" is CSV; what is no MIME type is shown as it is. */
function kindText(kind: string): string {
  if (kind.includes('spreadsheetml')) return 'Excel';
  const name = kind.split(';')[0]?.split('/').at(-1)?.trim() ?? '';
  return kind.includes('/') && name.length <= 5 ? name.toUpperCase() : name;
}

// Files for the next question: the button that picks them, their chips, and the place they can be dropped on.
// Not here: reading them (attachFiles.ts), those that were sent (uploadList.tsx).
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { sizeText } from '../../src/base/sizeText.ts';
import type { Capabilities } from '../../src/chat/capabilities.ts';
import { Icon } from '../ui/icon.tsx';
import { plainLine } from '../ui/plainLine.ts';
import { Button } from '../ui/toolkit.ts';
import { filesIn, mayHoldFiles, postDropped, postFiles } from './attachFiles.ts';
import { usePage } from './page.ts';

interface AttachProps {
  chatId: string | null;
  attach: Capabilities['attach'];
}

const words = {
  files: {
    button: 'Attach files (or paste them here, or drop them with Shift held)',
    drop: 'Drop files to ask about them',
  },
  image: {
    button: 'Attach a picture (or paste it here, or drop it with Shift held)',
    drop: 'Drop a picture to ask about it',
  },
} as const satisfies Record<Capabilities['attach'], unknown>;

export function AttachButton({ chatId, attach }: AttachProps): VNode {
  const page = usePage();
  return (
    <span class="attach">
      <Button
        kind="icon"
        label={words[attach].button}
        testId="attach"
        onClick={() => page.post({ kind: 'attachFiles', chatId })}
      >
        <Icon name={attach === 'image' ? 'picture' : 'clip'} />
      </Button>
    </span>
  );
}

function iconOf(name: string): 'picture' | 'table' | 'file' {
  if (/\.(png|jpe?g|gif|webp)$/i.test(name)) return 'picture';
  return /\.(csv|tsv|parquet|xls[xm]?|json|jsonl|ndjson)(\.gz)?$/i.test(name) ? 'table' : 'file';
}

interface FileChipProps {
  file: { name: string; size: number | null };
  onRemove?: () => void;
}

export function FileChip({ file: { name, size }, onRemove }: FileChipProps): VNode {
  return (
    <li class="chip file-chip" data-testid="file-chip">
      <Icon name={iconOf(name)} />
      <span class="chip-name" title={plainLine(name)}>
        {plainLine(name)}
      </span>
      {size !== null && <span class="muted small file-size">{sizeText(size)}</span>}
      {onRemove && (
        <Button kind="icon" class="chip-remove" label={`Remove ${name}`} testId="file-remove" onClick={onRemove}>
          <Icon name="close" />
        </Button>
      )}
    </li>
  );
}

interface FileChipsProps {
  files: readonly { id?: string; name: string; size: number | null }[];
  label: string;
  onRemove?: (id: string) => void;
}

export function FileChips({ files, label, onRemove }: FileChipsProps): VNode | null {
  if (files.length === 0) return null;
  return (
    <ul class="chips" aria-label={label}>
      {files.map(({ id, ...file }, index) => (
        <FileChip
          key={id ?? index}
          file={file}
          {...(onRemove && id !== undefined ? { onRemove: () => onRemove(id) } : {})}
        />
      ))}
    </ul>
  );
}

/** `share`: what has been sent of the files, from 0 to 1. */
export function UploadProgress({ share }: { share: number }): VNode {
  const percent = Math.floor(share * 100);
  return (
    <span class="uploading" data-testid="uploading">
      Uploading… {percent} %
      <progress max={100} value={percent} aria-label="Upload of the files" />
    </span>
  );
}

/**
 * Files on the clipboard, unless they are the picture of text that is there too, as spreadsheets give it. A picture that was copied
 * from a page comes with its HTML alone.
 */
export function usePastedFiles({ chatId, attach }: AttachProps): (event: ClipboardEvent) => void {
  const page = usePage();
  return (event) => {
    const files = filesIn(event.clipboardData);
    const text = attach === 'image' ? 'text/plain' : 'text/html';
    if (files.length === 0 || event.clipboardData?.types.includes(text)) return;
    event.preventDefault();
    if (attach === 'files') void postFiles(files, chatId, page.post);
    else
      page.attachPictures(
        files.map(({ file }) => file),
        chatId,
      );
  };
}

/** Covers the panel while files are dragged over it. */
export function DropZone({ chatId, attach }: AttachProps): VNode | null {
  const page = usePage();
  const [isOver, setOver] = useState(false);

  useEffect(() => {
    /** Something of the page itself, a link for example. */
    let ours = false;
    const began = (): void => {
      ours = true;
    };
    const ended = (): void => {
      ours = false;
      setOver(false);
    };
    const over = (event: DragEvent): void => {
      if (ours || !mayHoldFiles(event.dataTransfer)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    };
    const left = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const dropped = (event: DragEvent): void => {
      const taken = !ours && mayHoldFiles(event.dataTransfer);
      ended();
      if (!taken) return;
      event.preventDefault();
      const pictures = attach === 'image' ? filesIn(event.dataTransfer).map(({ file }) => file) : [];
      if (pictures.length > 0) page.attachPictures(pictures, chatId);
      else postDropped(event.dataTransfer, chatId, page.post);
    };
    const listeners = {
      dragstart: began,
      dragend: ended,
      dragenter: over,
      dragover: over,
      dragleave: left,
      drop: dropped,
    };
    const entries = Object.entries(listeners) as [keyof typeof listeners, (event: DragEvent) => void][];
    for (const [name, listener] of entries) window.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of entries) window.removeEventListener(name, listener);
    };
  }, [chatId, attach, page]);

  if (!isOver) return null;
  return (
    <div class="drop-zone" data-testid="drop-zone">
      <p>{words[attach].drop}</p>
    </div>
  );
}

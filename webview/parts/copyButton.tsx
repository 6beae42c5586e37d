// A button that copies text by way of the host, and says for a moment that it did.
// Not here: the clipboard itself, which a page may not always write.
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../ui/toolkit.ts';
import { usePage } from '../view/page.ts';

const shownFor = 1500;

interface Props {
  name: string;
  /** Called on the click: making the text may be work. */
  text(): string;
  testId?: string;
}

export function CopyButton({ name, text, testId }: Props): VNode {
  const page = usePage();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), shownFor);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => {
    page.post({ kind: 'copyText', text: text() });
    setCopied(true);
  };
  return (
    <Button kind="icon" class="text-button" testId={testId} onClick={copy}>
      {copied ? 'Copied' : name}
    </Button>
  );
}

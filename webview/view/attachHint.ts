// Why a question cannot go yet because of its files. Pure.
// Not here: the files.

import type { Capabilities } from '../../src/chat/capabilities.ts';

/** The API takes as many in one request. */
const maxFiles = 5;

/** Empty when it can; `attaching` are those on their way to the host. */
export function attachHint(
  files: readonly unknown[],
  attaching: readonly { name: string }[],
  attach: Capabilities['attach'] = 'files',
): string {
  const [first] = attaching;
  if (first) return `Attaching ${attaching.length > 1 ? `${attaching.length} files` : first.name}…`;
  if (attach === 'image') return files.length > 1 ? 'One picture goes with a question: remove the others.' : '';
  const over = files.length - maxFiles;
  if (over <= 0) return '';
  return `At most ${maxFiles} files go with a question: remove ${over === 1 ? 'one' : over}.`;
}

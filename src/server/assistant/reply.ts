// What an answer is as one text: its sentence, what it asks back, then its tables; or why there is none.
// Not here: telling it while it comes (stream.ts), tables (markdownTable.ts).
import type { Clarification } from '../answer/answerer.ts';
import type { MessageRow, StoredVisualization } from '../store/chats.ts';
import { markdownTable } from './markdownTable.ts';

/** What a stopped answer says that had not said anything. */
export const stoppedUnsaid = 'Error: The answer was stopped before it said anything.';

/** What comes after the sentence; joined with it, it is the reply. */
export function afterText(
  text: string,
  clarification: readonly Clarification[] | undefined,
  visualizations: readonly StoredVisualization[],
): string {
  const choices = (clarification ?? []).map(({ label, message }) =>
    label === message ? `- ${message}` : `- ${label}: ${message}`,
  );
  const parts = [...(choices.length > 0 ? [choices.join('\n')] : []), ...visualizations.map(markdownTable)];
  const rest = parts.join('\n\n');
  return text === '' || rest === '' ? rest : `\n\n${rest}`;
}

export function errorText(error: string): string {
  return error.startsWith('Error:') ? error : `Error: ${error}`;
}

/** A stored message as its `content`: what was streamed for it, to the letter. */
export function contentOf({ role, content, metadata, visualizations, uploads }: MessageRow): string {
  if (role === 'user') {
    const image = uploads.find(({ uploadType }) => uploadType === 'image');
    return image ? ` [Image: ${image.mimeType}] ${content}` : content;
  }
  if (metadata.error) return errorText(metadata.error.error);
  const reply = content + afterText(content, metadata.clarification ?? undefined, visualizations);
  return reply === '' && metadata.interrupted ? stoppedUnsaid : reply;
}

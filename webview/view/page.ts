// What every view may ask for, however deep it is: intents to the host, the person's own state, where charts come from.
// Not here: state to draw; that comes as props.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ChatUi, FromWebview } from '../../src/bridge/messages.ts';
import type { ContextItem } from '../../src/protocol/trellis/sqlContext.ts';

export interface PageTools {
  post(intent: FromWebview): void;
  /** What is written now; a view was drawn up to a frame ago. */
  ui(): ChatUi;
  /** The change is made from what is current then, not from what was drawn. */
  setUi(change: (ui: ChatUi) => Partial<ChatUi>): void;
  /** Puts a question into the composer, to be changed and asked; what is being written there is kept. */
  write(question: string, context: readonly ContextItem[]): void;
  /** Made to fit, then to the host; what is not taken is said below the composer. */
  attachPictures(files: readonly File[], chatId: string | null): void;
  /** The address of the lazily loaded chart bundle. */
  chartScript: string;
  /** Whether pictures of charts are made in the colours of paper. */
  chartsOnPaper: boolean;
  /** Likewise of the grid over a whole result. */
  gridScript: string;
}

export const Page = createContext<PageTools | null>(null);

export function usePage(): PageTools {
  const page = useContext(Page);
  if (!page) throw new Error('A view was drawn outside the page.');
  return page;
}

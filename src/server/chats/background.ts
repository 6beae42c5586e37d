// What of a chat and its person takes part in an answer: what was said before, pictures, memories, rules, saved queries that fit.
// Not here: what a model is told of it (answer/agent/).
import type { Mood } from '../../protocol/assistant/choices.ts';
import { parseMessage } from '../../protocol/trellis/sqlContext.ts';
import type { ChatBackground } from '../answer/answerer.ts';
import type { Store } from '../store/store.ts';
import type { UploadFiles } from '../uploads/uploadFiles.ts';

/** How one question wants to be answered; the assistant API's fields of a question. */
export interface AskingOptions {
  mood?: Mood | null | undefined;
  web?: boolean | undefined;
  /** The web and the data, in one answer. */
  webWithData?: boolean | undefined;
}

interface BackgroundParts {
  store: Pick<Store, 'messages' | 'memories' | 'rules' | 'queries' | 'uploads'>;
  uploads: Pick<UploadFiles, 'read'>;
}

/** Of each kind, the newest ones. */
const most = 50;
const maxQueries = 8;
const maxExchanges = 10;

/** Read when it is asked for, once. */
export function backgroundOf(
  { store, uploads }: BackgroundParts,
  chat: { memberId: string; chatId: string; userMessageId: string },
  { mood = null, web = false, webWithData = false }: AskingOptions,
): () => Promise<ChatBackground> {
  let made: Promise<ChatBackground> | undefined;
  async function make(): Promise<ChatBackground> {
    const messages = store.messages(chat.chatId);
    const at = messages.findIndex(({ id }) => id === chat.userMessageId);
    const asked = messages[at];
    const history: ChatBackground['history'][number][] = [];
    let question = '';
    for (const message of messages.slice(0, Math.max(0, at))) {
      if (message.role === 'user') {
        // Documents that came along were kept, and not asked.
        question = message.asked ?? message.content;
        continue;
      }
      const { content, metadata, visualizations } = message;
      const answer = metadata.error ? `(Not answered: ${metadata.error.error})` : content;
      const { sql, unverified } = metadata;
      history.push({ question, answer, sql: sql ?? undefined, shown: visualizations, unverified: unverified ?? [] });
    }
    // What the web is asked goes to strangers: nothing of the data, and nothing kept, takes part where only the web is asked.
    const isWebAlone = web && !webWithData;
    const pictures = (asked?.uploads ?? []).filter(({ uploadType }) => uploadType === 'image');
    return {
      history: history.slice(-maxExchanges).map((each) => (isWebAlone ? withoutData(each) : each)),
      pictures: await Promise.all(
        pictures.map(async (picture) => ({
          mimeType: picture.mimeType,
          base64: (await uploads.read(picture)).toString('base64'),
        })),
      ),
      memories: isWebAlone ? [] : contents(store.memories.list(chat.memberId)),
      rules: isWebAlone ? [] : contents(store.rules.list()),
      queries: isWebAlone ? [] : fitting(store, asked?.content ?? ''),
      mood,
      web: web ? (webWithData ? 'withData' : 'alone') : 'no',
    };
  }
  return () => {
    made ??= make();
    return made;
  };
}

const contents = (items: readonly { content: string }[]) => items.slice(0, most).map(({ content }) => content);

type Exchange = ChatBackground['history'][number];

/** Any answer may hold something of the data, one that was stopped or failed, too. */
function withoutData({ question }: Exchange): Exchange {
  return {
    question: parseMessage(question).question,
    answer: '(Left out here: it may hold something of the data.)',
    sql: undefined,
    shown: [],
    unverified: [],
  };
}

/** Saved queries one of whose keywords stands in the question. */
function fitting({ queries }: Pick<Store, 'queries'>, message: string): ChatBackground['queries'] {
  const text = ` ${words(parseMessage(message).question)} `;
  const fits = (keyword: string) => words(keyword) !== '' && text.includes(` ${words(keyword)} `);
  return queries
    .list()
    .filter(({ keywords }) => keywords.some(fits))
    .slice(0, maxQueries)
    .map(({ title, prompt, sql }) => ({ title, prompt, sql }));
}

function words(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

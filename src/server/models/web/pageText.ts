// HTML as the text a person would read: scripts, styles, comments and what is hidden left out, links as their words.
// Not here: bytes (charset.ts), any other kind of text (pageFetcher.ts).
import { Parser } from 'htmlparser2';
import { withoutUnshown } from './unshown.ts';

export interface PageText {
  title: string;
  text: string;
  /** Addresses of the links, in their order, each once. */
  links: string[];
  /** There was more than `maxLength`. */
  isCut: boolean;
}

/** Elements nested deeper are read by nobody, and cost the parser time that grows with the square. */
const maxDepth = 500;
const maxLinks = 50;
const longestLink = 500;
const longestTitle = 300;
const chunkLength = 16 * 1024;

const unread = new Set(
  'script style template iframe object embed svg math canvas audio video map datalist noembed noframes'.split(' '),
);
const lines = new Set(
  'br li tr div section article header footer main nav aside form option dt dd address hr'.split(' '),
);
const paragraphs = new Set(
  'p h1 h2 h3 h4 h5 h6 ul ol dl table pre blockquote figure figcaption details summary fieldset'.split(' '),
);

/** What may stand between two words; of several wishes the last in this list counts. */
const gaps = ['', ' ', ' | ', '\n', '\n\n'] as const;
type Gap = (typeof gaps)[number];

/** `base` is where the page was read; `maxLength` in characters. */
export function htmlText(html: string, base: URL, maxLength: number): PageText {
  const links = new Set<string>();
  let title: string | undefined;
  let text = '';
  let depth = 0;
  /** The depth at which something began that is not shown. */
  let hiddenFrom: number | undefined;
  let preformatted = 0;
  let isInTitle = false;
  let isCut = false;
  /** What is owed before the next word. */
  let gap: Gap = '';

  const owe = (wanted: Gap) => {
    if (gaps.indexOf(wanted) > gaps.indexOf(gap)) gap = wanted;
  };
  const say = (words: string) => {
    if (text !== '') text += gap;
    gap = '';
    text += words;
    isCut ||= text.length > maxLength;
  };
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        if (depth > maxDepth) isCut = true;
        if (isCut || hiddenFrom !== undefined) return;
        if (unread.has(name) || isHidden(name, attributes)) {
          hiddenFrom = depth;
          return;
        }
        if (paragraphs.has(name)) owe('\n\n');
        else if (lines.has(name)) owe('\n');
        else if (name === 'td' || name === 'th') owe(' | ');
        if (name === 'pre') preformatted += 1;
        if (name === 'title' && title === undefined) {
          isInTitle = true;
          title = '';
        }
        if (/^h[1-6]$/.test(name)) say(`${'#'.repeat(Number(name[1]))} `);
        if (name === 'li') say('- ');
        const link = name === 'a' && links.size < maxLinks ? linkOf(attributes.href, base) : undefined;
        if (link) links.add(link);
      },
      ontext(data) {
        if (isCut || hiddenFrom !== undefined) return;
        if (isInTitle) {
          if ((title ?? '').length < longestTitle) title = `${title ?? ''}${data}`;
          return;
        }
        if (preformatted > 0) {
          say(data);
          return;
        }
        const words = data.replaceAll(/\s+/g, ' ');
        if (words.startsWith(' ') && !text.endsWith(' ')) owe(' ');
        if (words.trim() !== '') say(words.trim());
        if (words.endsWith(' ')) owe(' ');
      },
      onclosetag(name) {
        if (hiddenFrom === undefined) {
          if (name === 'pre') preformatted -= 1;
          if (name === 'title') isInTitle = false;
          if (paragraphs.has(name)) owe('\n\n');
          else if (lines.has(name)) owe('\n');
        } else if (hiddenFrom === depth) hiddenFrom = undefined;
        depth -= 1;
      },
    },
    { decodeEntities: true },
  );
  // In pieces, so that little is parsed of what will not be said.
  for (let at = 0; at < html.length && !isCut; at += chunkLength) parser.write(html.slice(at, at + chunkLength));
  if (!isCut) parser.end();
  const heading = withoutUnshown((title ?? '').slice(0, longestTitle))
    .replaceAll(/\s+/g, ' ')
    .trim();
  return { title: heading, text: withoutUnshown(text), links: [...links], isCut };
}

function isHidden(name: string, { hidden, style = '', open }: Record<string, string>): boolean {
  if (hidden !== undefined || (name === 'dialog' && open === undefined)) return true;
  return /display\s*:\s*none|visibility\s*:\s*hidden|(?:opacity|font-size)\s*:\s*0(?![.\d])/i.test(
    style.slice(0, 1_000),
  );
}

function linkOf(href: string | undefined, base: URL): string | undefined {
  if (href === undefined || href.length > longestLink) return undefined;
  const url = URL.parse(href, base.href);
  if (!url || !/^https?:$/.test(url.protocol) || url.href.length > longestLink) return undefined;
  return url.username === '' && url.password === '' ? url.href : undefined;
}

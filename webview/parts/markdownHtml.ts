// Markdown of an answer -> HTML that cannot load, run or restyle anything, whoever wrote it.
// Not here: putting it on the page and following its links (markdown.tsx).
import DOMPurify from 'dompurify';
import MarkdownIt, { type Token } from 'markdown-it';
import { imageAt } from './dataImages.ts';
import { unverifiedPattern, unverifiedPieces, unverifiedTitle } from './unverified.ts';

/** Of the place of a picture; its number follows in a class of its own. */
export const imageClass = 'picture';

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
// Every address is let through here, so that a link we do not open still shows its text; `plainUnsafeLinks` judges it.
markdown.validateLink = () => true;

// An image would be fetched from wherever the text says: a link stands for it. One that came with the text has a place.
markdown.renderer.rules.image = (tokens, index, options, env, self) => {
  const alt = self.renderInlineAsText(tokens[index]?.children ?? [], options, env).trim();
  const text = markdown.utils.escapeHtml(alt);
  const address = String(tokens[index]?.attrGet('src') ?? '');
  const image = imageAt(address);
  if (image !== null) return `<span class="${imageClass} ${imageClass}-${image}">${text}</span>`;
  const host = webHostOf(address);
  if (host === null || isInLink(tokens, index)) return text;
  const shown = markdown.utils.escapeHtml(`picture: ${[alt, host].filter((part) => part !== '').join(', ')}`);
  const href = markdown.utils.escapeHtml(address);
  return `<a href="${href}" title="${href}">${shown}</a>`;
};
markdown.renderer.rules.table_open = () => '<div class="scroll-x" tabindex="0"><table>';
markdown.renderer.rules.table_close = () => '</table></div>';
// What scrolls must take the focus, for the arrow keys to move it.
markdown.renderer.rules.fence = (tokens, index) => codeBlock(tokens[index]?.content ?? '', tokens[index]?.info ?? '');
markdown.renderer.rules.code_block = (tokens, index) => codeBlock(tokens[index]?.content ?? '', '');

/** Of the line above code: its language, and room for what can be done with it. */
export const codeHeadClass = 'code-head';

function codeBlock(code: string, info: string): string {
  const [language = ''] = info.trim().split(/\s/);
  const head = `<div class="${codeHeadClass}"><span>${markdown.utils.escapeHtml(language.slice(0, 30))}</span></div>`;
  return `<div class="code-block">${head}<pre tabindex="0"><code>${markdown.utils.escapeHtml(code)}</code></pre></div>`;
}

/** A link within a link is none. */
function isInLink(tokens: readonly Token[], index: number): boolean {
  const before = tokens.slice(0, index);
  return (
    before.findLastIndex(({ type }) => type === 'link_open') > before.findLastIndex(({ type }) => type === 'link_close')
  );
}

/** Null for what is no address of the web that we open. */
function webHostOf(address: string): string | null {
  return /^https?:/i.test(address) && isOpenable(address) && URL.canParse(address) ? new URL(address).host : null;
}

markdown.core.ruler.push('trellis_safe_tokens', (state) => {
  for (const token of state.tokens) {
    // Alignment comes as a style attribute, which the page's policy refuses.
    const style = token.attrGet('style');
    if (style !== null) token.attrs = [['class', String(style).replace('text-align:', 'align-')]];
    if (token.children) plainUnsafeLinks(token.children);
  }
});

/** Of a number that is in no result. */
const unverifiedToken = 'trellis_unverified';

markdown.core.ruler.push(unverifiedToken, ({ tokens, env, Token: Made }) => {
  const pattern = patternIn(env);
  if (pattern === null) return;
  for (const token of tokens) {
    token.children &&= token.children.flatMap((child) => {
      if (child.type !== 'text') return [child];
      return unverifiedPieces(child.content, pattern).map(({ text, isNumber }) => {
        const piece = new Made(isNumber ? unverifiedToken : 'text', '', 0);
        piece.content = text;
        return piece;
      });
    });
  }
});
markdown.renderer.rules[unverifiedToken] = (tokens, index) => {
  const number = markdown.utils.escapeHtml(tokens[index]?.content ?? '');
  const said = `<span class="sr-only"> (${unverifiedTitle.toLowerCase()})</span>`;
  return `<span class="unverified" title="${unverifiedTitle}">${number}${said}</span>`;
};

function patternIn(env: unknown): RegExp | null {
  const pattern = typeof env === 'object' && env !== null && 'unverified' in env ? env.unverified : null;
  return pattern instanceof RegExp ? pattern : null;
}

function plainUnsafeLinks(tokens: readonly Token[]): void {
  let plain = false;
  for (const token of tokens) {
    if (token.type === 'link_open') {
      const href = String(token.attrGet('href') ?? '');
      plain = !isOpenable(href);
      // The title says where the link really goes, whatever its text says.
      token.attrs = plain
        ? null
        : [
            ['href', href],
            ['title', href],
          ];
    }
    if (plain && (token.type === 'link_open' || token.type === 'link_close')) token.tag = 'span';
  }
}

/** Links to the web and to mail addresses; no commands, files, scripts or data, and nothing relative. */
export function isOpenable(href: string): boolean {
  return /^(https?:\/\/|mailto:)[^\s]+$/i.test(href) && href.length <= 2000;
}

const allowedTags = [
  ...[
    'a',
    'blockquote',
    'br',
    'code',
    'del',
    'div',
    'em',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'hr',
    'li',
    'ol',
    'p',
    'pre',
  ],
  ...['s', 'span', 'strong', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'],
];

/** Characters of HTML from which on a piece is full. */
const pieceLength = 4000;

/**
 * The blocks of the text in order, as HTML that is not safe yet (`safeHtml`): a few to a piece, and where a text grows at its end
 * the pieces before its last blocks stay what they were. It is read as a whole, so each piece means what it means there.
 * `unverified`: the numbers that are marked.
 */
export function markdownPieces(text: string, unverified: readonly string[] = []): string[] {
  const env = { unverified: unverifiedPattern(unverified) };
  const tokens = markdown.parse(text, env);
  const pieces: string[] = [];
  let piece = '';
  let start = 0;
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    depth += token.nesting;
    if (depth > 0) continue;
    piece += markdown.renderer.render(tokens.slice(start, at + 1), markdown.options, env);
    start = at + 1;
    if (piece.length < pieceLength) continue;
    pieces.push(piece);
    piece = '';
  }
  return piece === '' ? pieces : [...pieces, piece];
}

export function safeHtml(html: string): string {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: allowedTags,
    ALLOWED_ATTR: ['href', 'title', 'class', 'start', 'tabindex'],
    ADD_URI_SAFE_ATTR: ['start', 'tabindex'],
    FORBID_ATTR: ['style'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
  });
}

// Which link of an answer may be opened, and as which address. Pure.
// Not here: opening it (openExternal.ts), which links can be clicked (webview/parts/markdownHtml.ts).

const protocols = ['http:', 'https:', 'mailto:'];

/** The address as a browser would take it, a host in other letters in its ASCII form; null for what is neither web nor mail. */
export function openableLink(href: string): string | null {
  const url = URL.canParse(href) ? new URL(href) : null;
  return url && protocols.includes(url.protocol) ? url.href : null;
}

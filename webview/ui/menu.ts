// A menu that opens at a button: keys, roles and focus as people know them from VS Code.
// Not here: what its items do.

export interface MenuItem {
  label: string;
  /** Present: one of several that exclude each other. */
  checked?: boolean;
  run(): void;
}

/** Pixels between the menu and what is around it. */
const gap = 4;

/** Those that are open, by their anchors. */
const open = new WeakMap<HTMLElement, () => void>();

/**
 * Opens at `anchor`, which gets the keyboard back when it closes; closes one that is open there. One list of items for each part
 * of the menu.
 */
export function openMenu(anchor: HTMLElement, name: string, parts: readonly (readonly MenuItem[])[]): void {
  const closeOpen = open.get(anchor);
  if (closeOpen) {
    closeOpen();
    return;
  }
  const menu = document.createElement('div');
  menu.className = 'menu';
  menu.setAttribute('role', 'menu');
  menu.setAttribute('aria-label', name);
  const abort = new AbortController();
  const { signal } = abort;

  function leave(): void {
    abort.abort();
    menu.remove();
    open.delete(anchor);
    anchor.setAttribute('aria-expanded', 'false');
  }
  function close(): void {
    leave();
    anchor.focus();
  }

  const filled = parts.filter((part) => part.length > 0);
  for (const [at, part] of filled.entries()) {
    if (at > 0) {
      const line = document.createElement('div');
      line.className = 'menu-line';
      line.setAttribute('role', 'separator');
      menu.append(line);
    }
    for (const item of part) menu.append(entryOf(item, close));
  }
  const entries = [...menu.querySelectorAll('button')];

  menu.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      return close();
    }
    const active = document.activeElement;
    const at = active instanceof HTMLButtonElement ? entries.indexOf(active) : -1;
    const next = placeOf(event.key, at, entries);
    if (next === undefined) return;
    event.preventDefault();
    entries[next]?.focus();
  });
  const isOfAnchor = (target: EventTarget | null): boolean => target instanceof Node && anchor.contains(target);
  const onPress = ({ target }: Event): void => {
    // The click on the anchor that follows closes it.
    if (outside(target) && !isOfAnchor(target)) close();
  };
  window.addEventListener('pointerdown', onPress, { signal, capture: true });
  // The keyboard is elsewhere now, and stays there.
  window.addEventListener('blur', leave, { signal });
  window.addEventListener('resize', close, { signal });
  document.addEventListener('scroll', (event) => outside(event.target) && close(), { signal, capture: true });
  const outside = (target: EventTarget | null): boolean => !(target instanceof Node && menu.contains(target));

  open.set(anchor, close);
  document.body.append(menu);
  place(menu, anchor.getBoundingClientRect());
  anchor.setAttribute('aria-expanded', 'true');
  (entries.find((entry) => entry.getAttribute('aria-checked') === 'true') ?? entries[0])?.focus();
}

function entryOf({ label, checked, run }: MenuItem, close: () => void): HTMLButtonElement {
  const entry = document.createElement('button');
  entry.type = 'button';
  entry.className = 'menu-item';
  entry.tabIndex = -1;
  entry.textContent = label;
  entry.setAttribute('role', checked === undefined ? 'menuitem' : 'menuitemradio');
  if (checked !== undefined) entry.setAttribute('aria-checked', String(checked));
  entry.addEventListener('click', () => {
    close();
    run();
  });
  entry.addEventListener('pointermove', () => entry.focus());
  return entry;
}

/** Where a key leads from the entry that has the keyboard; undefined: nowhere. */
function placeOf(key: string, at: number, entries: readonly HTMLElement[]): number | undefined {
  const last = entries.length - 1;
  if (key === 'ArrowDown') return at >= last ? 0 : at + 1;
  if (key === 'ArrowUp') return at <= 0 ? last : at - 1;
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key.length !== 1 || key === ' ') return undefined;
  const order = [...entries.keys()].map((step) => (at + 1 + step) % entries.length);
  return order.find((each) => entries[each]?.textContent?.toLowerCase().startsWith(key.toLowerCase()));
}

/** Below the anchor where there is room, else above it, and always inside the page. */
function place(menu: HTMLElement, { left, top, bottom }: DOMRect): void {
  const { innerWidth, innerHeight } = window;
  const below = innerHeight - bottom - 2 * gap;
  const above = top - 2 * gap;
  const isBelow = menu.offsetHeight <= below || below >= above;
  menu.style.maxHeight = `${Math.max(80, isBelow ? below : above)}px`;
  menu.style.left = `${Math.max(gap, Math.min(left, innerWidth - menu.offsetWidth - gap))}px`;
  menu.style.top = `${Math.max(gap, isBelow ? bottom + gap : top - gap - menu.offsetHeight)}px`;
}

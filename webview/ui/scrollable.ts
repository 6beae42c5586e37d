// What a box that scrolls needs besides its style.
// Not here: how far it scrolls.

/** A box that scrolls must take the focus, for the arrow keys to move it; that goes for text too, which is no control. */
export const scrollable = { tabIndex: 0 } as const;

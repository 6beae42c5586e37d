// The few pictures on buttons, as inline SVG in the colour of the text.
// Not here: the extension's own icons (media/).
import type { VNode } from 'preact';

const paths = {
  add: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  send: 'M8 13V3M3.5 7.5L8 3l4.5 4.5',
  down: 'M8 3v10M3.5 8.5L8 13l4.5-4.5',
  like: 'M5 7v6H3V7zM5 7l3-5c1 0 1.6.8 1.4 1.8L9 6h3.2c.9 0 1.5.8 1.3 1.6l-1 4.2c-.2.7-.7 1.2-1.4 1.2H5',
  dislike: 'M11 9V3h2v6zM11 9l-3 5c-1 0-1.6-.8-1.4-1.8L7 10H3.8c-.9 0-1.5-.8-1.3-1.6l1-4.2c.2-.7.7-1.2 1.4-1.2H11',
  edit: 'M10.5 3.5l2 2L6 12l-2.7.7L4 10z',
  trash: 'M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5M7 7v4M9 7v4',
  clip: 'M12.8 7.6l-5 5a3.2 3.2 0 01-4.5-4.5l5.4-5.4a2.1 2.1 0 013 3l-5.3 5.3a1 1 0 01-1.5-1.4l4.8-4.8',
  table: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3',
  picture: 'M2.5 3h11v10h-11zM2.5 11l3.5-3.5 3 3 1.5-1.5 3 3M10.7 5.7v.1',
  box: 'M3 3h10v10H3z',
  boxChecked: 'M3 3h10v10H3zM5.3 8.2l2 2 3.6-4.4',
  check: 'M3.5 8.5l3 3 6-7',
  more: 'M4 6.5l4 4 4-4',
} as const;

export function Icon({ name }: { name: keyof typeof paths }): VNode {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.3"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

/** A filled square: the one sign for "stop" that everybody knows. */
export function StopIcon(): VNode {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <rect x="3" y="3" width="10" height="10" rx="1.5" fill="currentColor" />
    </svg>
  );
}

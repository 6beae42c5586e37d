// The colours and the font of the window, read from VS Code's variables, and word of their change.
// Not here: what is drawn in them.
import type { ChartTheme } from './spec.ts';

const seriesColors = ['blue', 'orange', 'green', 'purple', 'red', 'yellow'] as const;
const fallbacks: Record<(typeof seriesColors)[number], string> = {
  blue: '#3794ff',
  orange: '#d18616',
  green: '#89d185',
  purple: '#b180d7',
  red: '#f14c4c',
  yellow: '#cca700',
};

export function readTheme(): ChartTheme {
  const styles = getComputedStyle(document.body);
  const read = (name: string, fallback: string): string =>
    styles.getPropertyValue(`--vscode-${name}`).trim() || fallback;
  const foreground = read('foreground', styles.color);
  const background = read('sideBar-background', read('editor-background', 'transparent'));
  const highContrast = document.body.className.includes('vscode-high-contrast');
  // Some themes give a chart colour that lets the background through: as an area it would be mud.
  const base = seriesColors.map((name) => solid(read(`charts-${name}`, fallbacks[name])));
  const axis = read('descriptionForeground', foreground);
  return {
    foreground,
    muted: highContrast ? foreground : axis,
    grid: highContrast ? read('contrastBorder', foreground) : mixed(foreground, background, 18),
    background,
    font: read('font-family', 'sans-serif'),
    fontSize: 11,
    palette: [...base, ...base.map((color) => mixed(color, foreground, 55))],
    highContrast,
  };
}

/** For pictures that are printed, or stand in a document. */
export const paperTheme: ChartTheme = {
  foreground: '#1f1f1f',
  muted: '#5f5f5f',
  grid: '#dddddd',
  background: '#ffffff',
  font: 'system-ui, sans-serif',
  fontSize: 11,
  palette: [
    '#1a6fc4',
    '#c4650a',
    '#3c8b3c',
    '#7b4fa3',
    '#c0392b',
    '#a88600',
    '#5a8fc9',
    '#d99a5b',
    '#7fb37f',
    '#a98cc4',
    '#d98880',
    '#cbb45f',
  ],
  highContrast: false,
};

function mixed(color: string, other: string, percent: number): string {
  return computed(`color-mix(in srgb, ${color} ${percent}%, ${other})`);
}

function solid(color: string): string {
  return computed(`rgb(from ${color} r g b / 1)`);
}

/** The browser computes: the colours of a theme come in every notation CSS knows. */
function computed(color: string): string {
  const probe = document.createElement('span');
  probe.style.color = color;
  document.body.append(probe);
  const result = getComputedStyle(probe).color;
  probe.remove();
  return result;
}

/** Calls `changed` after each change of the window's theme until the returned function is called. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  return () => observer.disconnect();
}

// A Vega-Lite specification as a person writes it -> a drawing, or why there is none. Nothing is loaded, nothing is run.
// Not here: where the text comes from (webview/chartPreview).
import { type LoggerInterface, parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import { refusing } from './refusing.ts';
import { configOf } from './spec.ts';
import { readTheme } from './theme.ts';

export interface ShownSpec {
  /** What is drawn, and may not be what was meant. */
  warnings: readonly string[];
  remove(): void;
}

/** Draws into `box`; throws what a person can mend in the text. */
export async function showSpec(box: HTMLElement, text: string): Promise<ShownSpec> {
  const spec = specIn(text);
  const theme = readTheme();
  const themed = {
    background: 'transparent',
    ...spec,
    config: { title: { color: theme.foreground }, ...configOf(theme), ...spec.config },
  };
  const warnings: string[] = [];
  const noted = createNotes(warnings);
  const compiled = compile(themed as unknown as TopLevelSpec, { logger: noted }).spec;
  const place = document.createElement('div');
  // The width of the box, which a specification may ask for, is that of an element of the page.
  box.append(place);
  place.style.width = '100%';
  place.style.visibility = 'hidden';
  let view: View | undefined;
  const remove = () => {
    view?.finalize();
    place.remove();
  };
  try {
    view = new View(parse(compiled, undefined, { ast: true }), {
      expr: expressionInterpreter,
      renderer: 'svg',
      container: place,
      hover: true,
      loader: refusing,
      logger: noted,
    });
    await view.runAsync();
  } catch (cause) {
    remove();
    throw cause;
  }
  place.style.visibility = '';
  return { warnings, remove };
}

/** What Vega would write to the console, kept for who wrote the text. */
function createNotes(notes: string[]): LoggerInterface {
  const note = (...said: readonly unknown[]) => {
    notes.push(said.map((each) => (each instanceof Error ? each.message : String(each))).join(' '));
    return logger;
  };
  const quiet = () => logger;
  function quietLevel(): number;
  function quietLevel(_: number): LoggerInterface;
  function quietLevel(given?: number): number | LoggerInterface {
    return given === undefined ? 0 : logger;
  }
  const logger: LoggerInterface = { level: quietLevel, error: note, warn: note, info: quiet, debug: quiet };
  return logger;
}

type Written = Record<string, unknown> & { config?: object };

function specIn(text: string): Written {
  const spec: unknown = JSON.parse(text);
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec))
    throw new Error('A Vega-Lite specification is an object: {"data": ..., "mark": ..., "encoding": ...}.');
  const { $schema } = spec as { $schema?: unknown };
  if (typeof $schema === 'string' && !$schema.includes('vega-lite'))
    throw new Error('This is no Vega-Lite specification: its $schema names something else.');
  return spec as Written;
}

// The controls of the VS Code look, as components. Another set of controls is a change of this file alone.
// Not here: text areas, tables and links, which are the browser's own.
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit';
import { type ComponentChildren, h } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { plainLine } from './plainLine.ts';

export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeProgressRing());
}

interface ButtonProps {
  children?: ComponentChildren;
  kind?: 'primary' | 'secondary' | 'icon';
  /** Needed when the content is a picture, which it then also explains to the pointer. */
  label?: string;
  disabled?: boolean;
  /** Of a button that stays down: whether it is. */
  pressed?: boolean;
  testId?: string;
  class?: string;
  /** `at`: the button, for what opens beside it. */
  onClick(at: HTMLElement): void;
}

export function Button(props: ButtonProps): ComponentChildren {
  const label = props.label === undefined ? undefined : plainLine(props.label);
  return h(
    'vscode-button',
    {
      appearance: props.kind ?? 'secondary',
      // The control names every icon-like button "Icon Button" unless told otherwise.
      'aria-label': label ?? (props.kind === 'icon' ? textOf(props.children) : undefined),
      title: label,
      disabled: props.disabled ?? false,
      'aria-pressed': props.pressed === undefined ? undefined : String(props.pressed),
      'data-testid': props.testId,
      class: props.class,
      onClick: ({ currentTarget }: MouseEvent) => {
        // The control still lets a disabled click through to its host.
        if (!props.disabled && currentTarget instanceof HTMLElement) props.onClick(currentTarget);
      },
    },
    props.children,
  );
}

function textOf(children: ComponentChildren): string {
  if (Array.isArray(children)) return children.map(textOf).join('');
  return typeof children === 'string' || typeof children === 'number' ? String(children) : '';
}

interface DropdownProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string; hint?: string }[];
  disabled?: boolean;
  testId?: string;
  onChange(value: string): void;
}

export function Dropdown(props: DropdownProps): ComponentChildren {
  const element = useRef<HTMLElement & { value: string }>(null);
  // The control reads its options when they are slotted, so the value is set after them.
  useLayoutEffect(() => {
    if (element.current && element.current.value !== props.value) element.current.value = props.value;
  });
  // It opens to where there is more room, and may be as high as that: told before it opens, on the way to its own listeners.
  const measure = (): void => {
    const box = element.current?.getBoundingClientRect();
    if (box)
      element.current?.style.setProperty('--room', `${Math.floor(Math.max(box.top, innerHeight - box.bottom))}px`);
  };
  return h(
    'vscode-dropdown',
    {
      ref: element,
      'aria-label': props.label,
      title: props.label,
      onClickCapture: measure,
      onKeyDownCapture: measure,
      disabled: props.disabled ?? false,
      'data-testid': props.testId,
      onChange: () => {
        if (element.current && element.current.value !== props.value) props.onChange(element.current.value);
      },
    },
    props.options.map((option) =>
      h(
        'vscode-option',
        { key: option.value, value: option.value, 'data-hint': plainLine(option.hint ?? '') || undefined },
        plainLine(option.label),
      ),
    ),
  );
}

export function ProgressRing(): ComponentChildren {
  return h('vscode-progress-ring', { 'aria-hidden': 'true' });
}

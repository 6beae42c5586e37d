// One field of the form each: its label, its hint, what is wrong with it.
// Not here: what fields there are (page.tsx).
import type { RefObject, VNode } from 'preact';

interface Field {
  field: string;
  label: string;
  hint?: string;
  problem?: string | undefined;
  disabled?: boolean;
}

interface InputProps extends Field {
  value?: string;
  placeholder?: string;
  narrow?: boolean;
  /** Of a secret: the field itself, which alone holds it. */
  secret?: RefObject<HTMLInputElement | null>;
  onChange?(value: string): void;
  onPaste?(event: ClipboardEvent): void;
  /** Enter was pressed in it, or the keyboard went elsewhere. */
  onDone?(): void;
}

export function Input(props: InputProps): VNode {
  const { field, label, hint, problem, disabled, value, placeholder, narrow, secret, onChange, onPaste, onDone } =
    props;
  return (
    <div class={narrow ? 'field narrow' : 'field'}>
      <label for={field}>{label}</label>
      <input
        id={field}
        data-testid={field}
        ref={secret ?? null}
        {...(secret ? secretly : openly)}
        autocapitalize="off"
        spellcheck={false}
        // An empty field is not written to: what is typed into it is nobody's but its own.
        {...(secret ? {} : { value: value ?? '' })}
        placeholder={placeholder ?? ''}
        disabled={disabled ?? false}
        {...described(field, hint, problem)}
        onInput={(event) => onChange?.(event.currentTarget.value)}
        onPaste={(event) => onPaste?.(event)}
        onBlur={() => onDone?.()}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !onDone) return;
          event.preventDefault();
          onDone();
        }}
      />
      <Notes field={field} hint={hint} problem={problem} />
    </div>
  );
}

const secretly = { type: 'password', autocomplete: 'new-password' } as const;
const openly = { type: 'text', autocomplete: 'off' } as const;

interface TextProps extends Field {
  value: string;
  action: { label: string; run(): void };
  onChange(value: string): void;
}

export function Text({ field, label, hint, problem, value, action, onChange }: TextProps): VNode {
  return (
    <div class="field">
      <label for={field}>{label}</label>
      <textarea
        id={field}
        data-testid={field}
        rows={value === '' ? 2 : 5}
        autocomplete="off"
        spellcheck={false}
        value={value}
        placeholder="-----BEGIN CERTIFICATE-----"
        {...described(field, hint, problem)}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <button type="button" class="small" data-testid={`${field}-file`} onClick={action.run}>
        {action.label}
      </button>
      <Notes field={field} hint={hint} problem={problem} />
    </div>
  );
}

interface ChoiceProps extends Field {
  value: string;
  options: readonly { value: string; label: string }[];
  onChange(value: string): void;
}

export function Choice({ field, label, hint, problem, disabled, value, options, onChange }: ChoiceProps): VNode {
  return (
    <div class="field">
      <label for={field}>{label}</label>
      <select
        id={field}
        data-testid={field}
        value={value}
        disabled={disabled ?? false}
        {...described(field, hint, problem)}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
      <Notes field={field} hint={hint} problem={problem} />
    </div>
  );
}

function described(field: string, hint: string | undefined, problem: string | undefined) {
  const ids = [...(problem ? [`${field}-problem`] : []), ...(hint ? [`${field}-hint`] : [])];
  return {
    'aria-invalid': problem ? ('true' as const) : ('false' as const),
    ...(ids.length > 0 ? { 'aria-describedby': ids.join(' ') } : {}),
  };
}

function Notes({ field, hint, problem }: Pick<Field, 'field' | 'hint' | 'problem'>): VNode {
  return (
    <>
      {problem && (
        <p class="problem" id={`${field}-problem`} data-testid={`${field}-problem`}>
          {problem}
        </p>
      )}
      {hint && (
        <p class="muted small" id={`${field}-hint`}>
          {hint}
        </p>
      )}
    </>
  );
}

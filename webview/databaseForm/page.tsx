// The form as a whole: what is filled in, what is tried and saved, what came of it.
// Not here: one field (fields.tsx), what an address is made of (src/bridge/databaseForm.ts).
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import {
  type DatabaseField,
  type DatabaseForm,
  type DatabaseKind,
  databaseKinds,
  encryptionsOf,
  formOf,
  isEncrypted,
  kindFacts,
  problemsOf,
  usualPort,
} from '../../src/bridge/databaseForm.ts';
import type { FromDatabaseForm, KeptForm, ToDatabaseForm } from '../../src/bridge/databaseFormMessages.ts';
import { Choice, Input, Text } from './fields.tsx';
import { Outcome, type State } from './outcome.tsx';
import { encryptionWords } from './words.ts';

interface Props {
  begin: KeptForm;
  post(message: FromDatabaseForm): void;
  keep(kept: KeptForm): void;
  /** Gives the way to stop listening. */
  hear(listener: (message: ToDatabaseForm) => void): () => void;
}

type Problems = Partial<Record<DatabaseField, string>>;

export function DatabasePage({ begin, post, keep, hear }: Props): VNode {
  const { id } = begin;
  const isNew = id === null;
  const [form, setForm] = useState(begin.form);
  const [problems, setProblems] = useState<Problems>({});
  const [state, setState] = useState<State>({ phase: 'idle' });
  const [address, setAddress] = useState('');
  const password = useRef<HTMLInputElement>(null);
  const root = useRef<HTMLFormElement>(null);
  const { needsDatabase, hasSchema } = kindFacts[form.kind];

  useEffect(
    () =>
      hear((message) => {
        switch (message.kind) {
          case 'tested':
            return setState({ phase: 'tested', text: message.text, warnings: message.warnings });
          case 'failed':
            if (message.field) setProblems({ [message.field]: message.text });
            return setState({ phase: 'failed', text: message.text, canKeep: message.canKeep });
          case 'stopped':
            return setState({ phase: 'stopped' });
          case 'certificate':
            return change({ ca: message.text });
          case 'opened':
            return undefined;
        }
      }),
    [],
  );
  // An address in a field where it does not belong may hold a password, so it is not kept.
  useEffect(() => keep({ form: form.host.includes('://') ? { ...form, host: '' } : form, id }), [form]);
  // Whoever sent it is told where to look.
  useEffect(() => {
    const wrong = root.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    wrong?.focus();
  }, [problems]);

  function change(part: Partial<DatabaseForm>): void {
    setForm((now) => {
      const next = { ...now, ...part };
      return encryptionsOf(next.kind).includes(next.encryption) ? next : { ...next, encryption: 'auto' };
    });
    setProblems((now) => {
      const left = Object.entries(now).filter(([field]) => !(field in part));
      return left.length === Object.keys(now).length ? now : Object.fromEntries(left);
    });
    setState((now) => (now.phase === 'running' ? now : { phase: 'idle' }));
  }

  /** Whether the text was an address; its password goes into the field for it and nowhere else. */
  function fill(text: string): boolean {
    const read = formOf(text);
    if (!read) return false;
    change(read.form);
    if (password.current && read.password !== '') password.current.value = read.password;
    setAddress('');
    setState({ phase: 'filled' });
    return true;
  }

  const onPaste = (event: ClipboardEvent): void => {
    if (isNew && fill(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
  };

  function send(what: 'test' | 'save' | 'untried'): void {
    const named = { ...form, name: form.name.trim() || proposedName(form) };
    const wrong = problemsOf(named, { named: what !== 'test' });
    setProblems(wrong);
    if (Object.keys(wrong).length > 0) {
      setState({ phase: 'incomplete' });
      return;
    }
    setForm(named);
    const given = { form: named, password: password.current?.value ?? '' };
    post(what === 'test' ? { kind: 'test', ...given } : { kind: 'save', ...given, untried: what === 'untried' });
    setState({ phase: 'running', what: what === 'test' ? 'test' : 'save', host: form.host });
  }

  const text = (field: keyof DatabaseForm) => ({
    field,
    value: form[field],
    problem: problems[field],
    onChange: (value: string) => change({ [field]: value }),
    onPaste,
  });
  const locked = { disabled: !isNew };
  const isRunning = state.phase === 'running';
  const encryptionChoices = encryptionsOf(form.kind).filter(
    (each) =>
      isNew ||
      kindFacts[form.kind].scheme[0] === kindFacts[form.kind].scheme[1] ||
      isEncrypted({ ...form, encryption: each }) === isEncrypted(begin.form),
  );

  return (
    <form
      ref={root}
      class="database"
      noValidate
      autocomplete="off"
      aria-labelledby="title"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isRunning) send('save');
      }}
    >
      <h1 id="title">{isNew ? 'Add Database' : `Edit ${begin.form.name}`}</h1>
      <p class="muted">
        {isNew
          ? 'It is only read. The password is sealed on this machine and used for this database alone.'
          : 'Another address would be another database: add that one. The password must be given again.'}
      </p>
      {isNew && (
        <Input
          field="address"
          label="Address, if you have one"
          value={address}
          placeholder="postgres://user:password@host:5432/database"
          hint="Paste it to fill in the fields below."
          onChange={setAddress}
          onPaste={onPaste}
          onDone={() => {
            if (address.trim() !== '' && !fill(address)) setState({ phase: 'noAddress' });
          }}
        />
      )}
      <Choice
        field="kind"
        label="Kind"
        value={form.kind}
        options={databaseKinds.map((value) => ({ value, label: kindFacts[value].label }))}
        {...locked}
        onChange={(kind) => change({ kind: kind as DatabaseKind })}
      />
      <div class="row">
        <Input {...text('host')} {...locked} label="Host" placeholder="db.example.org" />
        <Input {...text('port')} {...locked} label="Port" placeholder={String(usualPort(form))} narrow />
      </div>
      <div class="row">
        <Input
          {...text('database')}
          {...locked}
          label={form.kind === 'trino' ? 'Catalog' : 'Database'}
          placeholder={needsDatabase ? '' : 'default'}
        />
        {hasSchema && (
          <Input
            {...text('schema')}
            {...locked}
            label="Schema (optional)"
            placeholder={form.kind === 'postgres' ? 'public' : ''}
          />
        )}
      </div>
      <div class="row">
        <Input {...text('user')} {...locked} label="User" />
        <Input field="password" label="Password" secret={password} problem={problems.password} onPaste={onPaste} />
      </div>
      <Choice
        field="encryption"
        label="Encryption"
        value={form.encryption}
        problem={problems.encryption}
        hint={encryptionWords[form.encryption].hint}
        options={encryptionChoices.map((value) => ({ value, label: encryptionWords[value].label }))}
        onChange={(encryption) => change({ encryption: encryption as DatabaseForm['encryption'] })}
      />
      {isEncrypted(form) && (
        <Text
          {...text('ca')}
          label="Certificate authority (optional)"
          hint="Needed where the server's certificate was signed by an authority of your own: PEM text, or a file."
          action={{ label: 'Choose File…', run: () => post({ kind: 'pickCertificate' }) }}
        />
      )}
      <Input
        {...text('name')}
        label="Name"
        placeholder={proposedName(form)}
        hint="As it is called in lists and chats."
      />
      <Outcome state={state} onStop={() => post({ kind: 'stop' })} onKeep={() => send('untried')} />
      <div class="buttons">
        <button type="submit" class="primary" data-testid="save" disabled={isRunning}>
          {isNew ? 'Add' : 'Save'}
        </button>
        <button type="button" data-testid="test" disabled={isRunning} onClick={() => send('test')}>
          Test Connection
        </button>
        <button type="button" data-testid="cancel" onClick={() => post({ kind: 'close' })}>
          Cancel
        </button>
      </div>
    </form>
  );
}

function proposedName({ database, host, kind }: DatabaseForm): string {
  return database.trim() || host.trim() || kindFacts[kind].label;
}

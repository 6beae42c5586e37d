// What is being tried, and what came of it, said for the eye and the ear.
// Not here: what is wrong with one field; that stands beside it (fields.tsx), and here once more as a whole.
import type { VNode } from 'preact';

export type State =
  | { phase: 'idle' | 'filled' | 'stopped' | 'incomplete' | 'noAddress' }
  | { phase: 'running'; what: 'test' | 'save'; host: string }
  | { phase: 'tested'; text: string; warnings: readonly string[] }
  | { phase: 'failed'; text: string; canKeep: boolean };

interface Props {
  state: State;
  onStop(): void;
  onKeep(): void;
}

const sentences = {
  idle: '',
  filled: 'The fields were filled in from the address.',
  stopped: 'Stopped. Nothing was saved.',
  incomplete: 'Look at the fields that are marked.',
  noAddress: 'This is no address of a database. One begins with postgres://, mysql://, clickhouse:// or trino://.',
};

export function Outcome({ state, onStop, onKeep }: Props): VNode {
  const isBad = state.phase === 'failed' || state.phase === 'incomplete' || state.phase === 'noAddress';
  const kind = isBad ? 'bad' : state.phase === 'tested' ? 'good' : '';
  return (
    <div class={`outcome ${kind}`} role={isBad ? 'alert' : 'status'} data-testid="outcome" data-phase={state.phase}>
      {state.phase === 'running' ? (
        <>
          <progress aria-label="Connecting" />
          <span>
            {state.what === 'test' ? 'Trying' : 'Trying, then saving'}: {state.host}…
          </span>
          <button type="button" class="small" data-testid="stop" onClick={onStop}>
            Stop
          </button>
        </>
      ) : state.phase === 'tested' ? (
        <>
          <p>{state.text}</p>
          {state.warnings.map((warning) => (
            <p key={warning} class="warning">
              {warning}
            </p>
          ))}
        </>
      ) : state.phase === 'failed' ? (
        <>
          <p>{state.text}</p>
          {state.canKeep && (
            <button type="button" class="small" data-testid="save-untried" onClick={onKeep}>
              Save Without Testing
            </button>
          )}
        </>
      ) : (
        <p>{sentences[state.phase]}</p>
      )}
    </div>
  );
}

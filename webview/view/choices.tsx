// Which data is asked, who answers, in what mood and whether with the web, where there is anything to choose.
// Not here: remembering the choice; it goes with the question.
import type { VNode } from 'preact';
import type { FromWebview } from '../../src/bridge/messages.ts';
import { type Capabilities, canAddDatabases, canSetUpModels, capabilitiesOf } from '../../src/chat/capabilities.ts';
import type { AppState } from '../../src/chat/state.ts';
import { type AskOptions, type Mood, moodSchema } from '../../src/protocol/assistant/choices.ts';
import { Icon } from '../ui/icon.tsx';
import { plainLine } from '../ui/plainLine.ts';
import { Button, Dropdown } from '../ui/toolkit.ts';
import { usePage } from './page.ts';
import type { Choice } from './useChoice.ts';

interface Props {
  app: AppState;
  choice: Choice;
  onModel(id: string): void;
  onOptions(change: Partial<AskOptions>): void;
}

const answerers: Record<Capabilities['answeredBy'], { name: string; label: string }> = {
  model: { name: 'Model', label: 'Model that answers' },
  provider: { name: 'Provider', label: 'Provider that answers' },
};

export function Choices({ app, choice, onModel, onOptions }: Props): VNode | null {
  const { integrationId, model, options } = choice;
  const models = app.models.map(({ model_id, display_name, description }) => ({
    value: model_id,
    label: display_name,
    hint: description || undefined,
  }));
  const { answeredBy } = capabilitiesOf(app.source);
  const answerer = answerers[answeredBy];
  const { integrations } = app;
  const showIntegrations = integrations.length > 1 || (integrations.length === 1 && canAddDatabases(app));
  const showModels = models.length > 1 || canSetUpModels(app);
  if (!showIntegrations && !showModels && !options) return null;
  return (
    <div class="choices">
      {showIntegrations && (
        <div class="choice">
          <span class="muted" aria-hidden="true">
            Data
          </span>
          <Chooser
            name={integrations.find(({ id }) => id === integrationId)?.display_name ?? 'Choose…'}
            label="Data to ask"
            testId="integration-select"
            intent={{ kind: 'chooseData' }}
          />
        </div>
      )}
      {showModels && (
        <div class="choice">
          <span class="muted" aria-hidden="true">
            {answerer.name}
          </span>
          {answeredBy === 'model' ? (
            <Chooser
              name={nameOf(models, model)}
              label={answerer.label}
              testId="model-select"
              intent={{ kind: 'chooseModel', current: model }}
            />
          ) : (
            <Dropdown
              label={answerer.label}
              testId="model-select"
              value={model ?? models[0]?.value ?? ''}
              options={withCurrent(models, model)}
              onChange={onModel}
            />
          )}
        </div>
      )}
      {options && <OptionChoices options={options} onOptions={onOptions} />}
    </div>
  );
}

interface ChooserProps {
  name: string;
  label: string;
  testId: string;
  intent: FromWebview;
}

/** Data and models may be many, and more can be added: they are chosen in VS Code's own list, where typing finds them. */
function Chooser({ name, label, testId, intent }: ChooserProps): VNode {
  const page = usePage();
  const shown = plainLine(name);
  return (
    <button
      type="button"
      class="chooser"
      data-testid={testId}
      aria-haspopup="dialog"
      aria-label={`${label}: ${shown}`}
      title={`${label}: ${shown}`}
      onClick={() => page.post(intent)}
    >
      <span>{shown}</span>
      <Icon name="more" />
    </button>
  );
}

/** Who would answer where nobody is chosen is the first. */
function nameOf(models: readonly { value: string; label: string }[], current: string | null): string {
  const found = models.find(({ value }) => value === current) ?? (current === null ? models[0] : undefined);
  return found?.label ?? current ?? 'Choose…';
}

const asTheServerHasIt = 'default';
const moodNames: Record<Mood, string> = { serious: 'Serious', friendly: 'Friendly', normal: 'Normal' };
const moods = [
  { value: asTheServerHasIt, label: 'Default', hint: 'As the server has it set' },
  ...moodSchema.options.map((value) => ({ value, label: moodNames[value] })),
];

function OptionChoices({ options, onOptions }: { options: AskOptions; onOptions: Props['onOptions'] }): VNode {
  const chooseMood = (name: string): void =>
    onOptions({ mood: moodSchema.options.find((mood) => mood === name) ?? null });
  return (
    <>
      <div class="choice mood">
        <span class="muted" aria-hidden="true">
          Mood
        </span>
        <Dropdown
          label="Mood of the answer"
          testId="mood-select"
          value={options.mood ?? asTheServerHasIt}
          options={moods}
          onChange={chooseMood}
        />
      </div>
      <Button
        kind="icon"
        class="toggle"
        label="Web: the answer may look things up on the web"
        pressed={options.web}
        testId="web-toggle"
        onClick={() => onOptions({ web: !options.web })}
      >
        <Icon name={options.web ? 'boxChecked' : 'box'} /> Web
      </Button>
    </>
  );
}

/** A chat may name something the server no longer lists; it is shown rather than silently replaced. */
function withCurrent<T extends { value: string; label: string }>(
  options: readonly T[],
  current: string | null,
): readonly { value: string; label: string; hint?: string }[] {
  if (current === null || options.some((option) => option.value === current)) return options;
  return [...options, { value: current, label: current }];
}

// Which data is asked and which model answers, where there is anything to choose.
// Not here: remembering the choice; it goes with the question.
import type { VNode } from 'preact';
import type { AppState } from '../../src/chat/state.ts';
import { Dropdown } from '../ui/toolkit.ts';
import type { Choice } from './useChoice.ts';

interface Props {
  app: AppState;
  choice: Choice;
  onIntegration(id: string): void;
  onModel(id: string): void;
}

export function Choices({ app, choice, onIntegration, onModel }: Props): VNode | null {
  const { integrationId, model } = choice;
  const integrations = app.integrations.map(({ id, display_name, engine }) => ({
    value: id,
    label: display_name,
    hint: engine ?? undefined,
  }));
  const models = app.models.map(({ model_id, display_name, description }) => ({
    value: model_id,
    label: display_name,
    hint: description || undefined,
  }));
  const showIntegrations = integrations.length > 1;
  const showModels = models.length > 1;
  if (!showIntegrations && !showModels) return null;
  return (
    <div class="choices">
      {showIntegrations && (
        <div class="choice">
          <span class="muted small" aria-hidden="true">
            Data
          </span>
          <Dropdown
            label="Data to ask"
            testId="integration-select"
            value={integrationId ?? ''}
            options={withCurrent(integrations, integrationId)}
            onChange={onIntegration}
          />
        </div>
      )}
      {showModels && (
        <div class="choice">
          <span class="muted small" aria-hidden="true">
            Model
          </span>
          <Dropdown
            label="Model that answers"
            testId="model-select"
            value={model ?? models[0]?.value ?? ''}
            options={withCurrent(models, model)}
            onChange={onModel}
          />
        </div>
      )}
    </div>
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

// What was filled in for each database that was added here, without its password: an edit begins with it.
// Not here: what the server says of a database, which is enough for those that were added elsewhere.
import type * as vscode from 'vscode';
import { type DatabaseForm, databaseFormSchema, emptyForm, formOf } from '../../bridge/databaseForm.ts';
import { decodeWith } from '../../protocol/decoded.ts';
import type { Integration } from '../../protocol/trellis/integrations.ts';

export interface KeptForms {
  of(integration: Integration): DatabaseForm;
  set(id: string, form: DatabaseForm): void;
  forget(id: string): void;
}

const key = 'databaseForms';
const atMost = 200;

export function createKeptForms(memento: Pick<vscode.Memento, 'get' | 'update'>): KeptForms {
  const all = () => memento.get<Record<string, unknown>>(key, {});
  return {
    of({ id, display_name: name, address }) {
      const kept = decodeWith(databaseFormSchema, all()[id]);
      const form = kept.kind === 'valid' ? kept.value : { ...emptyForm, ...formOf(address ?? '')?.form };
      return { ...form, name };
    },
    set(id, form) {
      const { [id]: _, ...others } = all();
      const entries = Object.entries({ ...others, [id]: form });
      void memento.update(key, Object.fromEntries(entries.slice(-atMost)));
    },
    forget(id) {
      const { [id]: _, ...others } = all();
      void memento.update(key, others);
    },
  };
}

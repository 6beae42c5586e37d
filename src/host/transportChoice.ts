// Asks how questions are to reach a server, and keeps it as the setting.
// Not here: what a connection makes of it (session/trellisSession.ts).
import type * as vscode from 'vscode';
import type { Pin } from '../session/trellisSession.ts';
import { pickOne } from './messages.ts';
import type { Settings } from './settings.ts';

export async function chooseTransport(settings: Pick<Settings, 'transport' | 'setTransport'>): Promise<void> {
  const now = settings.transport();
  const choices: (vscode.QuickPickItem & { pin: Pin })[] = [
    { label: 'Automatic', detail: 'A WebSocket where one gets through, HTTP where none does', pin: 'auto' },
    { label: 'WebSocket only', detail: 'Where none gets through, questions wait', pin: 'socket' },
    { label: 'HTTP only', detail: 'Each answer is a stream of events', pin: 'sse' },
  ];
  for (const choice of choices) if (choice.pin === now) choice.description = 'now';
  const choice = await pickOne(choices, { title: 'How questions reach the server' });
  if (choice) await settings.setTransport(choice.pin);
}

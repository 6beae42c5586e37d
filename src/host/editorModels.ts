// The language models of the editor (`vscode.lm`): listed when somebody asks, and asked for the server on this machine.
// Not here: the lines to that server (editorRequests.ts), which model answers, what it is told.
import type * as vscode from 'vscode';
import { type Disposable, DisposableBag } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { EditorMessage, EditorModel, EditorPart, FromServer } from '../protocol/localServer.ts';
import { type Clock, systemClock } from '../session/clock.ts';
import { atMostEvery } from './atMostEvery.ts';

export type EditorQuestion = Pick<Extract<FromServer, { type: 'askEditorModel' }>, 'model' | 'messages' | 'tools'>;

export interface EditorModelHost {
  /** Those that can be used now. Other extensions may start for it, so only when somebody asks. */
  list(): Promise<EditorModel[]>;
  /**
   * Resolves when everything was said. Throws a LanguageModelError, whose `code` tells a refusal, or whatever the model's extension
   * throws; when the signal aborts, the model is told to stop.
   */
  ask(question: EditorQuestion, onPart: (part: EditorPart) => void, signal: AbortSignal): Promise<void>;
  /** There are others than were listed last. Before anything was listed, nobody is told. */
  readonly onDidChange: (listener: () => void) => Disposable;
}

/** What is used of VS Code. */
export type EditorApi = Pick<
  typeof vscode,
  | 'CancellationTokenSource'
  | 'LanguageModelChatMessage'
  | 'LanguageModelChatToolMode'
  | 'LanguageModelDataPart'
  | 'LanguageModelError'
  | 'LanguageModelTextPart'
  | 'LanguageModelToolCallPart'
  | 'LanguageModelToolResultPart'
> & { lm: Pick<typeof vscode.lm, 'selectChatModels' | 'onDidChangeChatModels'> };

/** Where VS Code asks whether we may use a model, it shows this. */
const justification =
  'Trellis answers your question about data with it: the model gets the question, the names of tables and columns, and the rows of the queries it runs.';

/** Extensions that start bring their models one after the other. */
const lookedAtEveryMs = 2_000;

export function createEditorModelHost(api: EditorApi, clock: Clock = systemClock): EditorModelHost & Disposable {
  const bag = new DisposableBag();
  const changes = bag.register(new Emitter<void>());
  let listed: string | undefined;
  let listings = 0;

  async function list(): Promise<EditorModel[]> {
    listings += 1;
    try {
      const models = (await api.lm.selectChatModels()).map((model) => ({
        id: `${model.vendor}/${model.id}`,
        name: model.name,
        vendor: model.vendor,
        family: model.family,
        maxInputTokens: model.maxInputTokens,
      }));
      listed = JSON.stringify(models);
      return models;
    } finally {
      listings -= 1;
    }
  }

  async function look() {
    const before = listed;
    await list();
    if (listed !== before) changes.fire();
  }

  /** Who asks for the list then hears why there is none. */
  const changed = () => changes.fire();
  const looks = bag.register(atMostEvery(lookedAtEveryMs, clock, () => void look().catch(changed)));
  bag.register(
    api.lm.onDidChangeChatModels(() => {
      // To list them may itself be told as a change.
      if (listed !== undefined && listings === 0) looks.wanted();
    }),
  );

  async function find(model: string): Promise<vscode.LanguageModelChat> {
    const slash = model.indexOf('/');
    const [vendor, id] = [model.slice(0, slash), model.slice(slash + 1)];
    const [found] = await api.lm.selectChatModels({ vendor, id });
    if (!found) throw api.LanguageModelError.NotFound(`The editor has no model ${model} now.`);
    return found;
  }

  return {
    list,
    async ask({ model, messages, tools }, onPart, signal) {
      const cancellation = new api.CancellationTokenSource();
      const onAbort = () => cancellation.cancel();
      signal.addEventListener('abort', onAbort);
      try {
        const chosen = await find(model);
        signal.throwIfAborted();
        // A refusal comes as a rejection here, or from the stream, as the model's extension has it.
        const response = await chosen.sendRequest(
          messages.map((message) => messageOf(message, api)),
          { justification, tools, ...(tools.length > 0 ? { toolMode: api.LanguageModelChatToolMode.Auto } : {}) },
          cancellation.token,
        );
        for await (const said of response.stream) {
          signal.throwIfAborted();
          const part = partOf(said, api);
          if (part) onPart(part);
        }
        signal.throwIfAborted();
      } finally {
        signal.removeEventListener('abort', onAbort);
        // Also where nobody reads on, for the model would.
        cancellation.cancel();
        cancellation.dispose();
      }
    },
    onDidChange: changes.event,
    dispose: () => bag.dispose(),
  };
}

type UserPart = vscode.LanguageModelTextPart | vscode.LanguageModelDataPart | vscode.LanguageModelToolResultPart;

/** A part on the side that cannot say it is left out: the schema of the line lets both sides have all. */
function messageOf({ role, parts }: EditorMessage, api: EditorApi): vscode.LanguageModelChatMessage {
  if (role === 'assistant') {
    return api.LanguageModelChatMessage.Assistant(
      parts.flatMap((part): (vscode.LanguageModelTextPart | vscode.LanguageModelToolCallPart)[] => {
        if (part.type === 'text') return [new api.LanguageModelTextPart(part.text)];
        if (part.type !== 'toolCall') return [];
        return [new api.LanguageModelToolCallPart(part.callId, part.name, part.input)];
      }),
    );
  }
  return api.LanguageModelChatMessage.User(
    parts.flatMap((part): UserPart[] => {
      if (part.type === 'text') return [new api.LanguageModelTextPart(part.text)];
      if (part.type === 'image')
        return [api.LanguageModelDataPart.image(Buffer.from(part.base64, 'base64'), part.mimeType)];
      if (part.type !== 'toolResult') return [];
      return [new api.LanguageModelToolResultPart(part.callId, [new api.LanguageModelTextPart(part.text)])];
    }),
  );
}

function partOf(said: unknown, api: EditorApi): EditorPart | undefined {
  if (said instanceof api.LanguageModelTextPart) return { type: 'text', text: said.value };
  if (said instanceof api.LanguageModelToolCallPart)
    return { type: 'toolCall', callId: said.callId, name: said.name, input: { ...said.input } };
  const thought = thoughtOf(said, api);
  return thought === undefined ? undefined : { type: 'reasoning', text: thought };
}

/** VS Code has a class for what a model thinks that its published types lack: one text or several. */
function thoughtOf(said: unknown, api: object): string | undefined {
  const thinking: unknown = 'LanguageModelThinkingPart' in api ? api.LanguageModelThinkingPart : undefined;
  if (typeof thinking !== 'function' || !(said instanceof thinking) || !('value' in said)) return undefined;
  const { value } = said;
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string').join('') : undefined;
}

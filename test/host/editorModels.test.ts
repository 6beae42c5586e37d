// The editor's language models: listed when asked, asked with tools, streamed, refused in both ways, stopped.
// Not here: a real VS Code (test/vscode/editorModels.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createEditorModelHost } from '../../src/host/editorModels.ts';
import type { EditorPart } from '../../src/protocol/localServer.ts';
import { editorApi, ModelError, parts, type ScriptedModel, said } from '../support/editorApi.ts';
import { fakeClock } from '../support/fakeClock.ts';

const { TextPart, ToolCallPart, ToolResultPart, DataPart, ThinkingPart } = parts;
const never = () => new AbortController().signal;

function setting(...models: ScriptedModel[]) {
  const clock = fakeClock();
  const editor = editorApi(models);
  const host = createEditorModelHost(editor.api, clock);
  const heard: EditorPart[] = [];
  const ask = (model: string, signal = never()) =>
    host.ask({ model, messages: [], tools: [] }, (part) => heard.push(part), signal);
  return { ...editor, clock, host, heard, ask, models };
}

describe('the list', () => {
  test('is read only when somebody asks', async () => {
    const { host, selections } = setting({ vendor: 'v', id: 'a/b' });
    assert.deepEqual(selections, []);
    assert.deepEqual(await host.list(), [
      { id: 'v/a/b', name: 'A/B', vendor: 'v', family: 'test', maxInputTokens: 1000 },
    ]);
  });

  test('changes are told when there are others than were listed, and never before a list was asked for', async () => {
    const { host, models, changed, clock, selections } = setting({ vendor: 'v', id: 'a' });
    let told = 0;
    host.onDidChange(() => {
      told += 1;
    });
    changed();
    await clock.pass(10_000);
    assert.deepEqual([selections.length, told], [0, 0], 'nobody had asked');
    await host.list();
    changed();
    await clock.pass(10_000);
    assert.deepEqual([selections.length, told], [2, 0], 'the same models');
    models.push({ vendor: 'v', id: 'b' });
    changed();
    changed();
    await clock.pass(10_000);
    assert.equal(told, 1);
    assert.ok(selections.length <= 4);
  });
});

describe('a question', () => {
  test('goes to the model of that vendor, with all parts where VS Code has them', async () => {
    const { host, asked } = setting({ vendor: 'v', id: 'a/b' });
    const tools = [{ name: 'run_sql', description: 'runs', inputSchema: { type: 'object' } }];
    await host.ask(
      {
        model: 'v/a/b',
        tools,
        messages: [
          {
            role: 'user',
            parts: [
              { type: 'text', text: 'q' },
              { type: 'image', mimeType: 'image/png', base64: btoa('pixels') },
            ],
          },
          { role: 'assistant', parts: [{ type: 'toolCall', callId: 'c', name: 'run_sql', input: { sql: 'x' } }] },
          { role: 'user', parts: [{ type: 'toolResult', callId: 'c', text: '1 row' }] },
        ],
      },
      () => undefined,
      never(),
    );
    const [request] = asked;
    assert.equal(request?.model, 'v/a/b');
    assert.deepEqual(request?.messages, [
      { role: 'user', content: [new TextPart('q'), new DataPart(Buffer.from('pixels'), 'image/png')] },
      { role: 'assistant', content: [new ToolCallPart('c', 'run_sql', { sql: 'x' })] },
      { role: 'user', content: [new ToolResultPart('c', [new TextPart('1 row')])] },
    ]);
    assert.deepEqual(request?.options.tools, tools);
    assert.equal(request?.options.toolMode, 1);
    assert.match(request?.options.justification ?? '', /question about data/);
  });

  test('without tools names no way to use them', async () => {
    const { ask, asked } = setting({ vendor: 'v', id: 'a' });
    await ask('v/a');
    assert.equal(asked[0]?.options.toolMode, undefined);
  });

  test('is answered in texts, thoughts and calls; what nobody knows is left out', async () => {
    const { ask, heard } = setting({
      vendor: 'v',
      id: 'a',
      say: () =>
        said(
          new ThinkingPart('hm'),
          new ThinkingPart(['a', 'b', 3]),
          new ThinkingPart({}),
          { value: 'no part' },
          undefined,
          new TextPart('Yes'),
          new ToolCallPart('c', 'run_sql', { sql: 'x' }),
        ),
    });
    await ask('v/a');
    assert.deepEqual(heard, [
      { type: 'reasoning', text: 'hm' },
      { type: 'reasoning', text: 'ab' },
      { type: 'text', text: 'Yes' },
      { type: 'toolCall', callId: 'c', name: 'run_sql', input: { sql: 'x' } },
    ]);
  });

  test('that is refused throws its code, by the request and by the stream', async () => {
    const refusal = new ModelError('NoPermissions', 'not for you');
    const { ask, heard } = setting(
      { vendor: 'v', id: 'request', refuse: refusal },
      {
        vendor: 'v',
        id: 'stream',
        say: async function* () {
          yield new TextPart('a');
          throw refusal;
        },
      },
    );
    await assert.rejects(ask('v/request'), { code: 'NoPermissions' });
    assert.deepEqual(heard, []);
    await assert.rejects(ask('v/stream'), { code: 'NoPermissions' });
    assert.deepEqual(heard, [{ type: 'text', text: 'a' }]);
  });

  test('to a model that is gone throws NotFound', async () => {
    await assert.rejects(setting().ask('v/a'), { code: 'NotFound' });
  });

  test('that is stopped cancels the model, which may still talk', async () => {
    const stop = new AbortController();
    const { ask, heard, asked } = setting({
      vendor: 'v',
      id: 'a',
      say: async function* () {
        yield new TextPart('a');
        stop.abort(new Error('stopped'));
        yield new TextPart('b');
        assert.fail('nobody reads on');
      },
    });
    await assert.rejects(ask('v/a', stop.signal), /stopped/);
    assert.deepEqual(heard, [{ type: 'text', text: 'a' }]);
    assert.equal(asked[0]?.token.isCancellationRequested, true);
  });

  test('whose listener fails cancels the model, too', async () => {
    const { host, asked } = setting({ vendor: 'v', id: 'a', say: () => said(new TextPart('a'), new TextPart('b')) });
    const fail = () => {
      throw new Error('too much');
    };
    await assert.rejects(host.ask({ model: 'v/a', messages: [], tools: [] }, fail, never()), /too much/);
    assert.equal(asked[0]?.token.isCancellationRequested, true);
  });
});

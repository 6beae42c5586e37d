// The lines between the extension and the server it started, behind the first ones: editor models asked for, settings told.
// Not here: the server's end (test/server/models/editorLine.test.ts), VS Code's models (editorModels.test.ts), the process.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'valibot';
import { createChildLines } from '../../src/host/childLines.ts';
import { createEditorModelHost } from '../../src/host/editorModels.ts';
import { type FromServer, type ToServer, toServerSchema } from '../../src/protocol/localServer.ts';
import { editorApi, ModelError, parts, type ScriptedModel, said } from '../support/editorApi.ts';

const { TextPart, ToolCallPart } = parts;

function setting(...models: ScriptedModel[]) {
  const editor = editorApi(models);
  const written: ToServer[] = [];
  const sizes: number[] = [];
  const logged: string[] = [];
  let look: () => void = () => undefined;
  const write = (text: string) => {
    assert.ok(text.endsWith('\n') && text.indexOf('\n') === text.length - 1, 'one line');
    sizes.push(text.length);
    written.push(parse(toServerSchema, JSON.parse(text)));
    look();
    return true;
  };
  const log = { info: (text: string) => logged.push(text), warn: (text: string) => logged.push(text) };
  const lines = createChildLines({
    ...{ input: { write, writable: true }, editorModels: createEditorModelHost(editor.api), log },
  });
  const say = (message: FromServer) => lines.hear(JSON.stringify(message));
  const ask = (id: string, model: string) => say({ type: 'askEditorModel', id, model, messages: [], tools: [] });
  /** The last line about the request. */
  const end = (id: string) =>
    new Promise<ToServer>((resolve) => {
      look = () => {
        const last = written.findLast((line) => 'id' in line && line.id === id && line.type !== 'editorPart');
        if (last) resolve(last);
      };
      look();
    });
  return { ...editor, lines, written, sizes, logged, say, ask, end };
}

describe('requests of the server', () => {
  test('for the list and an answer come back under their ids', async () => {
    const { say, ask, end, written } = setting({ vendor: 'v', id: 'a', say: () => said(new TextPart('Yes')) });
    say({ type: 'listEditorModels', id: '1' });
    ask('2', 'v/a');
    const list = await end('1');
    assert.ok(list.type === 'editorModels' && list.models[0]?.id === 'v/a');
    assert.deepEqual(await end('2'), { type: 'editorEnd', id: '2' });
    const told = written.filter((line) => 'id' in line && line.id === '2');
    assert.deepEqual(told[0], { type: 'editorPart', id: '2', part: { type: 'text', text: 'Yes' } });
  });

  test('that fail say the code and the words, at a length', async () => {
    const refusal = new ModelError('NoPermissions', 'no'.repeat(10_000));
    const { ask, end, logged } = setting(
      { vendor: 'v', id: 'a', refuse: refusal },
      { vendor: 'v', id: 'b', refuse: new Error('private words') },
    );
    ask('1', 'v/a');
    const failed = await end('1');
    assert.ok(failed.type === 'editorFailed' && failed.code === 'NoPermissions' && failed.message.length === 500);
    ask('2', 'v/b');
    assert.deepEqual(await end('2'), { type: 'editorFailed', id: '2', code: 'Unknown', message: 'private words' });
    ask('3', 'v/none');
    const gone = await end('3');
    assert.ok(gone.type === 'editorFailed' && gone.code === 'NotFound');
    assert.ok(!logged.some((line) => line.includes('private')), 'words of a model are not logged');
  });

  test('that are stopped say nothing more, and the model is told', async () => {
    const { promise: going, resolve: go } = Promise.withResolvers<void>();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const { say, ask, written } = setting({
      vendor: 'v',
      id: 'a',
      say: async function* ({ token }) {
        yield new TextPart('a');
        const cancelled = new Promise<void>((resolve) => token.onCancellationRequested(resolve));
        go();
        await cancelled;
        end();
        yield new TextPart('b');
      },
    });
    ask('1', 'v/a');
    await going;
    say({ type: 'stopEditorModel', id: '1' });
    await ended;
    await new Promise(setImmediate);
    assert.deepEqual(
      written.map(({ type }) => type),
      ['editorPart'],
    );
    say({ type: 'stopEditorModel', id: 'nobody' });
  });

  test('are stopped when the process ends', async () => {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const { promise: going, resolve: go } = Promise.withResolvers<void>();
    const { lines, ask, written } = setting({
      vendor: 'v',
      id: 'a',
      say: async function* ({ token }) {
        go();
        await new Promise<void>((resolve) => token.onCancellationRequested(resolve));
        end();
        yield new TextPart('late');
      },
    });
    ask('1', 'v/a');
    await going;
    lines.dispose();
    await ended;
    await new Promise(setImmediate);
    assert.deepEqual(written, []);
  });

  test('a line to the server is shorter than 1 MB, whatever a model says', async () => {
    const long = '\u0001'.repeat(1_000_000);
    const { ask, end, written, sizes } = setting({ vendor: 'v', id: 'a', say: () => said(new TextPart(long)) });
    ask('1', 'v/a');
    await end('1');
    assert.ok(Math.max(...sizes) < 1_000_000, String(Math.max(...sizes)));
    const texts = written.map((line) =>
      line.type === 'editorPart' && line.part.type === 'text' ? line.part.text : '',
    );
    assert.equal(texts.join(''), long);
  });

  test('a call of a tool that no line can carry, and an answer without end, fail', async () => {
    const { ask, end } = setting(
      { vendor: 'v', id: 'a', say: () => said(new ToolCallPart('c', 'run_sql', { sql: 'x'.repeat(1_000_000) })) },
      {
        vendor: 'v',
        id: 'b',
        say: async function* () {
          for (;;) yield new TextPart('x'.repeat(100_000));
        },
      },
    );
    ask('1', 'v/a');
    const tooMuch = await end('1');
    assert.ok(tooMuch.type === 'editorFailed' && /more than one can take/.test(tooMuch.message));
    ask('2', 'v/b');
    const endless = await end('2');
    assert.ok(endless.type === 'editorFailed' && /come to an end/.test(endless.message));
  });
});

describe('lines', () => {
  test('that do not fit are dropped and logged without their words; of those nobody knows each kind once', () => {
    const { lines, logged, written } = setting();
    for (const line of ['', 'secret', '[]', '{"type":"askEditorModel","id":"secret"}', '{"id":"secret"}', '{"type":3}'])
      lines.hear(line);
    assert.equal(logged.length, 6);
    assert.ok(!logged.join().includes('secret'));
    for (let time = 0; time < 3; time++) lines.hear('{"type":"newer"}');
    assert.equal(logged.length, 7);
    assert.match(logged[6] ?? '', /newer/);
    assert.deepEqual(written, []);
  });

  test('settings are told, and are in use when the server says so', async () => {
    const { lines, written, say } = setting();
    const set = { models: { claude: { apiKey: 'a' } }, defaultModel: 'claude' };
    let isUsed = false;
    const used = lines.setModels(set).then(() => {
      isUsed = true;
    });
    assert.deepEqual(written, [{ type: 'models', ...set }]);
    await Promise.resolve();
    assert.equal(isUsed, false);
    say({ type: 'modelsTaken' });
    await used;
  });

  test('settings that a process ends on are waited for no longer, and one that has ended gets none', async () => {
    const { lines, written } = setting();
    const set = { models: {}, defaultModel: null };
    const used = lines.setModels(set);
    lines.dispose();
    await used;
    await lines.setModels(set);
    assert.equal(written.length, 1);
  });
});

// Asking the models of the editor over the line: lists, parts, ends, failures and stops.
// Not here: VS Code's side of it (host/editorModels.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EditorPart, ToServer } from '../../../src/protocol/localServer.ts';
import { createEditorModels, type EditorAsk, EditorModelError } from '../../../src/server/models/editorLine.ts';
import { fakeClock } from '../../support/fakeClock.ts';

function setting() {
  const written: EditorAsk[] = [];
  const clock = fakeClock();
  let say: (message: ToServer) => void = () => assert.fail('nobody listens');
  let close: () => void = () => assert.fail('nobody listens');
  const models = createEditorModels({
    write: (message) => void written.push(message),
    onMessage(listener) {
      say = listener;
    },
    onClose(listener) {
      close = listener;
    },
    timers: clock,
  });
  return { models, written, clock, say: (message: ToServer) => say(message), close: () => close() };
}

const listed = { id: 'test/one', name: 'One', vendor: 'test', family: 'one', maxInputTokens: 1000 };
const request = { model: 'test/one', messages: [], tools: [] };
const text = (word: string): EditorPart => ({ type: 'text', text: word });
const never = () => new AbortController().signal;

function idOf(written: readonly EditorAsk[]): string {
  const last = written.at(-1);
  assert.ok(last);
  return last.id;
}

async function all(parts: AsyncIterable<EditorPart>): Promise<EditorPart[]> {
  const heard: EditorPart[] = [];
  for await (const part of parts) heard.push(part);
  return heard;
}

describe('the list', () => {
  test('is what the editor answers to that request', async () => {
    const { models, written, say } = setting();
    const [first, second] = [models.list(never()), models.list(never())];
    assert.deepEqual(
      written.map(({ type }) => type),
      ['listEditorModels', 'listEditorModels'],
    );
    say({ type: 'editorModels', id: written[1]?.id ?? '', models: [listed] });
    say({ type: 'editorModels', id: written[0]?.id ?? '', models: [] });
    assert.deepEqual(await first, []);
    assert.deepEqual(await second, [listed]);
  });

  test('is empty after 3 s without an answer, and what comes then is nobody’s', async () => {
    const { models, written, clock, say } = setting();
    const list = models.list(never());
    await clock.pass(3_000);
    assert.deepEqual(await list, []);
    say({ type: 'editorModels', id: idOf(written), models: [listed] });
  });

  test('rejects with the reason of the signal', async () => {
    const { models } = setting();
    const stop = new AbortController();
    const list = models.list(stop.signal);
    stop.abort(new Error('enough'));
    await assert.rejects(list, /enough/);
    await assert.rejects(models.list(stop.signal), /enough/);
  });

  test('is empty where the editor fails to tell, and where it is gone', async () => {
    const { models, written, say, close } = setting();
    const failed = models.list(never());
    say({ type: 'editorFailed', id: idOf(written), code: 'Unknown', message: 'no' });
    assert.deepEqual(await failed, []);
    const cut = models.list(never());
    close();
    assert.deepEqual(await cut, []);
    assert.deepEqual(await models.list(never()), []);
  });
});

describe('an answer', () => {
  test('comes in its parts and ends with the model', async () => {
    const { models, written, say, clock } = setting();
    const heard = all(models.ask(request, never()));
    await clock.settle();
    const id = idOf(written);
    assert.deepEqual(written, [{ type: 'askEditorModel', id, ...request }]);
    say({ type: 'editorPart', id, part: text('a') });
    say({ type: 'editorPart', id: 'another', part: text('x') });
    say({ type: 'editorPart', id, part: { type: 'reasoning', text: 'hm' } });
    await clock.settle();
    say({ type: 'editorPart', id, part: text('b') });
    say({ type: 'editorEnd', id });
    assert.deepEqual(await heard, [text('a'), { type: 'reasoning', text: 'hm' }, text('b')]);
    assert.equal(written.length, 1, 'nothing is stopped that has ended');
  });

  test('that fails throws the code after the parts', async () => {
    const { models, written, say, clock } = setting();
    const parts = models.ask(request, never())[Symbol.asyncIterator]();
    const first = parts.next();
    await clock.settle();
    const id = idOf(written);
    say({ type: 'editorPart', id, part: text('a') });
    say({ type: 'editorFailed', id, code: 'NoPermissions', message: 'not allowed' });
    assert.deepEqual(await first, { done: false, value: text('a') });
    await assert.rejects(parts.next(), (error) => {
      assert.ok(error instanceof EditorModelError);
      assert.deepEqual([error.code, error.message], ['NoPermissions', 'not allowed']);
      return true;
    });
    assert.equal(written.length, 1);
  });

  test('that is aborted stops the model once and throws the reason', async () => {
    const { models, written, say, clock } = setting();
    const stop = new AbortController();
    const heard = all(models.ask(request, stop.signal));
    await clock.settle();
    const id = idOf(written);
    say({ type: 'editorPart', id, part: text('a') });
    await clock.settle();
    stop.abort(new Error('stopped'));
    await assert.rejects(heard, /stopped/);
    say({ type: 'editorPart', id, part: text('late') });
    assert.deepEqual(written.slice(1), [{ type: 'stopEditorModel', id }]);
  });

  test('nobody reads any more is stopped', async () => {
    const { models, written, say, clock } = setting();
    const reading = (async () => {
      for await (const part of models.ask(request, never())) return part;
      return undefined;
    })();
    await clock.settle();
    const id = idOf(written);
    say({ type: 'editorPart', id, part: text('a') });
    assert.deepEqual(await reading, text('a'));
    assert.deepEqual(written.at(-1), { type: 'stopEditorModel', id });
  });

  test('is not asked for when the signal is aborted already', async () => {
    const { models, written } = setting();
    await assert.rejects(all(models.ask(request, AbortSignal.abort(new Error('before')))), /before/);
    assert.deepEqual(written, []);
  });

  test('fails when the window goes, and is not asked for after that', async () => {
    const { models, written, close, clock } = setting();
    const heard = all(models.ask(request, never()));
    await clock.settle();
    close();
    await assert.rejects(heard, { code: 'Closed' });
    await assert.rejects(all(models.ask(request, never())), { code: 'Closed' });
    assert.equal(written.length, 1);
  });
});

// What is set up of language models, in a secret storage: an entry for each provider, told to who listens.
// Not here: the dialogs, which are driven in a real VS Code (test/vscode/modelKeys.test.ts).
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { Emitter } from '../../src/base/emitter.ts';
import { createAccountMarks } from '../../src/host/accountsMarks.ts';
import { createModelKeys } from '../../src/host/modelKeys.ts';
import { createModels } from '../../src/host/models.ts';
import { editorApi } from '../support/editorApi.ts';

interface Storage {
  kept: Map<string, string>;
  keys: () => Promise<string[]>;
  get: (key: string) => Promise<string | undefined>;
  store: (key: string, value: string) => Promise<void>;
  delete: (key: string) => Promise<void>;
  onDidChange: Emitter<{ key: string }>['event'];
}

function storage(entries: Record<string, string> = {}): Storage {
  const kept = new Map(Object.entries(entries));
  const changes = new Emitter<{ key: string }>();
  return {
    kept,
    keys: async () => [...kept.keys()],
    get: async (key) => kept.get(key),
    async store(key, value) {
      kept.set(key, value);
      changes.fire({ key });
    },
    async delete(key) {
      kept.delete(key);
      changes.fire({ key });
    },
    onDidChange: changes.event,
  };
}

/** A window that read the storage when it opened, and never again. */
function stale({ kept, ...others }: Storage): Storage {
  const read = new Map(kept);
  return {
    ...others,
    kept: read,
    get: async (key) => read.get(key),
    onDidChange: new Emitter<{ key: string }>().event,
  };
}

function setting(t: TestContext, secrets = storage()) {
  const folder = mkdtempSync(path.join(tmpdir(), 'trellis-model-marks-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const window = (own = secrets) => {
    const marks = createAccountMarks(folder, { info: () => undefined });
    const keys = createModelKeys(own, marks);
    t.after(() => {
      keys.dispose();
      marks.dispose();
    });
    return { keys, marks };
  };
  return { secrets, window, ...window() };
}

const nextChange = (of: { onDidChange(listener: () => void): unknown }) =>
  new Promise<void>((resolve) => of.onDidChange(resolve));

describe('keys of models', () => {
  test('are an entry of the storage for each provider', async (t) => {
    const { secrets, keys } = setting(t);
    assert.deepEqual(await keys.read(), {});
    await keys.save('claude', { apiKey: 'a' });
    await keys.save('ollama', {});
    assert.deepEqual([...secrets.kept.keys()], ['trellis.models.claude', 'trellis.models.ollama']);
    assert.deepEqual(await keys.read(), { claude: { apiKey: 'a' }, ollama: {} });
  });

  test('saved and removed at once are all heeded', async (t) => {
    const { keys } = setting(t);
    await Promise.all([
      keys.save('claude', { apiKey: 'a' }),
      keys.save('groq', { apiKey: 'b' }),
      keys.remove('claude'),
      keys.save('openai', { apiKey: 'c', baseUrl: 'https://example.org' }),
    ]);
    assert.deepEqual(await keys.read(), {
      groq: { apiKey: 'b' },
      openai: { apiKey: 'c', baseUrl: 'https://example.org' },
    });
  });

  test('the last of which is removed leave nothing behind', async (t) => {
    const { secrets, keys } = setting(t);
    await keys.save('claude', { apiKey: 'a' });
    await keys.remove('claude');
    assert.equal(secrets.kept.size, 0);
  });

  test('that cannot be understood count as none, and can be set anew', async (t) => {
    for (const text of ['', '{', '7', '{"apiKey":3}', 'null']) {
      const { keys } = setting(t, storage({ 'trellis.models.claude': text }));
      assert.deepEqual(await keys.read(), {}, text);
      await keys.save('groq', { apiKey: 'b' });
      assert.deepEqual(await keys.read(), { groq: { apiKey: 'b' } });
    }
  });

  test('a change that failed does not hold up the next', async (t) => {
    const { keys } = setting(t, { ...storage(), store: async () => Promise.reject(new Error('no keyring')) });
    await assert.rejects(keys.save('claude', { apiKey: 'a' }), /no keyring/);
    await keys.remove('claude');
  });

  test('are told to who listens, whichever window changed them, once, and other secrets are not', async (t) => {
    const { secrets, keys, window } = setting(t);
    const there = window().keys;
    let heard = 0;
    there.onDidChange(() => {
      heard += 1;
    });
    await secrets.store('trellis.account:x', 'y');
    const saved = nextChange(there);
    await keys.save('claude', { apiKey: 'a' });
    await saved;
    const removed = nextChange(there);
    await keys.remove('claude');
    await removed;
    assert.equal(heard, 2);
    assert.deepEqual(await there.read(), {});
  });

  test('removed in one window are gone in one that cannot read the storage anew, and the others stay', async (t) => {
    const { secrets, keys, window } = setting(t);
    await keys.save('claude', { apiKey: 'a' });
    await keys.save('groq', { apiKey: 'b' });
    const there = window(stale(secrets)).keys;
    await keys.save('openai', { apiKey: 'c' });
    assert.deepEqual(
      Object.keys(await there.read()).sort(),
      ['claude', 'groq'],
      'what was added elsewhere takes nothing away',
    );
    await keys.remove('claude');
    assert.deepEqual(await there.read(), { groq: { apiKey: 'b' } });
    assert.deepEqual(Object.keys(await window(stale(secrets)).keys.read()).sort(), ['groq', 'openai']);
  });
});

test('what the server hears: all that is set up, and the default where it is not the planner', async (t) => {
  const changed = new Emitter<void>();
  let id = 'planner';
  const settings = { defaultModel: () => id, onDefaultModelChange: changed.event };
  const { secrets, marks } = setting(t);
  const models = createModels({ secrets, marks, settings, api: editorApi([]).api });
  const set = nextChange(models);
  await models.keys.save('claude', { apiKey: 'a' });
  await set;
  assert.deepEqual(await models.read(), { models: { claude: { apiKey: 'a' } }, defaultModel: null });
  id = 'claude';
  const chosen = nextChange(models);
  changed.fire();
  await chosen;
  assert.equal((await models.read()).defaultModel, 'claude');
});

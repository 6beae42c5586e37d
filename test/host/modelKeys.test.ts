// What is set up of language models, in a secret storage: one entry, whole after each change, told to who listens.
// Not here: the dialogs, which are driven in a real VS Code (test/vscode/modelKeys.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Emitter } from '../../src/base/emitter.ts';
import { createModelKeys } from '../../src/host/modelKeys.ts';
import { createModels } from '../../src/host/models.ts';
import { editorApi } from '../support/editorApi.ts';

function storage(entries: Record<string, string> = {}) {
  const kept = new Map(Object.entries(entries));
  const changes = new Emitter<{ key: string }>();
  return {
    kept,
    get: async (key: string) => kept.get(key),
    async store(key: string, value: string) {
      kept.set(key, value);
      changes.fire({ key });
    },
    async delete(key: string) {
      kept.delete(key);
      changes.fire({ key });
    },
    onDidChange: changes.event,
  };
}

describe('keys of models', () => {
  test('are one entry of the storage', async () => {
    const secrets = storage();
    const keys = createModelKeys(secrets);
    assert.deepEqual(await keys.read(), {});
    await keys.save('claude', { apiKey: 'a' });
    await keys.save('ollama', {});
    assert.deepEqual([...secrets.kept.keys()], ['trellis.models']);
    assert.deepEqual(await keys.read(), { claude: { apiKey: 'a' }, ollama: {} });
  });

  test('saved and removed at once are all heeded', async () => {
    const secrets = storage();
    const keys = createModelKeys(secrets);
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

  test('the last of which is removed leave nothing behind', async () => {
    const secrets = storage();
    const keys = createModelKeys(secrets);
    await keys.save('claude', { apiKey: 'a' });
    await keys.remove('claude');
    assert.equal(secrets.kept.size, 0);
  });

  test('that cannot be understood count as none, and can be set anew', async () => {
    for (const text of ['', '{', '[]', '{"claude":3}', 'null']) {
      const keys = createModelKeys(storage({ 'trellis.models': text }));
      assert.deepEqual(await keys.read(), {}, text);
      await keys.save('groq', { apiKey: 'b' });
      assert.deepEqual(await keys.read(), { groq: { apiKey: 'b' } });
    }
  });

  test('a change that failed does not hold up the next', async () => {
    const secrets = storage();
    const failing = { ...secrets, store: async () => Promise.reject(new Error('no keyring')) };
    const keys = createModelKeys(failing);
    await assert.rejects(keys.save('claude', { apiKey: 'a' }), /no keyring/);
    await keys.remove('claude');
  });

  test('are told to who listens, whichever window changed them, and other secrets are not', async () => {
    const secrets = storage();
    const [here, there] = [createModelKeys(secrets), createModelKeys(secrets)];
    let heard = 0;
    there.onDidChange(() => {
      heard += 1;
    });
    await secrets.store('trellis.account:x', 'y');
    assert.equal(heard, 0);
    await here.save('claude', { apiKey: 'a' });
    assert.equal(heard, 1);
    there.dispose();
    await here.remove('claude');
    assert.equal(heard, 1);
  });
});

test('what the server hears: all that is set up, and the default where it is not the planner', async () => {
  const changed = new Emitter<void>();
  let id = 'planner';
  const settings = { defaultModel: () => id, onDefaultModelChange: changed.event };
  const models = createModels({ secrets: storage(), settings, api: editorApi([]).api });
  let heard = 0;
  models.onDidChange(() => {
    heard += 1;
  });
  await models.keys.save('claude', { apiKey: 'a' });
  assert.deepEqual(await models.read(), { models: { claude: { apiKey: 'a' } }, defaultModel: null });
  id = 'claude';
  changed.fire();
  assert.equal((await models.read()).defaultModel, 'claude');
  assert.equal(heard, 2);
});

// The list of models a person chooses from: its order and its words, what is chosen, the way to set up another.
// Not here: the button that leads to it (test/webview/view/models.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ToWebview } from '../../src/bridge/messages.ts';
import type { Source } from '../../src/chat/state.ts';
import { createChatStore } from '../../src/host/chatStore.ts';
import type { Conversation } from '../../src/host/conversation.ts';
import { createMemory } from '../../src/host/memory.ts';
import { modelItems } from '../../src/host/modelItems.ts';
import { openableLink } from '../../src/host/openableLink.ts';
import { memento } from '../support/chatSetting.ts';
import { installFakeVscode, person, script } from './library/fakeVscode.ts';

installFakeVscode();
const { createModelPicker } = await import('../../src/host/modelPicker.ts');

const model = (model_id: string, display_name = model_id, description = '') => ({
  model_id,
  display_name,
  description,
});
const models = [
  model('claude/a', 'Claude A', '200,000 tokens'),
  model('groq/b', 'B'),
  model('planner', 'Built-in planner', 'No model'),
  model('claude/c', 'Claude C'),
  model('editor/copilot/gpt', 'GPT'),
];

test('the planner comes first, then each provider with its models', () => {
  const lines = modelItems(models, 'groq/b').map((item) =>
    item.kind === 'separator' ? `-- ${item.label}` : `${item.label} | ${item.description} | ${item.detail}`,
  );
  assert.deepEqual(lines, [
    'Built-in planner |  | No model',
    '-- Anthropic Claude',
    'Claude A | claude/a | 200,000 tokens',
    'Claude C | claude/c | ',
    '-- Groq',
    'B | groq/b · chosen | ',
    '-- Models of the Editor',
    'GPT | editor/copilot/gpt | ',
  ]);
});

test('what all models of a provider say of themselves is not repeated in each line', () => {
  const items = modelItems(
    [model('claude/a', 'A', 'Anthropic Claude'), model('claude/b', 'B', 'Anthropic Claude')],
    null,
  );
  assert.deepEqual(
    items.map((item) => (item.kind === 'model' ? item.detail : item.label)),
    ['Anthropic Claude', '', ''],
  );
});

test('what is chosen and gone is listed as such, and names of other servers need no provider', () => {
  const items = modelItems([model('gpt-5.4'), model('fast')], 'gone');
  assert.deepEqual(
    items.map((item) => item.label),
    ['gpt-5.4', 'fast', 'gone'],
  );
  assert.ok(items[2]?.kind === 'model' && items[2].detail === 'Not available now' && items[2].description === 'chosen');
});

test('names are one line of plain words', () => {
  const [item] = modelItems([model('x', '$(trash)\u202E Evil\n[a](command:b)', '$(gear)')], null);
  assert.ok(item?.kind === 'model');
  assert.doesNotMatch(`${item.label}${item.detail}`, /\$\(|\u202E|\n|\]\(/);
});

function setting(source: Source = { kind: 'sample' }, isListening = true) {
  const store = createChatStore();
  store.dispatch({ type: 'sourceChanged', source });
  store.dispatch({ type: 'choicesLoaded', integrations: [], models, defaultModel: 'planner' });
  const memory = createMemory(memento());
  const posted: ToWebview[] = [];
  const listed = { integrations: [], models: [...models, model('ollama/new')], defaultModel: 'groq/b' };
  const conversation = { refreshModels: async () => store.dispatch({ type: 'choicesLoaded', ...listed }) };
  const choose = createModelPicker({
    ...{ store, memory, isListening: () => isListening },
    sources: { conversation: conversation as unknown as Conversation },
    post: (message) => posted.push(message),
  });
  return { store, memory, posted, choose };
}

test('what is chosen is told to the page, and the models are read again meanwhile', async () => {
  const { store, posted, choose } = setting();
  script('Claude C');
  await choose('planner');
  assert.deepEqual(posted, [{ kind: 'modelChosen', model: 'claude/c' }]);
  assert.ok(store.state.models.some(({ model_id }) => model_id === 'ollama/new'));
  assert.equal(store.state.defaultModel, 'groq/b');
});

test('a page that is hidden finds the choice when it is back', async () => {
  const { memory, posted, choose } = setting({ kind: 'sample' }, false);
  script('Claude C');
  await choose(null);
  assert.deepEqual(posted, []);
  assert.equal(memory.ui(null).choice?.model, 'claude/c');
});

test('the last entry leads to setting up another, where the server is ours', async () => {
  const ours = setting();
  script('$(add) Set Up a Language Model…');
  await ours.choose(null);
  assert.deepEqual([person.ran, ours.posted], [['trellis.setUpModel'], []]);
  const theirs = setting({ kind: 'trellis', url: 'https://a.example', email: 'a@a.example' });
  script(null);
  await theirs.choose(null);
  assert.ok(!person.asked[0]?.labels?.includes('$(add) Set Up a Language Model…'));
  assert.deepEqual(theirs.posted, []);
});

test('a link opens for the web and for mail alone, with the host a browser would go to', () => {
  assert.equal(openableLink('https://ex\u0430mple.com/a?b=%2B'), 'https://xn--exmple-4nf.com/a?b=%2B');
  assert.equal(openableLink('mailto:a@b.example'), 'mailto:a@b.example');
  for (const href of [
    ...['command:trellis.signOut', 'javascript:alert(1)', 'file:///etc/passwd', 'vscode://x/y', 'data:text/html,x'],
    ...['/etc/passwd', '//evil.example', 'ftp://a.example', '', 'java\nscript:alert(1)', ' command:x'],
  ])
    assert.equal(openableLink(href), null, href);
});

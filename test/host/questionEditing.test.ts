// Editing a question where a server may take more away than was meant: who is asked what, and that no word is lost.
// Not here: what the server then does (test/session/assistant), edits that need no question (conversation.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ToWebview } from '../../src/bridge/messages.ts';
import { createChatStore } from '../../src/host/chatStore.ts';
import { createMemory } from '../../src/host/memory.ts';
import { SessionError } from '../../src/session/errors.ts';
import { memento } from '../support/chatSetting.ts';
import { installFakeVscode, person, script } from './library/fakeVscode.ts';

installFakeVscode();
const { createQuestionEditing } = await import('../../src/host/questionEditing.ts');

type Verdict = 'yes' | 'risky' | 'no';

function setting(verdict: Verdict | SessionError, isSent = true, meanwhile = (): void => undefined) {
  const memory = createMemory(memento());
  const store = createChatStore();
  const said: ToWebview[] = [];
  const done: string[] = [];
  const conversation = {
    async canReplace() {
      meanwhile();
      if (verdict instanceof SessionError) throw verdict;
      return verdict;
    },
    edit(_chatId: string, messageId: string, question: string) {
      done.push(`edit ${messageId} ${question}`);
      return isSent;
    },
    askElsewhere(_chatId: string, messageId: string, question: string) {
      done.push(`ask ${messageId} ${question}`);
      return isSent;
    },
  };
  const sources: { conversation: unknown } = { conversation };
  const editing = createQuestionEditing({ store, memory, sources, post: (message) => void said.push(message) });
  const edit = () => editing(conversation, 'c', 'm1', 'other words', 'the words');
  return { memory, store, sources, said, done, edit };
}

const kept = { messageId: 'm1', draft: 'other words', original: 'the words' };
const back = [{ kind: 'edit', chatId: 'c', ...kept }];

test('where the server can, nobody is asked', async () => {
  const { done, said, edit } = setting('yes');
  script();
  await edit();
  assert.deepEqual([done, said, person.shown], [['edit m1 other words'], [], []]);
});

test('where nobody knows what goes, the person chooses; Escape gives the words back', async () => {
  script('Edit Here');
  const here = setting('risky');
  await here.edit();
  assert.match(person.shown[0] ?? '', /may remove the older messages/);
  assert.deepEqual([here.done, here.said], [['edit m1 other words'], []]);
  script('Ask in New Chat');
  const elsewhere = setting('risky');
  await elsewhere.edit();
  assert.deepEqual([elsewhere.done, elsewhere.said], [['ask m1 other words'], []]);
  assert.equal(elsewhere.memory.ui('c').edit, undefined);
  script(null);
  const neither = setting('risky');
  await neither.edit();
  assert.deepEqual([neither.done, neither.said], [[], back]);
  assert.deepEqual(neither.memory.ui('c').edit, kept);
});

test('where the server cannot, a new chat is the one way offered', async () => {
  script('Ask in New Chat');
  const { done, said, edit } = setting('no');
  await edit();
  assert.match(person.shown[0] ?? '', /question cannot be replaced/);
  assert.deepEqual([done, said], [['ask m1 other words'], []]);
});

test('a server that cannot be asked, and a question that was not sent, lose no word', async () => {
  script();
  const away = setting(new SessionError('offline', 'No answer.'));
  await away.edit();
  assert.deepEqual([away.done, away.said], [[], back]);
  assert.match(away.store.state.notice?.text ?? '', /not edited: No answer/);
  const refused = setting('yes', false);
  await refused.edit();
  assert.deepEqual(refused.said, back);
});

test('when another source was chosen meanwhile nothing is done there, and the words wait in their chat', async () => {
  const first = { kind: 'assistant', url: 'http://127.0.0.1:1', user: null } as const;
  for (const verdict of ['yes', 'risky', new SessionError('offline', 'No answer.')] as const) {
    script();
    const { memory, sources, store, done, said, edit } = setting(verdict, true, () => {
      sources.conversation = null;
      memory.setSource({ kind: 'sample' });
    });
    memory.setSource(first);
    await edit();
    assert.deepEqual([done, said, store.state.notice], [[], [], null]);
    assert.equal(memory.ui('c').edit, undefined);
    memory.setSource(first);
    assert.deepEqual(memory.ui('c').edit, kept);
  }
});

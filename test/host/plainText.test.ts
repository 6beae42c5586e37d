// Words of others in VS Code's own messages: never a link that runs a command, never another order of reading.
// Not here: how they look (test/vscode/messages.test.ts).
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { plainText } from '../../src/host/plainText.ts';
import { installFakeVscode, person, script } from './library/fakeVscode.ts';

installFakeVscode();
const messages = await import('../../src/host/messages.ts');

/** How VS Code finds links in a message. */
const link = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+/i;
const evil = 'Look [here](command:workbench.action.quit "now")';

test('a link becomes text that reads the same', () => {
  assert.match(evil, link);
  assert.doesNotMatch(plainText(evil), link);
  assert.equal(plainText(evil).replaceAll('\u200B', ''), evil);
  assert.equal(plainText('f(x)[0] (see [1])'), 'f(x)[0] (see [1])');
});

test('what is dropped does not join the brackets, and turns no text round', () => {
  for (const between of ['\u202E', '\u2066', '\u0000', '\u0007\u202A', '\u0085'])
    assert.doesNotMatch(plainText(evil.replace('](', `]${between}(`)), link);
  assert.equal(plainText('a\u202Eb\u2069c\u001B[31md\r\n\te'), 'abc[31md\n\te');
});

test('at most a thousand characters, never half of one', () => {
  assert.equal(plainText('x'.repeat(1000)), 'x'.repeat(1000));
  assert.equal(plainText('😀'.repeat(1001)), `${'😀'.repeat(999)}…`);
});

test('every kind of message, box and list shows plain text', async () => {
  script();
  await messages.showInfo(evil);
  await messages.showError(evil);
  await messages.confirm(evil, evil, 'Yes');
  await messages.askText({ title: evil, prompt: evil, placeHolder: evil });
  await messages.pickOne([{ label: 'a' }], { title: evil, placeHolder: evil });
  await messages.pickSome([{ label: 'a' }], { title: evil, placeHolder: evil });
  const said = [...person.shown, ...person.asked.flatMap(({ title, prompt }) => [title ?? '', prompt ?? ''])];
  assert.equal(said.length, 9);
  for (const text of said) {
    assert.match(text, /Look \[here\]/);
    assert.doesNotMatch(text, link);
  }
});

test('nobody shows a message, a box or a list by another way', () => {
  const direct = /\bwindow\s*\.\s*show(?:(?:Information|Warning|Error)Message|InputBox|QuickPick)\b/;
  const files = globSync('src/**/*.ts').map((file) => file.replaceAll('\\', '/'));
  assert.deepEqual(
    files.filter((file) => direct.test(readFileSync(file, 'utf8'))),
    ['src/host/messages.ts'],
  );
});

test('boxes that are made by hand, messages of trees and failures of files are plain, and Markdown is not trusted', () => {
  for (const file of globSync('src/**/*.ts')) {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const shown = /\.(?:prompt|validationMessage|placeholder) = (.*)/.exec(line)?.[1];
      if (shown !== undefined) assert.match(shown, /^plainText\(/, `${file}: ${line.trim()}`);
      assert.doesNotMatch(line, /FileSystemError[\w.]*\(errorMessage|(?:isTrusted|supportHtml) = true/, file);
    }
  }
});

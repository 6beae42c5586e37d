// Pictures and documents of a conversation of the assistant API: how a picture goes, and what rows with either are shown as.
// Not here: choosing and shrinking a picture (host, webview), one for each server (differences.ts, pitfallsAround.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { person } from './person.ts';
import { scripted } from './servers.ts';

const options = { timeout: 10_000 };
const base64 = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test('a picture goes as it is, with what it is, and once', options, async (t) => {
  const { peer, ...server } = await scripted(t);
  assert.ok(peer);
  const me = await (await person(t, { ...server, peer })).connected();
  for (const mime of ['image/png', 'image/jpeg', 'image/gif', 'image/webp']) {
    me.put(mime, { message: 'What is it?', image: { mime, base64 } });
    await me.end(mime);
    const sent = peer.posts().at(-1);
    assert.deepEqual([sent?.body.text, sent?.body.image_base64, sent?.body.image_mime], ['What is it?', base64, mime]);
  }
  me.put('none');
  await me.end('none');
  assert.ok(!peer.posts().at(-1)?.body.image_base64);
  assert.equal(peer.posts().length, 5);
});

test('words that are empty go with a picture alone, as a fixed question', options, async (t) => {
  const { peer, ...server } = await scripted(t);
  assert.ok(peer);
  const me = await (await person(t, { ...server, peer })).connected();
  me.put('q', { message: '', image: { mime: 'image/png', base64 } });
  await me.end('q');
  assert.equal(peer.posts()[0]?.body.text, "What's in this image?");
});

describe('rows of history', () => {
  const big = 'QUJD'.repeat(500_000);
  const rows: [name: string, content: string, text: string, files: string[]][] = [
    ['a picture', ' [Image: image/jpeg] What is it?', 'What is it?', ['image']],
    [
      'a document',
      'Sum it up <document name="x.pdf" type="pdf">data:application/pdf;base64,QUJD</document>',
      'Sum it up',
      ['x.pdf'],
    ],
    [
      'a text file',
      'Sum it up\n<document name="notes.txt">\nline one\nline two\n</document>',
      'Sum it up',
      ['notes.txt'],
    ],
    [
      'two documents',
      '<document name="a.txt">a</document><document name="b.txt">b</document>Compare',
      'Compare',
      ['a.txt', 'b.txt'],
    ],
    ['an inline picture', 'Look: ![cat.png](data:image/png;base64,QUJD)', 'Look:', ['cat.png']],
    [
      'megabytes',
      `Look <document name="big.pdf" type="pdf">data:application/pdf;base64,${big}</document>`,
      'Look',
      ['big.pdf'],
    ],
    ['no document', 'Is 1 < 2 and <document> a tag?', 'Is 1 < 2 and <document> a tag?', []],
    ['words about a picture', 'The text [Image: x] stays', 'The text [Image: x] stays', []],
    ['a word that a person wrote', '[Image: a/b] what is it?', '[Image: a/b] what is it?', []],
    ['no picture', ' [Image: a/b] what is it?', ' [Image: a/b] what is it?', []],
    [
      'a question about documents',
      'what is <document name="x">y</document> in html?',
      'what is <document name="x">y</document> in html?',
      [],
    ],
    ['a document without a name', '<document type="pdf">x</document>', '<document type="pdf">x</document>', []],
  ];
  for (const [name, content, text, files] of rows)
    test(name, options, async (t) => {
      const { peer, ...server } = await scripted(t);
      assert.ok(peer);
      const { id } = peer.store.addConversation([
        { role: 'user', content },
        { role: 'assistant', content: 'Well.' },
      ]);
      const me = await (await person(t, { ...server, peer })).connected();
      await me.conversation.open(id);
      const [question] = me.messages();
      assert.ok(question?.role === 'user');
      assert.equal(question.content, text);
      assert.deepEqual(
        (question.files ?? []).map((file) => file.name),
        files,
      );
    });

  test('what this window has sent is shown as it was written, whatever it looks like', options, async (t) => {
    const { peer, ...server } = await scripted(t);
    assert.ok(peer);
    const me = await (await person(t, { ...server, peer })).connected();
    const words = 'In html:\n<document name="x">y</document>';
    await me.asked(words);
    const id = me.chatId();
    await me.conversation.open(null);
    await me.conversation.open(id);
    assert.equal(me.messages()[0]?.content, words);
    assert.equal(await me.session.canReplace(id, 'row:0'), 'yes');
  });

  test('documents and the picture of a row that says its words itself', options, async (t) => {
    const { peer, ...server } = await scripted(t);
    assert.ok(peer);
    const { id } = peer.store.addConversation([{ role: 'user', content: 'Compare' }]);
    const text = 'Compare\n<document name="a.txt">\nline\n</document>';
    const image = { mime: 'image/png', name: 'plot.png', size: 7 };
    const row = { id: 'm1', role: 'user', content: ` [Image: image/png] ${text}`, text, image };
    const body = { conversation_id: id, messages: [row, { id: 'm2', role: 'assistant', content: 'Well.' }] };
    peer.fail({ at: 'GET /api/chat/messages', times: 9, do: { kind: 'answer', status: 200, body } });
    const me = await (await person(t, { ...server, peer })).connected();
    await me.conversation.open(id);
    const [question] = me.messages();
    assert.ok(question?.role === 'user');
    assert.equal(question.content, 'Compare');
    assert.deepEqual(
      (question.files ?? []).map((file) => file.name),
      ['plot.png', 'a.txt'],
    );
  });

  test('a picture that an answer holds is part of its words', options, async (t) => {
    const { peer, ...server } = await scripted(t);
    assert.ok(peer);
    const picture = '![plot](data:image/png;base64,QUJD)';
    const { id } = peer.store.addConversation([
      { role: 'user', content: 'Draw' },
      { role: 'assistant', content: picture },
    ]);
    const me = await (await person(t, { ...server, peer })).connected();
    await me.conversation.open(id);
    assert.equal(me.answers()[0]?.content, picture);
  });

  test('notes of the server are not shown, and count as rows', options, async (t) => {
    const { peer, ...server } = await scripted(t);
    assert.ok(peer);
    const { id } = peer.store.addConversation([
      { role: 'user', content: 'one' },
      { role: 'assistant', content: '[[ASTA_STATUS]] thinking' },
      { role: 'assistant', content: 'answer' },
    ]);
    const me = await (await person(t, { ...server, peer })).connected();
    await me.conversation.open(id);
    assert.deepEqual(me.texts(), ['one', 'answer']);
    assert.deepEqual(
      me.messages().map((message) => message.id),
      ['row:0', 'row:2'],
    );
  });
});

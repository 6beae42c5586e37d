// Data in the text of an answer: lifted out, cut, or left alone.
// Not here: how pictures are drawn (test/webview/view/assistant.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { imageAt, liftData } from '../../../webview/parts/dataImages.ts';

const png = `iVBORw0KGgo${'A'.repeat(40)}`;

describe('data in the text of an answer', () => {
  test('a picture gets a place where it stood, with its description', () => {
    const { text, images } = liftData(
      `a ![red](data:image/png;base64,${png}) b ![](data:image/jpg;base64,/9j/AAA= "x") c`,
    );
    assert.deepEqual(images, [
      { src: `data:image/png;base64,${png}`, alt: 'red' },
      { src: 'data:image/jpeg;base64,/9j/AAA=', alt: '' },
    ]);
    const places = [...text.matchAll(/!\[(\w*)\]\(([^)]*)\)/g)].map((match) => [match[1], imageAt(match[2] ?? '')]);
    assert.deepEqual(places, [
      ['red', 0],
      ['', 1],
    ]);
    assert.match(text, /^a !.* b !.* c$/);
  });

  test('what only says that it is a picture is described, and its data is nowhere', () => {
    const { text, images } = liftData(
      `![svg](data:image/svg+xml;base64,${'PHN2'.repeat(1000)}) ![b](data:image/png;base64,AAAA)`,
    );
    assert.deepEqual(images, []);
    assert.match(text, /^svg \(picture, 3.KB\) b$/);
  });

  test('long data of any kind is cut to its type and size, and stays the address of its link', () => {
    const { text } = liftData(
      `[notes](data:application/pdf;base64,${'JVBE'.repeat(2000)}), raw data:;base64,${'x'.repeat(4000)}`,
    );
    assert.match(text, /^\[notes\]\(data:application\/pdf;…6.KB\), raw data:data;…3.KB$/);
    assert.ok(!/[\r\n ]/.test(/\((.*)\)/.exec(text)?.[1] ?? ' '));
  });

  test('a picture that is still on its way is its description, short data and other text stay as they are', () => {
    assert.equal(liftData(`Here: ![red](data:image/png;base64,${png}`).text, 'Here: red');
    for (const plain of [
      'no data',
      'an ![image](https://example.com/a.png)',
      '[x](data:text/plain;base64,aGk=) ;base64,',
    ])
      assert.deepEqual(liftData(plain), { text: plain, images: [] });
  });

  test('megabytes are read through once', () => {
    const large = `![large](data:image/png;base64,iVBORw0KGgo${'A'.repeat(9_000_000)})`;
    const began = performance.now();
    const { text, images } = liftData(
      `${large}\n\n${large}\n\n![huge](data:image/png;base64,iVBORw0KGgo${'A'.repeat(12_000_000)})`,
    );
    assert.ok(performance.now() - began < 2000);
    assert.equal(images.length, 2);
    assert.match(text, /huge \(picture, 8.6.MB\)$/);
    assert.ok(text.length < 200);
  });

  test('at most twenty pictures are drawn', () => {
    const { text, images } = liftData(`![p](data:image/png;base64,${png})\n`.repeat(25));
    assert.equal(images.length, 20);
    assert.equal(text.trim().split('\n').at(-1), 'p');
  });

  test('no other address is a place of a picture', () => {
    for (const address of ['', 'data:,picture/x', 'data:,picture/1.5', 'https://example.com/data:,picture/0'])
      assert.equal(imageAt(address), null, address);
  });
});

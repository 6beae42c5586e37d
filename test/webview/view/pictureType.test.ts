// Which files are pictures, by their content.
// Not here: making them fit, which needs a browser (assistantPictures.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pictureTypeOf } from '../../../webview/view/pictureType.ts';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

test('a picture is known by its first bytes, and nothing else is one', () => {
  assert.equal(pictureTypeOf(bytes('\x89PNG\r\n\x1a\n\0\0\0\r')), 'image/png');
  assert.equal(pictureTypeOf(bytes('\xff\xd8\xff\xe0\0\x10JFIF')), 'image/jpeg');
  assert.equal(pictureTypeOf(bytes('GIF89a\x01\0\x01\0')), 'image/gif');
  assert.equal(pictureTypeOf(bytes('GIF87a')), 'image/gif');
  assert.equal(pictureTypeOf(bytes('RIFF\x10\0\0\0WEBPVP8 ')), 'image/webp');
  for (const other of ['', 'RIFF\x10\0\0\0WAVE', 'BM', '<svg xmlns', '%PDF-1.7', 'GIF88a', 'RIFF'])
    assert.equal(pictureTypeOf(bytes(other)), null, other);
});

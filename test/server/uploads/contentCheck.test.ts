// What a file is, told by its bytes: text passes, all else is named where it can be.
// Not here: requests (receive.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createContentCheck } from '../../../src/server/uploads/contentCheck.ts';

const headBytes = 64 * 1024;
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf16be = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
const noise = Buffer.from(Array.from({ length: 300 }, (_, index) => (index * 37) % 256));
const longCsv = Buffer.from('name,value\r\nZoë,1\r\n'.repeat(5_000));

function verdict(bytes: Buffer, size = bytes.length || 1): string | undefined {
  const check = createContentCheck();
  for (let at = 0; at < bytes.length; at += size) {
    const found = check.push(bytes.subarray(at, at + size));
    if (found) return found;
  }
  return check.end();
}

const texts: Record<string, Buffer> = {
  'comma separated': Buffer.from('a,b\n1,2\n'),
  'with tabs, form feeds and old line ends': Buffer.from('a\tb\r1\t2\f\r'),
  'UTF-8 with a mark': Buffer.from('\ufeffa,b\n1,2\n'),
  'beyond Latin': Buffer.from('城市,人口\n北京,1\n😀,2\n'),
  'Windows-1252': latin1('caf\xe9;\x80 5;\x93x\x94\n'),
  'UTF-16, small end first': Buffer.from('\ufeffa,ü\n1,😀\n', 'utf16le'),
  'UTF-16, big end first': utf16be('a,ü\n1,2\n'),
  'longer than the judged beginning': longCsv,
  'UTF-16 longer than the beginning, cut within a character': Buffer.from(`\ufeffa${'😀'.repeat(20_000)}`, 'utf16le'),
  'columns named like signatures': Buffer.from('PAR1,PAR2\n1,2\n'),
  'keys named like signatures': Buffer.from('MZ,PK,DUCK\n1,2,3\n'),
  'a tag in a cell': Buffer.from('page\n<html>\n'),
  nothing: Buffer.alloc(0),
};

test('text of every encoding passes, however it is cut', () => {
  for (const [name, bytes] of Object.entries(texts)) {
    for (const size of [1, 2, 3, 7, 1000, headBytes - 1, headBytes, headBytes + 1]) {
      assert.equal(verdict(bytes, size), undefined, `${name} in pieces of ${size}`);
    }
  }
});

const others: [string, Buffer][] = [
  ['is a PDF', latin1('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj')],
  ['is a PNG image', latin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')],
  ['is a JPEG image', latin1('\xff\xd8\xff\xe0\0\x10JFIF')],
  ['is a GIF image', latin1('GIF89a\x01\0\x01\0')],
  ['is a ZIP archive', latin1('PK\x03\x04\x14\0\0\0\x08\0readme.txt')],
  ['is an Excel workbook', latin1('PK\x03\x04\x14\0[Content_Types].xml....PK\x03\x04xl/workbook.xml')],
  ['is an older Office document, or has a password', latin1('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0')],
  ['is a gzip archive', gzipSync('a,b\n1,2\n')],
  ['is a program', latin1('\x7fELF\x02\x01\x01\0')],
  ['is a program', latin1('MZ\x90\0\x03\0\0\0')],
  ['is an SQLite database', latin1('SQLite format 3\0\x10\0')],
  ['is a Parquet file', latin1('PAR1\x15\x04\x15\x10')],
  ['is a DuckDB database', latin1('\x12\x34\x56\x78\x9a\xbc\xde\xf0DUCK\x40\0\0\0')],
  ['is an HTML page', Buffer.from('\n <!DOCTYPE html><p>')],
  ['is an HTML page', Buffer.from('\ufeff<HTML lang="en">')],
  ['is an HTML page', Buffer.from('\ufeff<html>', 'utf16le')],
  ['is an XML file', Buffer.from('<?xml version="1.0"?><Workbook/>')],
  ['is not a text file', noise],
  ['is not a text file', Buffer.from('a,b\n1,\0\n')],
  ['is not a text file', Buffer.from('a,b\n1,\u001b[31m\n')],
  ['is not a text file', Buffer.from('a,b\n1,\0\n', 'utf16le')],
  ['is not a text file', Buffer.from('\ufeffa\0b', 'utf16le')],
  ['is not a text file', latin1('\xff\xfea\0\x00\xd8b\0')],
  ['has zero bytes in it, which no text has', Buffer.concat([longCsv, Buffer.from('1,\0\n')])],
];

test('what is no text is named, the same however it is cut', () => {
  for (const [expected, bytes] of others) {
    const cuts = bytes.length > headBytes ? [headBytes - 1, headBytes, headBytes + 1] : [1, 2, 5, bytes.length];
    for (const size of cuts)
      assert.equal(verdict(bytes, size), expected, `${bytes.toString('latin1', 0, 12)} by ${size}`);
  }
});

test('a control character beyond the judged beginning is the file’s own affair', () => {
  assert.equal(verdict(Buffer.concat([longCsv, Buffer.from('1,\u0007\n')])), undefined);
});

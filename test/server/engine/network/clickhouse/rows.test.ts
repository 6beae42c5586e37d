// Rows, types and errors of ClickHouse, from bodies recorded of 18.16 and 26.7 (recorded/ says how).
// Not here: sessions and cancelling (session.test.ts), what is refused (guard.test.ts).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answerText, beginText, recordedFrom } from '../../../../support/databases/clickhousePeer.ts';
import { allRows, connected, failed } from './support.ts';

const recent = recordedFrom('26.7');
const old = recordedFrom('18.16');

describe('values of ClickHouse', () => {
  test('of 26.7, every type as its own kind and exactly', async (t) => {
    const { connection, peer } = await connected(t);
    const asked = allRows(connection, 'SELECT typed');
    answerText(await peer.next(), 200, recent.typed?.body ?? '');
    const { columns, rows } = await asked;
    const [row = []] = rows;
    const seen = Object.fromEntries(columns.map(({ name, type }, at) => [name, [type, row[at]]]));
    const all = Object.values(seen);
    assert.equal(rows.length, 1);
    assert.equal(columns.length, 24);
    assert.deepEqual(all.slice(0, 4), [
      ['integer', '9223372036854775807'],
      ['integer', '18446744073709551615'],
      ['number', 1.1],
      ['number', 'NaN'],
    ]);
    assert.deepEqual(all.slice(4, 10), [
      ['text', '[1,2]'],
      ['text', "{'a':1}"],
      ['timestamp', '2024-02-29 12:34:56'],
      ['text', null],
      ['integer', '115792089237316195423570985008687907853269984665640564039457584007913129639935'],
      ['text', "(1,'x')"],
    ]);
    assert.deepEqual(all.slice(10, 18), [
      ['text', '61f0c404-5cb3-11e7-907b-a6006ad3dba0'],
      ['text', '1.2.3.4'],
      ['text', '::1'],
      ['number', 0.1],
      ['boolean', true],
      ['date', '1935-02-01'],
      ['text', 'x'],
      ['text', 'y'],
    ]);
    assert.deepEqual(all.slice(18), [
      ['number', '123456789012345678.12'],
      ['number', '-Infinity'],
      ['text', "['a\\'b']"],
      ['text', 'tab\tnl\nbs\\'],
      ['text', 'ab'],
      ['integer', 5],
    ]);
  });

  test('of 18.16, too', async (t) => {
    const { connection, peer } = await connected(t);
    const asked = allRows(connection, 'SELECT typed');
    answerText(await peer.next(), 200, old.typed?.body ?? '', old.typed?.headers);
    const { columns, rows } = await asked;
    assert.equal(rows.length, 2);
    assert.deepEqual(rows[0]?.slice(0, 12), [
      0,
      'a\tb\\\n',
      null,
      '18446744073709551615',
      '9007199254740993',
      1.5,
      '2024-02-29',
      '2024-02-29 12:34:56',
      '[1,2]',
      'NaN',
      '-Infinity',
      '61f0c404-5cb3-11e7-907b-a6006ad3dba0',
    ]);
    assert.deepEqual(
      columns.slice(5, 8).map(({ type }) => type),
      ['number', 'date', 'timestamp'],
    );
  });

  test('in pieces of every size', async (t) => {
    const { connection, peer } = await connected(t);
    const body = Buffer.from(`${recent.orders?.body ?? ''}`);
    for (const size of [1, 2, 3, 7, 64, 1_000_000]) {
      const asked = allRows(connection, 'SELECT orders');
      const response = beginText(await peer.next());
      for (let at = 0; at < body.length; at += size) response.write(body.subarray(at, at + size));
      response.end();
      const { columns, rows } = await asked;
      assert.equal(rows.length, 3, `pieces of ${size}`);
      assert.deepEqual(columns.map(({ type }) => type).slice(0, 5), ['integer', 'text', 'number', 'date', 'timestamp']);
      assert.deepEqual(rows[1]?.slice(0, 5), [1, 'n1', 1.25, '1935-02-02', '2024-02-29 12:34:56']);
    }
  });

  test('a result without rows has its columns', async (t) => {
    const { connection, peer } = await connected(t);
    const asked = allRows(connection, 'SELECT none');
    answerText(await peer.next(), 200, 'a\tb\nUInt8\tString\n');
    const { columns, rows } = await asked;
    assert.deepEqual(rows, []);
    assert.deepEqual(
      columns.map(({ name }) => name),
      ['a', 'b'],
    );
  });
});

describe('errors of ClickHouse', () => {
  const told: readonly [string, number, string, RegExp, string?][] = [
    ['syntax of 18.16', 400, old.syntax?.body ?? '', /^Syntax error: failed at position 1/],
    ['no table of 18.16', 404, old.noTable?.body ?? '', /^Table default\.nix doesn't exist\.$/],
    ['a write of 18.16', 500, old.create?.body ?? '', /^Cannot create table in readonly mode$/],
    ['time of 18.16', 500, old.timeout?.body ?? '', /took too long/, 'timeout'],
    ['login of 18.16', 401, old.wrongPassword?.body ?? '', /refuses the user name or the password/],
    ['killed by somebody', 500, old.killed?.body ?? '', /ended in the database by somebody else/],
    ['no table of 26.7', 404, recent.noTable?.error ?? '', /^Unknown table expression identifier 'shop\.nix'/],
    ['no column of 26.7', 404, recent.noColumn?.error ?? '', /^Unknown expression identifier `nix`/],
    ['a page of a proxy', 502, '<html>secret</html>', /^The server answers with status 502/],
    ['another server', 404, 'Not here', /no ClickHouse/],
  ];
  for (const [name, status, body, message, kind] of told)
    test(name, async (t) => {
      const { connection, peer } = await connected(t);
      const asked = assert.rejects(connection.run('SELECT 1', { timeoutMs: 1_000 }), failed(message, kind));
      answerText(await peer.next(), status, body);
      await asked;
      const again = allRows(connection, 'SELECT 2');
      answerText(await peer.next(), 200, 'x\nUInt8\n2\n');
      assert.deepEqual((await again).rows, [[2]]);
    });

  test('after rows and status 200, as 18.16 writes them, in every piece', async (t) => {
    const { connection, peer } = await connected(t);
    const body = Buffer.from(old.midStream?.body ?? '');
    for (const size of [1, 5, 1_000]) {
      const asked = assert.rejects(
        allRows(connection, 'SELECT throwIf'),
        failed(/^Value passed to 'throwIf' function is non zero$/),
      );
      const response = beginText(await peer.next());
      for (let at = 0; at < body.length; at += size) response.write(body.subarray(at, at + size));
      response.end();
      await asked;
    }
  });

  const tag = 'dngjzjnxkvlwkeua';
  const error = `Code: 395. ${'DB::Exception'}: Value passed to 'throwIf' function is non-zero. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)`;
  const bodies: readonly [string, string, Record<string, string>][] = [
    ['in one column without a mark', `x\nString\na\n${error}\n`, {}],
    ['marked without a tag', `x\nString\na\n__exception__\n${error}\n`, {}],
    [
      'marked with a tag',
      `x\nString\na\n\r\n__exception__\r\n${tag}\r\n${error}\r\n120 ${tag}\r\n__exception__\r\n`,
      { 'X-ClickHouse-Exception-Tag': tag },
    ],
    [
      'marked with a tag in two columns',
      `x\ty\nString\tString\na\tb\n\r\n__exception__\r\n${tag}\r\n${error}\r\n120 ${tag}\r\n__exception__\r\n`,
      { 'X-ClickHouse-Exception-Tag': tag },
    ],
  ];
  for (const [name, body, headers] of bodies)
    for (const isCut of [false, true])
      test(`after rows, ${name}${isCut ? ', and the line cut' : ''}`, async (t) => {
        const { connection, peer } = await connected(t);
        const asked = assert.rejects(allRows(connection, 'SELECT throwIf'), failed(/^Value passed to 'throwIf'/));
        const response = beginText(await peer.next(), headers);
        response.write(body);
        if (isCut) setImmediate(() => response.destroy());
        else response.end();
        await asked;
      });

  test('a text that looks like an error is a value where the server marks its errors', async (t) => {
    const { connection, peer } = await connected(t);
    const asked = allRows(connection, 'SELECT message FROM log');
    const body = `message\nString\n__exception__\n${error}\n`;
    answerText(await peer.next(), 200, body, { 'X-ClickHouse-Exception-Tag': tag });
    assert.deepEqual((await asked).rows, [['__exception__'], [error]]);
  });

  test('rows whose line is cut are no result', async (t) => {
    const { connection, peer } = await connected(t);
    const asked = assert.rejects(allRows(connection, 'SELECT n'), failed(/broke before the answer was whole/));
    const response = beginText(await peer.next());
    response.write('n\nUInt64\n1\n2\n12');
    setImmediate(() => response.destroy());
    await asked;
  });

  const hostile: readonly [string, string][] = [
    ['another number of values', 'a\tb\nUInt8\tUInt8\n1\n2\n'],
    ['more names than types', 'a\tb\nUInt8\n1\n'],
    ['types that are none', 'a\n<html>\n1\n'],
    ['a page', '<!doctype html>\n<p>hello</p>\n<p>more</p>\n'],
    ['one line', 'a'],
  ];
  for (const [name, body] of hostile)
    test(`an answer with ${name} is refused`, async (t) => {
      const { connection, peer } = await connected(t);
      const asked = assert.rejects(allRows(connection, 'SELECT n'), failed(/no row of ClickHouse/));
      answerText(await peer.next(), 200, body);
      await asked;
    });
});

// The server as a process: its first line, a clean end, and what is left after it was killed at the worst moments.
// Not here: endpoints (rest.test.ts).
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { serverProcess, serverScript } from '../support/serverProcess.ts';
import { openSocket, parseSse, slowQuestion, smallData, temporaryFolder } from '../support/testServer.ts';

const run = promisify(execFile);

test('the first line is the only one on standard output, and SIGTERM ends with 0', async (t) => {
  const folder = temporaryFolder(t);
  const server = await serverProcess(t, [
    '--data',
    smallData(folder),
    '--store',
    path.join(folder, 'store'),
    '--email',
    'me@example.org',
  ]);
  assert.deepEqual(Object.keys(server.ready), ['url', 'api_key', 'email', 'integrations']);
  assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.deepEqual([server.apiKey, server.ready.email], ['process-test-key', 'me@example.org']);
  const { id } = (await (await server.api('POST', '/v1/chats/create', {})).json()) as { id: string };
  const answer = await (
    await server.api('POST', '/v1/chats', { chat_id: id, message: 'How many sales are there?' })
  ).text();
  assert.equal(parseSse(answer).at(-1)?.event, 'message');
  assert.deepEqual(await server.kill('SIGTERM'), { code: 0, signal: null });
  assert.equal(server.stdout().trim().split('\n').length, 1);
  assert.doesNotMatch(server.stderr(), /process-test-key|eyJ/);
});

test('a chat is whole after kill -9 right behind its message', async (t) => {
  const folder = temporaryFolder(t);
  const args = ['--data', smallData(folder), '--store', path.join(folder, 'store')];
  let server = await serverProcess(t, args);
  const { id } = (await (await server.api('POST', '/v1/chats/create', { title: 'Kept' })).json()) as { id: string };
  for (let round = 1; round <= 3; round++) {
    const response = await server.api('POST', '/v1/chats', { chat_id: id, message: `How many sales are there?` });
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      // The moment the last event is seen, before the stream is even closed.
      if (text.includes('event: message')) break;
    }
    await server.kill('SIGKILL');
    server = await serverProcess(t, args);
    const chat = (await (await server.api('GET', `/v1/chats/${id}`)).json()) as {
      messages: { role: string; content: string }[];
      running: unknown;
    };
    assert.equal(chat.running, null);
    assert.deepEqual(
      chat.messages.map(({ role }) => role),
      Array.from({ length: round }, () => ['user', 'assistant']).flat(),
    );
    assert.match(chat.messages.at(-1)?.content ?? '', /7/);
  }
});

test('a turn that kill -9 cut is closed with an error, and the chat takes the next question', async (t) => {
  const folder = temporaryFolder(t);
  const args = ['--data', smallData(folder), '--store', path.join(folder, 'store')];
  const first = await serverProcess(t, args);
  const { id } = (await (await first.api('POST', '/v1/chats/create', {})).json()) as { id: string };
  const { token } = (await (
    await fetch(`${first.url}/v1/authenticate`, {
      method: 'POST',
      headers: { 'X-API-Key': first.apiKey },
      body: JSON.stringify({ email: 'you@localhost' }),
    })
  ).json()) as { token: string };
  const socket = await openSocket(`${first.url.replace('http', 'ws')}/v1/chats/ws`, {
    Authorization: `Bearer ${token}`,
  });
  socket.send({ action: 'send_message', chat_id: id, message: slowQuestion });
  await socket.until('processing');
  await first.kill('SIGKILL');
  assert.equal((await socket.closed).code, 1006);
  const second = await serverProcess(t, args);
  // The token of before is still good: both servers sign with the key of the store.
  const chat = (await (
    await fetch(`${second.url}/v1/chats/${id}`, { headers: { Authorization: `Bearer ${token}` } })
  ).json()) as {
    messages: { content: string; metadata: { error?: { code: string; retryable: boolean } } }[];
  };
  assert.equal(chat.messages.length, 2);
  assert.equal(chat.messages[1]?.content, '');
  assert.equal(chat.messages[1]?.metadata.error?.code, 'INTERNAL');
  assert.equal(chat.messages[1]?.metadata.error?.retryable, true);
  const answer = await (
    await second.api('POST', '/v1/chats', { chat_id: id, message: 'How many sales are there?' })
  ).text();
  assert.equal(parseSse(answer).at(-1)?.event, 'message');
});

test('SIGTERM in the middle of an answer stores what there is', async (t) => {
  const folder = temporaryFolder(t);
  const args = ['--data', smallData(folder), '--store', path.join(folder, 'store')];
  const first = await serverProcess(t, args);
  const { id } = (await (await first.api('POST', '/v1/chats/create', {})).json()) as { id: string };
  const response = await first.api('POST', '/v1/chats', { chat_id: id, message: slowQuestion });
  await response.body?.getReader().read();
  assert.deepEqual(await first.kill('SIGTERM'), { code: 0, signal: null });
  const second = await serverProcess(t, args);
  const chat = (await (await second.api('GET', `/v1/chats/${id}`)).json()) as {
    messages: { metadata: { interrupted?: boolean } }[];
  };
  assert.equal(chat.messages[1]?.metadata.interrupted, true);
});

test('wrong use ends with 2 and the usage, data that cannot be read with 1 and a sentence', async (t) => {
  const folder = temporaryFolder(t);
  const failing = (args: string[]) =>
    run(process.execPath, [serverScript, ...args]).catch(
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  for (const args of [
    [],
    ['fly'],
    ['serve', '--port', 'x'],
    ['serve', '--nope'],
    ['serve', '--timezone', 'Mars/X'],
    ['serve', '--fiscal-year-start', '4'],
    ['ask', 'how many orders', '--fiscal-year-start', 'smarch'],
    ['serve', '--limits', 'maybe'],
    ['ask'],
    ['ask', '  '],
  ]) {
    const { code, stdout, stderr } = (await failing(args)) as { code: number; stdout: string; stderr: string };
    assert.equal(code, 2, args.join(' '));
    assert.equal(stdout, '');
    assert.match(stderr, /--data/);
  }
  const missing = (await failing(['serve', '--data', path.join(folder, 'nowhere'), '--store', folder])) as {
    code: number;
    stdout: string;
    stderr: string;
  };
  assert.equal(missing.code, 1);
  assert.equal(missing.stdout, '');
  assert.match(missing.stderr, /nowhere/);
});

test('ask prints an answer, or events as lines, and its exit code says how it went', async (t) => {
  const data = smallData(temporaryFolder(t));
  const ask = (...args: string[]) => run(process.execPath, [serverScript, 'ask', ...args, '--data', data]);
  assert.match((await ask('How many sales are there?')).stdout, /\b7\b/);
  const drawn = (await ask('Show me sales by region as a bar chart')).stdout;
  assert.match(drawn, /East +█+/);
  const lines = (await ask('How many sales are there?', '--json')).stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(lines[0].event, 'chat_metadata');
  assert.equal(lines.at(-1).event, 'message');
  await assert.rejects(ask('Who will win the election?'), { code: 1 });
});

test('ask --explain prints the reading, the plan and the SQL, or what is not understood, and runs nothing', async (t) => {
  const data = smallData(temporaryFolder(t));
  const explain = (...args: string[]) =>
    run(process.execPath, [serverScript, 'ask', '--explain', ...args, '--data', data]);
  const { stdout } = await explain('Show me sales by region as a bar chart');
  const [, reading = '', plan = '', sql = ''] =
    /^Reading: (.+)\n\nPlan:\n([\s\S]+)\n\nSQL:\n([\s\S]+)\n$/.exec(stdout) ?? [];
  assert.match(reading, /region/);
  assert.equal(JSON.parse(plan).kind, 'aggregate');
  assert.match(sql, /^SELECT/);
  assert.doesNotMatch(stdout, /East/);
  const json = JSON.parse((await explain('Show me sales by region as a bar chart', '--json')).stdout);
  assert.deepEqual(json, { reading, plan: JSON.parse(plan), sql });
  await assert.rejects(explain('Who will win the election?'), ({ code, stdout: said, stderr }) => {
    assert.deepEqual([code, said], [1, '']);
    assert.match(stderr, /election/);
    assert.equal([...stderr.matchAll(/^ {2}- /gm)].length, 3);
    return true;
  });
});

test('npm run serve: SIGTERM to npm alone ends the server too', async (t) => {
  const folder = temporaryFolder(t);
  const args = ['run', '-s', 'serve', '--', '--data', smallData(folder), '--store', path.join(folder, 'store')];
  const npm = spawn('npm', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = await once(createInterface({ input: npm.stdout }), 'line');
  const { url } = JSON.parse(line);
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  npm.kill('SIGTERM');
  // The pipe closes when the last process that holds it has ended.
  await once(npm, 'close');
  await assert.rejects(fetch(`${url}/healthz`));
});

test('a damaged store is set aside and said in the first line and the log; the server starts with a new one', async (t) => {
  const folder = temporaryFolder(t);
  const store = path.join(folder, 'store');
  mkdirSync(store);
  writeFileSync(path.join(store, 'trellis.db'), 'SQLite format 3\u0000 and then nothing that makes sense '.repeat(200));
  const server = await serverProcess(t, ['--data', smallData(folder), '--store', store]);
  const [notice] = server.ready.notices as string[];
  assert.match(notice ?? '', /set aside as .*trellis\.db\.damaged-/);
  assert.match(server.stderr(), /"store\.damaged"/);
  assert.equal((await server.api('POST', '/v1/chats/create', {})).status, 201);
  assert.ok(readdirSync(store).some((name) => name.startsWith('trellis.db.damaged-')));
});

test('Ctrl+C, which reaches the whole group and is passed on too, stores the answer and ends in order', async (t) => {
  const folder = temporaryFolder(t);
  const args = ['serve', '--data', smallData(folder), '--store', path.join(folder, 'store')];
  const child = spawn(process.execPath, [serverScript, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TRELLIS_API_KEY: 'process-test-key' },
  });
  t.after(() => child.kill('SIGKILL'));
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  await once(createInterface({ input: child.stdout }), 'line');
  const exited = once(child, 'exit');
  for (let signal = 0; signal < 3; signal++) child.kill('SIGINT');
  assert.deepEqual(await exited, [0, null]);
  assert.match(log, /"server\.stopped"/);
});

test('what is stored can be read by its owner alone', { skip: process.platform === 'win32' }, async (t) => {
  const folder = temporaryFolder(t);
  const store = path.join(folder, 'store');
  const server = await serverProcess(t, ['--data', smallData(folder), '--store', store]);
  await server.api('POST', '/v1/chats/create', {});
  const open = readdirSync(store, { recursive: true, withFileTypes: true }).filter(
    (entry) => statSync(path.join(entry.parentPath, entry.name)).mode & 0o077,
  );
  assert.deepEqual(
    open.map(({ name }) => name),
    [],
  );
});

test('an address that cannot be had, or would let nobody in, is said in one sentence', async (t) => {
  const folder = temporaryFolder(t);
  const common = ['--data', smallData(folder), '--store', path.join(folder, 'store')];
  const first = await serverProcess(t, common);
  const failures: [string[], number, RegExp][] = [
    [['--port', new URL(first.url).port], 1, /^Port \d+ of 127\.0\.0\.1 is taken by another program\. .*--port/],
    [['--host', 'nowhere.invalid'], 1, /^"nowhere\.invalid" is no address of this machine/],
    [['--host', '0.0.0.0'], 2, /^--host: "0\.0\.0\.0" names no one address/],
    [['--email', 'nonsense'], 2, /^--email: "nonsense" is no email address/],
    [['--public-url', 'ftp://x'], 2, /^--public-url: "ftp:\/\/x" is no address/],
  ];
  for (const [more, code, sentence] of failures) {
    const failed = await run(process.execPath, [serverScript, 'serve', ...common, ...more]).catch((cause) => cause);
    const said = String(failed.stderr)
      .split('\n')
      .find((line) => line && !line.startsWith('{'));
    assert.deepEqual([failed.code, sentence.test(said ?? '')], [code, true], said);
    assert.doesNotMatch(String(failed.stderr), /\bat .*:\d+:\d+/);
  }
});

test('a proxy in front is answered by its own name, and links lead there', async (t) => {
  const folder = temporaryFolder(t);
  const args = ['--data', smallData(folder), '--store', path.join(folder, 'store')];
  const server = await serverProcess(t, [...args, '--public-url', 'https://trellis.example.org/']);
  const status = (Host: string) =>
    new Promise((resolve, reject) => {
      get(`${server.url}/healthz`, { headers: { Host } }, (response) => resolve(response.resume().statusCode)).on(
        'error',
        reject,
      );
    });
  assert.deepEqual([await status('trellis.example.org'), await status('evil.example.org')], [200, 421]);
});

// A line of an account that is signed out elsewhere: nothing more goes out, the session says so, and goes on after a new sign-in.
// Not here: real sockets and windows (test/vscode/accountsWindows.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Emitter } from '../../src/base/emitter.ts';
import { resumeWhenSignedIn, signedInLines } from '../../src/host/accountsLine.ts';
import { SessionError } from '../../src/session/errors.ts';
import { createTokenSource } from '../../src/session/tokenSource.ts';
import { createTrellisSession } from '../../src/session/trellisSession.ts';
import { fakeClock } from '../support/fakeClock.ts';
import { memoryConnect } from '../support/memoryTransport.ts';

/** A session of one account, its line ready. */
async function ready() {
  const clock = fakeClock();
  const peer = memoryConnect();
  const changes = new Emitter<void>();
  let signedIn: string | null = 'first';
  let asked = 0;
  let keyIsDead = false;
  const look = async () => {
    if (signedIn === null) throw new SessionError('unauthorized', 'ann is signed out. Sign in again.');
    return signedIn;
  };
  const lookout = { look, onMayBeGone: changes.event };
  const tokens = createTokenSource(
    async () => {
      asked += 1;
      if (keyIsDead) throw new SessionError('unauthorized', 'Invalid API key', { status: 401 });
      return { token: `t${asked}`, member_id: 'm', organization_id: 'o', expires_at: '2999-01-01T00:00:00Z' };
    },
    clock,
    look,
  );
  const session = createTrellisSession({
    url: async () => 'http://127.0.0.1:1',
    tokens,
    connect: signedInLines(peer.connect, lookout),
    clock,
    random: () => 0,
    log: () => undefined,
  });
  const resuming = resumeWhenSignedIn(session, lookout);
  const failures: string[] = [];
  session.onState((state) => state.phase === 'failed' && failures.push(state.reason.message));
  const lost: string[] = [];
  session.onTurn((update) => update.kind === 'lost' && lost.push(update.key));
  session.start();
  await clock.settle();
  peer.last().say('authenticated');
  await clock.settle();
  assert.equal(session.state.phase, 'ready');
  return {
    clock,
    peer,
    session,
    failures,
    lost,
    resuming,
    asked: () => asked,
    sign(id: string | null) {
      signedIn = id;
    },
    killKey(dead: boolean) {
      keyIsDead = dead;
    },
    tell: () => changes.fire(),
    ask: (key: string) =>
      session.ask({
        key,
        chatId: 'c1',
        message: `question ${key}`,
        replaces: null,
        integrationId: null,
        model: null,
        clientMessageId: key,
      }),
  };
}

test('frames leave in their order while the account is signed in', async () => {
  const { clock, peer, session, ask } = await ready();
  ask('q1');
  session.interrupt('c1');
  await clock.settle();
  assert.deepEqual(
    peer.last().sent.map(({ action }) => action),
    ['send_message', 'interrupt'],
  );
});

test('a question after a sign-out nobody told of is not sent, kept, and said in one sentence', async () => {
  const { clock, peer, session, failures, lost, asked, sign, ask } = await ready();
  sign(null);
  ask('q1');
  await clock.settle();
  assert.deepEqual(peer.last().sent, []);
  assert.deepEqual(lost, ['q1']);
  assert.deepEqual(failures, ['ann is signed out. Sign in again.']);
  assert.equal(session.state.phase, 'failed');
  assert.notEqual(peer.last().closedWith, undefined);
  await clock.pass(120_000);
  assert.equal(peer.lines.length, 1);
  assert.equal(asked(), 1);
});

test('a sign-out that is told ends the line at once', async () => {
  const { clock, session, failures, sign, tell } = await ready();
  sign(null);
  tell();
  await clock.settle();
  assert.equal(session.state.phase, 'failed');
  assert.deepEqual(failures, ['ann is signed out. Sign in again.']);
});

test('other accounts may come and go without a word', async () => {
  const { clock, peer, session, tell } = await ready();
  tell();
  await clock.settle();
  assert.equal(session.state.phase, 'ready');
  assert.equal(peer.lines.length, 1);
});

test('the session goes on by itself when somebody has signed in again, with a new token', async () => {
  const { clock, peer, session, sign, tell } = await ready();
  sign(null);
  tell();
  await clock.settle();
  sign('second');
  tell();
  await clock.settle();
  assert.equal(peer.last().token, 't2');
  peer.last().say('authenticated');
  await clock.settle();
  assert.equal(session.state.phase, 'ready');
});

test('a dead key is said once and not tried again until somebody signs in', async () => {
  const { clock, peer, session, failures, asked, sign, killKey, tell } = await ready();
  killKey(true);
  peer.last().cut(4001);
  await clock.settle();
  assert.deepEqual(failures, ['Invalid API key']);
  assert.equal(asked(), 2);
  tell();
  await clock.pass(600_000);
  assert.equal(asked(), 2);
  killKey(false);
  sign('second');
  tell();
  await clock.settle();
  assert.equal(asked(), 3);
  peer.last().say('authenticated');
  await clock.settle();
  assert.equal(session.state.phase, 'ready');
  assert.equal(failures.length, 1);
});

test('a disposed account hears nothing', async () => {
  const { clock, peer, session, resuming, sign, tell } = await ready();
  session.dispose();
  resuming.dispose();
  sign(null);
  tell();
  await clock.settle();
  assert.equal(peer.lines.length, 1);
});

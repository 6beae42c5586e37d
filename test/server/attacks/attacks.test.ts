// All attacks at the server's door over real sockets: each is refused as it should be, and nothing is changed by any.
// Not here: the attacks themselves (the tables beside this file); SQL (engine/attacks.test.ts).
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { parseJson } from '../../../src/protocol/decoded.ts';
import { attacksRun, type HttpAttack, httpAttacks, runAttacks } from './attack.ts';
import { bodyAttacks, oddBodyAttacks } from './bodyCases.ts';
import { formAttacks, hostAttacks, methodAttacks, originAttacks } from './doorCases.ts';
import { endpointsOf } from './endpoints.ts';
import { exhaustionAttacks, longQuestionAttacks } from './exhaustion.ts';
import { floodAttacks, othersAreAnswered, slowAttacks, strangersDeadline } from './floods.ts';
import { endlessAttacks, garbageAttacks, lengthAttacks, smugglingAttacks } from './lineCases.ts';
import { adminAttacks, memberAttacks } from './memberCases.ts';
import { linkAttacks, traversalAttacks } from './pathCases.ts';
import { frameAttacks, strangerAttacks } from './socketCases.ts';
import { socketMemberAttacks } from './socketMemberCases.ts';
import { parameterAttacks, textAttacks } from './textCases.ts';
import { lateAttacks, socketTokenAttacks, tokenAttacks } from './tokenCases.ts';
import { upgradeAttacks } from './upgradeCases.ts';
import { uploadChatAttacks, uploadNameAttacks } from './uploadCases.ts';
import { createWorld, recordStandardError, type World } from './world.ts';

test('attacks at the door', async (t: TestContext) => {
  const log = recordStandardError(t);
  const world = await createWorld(t);
  const strangersEnd = strangersDeadline(world);
  const endpoints = await endpointsOf(world);
  const http = (name: string, attacks: readonly HttpAttack[]) =>
    runAttacks(t, world, name, httpAttacks(world, attacks));

  await http('another Host', hostAttacks(world));
  await http('another Origin', originAttacks(world, endpoints));
  await http('forms of other sites', formAttacks(world, endpoints));
  await http('methods', methodAttacks(world, endpoints));
  await http('ids that are paths', traversalAttacks(world, endpoints));
  await http('links that are not signed', linkAttacks(world));
  await http('chats of uploads', uploadChatAttacks(world));
  await runAttacks(t, world, 'names of uploads', uploadNameAttacks(world));
  await http('lengths that lie', lengthAttacks(world, endpoints));
  await http('no end', endlessAttacks(world));
  await http('two requests in one', smugglingAttacks(world));
  await http('no HTTP', garbageAttacks(world));
  await http('bodies', bodyAttacks(world, endpoints));
  await http('odd bodies', oddBodyAttacks(world));
  await http('tokens', tokenAttacks(world));
  await runAttacks(t, world, 'tokens at the socket', socketTokenAttacks(world));
  await runAttacks(t, world, 'tokens and links that were good', lateAttacks(world));
  await runAttacks(t, world, 'frames', frameAttacks(world));
  await runAttacks(t, world, 'sockets of strangers', strangerAttacks(world));
  await http('upgrades', upgradeAttacks(world));
  await runAttacks(t, world, 'what is of other members', memberAttacks(world, endpoints));
  await http('what only admins may', adminAttacks(world, endpoints));
  await runAttacks(t, world, 'what is of other members, at the socket', socketMemberAttacks(world));
  await runAttacks(t, world, 'texts', textAttacks(world));
  await runAttacks(t, world, 'parameters', parameterAttacks(world));
  await runAttacks(t, world, 'floods', floodAttacks(world));
  await t.test('who never says who it is', strangersEnd);
  await runAttacks(t, world, 'exhaustion', exhaustionAttacks(world));
  await runAttacks(t, world, 'long questions', longQuestionAttacks(world));
  const hasty = await createWorld(t, { requestTimeoutMs: 1_000 });
  await runAttacks(t, hasty, 'slow requests', slowAttacks(hasty), { together: true });
  await t.test('the servers live', async () => {
    for (const each of [world, hasty]) await othersAreAnswered(each);
  });
  await hasty.close();
  await world.close();
  await logAttacks(t, log(), [world, hasty]);
  t.diagnostic(`${attacksRun()} attacks ran`);
});

async function logAttacks(t: TestContext, log: string, worlds: readonly World[]): Promise<void> {
  const lines = log.trim().split('\n');
  await t.test(`the log (${lines.length} lines) has no token, key, signature or content in it`, () => {
    for (const secret of worlds.flatMap(({ secrets }) => [...secrets])) {
      // The end of a token is its signature.
      const told = secret.length > 60 ? secret.slice(-30) : secret;
      const found = lines.find((line) => line.includes(told));
      assert.ok(told !== '' && found === undefined, `${found?.slice(0, 500)}`);
    }
  });
  await t.test('nobody wrote a line into the log', () => {
    const forged = lines.filter((line) => {
      const json = parseJson(line);
      return typeof json !== 'object' || json === null || !('event' in json) || json.event === 'forged';
    });
    assert.deepEqual(forged, []);
  });
  await t.test('nothing went wrong in the server', () => {
    const wrong = lines.filter((line) => line.includes('"level":"error"'));
    assert.deepEqual(wrong, []);
  });
}

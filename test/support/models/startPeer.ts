// Starts a peer of one wire by hand and prints the environment to set: node startPeer.ts <wire> [replies.json].
// Not here: the peer (modelPeer.ts). The file is a list of ModelReply; without one it says a sentence, again and again.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { providers } from '../../../src/server/models/providers.ts';
import { type ModelReply, startModelPeer, wires } from './modelPeer.ts';

const [name, file] = process.argv.slice(2);
const wire = wires.find((known) => known === name);
if (!wire) {
  console.error(`Which wire? ${wires.join(', ')}`);
  process.exit(1);
}
const replies: ModelReply[] | undefined = file ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
const peer = await startModelPeer(
  null,
  wire,
  replies ?? (() => ({ reasoning: 'A peer.', text: 'A peer says hello.' })),
);
const { keys, urls } = providers[wire];
if (peer.apiKey !== '') console.log(`${keys[0]}=${peer.apiKey}`);
console.log(`${urls[0]}=${peer.baseUrl}`);

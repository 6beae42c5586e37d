// The servers the scenarios are played on: each over a database of its own, with loopback peers as its models, made when first needed.
// Not here: what is in the databases (data.ts), playing a scenario (run.ts).
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Surroundings } from '../../../../src/server/serve.ts';
import {
  type Asked,
  type ModelPeer,
  type Script,
  startModelPeer,
  type Wire,
} from '../../../support/models/modelPeer.ts';
import { type TestServer, temporaryFolder, testServer } from '../../../support/testServer.ts';
import * as data from './data.ts';
import { editorOf } from './editorPeer.ts';

interface WorldPlan {
  /** Makes the database. */
  setup: string;
  budgets?: NonNullable<Surroundings['budgets']>;
}

const plans = {
  shop: { setup: data.shop },
  /** Tokens for two requests with tools: each takes 501. */
  sparing: { setup: data.shop, budgets: { tokens: 1_000 } },
  /** With memories, rules and saved queries. */
  office: { setup: data.shop },
  many: { setup: data.manyTables },
  wide: { setup: data.wideTable },
  odd: { setup: data.oddNames },
  empty: { setup: data.noTables },
} satisfies Record<string, WorldPlan>;
export type WorldName = keyof typeof plans;

const wires = ['compatible', 'claude', 'ollama'] as const satisfies readonly Wire[];
export const modelNames: Readonly<Record<string, string>> = {
  compatible: 'compatible/m1',
  claude: 'claude/claude-sonnet-4-6',
  ollama: 'ollama/qwen3:8b',
  editor: 'editor/acme/small',
};

export interface World {
  server: TestServer;
  /** The same database, asked without any of our code. */
  connection: DuckDBConnection;
  canary: string;
  asked(wire: string): Asked[];
  leftAt(wire: string, number: number): Promise<void>;
  /** What the models say from now on. */
  follow(script: Script): void;
  /** Names and bytes of all files beside the database. */
  filesNow(): Record<string, string>;
}

/** What nobody may ever hear. */
export const canaryText = 'canary-4f1d2c';

export function createWorlds(t: TestContext): (name: WorldName) => Promise<World> {
  const worlds = new Map<WorldName, Promise<World>>();
  return (name) => {
    const known = worlds.get(name) ?? openWorld(t, plans[name]);
    worlds.set(name, known);
    return known;
  };
}

async function openWorld(t: TestContext, { setup, budgets }: WorldPlan): Promise<World> {
  const folder = temporaryFolder(t);
  const database = path.join(folder, 'data.duckdb');
  const made = await DuckDBInstance.create(database);
  const making = await made.connect();
  await making.run(setup);
  making.closeSync();
  made.closeSync();
  const canary = path.join(folder, 'secret.csv');
  writeFileSync(canary, `name,word\nadmin,${canaryText}\n`);

  let current: Script = [];
  const follow = (script: Script) => {
    current = script;
  };
  const reply = (asked: Asked, number: number) => (Array.isArray(current) ? current[number] : current(asked, number));
  const peers = new Map<string, ModelPeer>();
  const started = new Map<string, number>();
  for (const wire of wires) {
    const peer = await startModelPeer(t, wire, (asked) => {
      const number = peer.asked.length - 1 - (started.get(wire) ?? 0);
      return reply(asked, number) ?? { fault: 'noModel' };
    });
    peers.set(wire, peer);
  }
  const editor = editorOf(reply);
  const models = Object.fromEntries(
    [...peers.values()].map(({ wire, baseUrl, apiKey }) => [wire, { baseUrl, ...(apiKey ? { apiKey } : {}) }]),
  );
  const server = await testServer(
    t,
    { data: database, models },
    { editor: editor.models, ...(budgets ? { budgets } : {}) },
  );
  const independent = await DuckDBInstance.create(database, { access_mode: 'READ_ONLY' });
  const connection = await independent.connect();
  t.after(() => {
    connection.closeSync();
    independent.closeSync();
  });

  return {
    server,
    connection,
    canary,
    asked: (wire) => (wire === 'editor' ? editor.asked : (peers.get(wire)?.asked ?? [])),
    leftAt: (wire, number) => peers.get(wire)?.leftAt(number) ?? Promise.reject(new Error(`Nobody speaks ${wire}.`)),
    follow(script) {
      for (const [wire, { asked }] of peers) started.set(wire, asked.length);
      editor.begin();
      follow(script);
    },
    filesNow: () =>
      Object.fromEntries(
        readdirSync(folder).map((name) => [
          name,
          createHash('sha256')
            .update(readFileSync(path.join(folder, name)))
            .digest('hex'),
        ]),
      ),
  };
}

// The rows of the two tables that a client of the assistant API has to answer for (what trips clients up; where the documentation and
// the server differ), and the tests that each of them has. Not here: the tests (pitfalls*.ts, differences*.ts).
import type { TestContext } from 'node:test';
import type { AssistantPeerOptions } from '../../support/assistantPeer.ts';
import type { Against, Server } from './servers.ts';

const both = ['scripted', 'embedded'] as const;
/** What our own server never does, so that only a scripted one can show it. */
const odd = ['scripted'] as const;

/** Topic, and the servers it must be shown against. */
export const rows = {
  'pitfall: POST stream': both,
  'pitfall: chunks': odd,
  'pitfall: event or type': odd,
  'pitfall: name per block': odd,
  'pitfall: malformed JSON': odd,
  'pitfall: assistant': both,
  'pitfall: reasoning': odd,
  'pitfall: tool_start': odd,
  'pitfall: done': both,
  'pitfall: error': both,
  'pitfall: no end': odd,
  'pitfall: no second POST': odd,
  'pitfall: meta': both,
  'pitfall: stop': both,
  'pitfall: 401': both,
  'pitfall: provider': both,
  'pitfall: health': both,
  'pitfall: empty text': both,
  'difference: streaming path': both,
  'difference: assistant payload': both,
  'difference: event set': odd,
  'difference: event names': both,
  'difference: truncate': both,
  'difference: truncate body': both,
  'difference: messages': both,
  'difference: messages errors': both,
  'difference: conversation fields': both,
  'difference: channel': both,
  'difference: delete': both,
  'difference: errors of chat': both,
  'difference: auth': both,
  'difference: base URL': both,
  'difference: user id': both,
  'difference: default provider': both,
  'difference: settings paths': both,
  'difference: web toggle': both,
  'difference: reasoning visibility': odd,
  'difference: image upload': both,
} as const satisfies Record<string, readonly Against[]>;

export type Row = keyof typeof rows;

interface RowTest {
  row: Row;
  against: Against;
  name: string;
  options: AssistantPeerOptions;
  work: (t: TestContext, server: Server) => Promise<void>;
}

export const tests: RowTest[] = [];

/** A test of that row against each server it is about; `only` for what of it another kind shows. */
export function row(
  name: Row,
  behaviour: string,
  { only, ...options }: AssistantPeerOptions & { only?: Against },
  work: RowTest['work'],
): void {
  for (const against of only ? [only] : rows[name])
    tests.push({ row: name, against, name: `${name}: ${behaviour} (${against})`, options, work });
}

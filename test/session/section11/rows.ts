// The rows of section 11 of the API (what older and newer servers do differently, and what a client that serves both does), and
// the tests that each of them has. Not here: the tests (the other files of this folder).
import { type TestContext, test } from 'node:test';
import { embedded, type Server, scripted } from './servers.ts';

/** Topic and what the client does. `–`: the table asks for nothing by itself; the tests show that both kinds are served. */
export const rows = {
  'chat creation': 'creates first; on 404 or 405 sends without chat_id and takes the id from chat_metadata',
  chat_metadata: 'never required; the known chat id is kept, user_message_id is optional',
  'processing.status': 'unknown values are shown as busy',
  'answer text': 'deltas are appended, message replaces them, none are needed',
  visualization: 'an id alone is a placeholder; the same id is shown once',
  'error payload': 'all but `error` is optional; without retryable nothing is asked again',
  'WS auth': 'the first frame or the header; never the query string',
  'WS close codes': '4429: no reconnecting at once',
  'WS heartbeat': 'unknown events are ignored; ping works',
  limits: 'Retry-After and retry_after_seconds are honoured; 3 in 10 s and 10 a minute on a socket',
  'transport list': '–',
  models: 'both forms are read',
  queries: 'reads prompt or query, writes what the server returned',
  'saved query run': 'all names of parameters are checked before sending',
  uploads: 'the size limit is configurable',
  'list chats': 'without has_more the page is the last',
  'create-chat 409': 'deletion is offered; no loop',
  JWT: 'one token for each independent client',
  'status codes': '–',
} as const;

export type Row = keyof typeof rows;
export type Against = 'scripted' | 'embedded';
export type RevisionName = 'first' | 'previous' | 'current';

export const allRevisions: readonly RevisionName[] = ['current', 'previous', 'first'];
export const covered: { row: Row; against: Against; revision: RevisionName }[] = [];

interface Where {
  against?: readonly Against[];
  revisions?: readonly RevisionName[];
}

/** A test of that row for each server it is to be run against; all revisions of both when nothing is said. */
export function row(
  name: Row,
  behaviour: string,
  { against = ['scripted', 'embedded'], revisions = allRevisions }: Where,
  work: (t: TestContext, server: Server) => Promise<void>,
): void {
  for (const kind of against)
    for (const revision of revisions) {
      covered.push({ row: name, against: kind, revision });
      test(`${name}: ${behaviour} (${kind}, ${revision})`, async (t) =>
        work(t, kind === 'scripted' ? await scripted(t, revision) : await embedded(t, revision)));
    }
}

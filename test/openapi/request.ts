// Makes one request of an operation: a good one from the document's own schemas and what is known to exist, or a bad one.
// Not here: the values (values.ts), how a body is broken (broken.ts), sending and judging.
import { generateSync } from 'json-schema-faker';
import { brokenBytes, changed } from './broken.ts';
import type { Chance } from './chance.ts';
import type { Operation } from './document.ts';
import { badForm, goodForm } from './form.ts';
import type { Sent } from './line.ts';
import { fill, type Member, type World } from './meaning.ts';
import type { Kind, Known, Pool } from './pool.ts';
import { oddText } from './values.ts';

export interface FuzzRequest {
  operation: Operation;
  member: Member;
  sent: Sent;
  params: Record<string, string>;
  /** Everything about it is as the document wants it: it must not be called invalid. */
  isSound: boolean;
  /** Why it must not succeed, where that is certain. */
  mustFail: string | undefined;
  /** Of a question: how its answer is taken. `stop`: it is a long one that is interrupted. */
  taken: 'whole' | 'cut' | 'stop';
}

const jsonType = 'application/json';
const otherTypes = ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1', ''];

/** The kind of thing that a parameter of a path names. */
const kindOf: Readonly<Record<string, Kind>> = {
  chat_id: 'chat',
  message_id: 'message',
  query_id: 'query',
  memory_id: 'memory',
  rule_id: 'rule',
  visualization_id: 'visualization',
  result_id: 'result',
  upload_id: 'upload',
  integration_id: 'integration',
};

export function makeRequest(chance: Chance, operation: Operation, member: Member, world: World): FuzzRequest {
  const request: FuzzRequest = {
    operation,
    member,
    sent: { method: operation.method, path: '', headers: {} },
    params: {},
    isSound: true,
    mustFail: undefined,
    taken: 'whole',
  };
  const named = pathParameters(chance, request, world);
  const query = queryOf(chance, request, world, named);
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name) => encoded(request.params[name] ?? ''));
  request.sent.path = `${path}${query}`;
  addHeaders(chance, request, world);
  if (operation.body) addBody(chance, request, world, named);
  else if (chance.often(0.02)) request.sent.body = Buffer.from(oddText(chance));
  // Not every client knows beforehand how much it will send.
  if (request.sent.body && chance.often(0.2)) request.sent.headers['Transfer-Encoding'] = 'chunked';
  return request;
}

function fail(request: FuzzRequest, why: string): void {
  request.isSound = false;
  request.mustFail ??= why;
}

/** Mostly what is the member's own; else another's, what is gone, what never was. A message comes with its chat. */
function pathParameters(chance: Chance, request: FuzzRequest, { pool }: World): Known | undefined {
  const { operation, member, params } = request;
  const isAdmins = operation.path.startsWith('/v1/admin/');
  let named: Known | undefined;
  for (const { name } of operation.parameters.filter((each) => each.in === 'path').toReversed()) {
    const kind = kindOf[name];
    if (kind === 'chat' && named?.chat) {
      params[name] = named.chat;
      continue;
    }
    const own = kind && (isAdmins ? chance.maybe(pool.of(kind)) : ownOf(chance, kind, request, pool));
    const foreign = kind && chance.often(0.08) ? pool.foreign(chance, kind, member.id) : undefined;
    if (foreign) {
      named = foreign;
      // The assistant API has no word against a chat that its member has deleted meanwhile.
      if (operation.id.startsWith('assistant')) request.isSound = false;
      else if (!isAdmins) fail(request, `the ${kind} is another member's`);
    } else named = own;
    params[name] = named?.id ?? 'nobody';
    if (!kind || chance.often(0.04))
      params[name] = encodable(
        (kind && pool.gone(chance, kind)) ?? chance.pick([...brokenEncodings, oddText(chance), oddText(chance)]),
      );
    if (params[name] !== named?.id) named = undefined;
  }
  // Feedback is for answers; the document can say so only in words.
  if (operation.id === 'giveFeedback' && named?.role !== 'assistant') request.isSound = false;
  return named;
}

/** Questions are edited and answers judged; now and then it is the other way round. */
function ownOf(chance: Chance, kind: Kind, { operation, member }: FuzzRequest, pool: Pool): Known | undefined {
  const role = { editMessage: 'user', giveFeedback: 'assistant' }[operation.id];
  if (kind !== 'message' || role === undefined || chance.often(0.1)) return pool.own(chance, kind, member.id);
  return chance.maybe(pool.of(kind, member.id).filter((message) => message.role === role));
}

/** In an encoding that is broken, it is sent as it stands. */
const brokenEncodings = ['%ff', '%E0%A4', '%', '%zz', '%00'];

function encoded(text: string): string {
  return brokenEncodings.includes(text) ? text : encodeURIComponent(text);
}

/** Half of a character cannot stand in a URL, and no name is one or two points. */
function encodable(text: string): string {
  const whole = text.toWellFormed();
  return /^\.{0,2}$/.test(whole) ? 'x' : whole;
}

function queryOf(chance: Chance, request: FuzzRequest, { members, pool }: World, named: Known | undefined): string {
  const query = new URLSearchParams();
  for (const { name, required, schema } of request.operation.parameters.filter((each) => each.in === 'query')) {
    if (chance.often(required ? 0.03 : 0.3)) {
      if (required) fail(request, `the parameter ${name} is missing`);
      continue;
    }
    // Its columns are those of the result, which the document does not say.
    if (name === 'sort' && chance.often(0.6)) continue;
    const link = named?.link === undefined ? undefined : new URL(named.link).searchParams.get(name);
    const meant: Readonly<Record<string, () => string>> = {
      page: () => String(1 + chance.below(3)),
      limit: () => String(1 + chance.below(100)),
      offset: () => String(chance.below(3)),
      format: () => chance.pick(['csv', 'json', 'parquet']),
      filter: () => '[]',
      channel: () => 'web',
      member_id: () => chance.pick(members).id,
      conversation_id: () => pool.own(chance, 'chat', request.member.id)?.id ?? 'nobody',
    };
    const known = meant[name]?.() ?? link;
    const odd = chance.often(0.5) ? oddText(chance) : String(generateSync(schema, { seed: chance.below(1e9) }));
    const isOdd = known === undefined || known === null || chance.often(0.15);
    if (isOdd) request.isSound = false;
    query.append(name, isOdd ? odd : known);
    if (chance.often(0.02)) query.append(name, odd);
    // Who has a link needs no right.
    if (name === 'signature' && !isOdd) request.mustFail = undefined;
  }
  if (chance.often(0.02)) query.append('unknown', oddText(chance));
  // Also what no program would write.
  const odd = chance.often(0.02) ? `&&=&page=${chance.pick(brokenEncodings)}` : '';
  if (odd !== '') request.isSound = false;
  return query.size > 0 || odd !== '' ? `?${query}${odd}` : '';
}

function addHeaders(chance: Chance, request: FuzzRequest, { apiKey, url }: World): void {
  const { headers } = request.sent;
  const { operation, member } = request;
  if (operation.id === 'authenticate') headers['X-API-Key'] = apiKey;
  else if (!operation.isPublic || chance.often(0.5)) headers.Authorization = `Bearer ${member.token}`;
  if (operation.isAdmins && !member.isAdmin) fail(request, 'the member is no admin');
  if (!chance.often(0.04)) return;
  chance.pick([
    () => {
      const bad = chance.pick(['', 'Bearer', 'Bearer x.y.z', `Basic ${member.token}`, `Bearer ${member.token}x`]);
      for (const name of ['Authorization', 'X-API-Key']) if (name in headers) headers[name] = bad;
      if (!operation.isPublic || operation.id === 'authenticate') fail(request, 'there is no good token or key');
    },
    () => {
      headers.Origin = chance.pick(['http://evil.example', 'null', `${url}0`, 'vscode-webview://x']);
      fail(request, 'the origin is another page');
    },
    () => {
      headers.Host = chance.pick(['evil.example', '127.0.0.1', 'localhost:1']);
      fail(request, 'the host is another');
    },
    () => {
      headers.Accept = 'image/png';
    },
  ])();
}

function addBody(chance: Chance, request: FuzzRequest, world: World, named: Known | undefined): void {
  const { operation, member, sent } = request;
  const { body } = operation;
  if (!body) return;
  if (body.type === 'multipart/form-data') {
    const isGood = chance.often(0.75);
    const chat = world.pool.own(chance, 'chat', member.id);
    const form = isGood && chat ? goodForm(chance, chat.id) : badForm(chance, chat?.id);
    sent.headers['Content-Type'] = form.type;
    sent.body = form.body;
    if (!isGood || !chat) request.isSound = false;
    return;
  }
  const made: unknown = generateSync(body.schema, { seed: chance.below(1e9), optionalsProbability: 0.4 });
  const filled = fill(
    chance,
    { operation, member, params: request.params, chat: named?.chat ?? named?.id },
    made,
    world,
  );
  // A long question that was changed is stopped as well: it may still be one.
  request.taken = filled.taken;
  if (!filled.isSound) request.isSound = false;
  let { value, mustFail } = filled;
  if (chance.often(0.25)) {
    value = changed(chance, value);
    request.isSound = false;
    // The change may have taken away what was another's.
    mustFail = body.accepts(JSON.parse(JSON.stringify(value))) ? undefined : 'the body breaks its schema';
  }
  sent.headers['Content-Type'] = jsonType;
  if (chance.often(0.03)) {
    sent.headers['Content-Type'] = chance.pick(otherTypes);
    request.isSound = false;
  }
  sent.body = Buffer.from(JSON.stringify(value));
  if (chance.often(0.03)) {
    sent.body = brokenBytes(chance, sent.body.toString());
    request.isSound = false;
    mustFail = undefined;
  }
  if (mustFail !== undefined) fail(request, mustFail);
}

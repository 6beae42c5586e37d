// The OpenAPI document: valid, complete, and about the endpoints that the server really has.
// Not here: whether the server keeps to it (fuzz.test.ts).
import assert from 'node:assert/strict';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { createApp } from '../../src/server/http/app.ts';
import { createDoor } from '../../src/server/http/door.ts';
import { silentLog } from '../../src/server/log.ts';
import type { ServeOptions } from '../../src/server/options.ts';
import { startServer } from '../../src/server/serve.ts';
import { queryScript, smallData, temporaryFolder } from '../support/testServer.ts';
import { type DescribedOperation, operationsOf, parseDocument } from './document.ts';

/** Where an object under one of these keys is a schema, and not a map of schemas or data. */
const schemaKeys = ['schema', 'items', 'additionalProperties', 'propertyNames', 'not', 'contains'];
const schemaMaps = ['properties', 'schemas', '$defs'];
const schemaLists = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];

/** Every place of a schema that says nothing, and so allows anything. */
function emptySchemas(value: unknown, where: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => emptySchemas(item, `${where}/${index}`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = `${where}/${key}`;
    const schemas: [string, unknown][] = schemaKeys.includes(key)
      ? [[at, inner]]
      : schemaLists.includes(key) && Array.isArray(inner)
        ? inner.map((each, index) => [`${at}/${index}`, each])
        : schemaMaps.includes(key) && typeof inner === 'object' && inner !== null
          ? Object.entries(inner).map(([name, each]) => [`${at}/${name}`, each])
          : [];
    const empty = schemas.filter(([, each]) => each === true || JSON.stringify(each) === '{}').map(([place]) => place);
    return [...empty, ...emptySchemas(inner, at)];
  });
}

test('the OpenAPI document', async (t) => {
  const { refused, status, json, routes } = await fetched(t);
  const document = parseDocument(json);
  const operations = operationsOf(document);

  await t.test('is given only with a token', () => assert.deepEqual([refused, status], [401, 200]));

  await t.test('is accepted by a public validator of OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate({ ...json });
    assert.ok(valid, JSON.stringify(errors));
    assert.equal(validator.version, '3.1');
  });

  await t.test('has every endpoint of the server, and no other', () => {
    const served = routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path: at }) => `${method} ${at.replaceAll(/:(\w+)/g, '{$1}')}`);
    assert.ok(served.length > 40);
    assert.deepEqual(operations.map(({ method, path: at }) => `${method} ${at}`).toSorted(), served.toSorted());
  });

  await t.test('has ids that are there once, and only schemas that compile in the 2020-12 dialect', () => {
    assert.equal(new Set(operations.map(({ id }) => id)).size, operations.length);
  });

  await t.test('says of every operation what it does and how it answers', () => {
    const tags = document.tags.map(({ name }) => name);
    for (const [at, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) checkOperation(`${method} ${at}`, operation, tags);
    }
  });

  await t.test('leaves nothing open: no schema in it is empty', () => assert.deepEqual(emptySchemas(json, ''), []));
});

/** `name` is the method and the path. */
function checkOperation(name: string, operation: DescribedOperation, tags: readonly string[]) {
  assert.match(operation.operationId, /^[a-z][A-Za-z]+$/, name);
  assert.match(operation.summary, /\w+ \w+/, name);
  assert.ok(operation.tags.length === 1 && operation.tags.every((tag) => tags.includes(tag)), name);

  const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
  const described = operation.parameters.filter((parameter) => parameter.in === 'path' && parameter.required);
  assert.deepEqual(
    described.map((parameter) => parameter.name),
    inPath,
    name,
  );

  const statuses = Object.keys(operation.responses);
  assert.equal(statuses.filter(isSuccess).length, 1, name);
  const expected = ['403', '421', '500'];
  if (operation.security.some((way) => 'token' in way)) expected.push('401');
  if (inPath.length > 0) expected.push('404');
  if (operation.requestBody) expected.push('400');
  assert.deepEqual(
    expected.filter((status) => !statuses.includes(status)),
    [],
    name,
  );
  for (const [status, response] of Object.entries(operation.responses)) {
    assert.notEqual(response.description, '', `${name} ${status}`);
    const types = Object.keys(response.content ?? {});
    // One endpoint answers as a stream to who asks for it.
    const streams = types.length === 2 && types.includes('text/event-stream') && types.includes('application/json');
    if (!isSuccess(status) || !streams) assert.equal(types.length, status === '204' ? 0 : 1, `${name} ${status}`);
    if (!isSuccess(status)) assert.deepEqual(types, ['application/json'], `${name} ${status}`);
    if (status === '429') assert.ok(response.headers?.['Retry-After'], `${name} ${status}`);
  }
}

function isSuccess(status: string): boolean {
  return status.startsWith('2');
}

/** What a server says about itself, and the routes that it really has. */
async function fetched(t: TestContext) {
  const folder = temporaryFolder(t);
  const options: ServeOptions = {
    host: '127.0.0.1',
    publicUrl: null,
    port: 0,
    data: smallData(folder),
    store: path.join(folder, 'store'),
    email: 'you@localhost',
    revision: 'current',
    limits: false,
    timezone: 'UTC',
    apiKey: 'test-key-test-key',
  };
  const { ready, services, close } = await startServer(options, silentLog, { queryScript });
  try {
    const login = await fetch(`${ready.url}/v1/authenticate`, {
      method: 'POST',
      headers: { 'X-API-Key': ready.api_key, 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: ready.email }),
    });
    const { token } = (await login.json()) as { token: string };
    const where = `${ready.url}/openapi.json`;
    const refused = await fetch(where);
    const answer = await fetch(where, { headers: { Authorization: `Bearer ${token}` } });
    const door = createDoor('127.0.0.1', () => 0);
    const { routes } = createApp(services, door);
    return { refused: refused.status, status: answer.status, json: (await answer.json()) as object, routes };
  } finally {
    await close();
  }
}

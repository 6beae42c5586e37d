// Questions to a real PostgreSQL and MariaDB through the whole server: added, asked, stopped, its whole result paged and exported, removed.
// Not here: what a driver does (test/server/engine/network), the same numbers as DuckDB (test/server/planner/dialects).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  type Skipped,
  skipOf,
  startMariadb,
  startPostgres,
  type TestDatabase,
} from '../../support/databases/databases.ts';
import { type TestServer, testServer } from '../../support/testServer.ts';

const tables = [
  'CREATE TABLE customers (customer_id INT PRIMARY KEY, name VARCHAR(40) NOT NULL, city VARCHAR(40))',
  'CREATE TABLE orders (order_id INT PRIMARY KEY, customer_id INT NOT NULL REFERENCES customers(customer_id), ordered_on DATE NOT NULL, amount DECIMAL(10,2) NOT NULL)',
];
const cities = ['Berlin', 'Oslo', 'Rome'];

function fill(): string[] {
  const customers = Array.from({ length: 30 }, (_, at) => `(${at + 1}, 'Customer ${at + 1}', '${cities[at % 3]}')`);
  const orders = Array.from(
    { length: 600 },
    (_, at) => `(${at + 1}, ${(at % 30) + 1}, '2024-${String((at % 12) + 1).padStart(2, '0')}-15', ${(at % 7) + 0.5})`,
  );
  return [`INSERT INTO customers VALUES ${customers.join(', ')}`, `INSERT INTO orders VALUES ${orders.join(', ')}`];
}

const databases = await Promise.all([
  startPostgres().then((database) => ['PostgreSQL', 'postgresql', 'pg_sleep(60)', database] as const),
  startMariadb().then((database) => ['MariaDB', 'mariadb', 'sleep(60)', database] as const),
]);
after(() => Promise.all(databases.map(([, , , database]) => ('stop' in database ? database.stop() : undefined))));

for (const [name, engine, , database] of databases)
  describe(`questions to ${name}`, skipOf(database), () => {
    if (!isRunning(database)) return;
    let id = '';
    let chat = '';

    before(async () => {
      for (const statement of [...tables, ...fill()]) await database.admin(statement);
    });

    async function ask(server: TestServer, message: string) {
      const socket = await server.socket();
      socket.send({ action: 'send_message', chat_id: chat, message, integration_id: id });
      const events = [];
      for (;;) {
        const event = await socket.next();
        events.push(event);
        if (['message', 'error', 'interrupted'].includes(event.event)) break;
      }
      socket.close();
      return events;
    }

    test('from adding to removing', async (t) => {
      const server = await testServer(t);
      const given = { display_name: 'Shop', url: database.url };

      const checked = await server.call('POST', '/v1/integrations/check', { url: database.url });
      assert.equal(checked.status, 200, JSON.stringify(checked.body));
      assert.deepEqual([checked.body.engine, checked.body.tables], [engine, 2]);

      const added = await server.call('POST', '/v1/integrations', given);
      assert.equal(added.status, 201, JSON.stringify(added.body));
      assert.equal(added.body.engine, engine);
      id = added.body.id;
      chat = await server.createChat();

      const schema = await server.call('GET', `/v1/integrations/${id}/schema`);
      const listed = schema.body.tables.map((table: { name: string }) => table.name).sort();
      assert.deepEqual(listed, ['customers', 'orders']);
      assert.ok(schema.body.suggestions.length > 0);

      const total = await ask(server, 'How many orders are there?');
      assert.match(total.at(-1)?.data.content ?? JSON.stringify(total), /\b600\b/);

      const chart = await ask(server, 'Show me the total amount by city as a bar chart');
      const drawn = chart.find((event) => event.event === 'visualization')?.data;
      const values = drawn.data.values.map((each: { label: string; value: number }) => [each.label, each.value]);
      const expected = new Map(cities.map((city) => [city, 0]));
      for (let at = 0; at < 600; at++) {
        const city = cities[(at % 30) % 3] ?? '';
        expected.set(city, (expected.get(city) ?? 0) + (at % 7) + 0.5);
      }
      assert.deepEqual(new Map(values), expected);

      const list = await ask(server, 'List all orders');
      const table = list.find((event) => event.event === 'visualization')?.data;
      assert.equal(table.row_count, 600);
      const page = await server.call('GET', `/v1/results/${table.result_id}?limit=2&sort=-order_id`);
      assert.equal(page.status, 200, JSON.stringify(page.body));
      assert.deepEqual([page.body.row_count, page.body.rows.length, page.body.rows[0].includes(600)], [600, 2, true]);
      const exported = await fetch(`${server.url}/v1/results/${table.result_id}/export?format=csv`, {
        headers: { Authorization: `Bearer ${server.token}` },
      });
      assert.equal((await exported.text()).trim().split('\r\n').length, 601);

      const refused = await ask(server, 'What is in it?\n\nContext: sql, a.sql\n```sql\nDELETE FROM orders\n```');
      assert.equal(refused.at(-1)?.event, 'error');
      assert.match((await ask(server, 'How many orders are there?')).at(-1)?.data.content ?? '', /\b600\b/);

      assert.equal((await server.call('DELETE', `/v1/integrations/${id}`)).status, 204);
      const gone = await ask(server, 'How many orders are there?');
      assert.equal(gone.at(-1)?.event, 'error');
    });

    test('a wrong password, or a database that is not there, is said and not repeated', async (t) => {
      const server = await testServer(t);
      for (const [part, wrong] of [
        ['password', 'not-the-password'],
        ['pathname', '/no_such_database'],
      ] as const) {
        const url = new URL(database.url);
        url[part] = wrong;
        const { status, body } = await server.call('POST', '/v1/integrations/check', { url: url.href });
        assert.equal(status, 502, JSON.stringify(body));
        assert.equal(body.detail.includes('not-the-password'), false);
        assert.match(body.detail, part === 'password' ? /password|login/i : /no_such_database/);
      }
    });

    test('is the data of a server, by its address and a password from the environment', async (t) => {
      const url = new URL(database.url);
      process.env.TRELLIS_DATA_PASSWORD = decodeURIComponent(url.password);
      t.after(() => delete process.env.TRELLIS_DATA_PASSWORD);
      url.password = '';
      const server = await testServer(t, { data: url.href });
      const { body } = await server.call('GET', '/v1/integrations');
      assert.deepEqual([body.integrations[0].dialect, body.integrations[0].removable], [dialectOf[engine], undefined]);
      id = body.integrations[0].id;
      chat = await server.createChat();
      assert.match((await ask(server, 'How many customers are there?')).at(-1)?.data.content ?? '', /\b30\b/);
      const again = await server.call('POST', '/v1/integrations', { display_name: 'Again', url: database.url });
      assert.equal(again.status, 400, 'it is open already');
      await assert.rejects(testServer(t, { data: database.url }), /TRELLIS_DATA_PASSWORD/);
    });
  });

const dialectOf = { postgresql: 'postgres', mariadb: 'mysql' } as const;

function isRunning(database: TestDatabase | Skipped): database is TestDatabase {
  return 'stop' in database;
}

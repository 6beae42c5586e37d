// A shop as real databases have it: keys that are no numbers, choices, documents, words with accents, a table too large to be read whole.
// Not here: what is asked of it (databases.test.ts).
import type { DatabaseName } from './copyTables.ts';

const people = 20_000;
const readings = 500_000;

export const oddTables: Readonly<Record<DatabaseName, readonly string[]>> = {
  postgres: [
    `CREATE TYPE order_state AS ENUM ('open', 'paid', 'sent back')`,
    'CREATE TABLE customers (id uuid PRIMARY KEY, name varchar(80) NOT NULL, city text, tags text[], profile json)',
    `INSERT INTO customers SELECT gen_random_uuid(), 'Person ' || i, (ARRAY['Łódź', 'Köln', 'Paris'])[1 + i % 3], '{a}', '{"a": 1}' FROM generate_series(1, ${people}) i`,
    'CREATE TABLE orders (id bigint PRIMARY KEY, customer_id uuid REFERENCES customers, state order_state, amount numeric(10,2), "order" boolean, placed_at timestamptz)',
    `INSERT INTO orders SELECT row_number() OVER (ORDER BY name), id, (ARRAY['open', 'paid'])[1 + length(name) % 2]::order_state, length(name) * 1.5, true, '2024-03-01' FROM customers`,
    'CREATE TABLE readings (id bigint PRIMARY KEY, quality text, value double precision)',
    `INSERT INTO readings SELECT i, CASE WHEN i % 100 = 0 THEN 'bad' ELSE 'good' END, i / 7.0 FROM generate_series(1, ${readings}) i`,
    'ANALYZE',
  ],
  mariadb: [
    `CREATE TABLE shop.customers (id char(36) PRIMARY KEY, name varchar(80) NOT NULL, city text, profile json)`,
    `INSERT INTO shop.customers SELECT UUID(), CONCAT('Person ', seq), ELT(1 + seq % 3, 'Łódź', 'Köln', 'Paris'), '{"a": 1}' FROM shop.seq_1_to_${people}`,
    `CREATE TABLE shop.orders (id bigint PRIMARY KEY AUTO_INCREMENT, customer_id char(36), state enum('open', 'paid', 'sent back'), amount decimal(10,2), \`order\` tinyint(1), placed_at timestamp NULL, FOREIGN KEY (customer_id) REFERENCES shop.customers (id))`,
    `INSERT INTO shop.orders (customer_id, state, amount, \`order\`, placed_at) SELECT id, IF(CHAR_LENGTH(name) % 2 = 1, 'paid', 'open'), CHAR_LENGTH(name) * 1.5, 1, '2024-03-01' FROM shop.customers`,
    'CREATE TABLE shop.readings (id bigint PRIMARY KEY, quality varchar(20), value double)',
    `INSERT INTO shop.readings SELECT seq, IF(seq % 100 = 0, 'bad', 'good'), seq / 7.0 FROM shop.seq_1_to_${readings}`,
    'ANALYZE TABLE shop.customers, shop.orders, shop.readings',
  ],
};

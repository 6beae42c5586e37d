// A database of a chain of shops to measure the planner on: 40 tables with 300 columns, a million rows in the largest.
// Not here: what is asked of it (planner.ts). The numbers are the same each time, and mean nothing.
import { DuckDBInstance } from '@duckdb/node-api';

interface BenchTable {
  name: string;
  rows: number;
  /** Name, and SQL over the number `i` of the row, from 1. */
  columns: Record<string, string>;
}

/** A number below `below` that looks accidental, another one for each `salt`. */
const some = (below: number, salt: number) => `(hash(i * 31 + ${salt}) % ${below})::INTEGER`;
const one = (values: readonly string[], salt: number) =>
  `[${values.map((value) => `'${value}'`).join(', ')}][1 + ${some(values.length, salt)}]`;
const money = (below: number, salt: number) => `(${some(below * 100, salt)} / 100)::DECIMAL(12, 2)`;
const day = (salt: number) => `DATE '2021-01-01' + ${some(1600, salt)}`;
const moment = (salt: number) => `TIMESTAMP '2021-01-01' + to_seconds(${some(1600 * 86_400, salt)})`;
const key = (rows: number, salt: number) => `1 + ${some(rows, salt)}`;
const flag = (salt: number) => `${some(10, salt)} = 0`;

const cities = ['Leeds', 'York', 'Bath', 'Derby', 'Truro', 'Ripon', 'Wells', 'Ely', 'Durham', 'Exeter'];

const core: BenchTable[] = [
  {
    name: 'regions',
    rows: 20,
    columns: {
      region_id: 'i',
      region_name: "'Region ' || i",
      country: one(['Norway', 'Spain', 'Japan'], 1),
      population: some(9_000_000, 2),
    },
  },
  {
    name: 'customers',
    rows: 100_000,
    columns: {
      customer_id: 'i',
      customer_name: "'Customer ' || i",
      email: "'customer' || i || '@example.com'",
      segment: one(['Consumer', 'Corporate', 'Small business'], 3),
      city: one(cities, 4),
      region_id: key(20, 5),
      signed_up_on: day(6),
      birth_year: `1930 + ${some(75, 7)}`,
      is_active: flag(8),
    },
  },
  {
    name: 'categories',
    rows: 30,
    columns: { category_id: 'i', category_name: "'Category ' || i", department: one(['Home', 'Garden', 'Kitchen'], 9) },
  },
  {
    name: 'products',
    rows: 5000,
    columns: {
      product_id: 'i',
      product_name: "'Product ' || i",
      brand: one(['Aster', 'Birch', 'Cedar', 'Dahlia', 'Elm'], 10),
      color: one(['red', 'green', 'blue', 'white'], 11),
      category_id: key(30, 12),
      list_price: money(500, 13),
      weight_kg: money(40, 14),
      launched_on: day(15),
      is_discontinued: flag(16),
    },
  },
  {
    name: 'stores',
    rows: 200,
    columns: {
      store_id: 'i',
      store_name: "'Store ' || i",
      city: one(cities, 17),
      region_id: key(20, 18),
      opened_on: day(19),
      floor_area: some(4000, 20),
    },
  },
  {
    name: 'orders',
    rows: 300_000,
    columns: {
      order_id: 'i',
      customer_id: key(100_000, 21),
      store_id: key(200, 22),
      order_date: day(23),
      status: one(['open', 'shipped', 'cancelled', 'completed'], 24),
      channel: one(['web', 'phone', 'counter'], 25),
      shipping_cost: money(30, 26),
      discount: money(20, 27),
      priority: one(['low', 'medium', 'high'], 28),
    },
  },
  {
    name: 'order_items',
    rows: 1_000_000,
    columns: {
      order_item_id: 'i',
      order_id: key(300_000, 29),
      product_id: key(5000, 30),
      quantity: `1 + ${some(9, 31)}`,
      unit_price: money(500, 32),
      line_discount: money(10, 33),
      is_gift: flag(34),
      packed_at: moment(35),
    },
  },
  {
    name: 'payments',
    rows: 300_000,
    columns: {
      payment_id: 'i',
      order_id: key(300_000, 36),
      paid_on: day(37),
      method: one(['card', 'transfer', 'cash'], 38),
      amount: money(2000, 39),
      currency: one(['EUR', 'NOK', 'JPY'], 40),
    },
  },
  {
    name: 'shipments',
    rows: 250_000,
    columns: {
      shipment_id: 'i',
      order_id: key(300_000, 41),
      carrier: one(['Swift', 'Heron', 'Kestrel'], 42),
      shipped_on: day(43),
      delivered_on: day(44),
      parcel_weight: money(60, 45),
    },
  },
  {
    name: 'returns',
    rows: 60_000,
    columns: {
      return_id: 'i',
      order_item_id: key(1_000_000, 46),
      reason: one(['broken', 'late', 'wrong size'], 47),
      returned_on: day(48),
      refund: money(500, 49),
    },
  },
  {
    name: 'web_visits',
    rows: 400_000,
    columns: {
      visit_id: 'i',
      customer_id: key(100_000, 50),
      visited_at: moment(51),
      page: one(['home', 'search', 'basket'], 52),
      device: one(['phone', 'tablet', 'desktop'], 53),
      seconds: some(900, 54),
    },
  },
];

const others = [
  ...[
    'supplier',
    'warehouse',
    'employee',
    'campaign',
    'coupon',
    'contract',
    'invoice',
    'budget',
    'training',
    'vehicle',
  ],
  ...['driver', 'route', 'machine', 'inspection', 'incident', 'ticket', 'survey', 'lease', 'license', 'meeting'],
  ...['sensor', 'promotion', 'audit', 'permit', 'project', 'task', 'partner', 'auction', 'sample'],
];

/** Around the core, what a database has beside what is asked for most: a tenth of them as large as a table of the core. */
function other(name: string, at: number): BenchTable {
  const salt = 100 + at * 10;
  const columns: Record<string, string> = {
    [`${name}_id`]: 'i',
    [`${name}_name`]: `'${name} ' || i`,
    [`${name}_type`]: one(['basic', 'extended', 'special'], salt),
    [`${name}_state`]: one(['planned', 'running', 'done'], salt + 1),
    [`${name}_begun_on`]: day(salt + 2),
    [`${name}_cost`]: money(9000, salt + 3),
    store_id: key(200, salt + 4),
  };
  // With these there are 300 columns in all.
  if (at >= 3) columns[`${name}_points`] = some(100, salt + 5);
  return { name: `${name}s`, rows: at % 10 === 0 ? 100_000 : 2000, columns };
}

const tables: readonly BenchTable[] = [...core, ...others.map(other)];

export const shape = {
  tables: tables.length,
  columns: tables.reduce((sum, { columns }) => sum + Object.keys(columns).length, 0),
  rows: tables.reduce((sum, { rows }) => sum + rows, 0),
  largest: Math.max(...tables.map(({ rows }) => rows)),
};

/** Columns of text with nearly as many values as are read ahead of one, more of them than there is room for. */
const wide: BenchTable = {
  name: 'contacts',
  rows: 250_000,
  columns: {
    contact_id: 'i',
    ...Object.fromEntries(
      Array.from({ length: 24 }, (_, at) => [
        `remark_${at + 1}`,
        `'Straße ' || (i % 9500) || ' ' || substr(md5((i % 9500 + ${at})::VARCHAR), 1, 24)`,
      ]),
    ),
    status: one(['open', 'done'], 900),
  },
};

/** The same for a database of few tables whose values fill all the room there is. */
export async function makeWideData(file: string): Promise<void> {
  await make(file, [wide]);
}

/** Makes the database in a file that is not there yet. */
export async function makeBenchData(file: string): Promise<void> {
  await make(file, tables);
}

async function make(file: string, tables: readonly BenchTable[]): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  for (const { name, rows, columns } of tables) {
    const listed = Object.entries(columns).map(([column, sql]) => `${sql} AS ${column}`);
    await connection.run(`CREATE TABLE ${name} AS SELECT ${listed.join(', ')} FROM range(1, ${rows + 1}) r(i)`);
    const [id] = Object.keys(columns);
    await connection.run(`ALTER TABLE ${name} ADD PRIMARY KEY (${id})`);
  }
  connection.closeSync();
  instance.closeSync();
}

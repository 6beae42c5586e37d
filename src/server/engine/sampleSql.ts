// The sample business as SQL: every value is a hash of its row's number and a seed, so that a day always gives the same rows.
// Not here: the file it is written to and its age (sample.ts).
const seed = 20240229;

/** 60,000 orders are spread over so many days, the last one included. */
const days = 1096;

const firstNames =
  'Ada Ben Carla Dev Elena Farid Grace Hugo Ines Jonas Keiko Liam Maya Noah Olga Pedro Quinn Rosa Sam Tara Umar Vera Will Xenia Yusuf Zoe Amir Bianca Chloe Diego Esme Felix Gita Henry Irene Jack Kofi Lucia Marco Nadia';
const lastNames =
  'Adler Brooks Castro Dubois Evans Fischer Garcia Haddad Ito Jensen Khan Larsen Moreau Novak Okafor Patel Quist Rossi Silva Tanaka Ueda Vargas Walsh Xu Young Zimmer Abbott Becker Carter Diaz Ellis Fuchs Gupta Hayes Ivanov Jones Kim Lopez Meyer Nolan';
const companyStems =
  'Alder Beacon Cobalt Drift Ember Fjord Granite Harbor Indigo Juniper Keystone Lumen Meridian Northwind Orchard Pioneer Quarry Ridge Summit Timber Union Vantage Willow Zenith Acorn Bluebird Copper Dawn Evergreen Foxglove Glacier Horizon Iris Jade Kestrel Laurel Maple Nimbus Onyx Prairie';
const companyKinds =
  'Foods,Logistics,Labs,Partners,Studio,Works,Supply,Systems,Trading,Consulting,Design,Energy,Media,Robotics,Textiles,Clinics,Analytics,Outfitters,Builders,Motors,Press,Farms,Travel,Health,Interiors,Software,Imports,Ceramics,Optics,Security,Capital,Group,Networks,Gardens,Kitchens,Marine,Paper,Sports,Tools,Toys';

/** City, country. */
const cities = [
  ['New York', 'United States'],
  ['Chicago', 'United States'],
  ['Austin', 'United States'],
  ['Seattle', 'United States'],
  ['Toronto', 'Canada'],
  ['Vancouver', 'Canada'],
  ['London', 'United Kingdom'],
  ['Manchester', 'United Kingdom'],
  ['Berlin', 'Germany'],
  ['Munich', 'Germany'],
  ['Paris', 'France'],
  ['Madrid', 'Spain'],
] as const;

/** Category, its share of what is sold, twelve products with their prices. */
const catalog: readonly [string, number, string][] = [
  [
    'Electronics',
    0.34,
    'Laptop Stand 49,Wireless Mouse 35,Mechanical Keyboard 119,4K Monitor 449,USB-C Hub 59,Noise-Cancelling Headphones 289,Webcam 89,Tablet 529,Portable Speaker 129,External SSD 159,Smart Plug 25,Desk Lamp 69',
  ],
  [
    'Furniture',
    0.16,
    'Office Chair 279,Standing Desk 549,Bookcase 189,Filing Cabinet 149,Side Table 99,Lounge Chair 429,Coat Rack 79,Conference Table 899,Shelf Unit 129,Foot Rest 45,Bench 169,Room Divider 219',
  ],
  [
    'Office Supplies',
    0.26,
    'Notebook 7,Ballpoint Pens 9,Printer Paper 29,Stapler 15,Sticky Notes 5,Envelopes 12,Whiteboard Markers 13,Binder 8,Scissors 11,Tape Dispenser 10,Desk Organizer 27,Label Maker 55',
  ],
  [
    'Clothing',
    0.14,
    'Rain Jacket 139,Wool Sweater 89,Running Shoes 125,Cotton T-Shirt 19,Jeans 75,Baseball Cap 22,Leather Belt 39,Hiking Socks 14,Fleece Vest 65,Scarf 32,Gloves 28,Backpack 95',
  ],
  [
    'Sports',
    0.1,
    'Yoga Mat 34,Dumbbell Set 149,Tennis Racket 109,Basketball 31,Jump Rope 16,Camping Tent 259,Water Bottle 18,Cycling Helmet 79,Kayak Paddle 119,Climbing Rope 139,Foam Roller 26,Exercise Bike 599',
  ],
];

const departments = ['Engineering', 'Marketing', 'Operations', 'Sales', 'Finance', 'People'];
const projectNames =
  'Apollo,Borealis,Cascade,Delta,Everest,Falcon,Gemini,Helios,Icarus,Juno,Kodiak,Lighthouse,Mercury,Nautilus,Odyssey,Phoenix,Quantum,Redwood,Saturn,Titan,Umbra,Voyager,Wildfire,Xenon,Yellowstone,Zephyr,Atlas,Bluebird,Compass,Dragonfly,Evergreen,Frontier,Granite,Horizon,Ironwood,Jetstream,Keystone,Lantern,Monarch,Northstar';

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const list = (values: readonly string[]) => `[${values.map(text).join(', ')}]`;
/** Between 0 and 1, from a row's number and a salt that tells its columns apart. */
const chance = (key: string, salt: number) => `((hash(${key} * 1000 + ${salt} + ${seed}) % 1000003) / 1000003.0)`;
/** One of the values with growing limits: the first whose limit is above the chance. */
const weighted = (roll: string, choices: readonly (readonly [string, number])[]) =>
  `CASE ${choices
    .slice(0, -1)
    .map(([value, below]) => `WHEN ${roll} < ${below} THEN ${text(value)}`)
    .join(' ')} ELSE ${text(choices.at(-1)?.[0] ?? '')} END`;

// No key on order_item_id: nothing refers to it, and its index would be a quarter of the time this takes.
const tables = `
CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, name VARCHAR NOT NULL, segment VARCHAR NOT NULL,
  city VARCHAR NOT NULL, country VARCHAR NOT NULL, signup_date DATE NOT NULL);
CREATE TABLE products (product_id INTEGER PRIMARY KEY, name VARCHAR NOT NULL, category VARCHAR NOT NULL,
  unit_price DECIMAL(10,2) NOT NULL);
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (customer_id),
  order_date DATE NOT NULL, region VARCHAR NOT NULL, channel VARCHAR NOT NULL, status VARCHAR NOT NULL);
CREATE TABLE order_items (order_item_id INTEGER NOT NULL, order_id INTEGER NOT NULL REFERENCES orders (order_id),
  product_id INTEGER NOT NULL REFERENCES products (product_id), quantity INTEGER NOT NULL,
  unit_price DECIMAL(10,2) NOT NULL, revenue DECIMAL(12,2) NOT NULL);
CREATE TABLE projects (project_id INTEGER PRIMARY KEY, name VARCHAR NOT NULL, department VARCHAR NOT NULL,
  status VARCHAR NOT NULL, budget DECIMAL(12,2) NOT NULL, spent DECIMAL(12,2) NOT NULL, start_date DATE NOT NULL,
  end_date DATE NOT NULL);`;

const products = `INSERT INTO products VALUES ${catalog
  .flatMap(([category, , names], group) =>
    names.split(',').map((entry, index) => {
      const [name, price] = [entry.slice(0, entry.lastIndexOf(' ')), entry.slice(entry.lastIndexOf(' ') + 1)];
      return `(${group * 12 + index + 1}, ${text(name)}, ${text(category)}, ${price}.99)`;
    }),
  )
  .join(', ')};`;

/** More each year, more in November and December, less at weekends. */
const orders = (lastDay: string) => `
CREATE TEMP TABLE calendar AS
  SELECT d, DATE '${lastDay}' - (${days - 1} - d)::INTEGER AS day,
    (0.7 + 0.8 * d / ${days}) * (1 + 0.12 * sin(2 * pi() * (dayofyear(day) - 60) / 365))
    * CASE WHEN month(day) IN (11, 12) THEN 1.35 WHEN month(day) = 1 THEN 0.85 ELSE 1 END
    * CASE WHEN isodow(day) >= 6 THEN 0.7 ELSE 1.05 END * (0.9 + 0.2 * ${chance('d', 1)}) AS weight
  FROM (SELECT range::INTEGER AS d FROM range(${days}));
CREATE TEMP TABLE draft AS
  SELECT (row_number() OVER (ORDER BY d, n))::INTEGER AS k, d, day
  FROM (SELECT d, day, unnest(range(greatest(1, round(60000 * weight / (SELECT sum(weight) FROM calendar)))::BIGINT)) AS n
        FROM calendar);
CREATE TEMP TABLE placed AS
  SELECT k, (1 + floor(800 * power(${chance('k', 2)}, 1.6))::INTEGER * 337 % 800)::INTEGER AS customer_id, day,
    ${weighted(chance('k', 3), [
      ['West', 0.36],
      ['East', 0.64],
      ['South', 0.85],
      ['North', 1],
    ])} AS region,
    CASE WHEN ${chance('k', 4)} < 0.42 + 0.25 * d / ${days} THEN 'Online'
      WHEN ${chance('k', 5)} < 0.7 THEN 'Store' ELSE 'Partner' END AS channel,
    CASE WHEN ${chance('k', 6)} < 0.05 THEN 'Cancelled'
      WHEN ${days} - d <= 3 THEN 'Pending' WHEN ${days} - d <= 9 THEN 'Shipped'
      WHEN ${chance('k', 6)} < 0.085 THEN 'Returned' ELSE 'Completed' END AS status
  FROM draft;`;

const customers = (lastDay: string) => `
INSERT INTO customers
  SELECT i,
    CASE WHEN segment = 'Consumer' THEN ${list(firstNames.split(' '))}[1 + i % 40] || ' ' || ${list(lastNames.split(' '))}[1 + (i // 40 + i * 7) % 40]
      ELSE ${list(companyStems.split(' '))}[1 + i % 40] || ' ' || ${list(companyKinds.split(','))}[1 + (i // 40 + i * 11) % 40] END,
    segment, ${list(cities.map(([city]) => city))}[place], ${list(cities.map(([, country]) => country))}[place],
    coalesce(first_order, DATE '${lastDay}') - (${chance('i', 10)} * 90)::INTEGER
  FROM (SELECT range::INTEGER AS i,
      ${weighted(chance('range', 11), [
        ['Consumer', 0.52],
        ['Corporate', 0.8],
        ['Small Business', 1],
      ])} AS segment,
      (1 + floor(${cities.length} * power(${chance('range', 12)}, 1.4)))::INTEGER AS place
    FROM range(1, 801))
  LEFT JOIN (SELECT customer_id, min(day) AS first_order FROM placed GROUP BY ALL) ON customer_id = i
  ORDER BY i;
INSERT INTO orders SELECT k, customer_id, day, region, channel, status FROM placed ORDER BY k;`;

function categoryLimits(): (readonly [string, number])[] {
  let below = 0;
  return catalog.map(([, share], group) => {
    below += share;
    return [String(group), Number(below.toFixed(4))] as const;
  });
}

const items = `
INSERT INTO order_items
  SELECT (row_number() OVER (ORDER BY line))::INTEGER, k, product_id, quantity, price, quantity * price
  FROM (
    SELECT line, k, p.product_id, (1 + floor(4 * power(${chance('line', 21)}, 2)))::INTEGER AS quantity,
      CAST(round(p.unit_price * (0.9 + 0.1 * d / ${days}) * CASE WHEN ${chance('line', 22)} < 0.2 THEN 0.85 ELSE 1 END, 2)
        AS DECIMAL(10,2)) AS price
    FROM (
      SELECT k * 4 + n AS line, k, d,
        12 * CAST(${weighted(chance('(k * 4 + n)', 23), categoryLimits())} AS INTEGER)
          + 1 + floor(12 * power(${chance('(k * 4 + n)', 24)}, 1.5))::INTEGER AS product_id
      FROM (SELECT k, d, unnest(range(CASE WHEN ${chance('k', 20)} < 0.35 THEN 1 WHEN ${chance('k', 20)} < 0.72 THEN 2
        WHEN ${chance('k', 20)} < 0.93 THEN 3 ELSE 4 END)) AS n FROM draft)
    ) AS sold JOIN products AS p USING (product_id)
  )
  ORDER BY line;`;

const projects = (lastDay: string) => `
INSERT INTO projects
  SELECT i, ${list(projectNames.split(','))}[i], ${list(departments)}[1 + (i * 5 + i // 6) % ${departments.length}], status, budget,
    CAST(round(budget * CASE status WHEN 'Planned' THEN 0 WHEN 'Completed' THEN 0.82 + 0.3 * ${chance('i', 31)}
      ELSE 0.15 + 0.6 * ${chance('i', 31)} END, 2) AS DECIMAL(12,2)),
    started, started + (120 + ${chance('i', 32)} * 200)::INTEGER
  FROM (
    SELECT i, status, CAST(20000 + (i * 17) % 40 * 11750 + i * 125 AS DECIMAL(12,2)) AS budget,
      DATE '${lastDay}' + CASE status WHEN 'Planned' THEN 14 + (${chance('i', 33)} * 120)::INTEGER
        WHEN 'Completed' THEN -400 - (${chance('i', 33)} * 500)::INTEGER ELSE -20 - (${chance('i', 33)} * 90)::INTEGER END AS started
    FROM (SELECT range::INTEGER AS i,
      ${weighted(chance('range', 30), [
        ['Completed', 0.3],
        ['Active', 0.68],
        ['On Hold', 0.83],
        ['Planned', 1],
      ])} AS status
      FROM range(1, 41))
  )
  ORDER BY i;`;

/** Statements that fill an empty database; `lastDay` (`YYYY-MM-DD`) is the day of the newest orders. */
export function sampleSql(lastDay: string): string {
  return [tables, products, orders(lastDay), customers(lastDay), items, projects(lastDay), 'CHECKPOINT;'].join('\n');
}

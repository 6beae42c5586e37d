CREATE TABLE categories (category_id INTEGER PRIMARY KEY, category_name VARCHAR NOT NULL);
CREATE TABLE products (
  product_id INTEGER PRIMARY KEY, category_id INTEGER NOT NULL REFERENCES categories (category_id),
  product_name VARCHAR NOT NULL, list_price DECIMAL(10,2) NOT NULL, weight_g INTEGER, launched_on DATE, discontinued BOOLEAN NOT NULL
);
CREATE TABLE customers (
  customer_id INTEGER PRIMARY KEY, full_name VARCHAR NOT NULL, email VARCHAR, city VARCHAR, country VARCHAR NOT NULL,
  signed_up_on DATE NOT NULL, newsletter BOOLEAN NOT NULL
);
CREATE TABLE orders (
  order_id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (customer_id), ordered_at TIMESTAMP NOT NULL,
  status VARCHAR NOT NULL, channel VARCHAR NOT NULL, shipping_fee DECIMAL(8,2) NOT NULL, coupon_code VARCHAR
);
CREATE TABLE order_items (
  order_item_id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders (order_id),
  product_id INTEGER NOT NULL REFERENCES products (product_id), quantity INTEGER NOT NULL, line_total DECIMAL(10,2) NOT NULL
);
CREATE TABLE returns (
  return_id INTEGER PRIMARY KEY, order_item_id INTEGER NOT NULL REFERENCES order_items (order_item_id),
  returned_on DATE NOT NULL, reason VARCHAR, refund_amount DECIMAL(10,2) NOT NULL
);

INSERT INTO categories
SELECT i, ['Kitchen', 'Garden', 'Toys', 'Books', 'Sports', 'Lighting', 'Gift cards'][i] FROM range(1, 8) r(i);

INSERT INTO products
SELECT i, [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5][1 + i % 11],
  ['Nordic', 'Classic', 'Compact', 'Deluxe', 'Eco', 'Urban', 'Vintage', 'Smart'][1 + i % 8] || ' '
    || ['Kettle', 'Rake', 'Puzzle', 'Atlas', 'Racket', 'Lantern', 'Café set', 'Hammock', 'Robot', 'Diary', 'Helmet'][1 + i % 11],
  round(4.5 + (hash('price' || i) % 18000) / 100.0, 2),
  CASE WHEN i % 13 = 0 THEN NULL ELSE 80 + hash('weight' || i) % 6000 END,
  DATE '2021-03-01' + CAST(hash('launch' || i) % 1200 AS INTEGER),
  i % 9 = 4
FROM range(1, 81) r(i);

INSERT INTO customers
SELECT i, ['Anna', 'José', 'Zoë', 'Liam', 'Søren', 'Maria', 'Łukasz', 'Emma', 'Noah', 'Chloé', 'Peter', 'Ines'][1 + i % 12] || ' '
    || ['Müller', 'Garcia', 'Smith', 'Dubois', 'Nowak', 'Jensen', 'Rossi', 'Berg', 'Keller', 'Moreau', 'Lind', 'Novák', 'O''Brien',
        'Peeters', 'Silva', 'Weber', 'Costa', 'Lange', 'Fischer', 'Martin', 'Bakker', 'Conti', 'Vogel', 'Horvat', 'Kowalska',
        'Nielsen', 'Roux', 'Schmid', 'Bauer', 'Olsen', 'Ferrari', 'Hansen', 'Meyer', 'Young'][1 + (i // 12) % 34],
  CASE WHEN i % 10 = 7 THEN NULL ELSE 'customer' || i || '@example.com' END,
  CASE WHEN i % 37 = 5 THEN NULL ELSE
    [['Berlin', 'Hamburg', 'München', 'Köln'], ['Paris', 'Lyon', 'Nantes', 'Lille'], ['Wien', 'Graz', 'Linz', 'Salzburg'],
     ['Warszawa', 'Kraków', 'Gdańsk', 'Łódź'], ['Madrid', 'Sevilla', 'Málaga', 'Bilbao']][c][1 + i % 4] END,
  ['Germany', 'France', 'Austria', 'Poland', 'Spain'][c],
  DATE '2022-01-10' + CAST(hash('signup' || i) % 1150 AS INTEGER),
  hash('news' || i) % 5 < 2
FROM (SELECT i, [1, 1, 1, 2, 2, 3, 4, 5, 1, 2][1 + i * 7 % 10] AS c FROM range(1, 401) r(i));

INSERT INTO orders
SELECT i, CASE WHEN c % 9 = 4 THEN c - 1 ELSE c END,
  TIMESTAMP '2023-01-02 00:00:00' + to_minutes(CAST(floor(895.0 * 1440 * pow(u, 0.75)) AS BIGINT)),
  CASE WHEN hash('status' || i) % 100 < 8 THEN 'cancelled' WHEN u > 0.985 THEN 'pending' WHEN u > 0.97 THEN 'shipped' ELSE 'delivered' END,
  ['web', 'web', 'web', 'app', 'app', 'Phone', 'marketplace'][1 + CAST(hash('channel' || i) % 7 AS INTEGER)],
  [0, 0, 3.9, 4.9, 7.5, 12][1 + CAST(hash('fee' || i) % 6 AS INTEGER)],
  CASE WHEN hash('coupon' || i) % 5 = 0 THEN ['SPRING10', 'WELCOME', 'BlackFriday', 'VIP'][1 + CAST(hash('code' || i) % 4 AS INTEGER)] END
FROM (
  SELECT i, 1 + CAST(floor(400 * pow((hash('buyer' || i) % 100000) / 100001.0, 1.7)) AS INTEGER) AS c,
    (hash('when' || i) % 1000000) / 1000000.0 AS u
  FROM range(1, 5001) r(i)
);

INSERT INTO order_items
SELECT row_number() OVER (ORDER BY o, n), o, p.product_id, q, round(q * p.list_price * (1 - hash('discount' || o || n) % 4 * 0.05), 2)
FROM (
  SELECT o, n, 1 + CAST(floor(76 * pow((hash('item' || o || ' ' || n) % 9999) / 10000.0, 1.4)) AS INTEGER) AS product_id,
    CAST(1 + hash('q' || o || n) % 4 AS INTEGER) AS q
  FROM range(1, 5001) a(o), range(1, 5) b(n) WHERE n <= 1 + hash('n' || o) % 4
) JOIN products p USING (product_id);

INSERT INTO returns
SELECT row_number() OVER (ORDER BY order_item_id), order_item_id,
  least(CAST(o.ordered_at AS DATE) + CAST(4 + hash('back' || order_item_id) % 25 AS INTEGER), DATE '2025-06-14'),
  CASE WHEN order_item_id % 41 = 0 THEN NULL ELSE
    ['damaged', 'wrong size', 'late', 'changed mind', 'not as described'][1 + CAST(hash('why' || order_item_id) % 5 AS INTEGER)] END,
  round(line_total * [1, 1, 0.5][1 + CAST(hash('part' || order_item_id) % 3 AS INTEGER)], 2)
FROM order_items JOIN orders o USING (order_id)
WHERE hash('returned' || order_item_id) % 13 = 0 AND o.ordered_at < TIMESTAMP '2025-06-08' AND status = 'delivered';

// Small databases for what may be measured: visits that are numbered, a market with amounts of several kinds and numbers that are none.
// Not here: the questions (misreadMeasures.ts).

/** One table as people export it, without a key: its numbers run on. */
export const visits = `
CREATE TABLE visit_log AS SELECT 1000 + i AS "Visit #", 7000 + i AS "Receipt", DATE '2025-01-02' + CAST(i * 3 AS INTEGER) AS dt_visit, ['Rex', 'Mia', 'Tom', 'Lea'][i % 4 + 1] AS pet, ['Dr. Huber', 'Dr. Okoye', 'Dr. Lang'][i * 5 % 7 % 3 + 1] AS vet, CASE WHEN i % 6 <> 0 THEN 'Z0' || i % 4 END AS dx_code, 20 + i * 13 % 47 AS fee_eur, i * 7 % 4 AS guests, i * 3 % 4 + 1 AS satisfaction FROM range(1, 61) t(i);
`;

/** Sales and their lines, amounts that are no income, whole numbers that say which or how well, and texts that look like numbers. */
export const market = `
CREATE TABLE shoppers (shopper_id INTEGER PRIMARY KEY, name VARCHAR, country VARCHAR, age INTEGER);
CREATE TABLE goods (good_id INTEGER PRIMARY KEY, name VARCHAR, category VARCHAR, stock INTEGER, is_new BOOLEAN);
CREATE TABLE sales (sale_id INTEGER PRIMARY KEY, shopper_id INTEGER REFERENCES shoppers(shopper_id), region VARCHAR, sold_on DATE, priority INTEGER, satisfaction INTEGER, target_days INTEGER, tax_amount DECIMAL(9,2), note_value VARCHAR);
CREATE TABLE sale_lines (line_id INTEGER PRIMARY KEY, sale_id INTEGER REFERENCES sales(sale_id), good_id INTEGER REFERENCES goods(good_id), quantity INTEGER, line_total DECIMAL(9,2));
CREATE TABLE roadworks (work_id INTEGER PRIMARY KEY, region VARCHAR, length_m INTEGER, begun_on DATE, ended_on DATE, paid VARCHAR);
INSERT INTO shoppers SELECT i, 'Shopper ' || i, ['France', 'Japan', 'Peru'][i % 3 + 1], 20 + i * 7 % 50 FROM range(1, 21) t(i);
INSERT INTO goods SELECT i, ['Lamp', 'Sofa', 'Rug', 'Vase', 'Desk', 'Bulb', 'Chair', 'Shelf', 'Bed'][i], ['Light', 'Home', 'Work'][i % 3 + 1], i * 5 % 4 * 3, i % 2 = 0 FROM range(1, 10) t(i);
INSERT INTO sales SELECT i, i * 7 % 17 + 1, ['North', 'South', 'West'][i % 3 + 1], DATE '2024-06-01' + CAST(i * 9 AS INTEGER), i * 5 % 3 + 1, i * 11 % 5 + 1, 5 + i % 4, 1 + i % 9, CAST(i % 9 AS VARCHAR) || ',50' FROM range(1, 61) t(i);
INSERT INTO sale_lines SELECT i, i * 13 % 60 + 1, i * 5 % 8 + 1, i % 4 + 1, 10 + i * 17 % 90 FROM range(1, 161) t(i);
INSERT INTO roadworks SELECT i, ['North', 'South', 'West'][i % 3 + 1], 100 + i * 37 % 900, DATE '2024-01-01' + CAST(i * 11 AS INTEGER), DATE '2024-02-01' + CAST(i * 11 + i % 20 AS INTEGER), CAST(i * 100 AS VARCHAR) || ',00' FROM range(1, 31) t(i);
`;

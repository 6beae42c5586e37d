CREATE TABLE branches (branch_id INTEGER PRIMARY KEY, branch_name VARCHAR, city VARCHAR, region VARCHAR, opened_on DATE);
INSERT INTO branches VALUES
  (1, 'Marktplatz', 'Graz', 'South', DATE '1998-04-01'), (2, 'Ringstraße', 'Wien', 'East', DATE '1974-09-16'), (3, 'Donaukai', 'Linz', 'North', DATE '1988-02-01'),
  (4, 'Altstadt', 'Salzburg', 'West', DATE '1991-05-13'), (5, 'Seepromenade', 'Bregenz', 'West', DATE '2003-10-01'), (6, 'Hauptbahnhof', 'Wien', 'East', DATE '2014-12-01'),
  (7, 'Hofburg', 'Innsbruck', 'West', DATE '1985-03-01'), (8, 'Lindwurm', 'Klagenfurt', 'South', DATE '1995-06-01'), (9, 'Stadtpark', 'Wien', 'East', DATE '2008-01-15'),
  (10, 'Airport', 'Schwechat', 'East', DATE '2025-05-02');

CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, full_name VARCHAR, birth_date DATE, segment VARCHAR, is_business INTEGER);
INSERT INTO customers
SELECT
  i,
  (['Maria', 'Josef', 'Žofia', 'Lukas', 'Anna', 'Mehmet', 'Eva', 'Jörg', 'Chloé', 'Paul', 'Renate', 'Goran', 'Ida', 'Felix', 'Sára', 'Otto', 'Nina', 'Ahmed', 'Greta', 'Tobias'])[1 + i % 20] || ' '
    || (['Gruber', 'Huber', 'Bauer', 'Wagner', 'Novák', 'Yılmaz', 'Pichler', 'Steiner', 'Moser', 'Mayer', 'Hofer', 'Leitner', 'Berger', 'Fuchs', 'Eder', 'Fischer', 'Schmid', 'Winkler', 'Weber', 'Schwarz', 'Maier', 'Kovács', 'Reiter', 'Böhm', 'Haas'])[1 + (i // 20) % 25],
  DATE '1940-01-01' + (hash(i, 2) % 24000)::INTEGER,
  (['retail', 'retail', 'retail', 'premium', 'student'])[1 + (hash(i, 3) % 5)::INTEGER],
  CASE WHEN hash(i, 4) % 7 = 0 THEN 1 ELSE 0 END
FROM range(1, 481) r(i);

CREATE TABLE accounts (
  account_no VARCHAR PRIMARY KEY, customer_id INTEGER REFERENCES customers (customer_id), branch_id INTEGER REFERENCES branches (branch_id),
  account_type VARCHAR, status VARCHAR, opened_on DATE, closed_on DATE, balance DECIMAL(14, 2)
);
INSERT INTO accounts
SELECT
  'AT' || (4400000 + i * 37),
  1 + (hash(i, 11) % 470)::INTEGER,
  1 + floor(pow((hash(i, 12) % 1000)::INTEGER / 1000.0, 1.3) * 9)::INTEGER,
  (['checking', 'checking', 'savings', 'securities'])[1 + (hash(i, 13) % 4)::INTEGER],
  s,
  DATE '2009-01-01' + (hash(i, 14) % 5000)::INTEGER,
  CASE WHEN s = 'closed' THEN DATE '2023-02-01' + (hash(i, 15) % 850)::INTEGER END,
  CASE WHEN s = 'closed' THEN 0 ELSE round((hash(i, 16) % 2000000)::INTEGER / 100.0 * (0.2 + (hash(i, 17) % 30)::INTEGER / 10.0) - 1500, 2) END
FROM (SELECT i, (['active', 'active', 'active', 'active', 'active', 'active', 'dormant', 'closed'])[1 + (hash(i, 10) % 8)::INTEGER] AS s FROM range(760) r(i));

CREATE TABLE transactions (txn_id INTEGER PRIMARY KEY, account_no VARCHAR REFERENCES accounts (account_no), booked_at TIMESTAMP, txn_type VARCHAR, amount DECIMAL(12, 2), channel VARCHAR, is_fraud INTEGER);
INSERT INTO transactions
SELECT
  row_number() OVER (ORDER BY booked_at, i), x.account_no, booked_at, k,
  CASE k
    WHEN 'card payment' THEN -(300 + (hash(i, 25) % 16000)::INTEGER) / 100.0
    WHEN 'transfer' THEN (CASE WHEN hash(i, 26) % 3 = 0 THEN 1 ELSE -1 END) * (1000 + (hash(i, 25) % 140000)::INTEGER) / 100.0
    WHEN 'salary' THEN 1700 + (hash(i, 25) % 350000)::INTEGER / 100.0
    WHEN 'cash withdrawal' THEN -10 * (2 + (hash(i, 25) % 38)::INTEGER)
    WHEN 'fee' THEN -(90 + (hash(i, 25) % 1400)::INTEGER) / 100.0
    ELSE (10 + (hash(i, 25) % 4000)::INTEGER) / 100.0
  END,
  CASE WHEN k IN ('fee', 'interest') THEN NULL WHEN k = 'cash withdrawal' THEN 'atm' ELSE (['app', 'app', 'web', 'branch'])[1 + (hash(i, 27) % 4)::INTEGER] END,
  CASE WHEN k IN ('card payment', 'transfer') AND hash(i, 28) % 60 = 0 THEN 1 ELSE 0 END
FROM (
  SELECT i,
    'AT' || (4400000 + (hash(i, 21) % 730)::INTEGER * 37) AS account_no,
    TIMESTAMP '2023-01-01 00:00:00' + to_seconds((hash(i, 22) % 77414400)::BIGINT) AS booked_at,
    (['card payment', 'card payment', 'card payment', 'card payment', 'transfer', 'transfer', 'salary', 'cash withdrawal', 'fee', 'interest'])[1 + (hash(i, 23) % 10)::INTEGER] AS k
  FROM range(15000) r(i)
) x JOIN accounts a ON a.account_no = x.account_no
WHERE a.closed_on IS NULL OR x.booked_at < a.closed_on;

CREATE TABLE loans (
  loan_id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (customer_id), branch_id INTEGER REFERENCES branches (branch_id),
  principal INTEGER, interest_rate DECIMAL(5, 2), term_months INTEGER, granted_on DATE, status VARCHAR, is_secured INTEGER
);
INSERT INTO loans
SELECT
  9000 + i, 1 + (hash(i, 31) % 400)::INTEGER, 1 + (hash(i, 32) % 9)::INTEGER,
  2000 + 500 * floor(pow((hash(i, 33) % 1000)::INTEGER / 1000.0, 2.5) * 700)::INTEGER,
  CASE WHEN hash(i, 34) % 33 = 0 THEN NULL ELSE 1.9 + (hash(i, 35) % 700)::INTEGER / 100.0 END,
  ([12, 24, 36, 48, 60, 120, 240])[1 + (hash(i, 36) % 7)::INTEGER],
  DATE '2023-01-05' + (hash(i, 37) % 885)::INTEGER,
  (['running', 'running', 'running', 'repaid', 'defaulted'])[1 + (hash(i, 38) % 5)::INTEGER],
  (hash(i, 39) % 2)::INTEGER
FROM range(620) r(i);

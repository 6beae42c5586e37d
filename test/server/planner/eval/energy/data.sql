CREATE TABLE customers (customer_id INTEGER, name VARCHAR, city VARCHAR, tariff VARCHAR, contract_start VARCHAR);
INSERT INTO customers
SELECT
  7000 + i,
  (['Anna', 'Jürgen', 'Søren', 'Katrin', 'Karl', 'Zoë', 'Mehmet', 'Lucía', 'Peter', 'Émile', 'Ingrid', 'Kasimir', 'Ole', 'Nadia', 'Björn'])[1 + i % 15] || ' '
    || (['Petersen', 'Schröder', 'Kaya', 'Lindqvist', 'Meier', 'Núñez', 'van Dyk', 'Krüger', 'Hansen', 'Bauer', 'Kowalski', 'Thießen', 'Albrecht', 'Karstens', 'Omar', 'Lütke', 'Brandt', 'Fischer', 'Dubois', 'Jahn', 'Möller', 'Sommer', 'Wolff', 'Özdemir', 'Rasmussen', 'Voss', 'Ehlers', 'Kock', 'Noack', 'Iversen'])[1 + (i // 15) % 30],
  (['Hamburg', 'Kiel', 'Lübeck', 'Flensburg', 'Rostock', 'Bremen', 'Oldenburg'])[1 + floor(pow((hash(i, 2) % 1000)::INTEGER / 1000.0, 1.5) * 7)::INTEGER],
  CASE WHEN hash(i, 3) % 30 = 0 THEN NULL ELSE (['Basic', 'Green', 'Green Plus', 'Night Saver', 'Business'])[1 + (hash(i, 4) % 5)::INTEGER] END,
  strftime(DATE '2016-02-01' + (hash(i, 5) % 2500)::INTEGER, '%Y-%m-%d')
FROM range(450) r(i);

CREATE TABLE meters (meter_id VARCHAR, customer_id INTEGER, meter_type VARCHAR, installed_on VARCHAR);
INSERT INTO meters
SELECT
  'MT-' || (20000 + i),
  7000 + (hash(i, 11) % 435)::INTEGER,
  (['electricity', 'electricity', 'electricity', 'gas', 'gas', 'district heating'])[1 + (hash(i, 12) % 6)::INTEGER],
  strftime(CASE WHEN i % 12 = 0 THEN DATE '2025-01-04' + (hash(i, 13) % 150)::INTEGER ELSE DATE '2014-03-01' + (hash(i, 13) % 3930)::INTEGER END, '%d.%m.%Y')
FROM range(640) r(i);

CREATE TABLE readings (reading_id INTEGER, meter_id VARCHAR, reading_date VARCHAR, consumption_kwh DOUBLE, source VARCHAR);
INSERT INTO readings
SELECT
  row_number() OVER (ORDER BY d, meter_id),
  meter_id,
  strftime(d, '%Y-%m-%d'),
  CASE WHEN hash(meter_id, m, 21) % 70 = 0 THEN NULL
    ELSE round((CASE meter_type WHEN 'electricity' THEN 180 WHEN 'gas' THEN 900 ELSE 700 END)
      * (1 + 0.5 * cos(2 * pi() * month(d) / 12.0)) * (0.5 + (hash(meter_id, m, 22) % 1000)::INTEGER / 1000.0), 1) END,
  (['remote', 'remote', 'remote', 'self-read', 'self-read', 'estimated'])[1 + (hash(meter_id, m, 23) % 6)::INTEGER]
FROM (
  SELECT meter_id, meter_type, m, (DATE '2023-01-01' + to_months(m::INTEGER))::DATE + 20 + (hash(meter_id, m, 20) % 8)::INTEGER AS d, strptime(installed_on, '%d.%m.%Y')::DATE AS inst
  FROM meters, range(29) r(m)
) x
WHERE d > inst;

CREATE TABLE invoices (invoice_no VARCHAR, customer_id INTEGER, billing_period INTEGER, issued_on VARCHAR, net_amount DECIMAL(10, 2), vat_amount DECIMAL(10, 2), gross_amount DECIMAL(10, 2), paid_on VARCHAR);
INSERT INTO invoices
SELECT
  'R' || strftime(p, '%Y%m') || '-' || customer_id,
  customer_id,
  year(p) * 100 + month(p),
  strftime(iss, '%d.%m.%Y'),
  net, vat, net + vat,
  CASE WHEN hash(customer_id, m, 35) % 25 = 0 OR (iss > DATE '2025-05-20' AND hash(customer_id, m, 36) % 3 = 0) THEN NULL
    ELSE strftime(least(iss + 3 + (hash(customer_id, m, 34) % 20)::INTEGER, DATE '2025-06-13'), '%d.%m.%Y') END
FROM (
  SELECT customer_id, m, p, (p + to_months(1))::DATE + 2 + (hash(customer_id, m, 31) % 9)::INTEGER AS iss, net, round(net * rate, 2)::DECIMAL(10, 2) AS vat
  FROM (
    SELECT customer_id, m, (DATE '2023-01-01' + to_months(m::INTEGER))::DATE AS p,
      (30 + (hash(customer_id, m, 32) % 20000)::INTEGER / 100.0 * (1 + 0.4 * cos(2 * pi() * m / 12.0)))::DECIMAL(10, 2) AS net,
      CASE WHEN m < 12 THEN 0.07 ELSE 0.19 END AS rate
    FROM customers, range(29) r(m)
    WHERE customer_id % 11 <> 0 AND hash(customer_id, m, 33) % 8 <> 0
  ) y
) x;

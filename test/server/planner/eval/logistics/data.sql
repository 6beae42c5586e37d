CREATE TABLE depots AS
SELECT ['HAM', 'ROT', 'ANR', 'LEH', 'GDN', 'BCN', 'TRS', 'LYS', 'PRG', 'VIE'][i] AS depot_code,
  ['Hamburg Port', 'Rotterdam Maasvlakte', 'Antwerp Quay 12', 'Le Havre', 'Gdańsk Terminal', 'Barcelona Sur', 'Trieste', 'Lyon Est',
   'Praha Hub', 'Wien Nord'][i] AS depot_name,
  ['North', 'West', 'West', 'West', 'North', 'South', 'South', 'South', 'East', 'East'][i] AS region,
  CAST([900, 1400, 1100, 600, 450, 700, 380, 520, 640, 300][i] AS INTEGER) AS capacity_pallets
FROM range(1, 11) r(i);

CREATE TABLE carriers AS
SELECT 100 + i AS carrier_no,
  ['Nordwind Express', 'Blue Anchor', 'Transalp', 'Iberia Cargo Express', 'Hansa Road', 'Vltava Trans', 'Express Polska', 'Skyline Air'][i] AS carrier_name,
  ['road', 'sea', 'road', 'air', 'road', 'rail', 'road', 'air'][i] AS transport_mode,
  CASE WHEN i = 6 THEN NULL ELSE 3.1 + (hash('rating' || i) % 18) / 10.0 END AS rating
FROM range(1, 9) r(i);

CREATE TABLE shipments AS
SELECT 'S' || lpad(CAST(i AS VARCHAR), 6, '0') AS shipment_no,
  ['HAM', 'ROT', 'ANR', 'LEH', 'GDN', 'BCN', 'TRS', 'LYS', 'PRG', 'VIE'][1 + depot] AS depot_code,
  101 + (CAST(floor(8 * pow((hash('c' || i) % 1000) / 1001.0, 1.4)) AS INTEGER) + [0, 1, 3, 1, 0, 4, 4, 2, 6, 6][1 + depot]) % 8 AS carrier_no,
  day AS ship_date,
  day + CAST(2 + hash('promise' || i) % 6 AS INTEGER) AS promised_date,
  CASE WHEN hash('lost' || i) % 90 = 0 OR day + CAST(1 + hash('late' || i) % 9 AS INTEGER) > DATE '2025-06-14' THEN NULL
    ELSE day + CAST(1 + hash('late' || i) % 9 AS INTEGER) END AS delivered_date,
  ['Germany', 'Germany', 'France', 'Italy', 'Poland', 'Czechia', 'Austria', 'Spain', 'Belgium', 'Türkiye'][1 + CAST(hash('dest' || i) % 10 AS INTEGER)] AS destination_country,
  ['standard', 'standard', 'standard', 'express', 'economy'][1 + CAST(hash('prio' || i) % 5 AS INTEGER)] AS priority,
  CAST(1 + hash('pallets' || i) % 24 AS INTEGER) AS pallets,
  round(40 + (hash('kg' || i) % 900000) / 100.0, 1) AS weight_kg,
  CAST(60 + (hash('freight' || i) % 140000) / 100.0 AS DECIMAL(10, 2)) AS freight_cost
FROM (
  SELECT i, CAST(floor(10 * pow((hash('d' || i) % 1000) / 1001.0, 1.3)) AS INTEGER) AS depot,
    DATE '2023-01-01' + CAST(floor(896 * pow((hash('day' || i) % 99991) / 99991.0, 0.9)) AS INTEGER) AS day
  FROM range(1, 8001) r(i)
);

CREATE TABLE events AS
SELECT row_number() OVER (ORDER BY shipment_no, n) AS event_no, shipment_no,
  ship_date + to_minutes(CAST(380 + n * 700 + hash('at' || shipment_no || n) % 600 AS BIGINT)) AS event_time,
  CASE WHEN hash('odd' || shipment_no || n) % 17 = 0 THEN ['customs hold', 'damage', 'Address unknown'][1 + CAST(hash('why' || shipment_no || n) % 3 AS INTEGER)]
    ELSE ['picked up', 'departed', 'arrived'][n] END AS event_type,
  CASE WHEN hash('scan' || shipment_no || n) % 23 = 0 THEN NULL ELSE 'Scanner ' || (1 + hash('gate' || shipment_no || n) % 12) END AS scanner
FROM shipments, range(1, 4) r(n) WHERE n <= 1 + hash('scans' || shipment_no) % 3;

CREATE TABLE cust (custNo INTEGER, custNm VARCHAR, custTyp VARCHAR, twn VARCHAR, phoneNo VARCHAR);
INSERT INTO cust
SELECT 4001 + i,
  CASE WHEN i % 8 = 3 THEN (['Ashdown', 'Brightway', 'Cobbold', 'Dawson', 'Evergreen', 'Foxhall', 'Gatley', 'Harbour', 'Ingram', 'Jubilee', 'Kestrel', 'Larkfield', 'Mallard', 'Northgate', 'Oakridge', 'Pinnacle', 'Quayside', 'Redwood'])[i // 8 + 1]
      || ([' Couriers', ' Plumbing', ' Catering', ' Taxis', ' Joinery'])[i // 8 % 5 + 1]
    ELSE (['Alan', 'Brenda', 'Colin', 'Dawn', 'Edward', 'Fiona', 'Graham', 'Hazel', 'Ian', 'Janet', 'Keith', 'Lorna'])[i % 12 + 1]
      || ' ' || (['McAllister', 'Bishop', 'Chandler', 'McBride', 'Drummond', 'Ellery', 'Forsyth', 'Gilmour', 'McKenna', 'Hartley', 'Irving', 'Jardine', 'Kendrick'])[(i * 5 + i // 12) % 13 + 1] END,
  CASE WHEN i % 8 = 3 THEN 'Fleet' WHEN CAST(hash(i, 'ct') % 9 AS BIGINT) = 0 THEN 'Trade' ELSE 'Private' END,
  (['Kelso', 'Galashiels', 'Hawick', 'Melrose', 'Peebles', 'Selkirk'])[least(CAST(hash(i, 'tw') % 6 AS BIGINT), CAST(hash(i, 'tx') % 8 AS BIGINT)) + 1],
  CASE WHEN CAST(hash(i, 'ph') % 6 AS BIGINT) = 0 THEN NULL ELSE '01' || CAST(573200000 + CAST(hash(i, 'pn') % 700000 AS BIGINT) AS VARCHAR) END
FROM range(140) AS r(i);

CREATE TABLE veh (regNo VARCHAR, custNo INTEGER, mk VARCHAR, mdl VARCHAR, fuelTyp VARCHAR, yrBuilt INTEGER, odoKm INTEGER);
INSERT INTO veh
WITH models AS (
  SELECT * FROM (VALUES (0, 'Ford', 'Fiesta'), (1, 'Ford', 'Focus'), (2, 'Ford', 'Transit'), (3, 'Vauxhall', 'Corsa'), (4, 'Vauxhall', 'Astra'),
    (5, 'Volkswagen', 'Golf'), (6, 'Volkswagen', 'Polo'), (7, 'Toyota', 'Yaris'), (8, 'Toyota', 'Corolla'), (9, 'Nissan', 'Leaf'),
    (10, 'Nissan', 'Qashqai'), (11, 'BMW', '320d'), (12, 'Skoda', 'Octavia'), (13, 'Skoda', 'Fabia'), (14, 'Renault', 'Clio')) AS m(n, mk, mdl)
), drawn AS (
  SELECT i, CAST(CAST(hash(i, 'md') % 15 AS BIGINT) AS INTEGER) AS n, CAST(greatest(2009 + CAST(hash(i, 'yr') % 16 AS BIGINT), CASE WHEN n = 9 THEN 2012 ELSE 2009 END) AS INTEGER) AS yrBuilt FROM range(240) AS r(i)
)
SELECT (['KV', 'SN', 'SK', 'SO', 'LD', 'MA'])[CAST(hash(i, 'rg') % 6 AS BIGINT) + 1] || lpad(CAST(yrBuilt - 2000 AS VARCHAR), 2, '0') || ' '
    || chr(CAST(65 + i % 26 AS INTEGER)) || chr(CAST(65 + i // 26 AS INTEGER)) || chr(CAST(65 + CAST(hash(i, 'r3') % 26 AS BIGINT) AS INTEGER)),
  CAST(4001 + CASE WHEN CAST(hash(i, 'fl') % 3 AS BIGINT) = 0 THEN 3 + 8 * (CAST(hash(i, 'fn') % 17 AS BIGINT)) ELSE CAST(hash(i, 'cu') % 140 AS BIGINT) END AS INTEGER),
  mk, mdl,
  CASE WHEN mdl = 'Leaf' THEN 'Electric' WHEN mdl IN ('Transit', '320d') THEN 'Diesel' WHEN mdl IN ('Yaris', 'Corolla') AND yrBuilt >= 2014 THEN 'Hybrid'
    WHEN CAST(hash(i, 'fu') % 10 AS BIGINT) < 3 THEN 'Diesel' ELSE 'Petrol' END,
  yrBuilt,
  CAST((2025 - yrBuilt) * 9000 + 3100 + CAST(hash(i, 'km') % 45000 AS BIGINT) AS INTEGER)
FROM drawn JOIN models USING (n);

CREATE TABLE mech (mechId VARCHAR, mechNm VARCHAR, grade VARCHAR, hrlyRate DECIMAL(6, 2));
INSERT INTO mech VALUES
  ('M01', 'Stuart Pringle', 'Master', 31.5), ('M02', 'Wendy Cairns', 'Senior', 26.25), ('M03', 'Rab Nicol', 'Senior', 25.4),
  ('M04', 'Pawel Zielinski', 'Senior', 27.1), ('M05', 'Jodie Lamb', 'Junior', 17.8), ('M06', 'Craig Douglas', 'Master', 33.2),
  ('M07', 'Tariq Aziz', 'Junior', 18.65), ('M08', 'Shona Reid', 'Apprentice', 11.9);

CREATE TABLE wrkOrd (woNo INTEGER, regNo VARCHAR, mechId VARCHAR, woDt VARCHAR, wrkTyp VARCHAR, stat VARCHAR, labHrs DECIMAL(5, 2), labAmt DECIMAL(9, 2));
INSERT INTO wrkOrd
WITH vehicles AS (SELECT regNo, row_number() OVER (ORDER BY regNo) - 1 AS n FROM veh),
drawn AS (
  SELECT i, CAST(least(CAST(hash(i, 'v') % 236 AS BIGINT), CAST(hash(i, 'w') % 400 AS BIGINT)) AS INTEGER) AS n,
    DATE '2024-01-03' + CAST(CAST(hash(i, 'd') % 528 AS BIGINT) AS INTEGER) AS day,
    'M0' || CAST(least(CAST(hash(i, 'm') % 8 AS BIGINT), CAST(hash(i, 'q') % 11 AS BIGINT)) + 1 AS VARCHAR) AS mechId,
    (['Oil service', 'Brakes', 'Tyres', 'Clutch', 'Exhaust', 'Diagnostics'])[least(CAST(hash(i, 't') % 6 AS BIGINT), CAST(hash(i, 'u') % 9 AS BIGINT)) + 1] AS wrkTyp,
    CAST(CAST(hash(i, 'h') % 100 AS BIGINT) AS INTEGER) AS h
  FROM range(1500) AS r(i)
), timed AS (
  SELECT *, CAST(CASE wrkTyp WHEN 'Clutch' THEN 4.5 WHEN 'Exhaust' THEN 2 WHEN 'Brakes' THEN 1.75 WHEN 'Diagnostics' THEN 1.25 ELSE 0.75 END + h // 4 / 10.0 AS DECIMAL(5, 2)) AS hrs FROM drawn
)
SELECT CAST(70000 + row_number() OVER (ORDER BY day, i) AS INTEGER), regNo, mechId, strftime(day, '%d/%m/%Y'), wrkTyp,
  CASE WHEN day >= DATE '2025-05-26' AND CAST(hash(i, 's') % 3 AS BIGINT) = 0 THEN 'Open' WHEN day >= DATE '2025-05-12' AND CAST(hash(i, 's') % 4 AS BIGINT) = 1 THEN 'Waiting for parts'
    WHEN CAST(hash(i, 's') % 19 AS BIGINT) = 2 THEN 'Warranty claim' ELSE 'Finished' END,
  hrs, CAST(hrs * CASE wrkTyp WHEN 'Diagnostics' THEN 72 ELSE 58 END + CAST(CAST(hash(i, 'a') % 1900 AS BIGINT) AS INTEGER) / 100 AS DECIMAL(9, 2))
FROM timed JOIN vehicles USING (n);

CREATE TABLE prtUse (woNo INTEGER, prtNm VARCHAR, suppNm VARCHAR, qty INTEGER, prtCost DECIMAL(9, 2));
INSERT INTO prtUse
WITH parts AS (
  SELECT * FROM (VALUES ('Oil service', 0, 'Oil filter', 9.4), ('Oil service', 1, 'Engine oil 5L', 34.9), ('Brakes', 0, 'Brake pads', 41.2), ('Brakes', 1, 'Brake discs', 78.6),
    ('Tyres', 0, 'Tyre 195/65', 62.3), ('Tyres', 1, 'Valve stem', 3.1), ('Clutch', 0, 'Clutch kit', 189.5), ('Clutch', 1, 'Flywheel bolt set', 14.2),
    ('Exhaust', 0, 'Back box', 96.4), ('Exhaust', 1, 'Exhaust clamp', 5.6)) AS p(wrkTyp, k, prtNm, price)
)
SELECT woNo, prtNm, (['Autofit', 'Borders Motor Factors', 'Euroline', 'Partspoint', 'Tweed Spares'])[least(CAST(hash(woNo, k, 'sp') % 5 AS BIGINT), CAST(hash(woNo, k, 'sq') % 7 AS BIGINT)) + 1],
  CAST(1 + CAST(hash(woNo, k, 'qt') % 4 AS BIGINT) AS INTEGER),
  CAST((1 + CAST(hash(woNo, k, 'qt') % 4 AS BIGINT)) * price * (0.9 + (CAST(hash(woNo, k, 'pc') % 2000 AS BIGINT)) / 10000.0) AS DECIMAL(9, 2))
FROM wrkOrd JOIN parts USING (wrkTyp)
WHERE CAST(hash(woNo, k, 'use') % 8 AS BIGINT) > 0;

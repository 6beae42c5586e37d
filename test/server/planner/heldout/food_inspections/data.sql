CREATE TABLE establishments (
  licenseNo VARCHAR,
  tradeName VARCHAR,
  facilityType VARCHAR,
  neighborhood VARCHAR,
  licensedOn DATE,
  seats INTEGER
);

INSERT INTO establishments
WITH drawn AS (
  SELECT
    i,
    CASE
      WHEN i // 25 IN (2, 9) THEN ['Restaurant', 'Restaurant', 'Food truck'][1 + (hash(i, 'type') % 3)::INTEGER]
      ELSE ['Restaurant', 'Restaurant', 'Restaurant', 'Restaurant', 'Restaurant', 'Bakery', 'Bakery', 'Café', 'Café', 'Food truck', 'Butcher', 'Grocery']
        [1 + (hash(i, 'type') % 12)::INTEGER]
    END AS kind
  FROM range(1, 601) t(i)
)
SELECT
  'FL-' || (20000 + i * 3),
  ['Golden', 'Blue', 'Little', 'Old', 'Royal', 'Happy', 'Silver', 'Corner', 'Lucky', 'Grand', 'Chez Zoé''s', 'Green', 'Señor', 'Mama''s', 'North Star', 'Harvest', 'Copper', 'Sunny', 'Twin', 'Velvet', 'Crown', 'Urban', 'Rustic', 'Étoile', 'Iron']
    [1 + (i % 25)::INTEGER] || ' ' ||
  ['Table', 'Kitchen', 'Pizza', 'Garden', 'Oven', 'Spoon', 'Grill', 'Lantern', 'Noodle Bar', 'PIZZA HOUSE', 'Pantry', 'Market', 'Deli', 'Fork', 'Taqueria', 'Hearth', 'Plate', 'Bistro', 'Curry Corner', 'Sushi', 'Larder', 'Crumb', 'Mill', 'Wok']
    [1 + (i // 25)::INTEGER % 24],
  kind,
  ['Old Town', 'Old Town', 'Old Town', 'Harbor', 'Harbor', 'Mission Hill', 'Mission Hill', 'Saint-Élie', 'North End', 'North End', 'Riverside', 'Riverside', 'Riverside', 'University']
    [1 + (hash(i, 'where') % 14)::INTEGER],
  DATE '2004-01-01' + (hash(i, 'licensed') % 6900)::INTEGER,
  CASE
    WHEN kind = 'Restaurant' THEN 18 + (hash(i, 'seats') % 120)::INTEGER
    WHEN kind IN ('Café', 'Bakery') THEN 4 + (hash(i, 'seats') % 40)::INTEGER
  END
FROM drawn;

CREATE TABLE inspections (
  inspectionNo INTEGER,
  licenseNo VARCHAR,
  inspectedOn DATE,
  inspectionType VARCHAR,
  outcome VARCHAR,
  score INTEGER,
  inspector VARCHAR,
  samplesTaken INTEGER,
  samplesContaminated INTEGER
);

INSERT INTO inspections
WITH visited AS (
  SELECT
    i,
    e.*,
    (hash(i, 'luck') % 1000)::DOUBLE / 1000 AS luck,
    CASE neighborhood WHEN 'Old Town' THEN 0 WHEN 'Harbor' THEN -6 WHEN 'University' THEN 3 WHEN 'Saint-Élie' THEN -4 WHEN 'North End' THEN 4 ELSE 1 END AS shift
  FROM range(1, 6001) t(i)
  JOIN establishments e ON e.licenseNo = 'FL-' || (20000 + 3 * (1 + hash(i, 'place') % 578))
),
scored AS (
  SELECT *, least(99, greatest(20, round(100 - 50 * luck * luck - 8 * luck + shift + CASE facilityType WHEN 'Bakery' THEN 3 WHEN 'Café' THEN -2 ELSE 0 END)))::INTEGER AS points, (hash(i, 'samples') % 5)::INTEGER AS taken
  FROM visited
)
SELECT
  300000 + i,
  licenseNo,
  DATE '2023-01-02' + floor(894 * power((hash(i, 'day') % 100000)::DOUBLE / 100000, 0.85))::INTEGER,
  ['Routine', 'Routine', 'Routine', 'Routine', 'Routine', 'Complaint', 'Complaint', 'Re-inspection', 'Re-inspection', 'Licensing']
    [1 + (hash(i, 'why') % 10)::INTEGER],
  CASE WHEN points >= 80 THEN 'Passed' WHEN points >= 65 THEN 'Conditional' ELSE 'Closed' END,
  points,
  ['Okafor', 'Lindgren', 'Peña', 'Marchetti', 'Dubois', 'Nakamura', 'O''Brien', 'Haddad', 'Kowalski', 'Sørensen'][1 + (hash(i, 'inspector') % 10)::INTEGER],
  taken,
  least(taken, CASE WHEN points < 60 THEN 2 WHEN points < 75 AND hash(i, 'lab') % 2 = 0 THEN 1 WHEN facilityType = 'Butcher' AND hash(i, 'lab') % 3 = 0 THEN 1 ELSE 0 END)
FROM scored;

CREATE TABLE violations (
  inspectionNo INTEGER,
  code VARCHAR,
  category VARCHAR,
  severity VARCHAR,
  fine DECIMAL(8, 2),
  corrected BOOLEAN
);

INSERT INTO violations
WITH found AS (
  SELECT inspectionNo, k, hash(inspectionNo, k, 'kind') % 100 AS kind, hash(inspectionNo, k, 'grade') % 100 AS grade
  FROM inspections, range(1, 7) r(k)
  WHERE k <= (100 - score) // 8
)
SELECT
  inspectionNo,
  'V' || lpad((1 + kind // 2)::VARCHAR, 3, '0'),
  CASE WHEN kind < 31 THEN 'Temperature' WHEN kind < 53 THEN 'Hygiene' WHEN kind < 66 THEN 'Pests' WHEN kind < 84 THEN 'Storage' ELSE 'Labelling' END,
  CASE WHEN grade < 58 THEN 'minor' WHEN grade < 87 THEN 'major' ELSE 'critical' END,
  CASE WHEN grade >= 87 THEN 400 + 50 * (hash(inspectionNo, k, 'fine') % 23) WHEN grade >= 58 THEN 75 + 25 * (hash(inspectionNo, k, 'fine') % 10) END,
  hash(inspectionNo, k, 'fixed') % 100 < 91
FROM found;

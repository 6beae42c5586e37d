CREATE TABLE shelters (
  shelter_id INTEGER PRIMARY KEY,
  shelter_name VARCHAR NOT NULL,
  city VARCHAR NOT NULL,
  capacity INTEGER NOT NULL,
  opened_on DATE NOT NULL
);

INSERT INTO shelters VALUES
  (1, 'Haus am Wald', 'Freiburg', 180, DATE '2009-04-01'),
  (2, 'Tierheim Süd', 'München', 320, DATE '1998-09-15'),
  (3, 'Pfotenhof', 'Köln', 240, DATE '2004-06-20'),
  (4, 'Spree Rescue', 'Berlin', 400, DATE '2011-03-05'),
  (5, 'Havel Cats & Co', 'Berlin', 150, DATE '2016-11-12'),
  (6, 'Limmat Animal Home', 'Zürich', 210, DATE '2001-02-28'),
  (7, 'Ostsee Shelter', 'Rostock', 90, DATE '2025-06-01');

CREATE TABLE breeds (
  breed_id INTEGER PRIMARY KEY,
  species VARCHAR NOT NULL,
  breed_name VARCHAR NOT NULL,
  size_class VARCHAR NOT NULL
);

INSERT INTO breeds VALUES
  (1, 'Dog', 'Labrador Retriever', 'large'),
  (2, 'Dog', 'German Shepherd', 'large'),
  (3, 'Dog', 'Beagle', 'medium'),
  (4, 'Dog', 'Dachshund', 'small'),
  (5, 'Dog', 'Épagneul Breton', 'medium'),
  (6, 'Dog', 'Mixed', 'medium'),
  (7, 'Cat', 'European Shorthair', 'medium'),
  (8, 'Cat', 'Maine Coon', 'large'),
  (9, 'Cat', 'Siamese', 'small'),
  (10, 'Cat', 'British Shorthair', 'medium'),
  (11, 'Cat', 'Mixed', 'medium'),
  (12, 'Rabbit', 'Netherland Dwarf', 'small'),
  (13, 'Rabbit', 'Lop', 'medium'),
  (14, 'Rabbit', 'Flemish Giant', 'large'),
  (15, 'Guinea pig', 'Abyssinian', 'small'),
  (16, 'Guinea pig', 'Peruvian', 'small'),
  (17, 'Guinea pig', 'Sheltie', 'small'),
  (18, 'Guinea pig', 'Teddy', 'small');

CREATE TABLE animals (
  animal_id INTEGER PRIMARY KEY,
  name VARCHAR NOT NULL,
  breed_id INTEGER NOT NULL REFERENCES breeds (breed_id),
  shelter_id INTEGER NOT NULL REFERENCES shelters (shelter_id),
  sex VARCHAR NOT NULL,
  birth_date DATE,
  intake_date DATE NOT NULL,
  intake_reason VARCHAR NOT NULL,
  weight_kg DECIMAL(5, 2),
  is_neutered BOOLEAN NOT NULL,
  chip_number VARCHAR
);

INSERT INTO animals
WITH drawn AS (
  SELECT
    i,
    [1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 8, 9, 10, 10, 11, 11, 11, 11, 12, 12, 13, 13, 13, 14, 15, 15, 15, 16, 17, 18, 18]
      [1 + (hash(i, 'breed') % 40)::INTEGER] AS breed,
    DATE '2023-01-01' + (hash(i, 'intake') % 893)::INTEGER AS taken,
    (hash(i, 'weight') % 1000)::DOUBLE / 1000 AS w
  FROM range(1, 2401) t(i)
)
SELECT
  i,
  ['Bella', 'Luna', 'Max', 'Charlie', 'Mia', 'Rocky', 'Nala', 'Simba', 'Zoë', 'Bruno', 'Kiki', 'Balu', 'Lilly', 'Oskar', 'Flöckchen', 'Pepper', 'Emma', 'Felix', 'Maja', 'Tiger']
    [1 + (hash(i, 'name') % 20)::INTEGER],
  breed,
  [1, 2, 2, 2, 3, 3, 4, 4, 4, 4, 5, 6, 6][1 + (hash(i, 'shelter') % 13)::INTEGER],
  CASE WHEN hash(i, 'sex') % 100 < 53 THEN 'female' ELSE 'male' END,
  CASE WHEN hash(i, 'birth') % 100 < 78 THEN taken - (20 + hash(i, 'age') % 3200)::INTEGER END,
  taken,
  ['stray', 'stray', 'stray', 'stray', 'owner surrender', 'owner surrender', 'owner surrender', 'confiscated', 'transfer', 'transfer']
    [1 + (hash(i, 'reason') % 10)::INTEGER],
  CASE WHEN hash(i, 'weighed') % 100 < 94 THEN
    CASE
      WHEN breed <= 2 THEN 22 + w * 18
      WHEN breed <= 6 THEN 7 + w * 16
      WHEN breed <= 11 THEN 2.4 + w * 4.5
      WHEN breed <= 14 THEN 0.9 + w * 4
      ELSE 0.6 + w * 0.7
    END
  END,
  hash(i, 'neutered') % 100 < 61,
  CASE WHEN breed <= 11 AND hash(i, 'chip') % 100 < 72 THEN '2760' || lpad((hash(i, 'digits') % 100000000000)::VARCHAR, 11, '0') END
FROM drawn;

CREATE TABLE adopters (
  adopter_id INTEGER PRIMARY KEY,
  full_name VARCHAR NOT NULL,
  email VARCHAR,
  registered_on DATE NOT NULL,
  has_garden BOOLEAN NOT NULL
);

INSERT INTO adopters
SELECT
  i,
  ['Anna', 'Jonas', 'Marie', 'Lukas', 'Chloé', 'Paul', 'Sofia', 'Elias', 'Hannah', 'Noah', 'Léa', 'Ben', 'Emil', 'Clara', 'Jörg', 'Ines', 'Tom', 'Greta', 'Omar', 'Katrin', 'Ali', 'Petra', 'Sven', 'Nora', 'Igor', 'Vera', 'Uwe', 'Rita', 'Max', 'Ida']
    [1 + (i * 7 % 30)::INTEGER] || ' ' ||
  ['Müller', 'Schmidt', 'Weber', 'Wagner', 'Becker', 'Hoffmann', 'Koch', 'Richter', 'Klein', 'Wolf', 'Schröder', 'Neumann', 'Braun', 'Zimmermann', 'Krüger', 'Hartmann', 'Lange', 'Krause', 'Lehmann', 'Maier', 'Köhler', 'König', 'Huber', 'Kaiser', 'Fuchs', 'Peters', 'Lang', 'Scholz', 'Möller', 'Weiß']
    [1 + ((i // 30 + i * 11) % 30)::INTEGER],
  CASE WHEN hash(i, 'mail') % 100 < 85 THEN 'adopter' || i || '@example.org' END,
  DATE '2022-03-01' + (hash(i, 'registered') % 300)::INTEGER,
  hash(i, 'garden') % 100 < 44
FROM range(1, 901) t(i);

CREATE TABLE adoptions (
  adoption_id INTEGER PRIMARY KEY,
  animal_id INTEGER NOT NULL UNIQUE REFERENCES animals (animal_id),
  adopter_id INTEGER NOT NULL REFERENCES adopters (adopter_id),
  adopted_on DATE NOT NULL,
  fee_eur DECIMAL(7, 2) NOT NULL,
  returned_on DATE
);

INSERT INTO adoptions
WITH placed AS (
  SELECT
    animal_id,
    breed_id,
    intake_date + (5 + hash(animal_id, 'stay') % 120)::INTEGER AS day
  FROM animals
  WHERE hash(animal_id, 'placed') % 100 < 74
)
SELECT
  row_number() OVER (ORDER BY day, animal_id),
  animal_id,
  1 + floor(power((hash(animal_id, 'who') % 10000)::DOUBLE / 10000, 1.3) * 840)::INTEGER,
  day,
  CASE
    WHEN hash(animal_id, 'waived') % 100 < 4 THEN 0
    WHEN breed_id <= 6 THEN 220 + 5 * (hash(animal_id, 'fee') % 37)
    WHEN breed_id <= 11 THEN 90 + 5 * (hash(animal_id, 'fee') % 17)
    WHEN breed_id <= 14 THEN 35 + 2.5 * (hash(animal_id, 'fee') % 9)
    ELSE 20 + 2.5 * (hash(animal_id, 'fee') % 5)
  END,
  CASE WHEN hash(animal_id, 'back') % 100 < 6 AND day < DATE '2025-05-01' THEN day + (3 + hash(animal_id, 'kept') % 40)::INTEGER END
FROM placed
WHERE day < DATE '2025-06-15';

CREATE TABLE treatments (
  treatment_id INTEGER PRIMARY KEY,
  animal_id INTEGER NOT NULL REFERENCES animals (animal_id),
  treated_at TIMESTAMP NOT NULL,
  procedure VARCHAR NOT NULL,
  vet VARCHAR NOT NULL,
  cost_eur DECIMAL(8, 2) NOT NULL
);

INSERT INTO treatments
WITH done AS (
  SELECT
    a.animal_id,
    k,
    hash(a.animal_id, k, 'what') % 100 AS what,
    a.intake_date + to_days((hash(a.animal_id, k, 'day') % 60)::INTEGER) + to_minutes((480 + hash(a.animal_id, k, 'minute') % 600)::BIGINT) AS moment
  FROM animals a, range(1, 6) r(k)
  WHERE k <= hash(a.animal_id, 'visits') % 6
)
SELECT
  row_number() OVER (ORDER BY moment, animal_id, k),
  animal_id,
  moment,
  CASE WHEN what < 42 THEN 'Vaccination' WHEN what < 64 THEN 'Deworming' WHEN what < 80 THEN 'Dental cleaning' WHEN what < 92 THEN 'X-ray' ELSE 'Surgery' END,
  ['Dr. Amara Diallo', 'Dr. Amara Diallo', 'Dr. Amara Diallo', 'Dr. Björn Falk', 'Dr. Björn Falk', 'Dr. Carla Núñez', 'Dr. Carla Núñez', 'Dr. Dieter Voss', 'Dr. Eva Lindqvist', 'Dr. Eva Lindqvist', 'Dr. Eva Lindqvist', 'Dr. Eva Lindqvist', 'Dr. Frank Adler', 'Dr. Gül Yıldız', 'Dr. Gül Yıldız', 'Dr. Hana Sato']
    [1 + (hash(animal_id, k, 'vet') % 16)::INTEGER],
  CASE
    WHEN what < 42 THEN 28 + (hash(animal_id, k, 'cost') % 2400) / 100
    WHEN what < 64 THEN 9 + (hash(animal_id, k, 'cost') % 1100) / 100
    WHEN what < 80 THEN 75 + (hash(animal_id, k, 'cost') % 9000) / 100
    WHEN what < 92 THEN 60 + (hash(animal_id, k, 'cost') % 7000) / 100
    ELSE 240 + (hash(animal_id, k, 'cost') % 90000) / 100
  END
FROM done
WHERE moment < TIMESTAMP '2025-06-15 00:00:00';

CREATE TABLE venues (
  venue_id INTEGER PRIMARY KEY,
  venue_name VARCHAR NOT NULL,
  city VARCHAR NOT NULL,
  seats INTEGER NOT NULL,
  wheelchair_access BOOLEAN NOT NULL
);
INSERT INTO venues VALUES
  (1, 'Lyric Playhouse', 'Bristol', 420, true),
  (2, 'Old Tannery', 'Bristol', 140, false),
  (3, 'Grand Pavilion', 'Leeds', 610, true),
  (4, 'Kiln Studio', 'Leeds', 95, true),
  (5, 'Maddermarket Hall', 'Norwich', 310, false),
  (6, 'Riverside Stage', 'Norwich', 180, true),
  (7, 'Empire Rooms', 'Cardiff', 540, true),
  (8, 'Dockside Theatre', 'Cardiff', 260, false),
  (9, 'Assembly House', 'Brighton', 350, true),
  (10, 'Cellar Theatre', 'Brighton', 75, false);

CREATE TABLE productions (
  production_id INTEGER PRIMARY KEY,
  title VARCHAR NOT NULL,
  genre VARCHAR NOT NULL,
  director VARCHAR NOT NULL,
  running_minutes INTEGER NOT NULL
);
INSERT INTO productions VALUES
  (1, 'The Importance of Being Earnest', 'Comedy', 'Helen Ashworth', 128),
  (2, 'Twelfth Night', 'Comedy', 'Marcus Oyelaran', 141),
  (3, 'Noises Off', 'Comedy', 'Helen Ashworth', 133),
  (4, 'Blithe Spirit', 'Comedy', 'Rhian Pritchard', 119),
  (5, 'The Rivals', 'Comedy', 'Tobias Lindqvist', 146),
  (6, 'Hay Fever', 'Comedy', 'Rhian Pritchard', 107),
  (7, 'One Man, Two Guvnors', 'Comedy', 'Priya Raman', 152),
  (8, 'An Inspector Calls', 'Drama', 'Marcus Oyelaran', 105),
  (9, 'A Doll''s House', 'Drama', 'Ingrid Solheim', 124),
  (10, 'The Cherry Orchard', 'Drama', 'Ingrid Solheim', 138),
  (11, 'Equus', 'Drama', 'Tobias Lindqvist', 147),
  (12, 'Educating Rita', 'Drama', 'Priya Raman', 112),
  (13, 'Translations', 'Drama', 'Declan Moore', 131),
  (14, 'The Birthday Party', 'Drama', 'Declan Moore', 116),
  (15, 'Hamlet', 'Tragedy', 'Marcus Oyelaran', 191),
  (16, 'Macbeth', 'Tragedy', 'Tobias Lindqvist', 136),
  (17, 'King Lear', 'Tragedy', 'Declan Moore', 184),
  (18, 'Antigone', 'Tragedy', 'Ingrid Solheim', 88),
  (19, 'Medea', 'Tragedy', 'Ingrid Solheim', 84),
  (20, 'Oliver!', 'Musical', 'Priya Raman', 155),
  (21, 'Guys and Dolls', 'Musical', 'Helen Ashworth', 162),
  (22, 'Sweeney Todd', 'Musical', 'Rhian Pritchard', 169),
  (23, 'Blood Brothers', 'Musical', 'Priya Raman', 158),
  (24, 'Cabaret', 'Musical', 'Helen Ashworth', 149),
  (25, 'Little Shop of Horrors', 'Musical', 'Marcus Oyelaran', 102),
  (26, 'Cinderella', 'Pantomime', 'Rhian Pritchard', 114),
  (27, 'Aladdin', 'Pantomime', 'Priya Raman', 109),
  (28, 'Jack and the Beanstalk', 'Pantomime', 'Helen Ashworth', 118);

CREATE TABLE actors (
  actor_id INTEGER PRIMARY KEY,
  full_name VARCHAR NOT NULL,
  home_town VARCHAR NOT NULL,
  agent VARCHAR,
  hired_on DATE NOT NULL
);
INSERT INTO actors
SELECT i + 1,
  (['Amelia', 'Ben', 'Chloe', 'Daniel', 'Esther', 'Finn', 'Grace', 'Hugo', 'Isla', 'Joseph', 'Kezia', 'Liam', 'Martha', 'Noel', 'Olive'])[i % 15 + 1]
    || ' ' ||
  (['Abbott', 'Barlow', 'Carver', 'Dunne', 'Eastwood', 'Fairley', 'Garside', 'Hollis', 'Ivory', 'Jessop', 'Kirby', 'Lovell'])[(i % 15 * 5 + i // 15) % 12 + 1],
  (['Exeter', 'York', 'Swansea', 'Derby', 'Plymouth', 'Dundee', 'Ipswich'])[CAST(hash(i, 'town') % 7 AS BIGINT) + 1],
  CASE WHEN CAST(hash(i, 'none') % 5 AS BIGINT) = 0 THEN NULL
    ELSE (['Spotlight Partners', 'Curtain Call Agency', 'Fenwick Talent', 'Northlight Management'])[CAST(hash(i, 'agent') % 4 AS BIGINT) + 1] END,
  DATE '2016-01-04' + CAST(CAST(hash(i, 'hired') % 3300 AS BIGINT) AS INTEGER)
FROM range(60) AS r(i);

CREATE TABLE castings (
  casting_id INTEGER PRIMARY KEY,
  production_id INTEGER NOT NULL REFERENCES productions (production_id),
  actor_id INTEGER NOT NULL REFERENCES actors (actor_id),
  character_name VARCHAR NOT NULL,
  part_type VARCHAR NOT NULL,
  weekly_fee DECIMAL(8, 2) NOT NULL
);
INSERT INTO castings
SELECT CAST(row_number() OVER (ORDER BY p, k) AS INTEGER), p, (p * 17 + k * 9) % 53 + 1,
  (['Captain', 'Lady Margaret', 'The Stranger', 'Inspector', 'Old Tom', 'Young Will', 'Nurse', 'Widow Hale', 'The Duke', 'Rosalie', 'Innkeeper', 'Clara', 'Uncle Silas', 'Messenger', 'Doctor Finch', 'Maid'])[(p * 5 + k * 3) % 16 + 1],
  CASE WHEN k = 0 THEN 'Lead' WHEN k < 4 THEN 'Supporting' ELSE 'Ensemble' END,
  CASE WHEN k = 0 THEN 780 WHEN k < 4 THEN 520 ELSE 390 END + CAST(CAST(hash(p, k, 'fee') % 16000 AS BIGINT) AS INTEGER) / 100
FROM range(1, 29) AS a(p), range(7) AS b(k)
WHERE k < 3 OR CAST(hash(p, k, 'drop') % 4 AS BIGINT) > 0;

CREATE TABLE performances (
  performance_id INTEGER PRIMARY KEY,
  production_id INTEGER NOT NULL REFERENCES productions (production_id),
  venue_id INTEGER NOT NULL REFERENCES venues (venue_id),
  performed_on DATE NOT NULL,
  slot VARCHAR NOT NULL,
  tickets_sold INTEGER NOT NULL,
  takings DECIMAL(10, 2) NOT NULL
);
INSERT INTO performances
WITH drawn AS (
  SELECT i,
    CAST(floor(sqrt(CAST(CAST(hash(i, 'production') % 784 AS BIGINT) AS DOUBLE))) AS INTEGER) + 1 AS production_id,
    CAST(least(CAST(hash(i, 'venue') % 12 AS BIGINT), 9 - CAST(hash(i, 'other') % 3 AS BIGINT)) AS INTEGER) + 1 AS venue_id,
    DATE '2023-01-02' + CAST(CAST(hash(i, 'day') % 895 AS BIGINT) AS INTEGER) AS performed_on,
    CASE WHEN CAST(hash(i, 'slot') % 10 AS BIGINT) < 3 THEN 'Matinee' ELSE 'Evening' END AS slot,
    30 + CAST(CAST(hash(i, 'fill') % 71 AS BIGINT) AS INTEGER) AS fill
  FROM range(1900) AS r(i)
), sold AS (
  SELECT d.*, genre, CAST(seats * fill * CASE slot WHEN 'Matinee' THEN 0.8 ELSE 1 END / 100 AS INTEGER) AS tickets
  FROM drawn AS d JOIN venues USING (venue_id) JOIN productions USING (production_id)
)
SELECT CAST(row_number() OVER (ORDER BY performed_on, i) AS INTEGER), production_id, venue_id, performed_on, slot, tickets,
  CAST(tickets * (CASE genre WHEN 'Musical' THEN 31.5 WHEN 'Pantomime' THEN 17.25 WHEN 'Comedy' THEN 24 ELSE 22.5 END
    + CASE slot WHEN 'Matinee' THEN -3 ELSE 0 END + (year(performed_on) - 2023) * 1.2) + CAST(CAST(hash(i, 'cent') % 9000 AS BIGINT) AS INTEGER) / 100 AS DECIMAL(10, 2))
FROM sold;

CREATE TABLE teams (team_id INTEGER PRIMARY KEY, name VARCHAR NOT NULL, city VARCHAR, stadium VARCHAR, founded INTEGER);
INSERT INTO teams VALUES
  (0, 'Hafen SV', 'Rotterdam', 'Kaipark', 1908), (1, 'Riverside United', 'Newcastle', 'Bridge Road', 1892), (2, 'Atlético Sol', 'Málaga', 'Estadio del Sol', 1904),
  (3, 'Olympique Verdon', 'Nîmes', 'Stade Verdon', 1919), (4, 'Dynamo Ost', 'Dresden', 'Ostkurve', 1953), (5, 'Real Norte', 'Oviedo', 'El Molino', 1926),
  (6, 'Inter Lagune', 'Venezia', 'Arena Laguna', 1907), (7, 'Kingsway Rovers', 'Bristol', 'Kingsway', 1883), (8, 'IFK Fjord', 'Bergen', 'Fjordvallen', 1910),
  (9, 'Sporting Tejo', 'Lisboa', 'Campo Novo', 1906), (10, 'Viktoria Alm', 'Salzburg', 'Almblick', 1933), (11, 'Racing Flandre', 'Gent', 'Leiepark', 1900),
  (12, 'Westmoor Town', 'Leeds', 'Moor Lane', 1899), (13, 'Union Seeland', 'Zürich', 'Seefeld', 1896), (14, 'Wisła Południe', 'Kraków', 'Południowy', 1921),
  (15, 'Petrol 78', 'Ploiești', 'Municipal', 1978), (16, 'Galata Yıldız', 'İzmir', 'Yıldız Park', 1935), (17, 'Northgate City', 'Glasgow', 'Northgate', 1888),
  (18, 'Bellavista FC', 'Lugano', 'Bellavista', 1951), (19, 'Młoda Gwiazda', 'Gdynia', NULL, 2011);

CREATE TABLE seasons (season_id INTEGER PRIMARY KEY, season VARCHAR NOT NULL, starts_on DATE, ends_on DATE);
INSERT INTO seasons VALUES (1, '2023/24', DATE '2023-08-11', DATE '2024-05-26'), (2, '2024/25', DATE '2024-08-09', DATE '2025-05-25'), (3, '2025/26', DATE '2025-08-08', NULL);

CREATE TABLE players (player_id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL REFERENCES teams (team_id), player_name VARCHAR NOT NULL, position VARCHAR, nationality VARCHAR, birth_date DATE, market_value INTEGER);
INSERT INTO players
SELECT
  t.t * 22 + p.p, t.t,
  (['Luka', 'Mateo', 'Jonas', 'Émile', 'Kofi', 'Sander', 'Tomás', 'Ruben', 'Ivan', 'Noah', 'Ömer', 'Pierre', 'Dario', 'Finn', 'Gabriel', 'Hugo', 'Isak', 'João', 'Kwame', 'Lars', 'Milan', 'Nico'])[1 + (p.p + t.t * 5) % 22]
    || ' ' || (['Adler', 'Bakker', 'Costa', 'Dumas', 'Eriksen', 'Ferreira', 'Grant', 'Horváth', 'Ibsen', 'Jansen', 'Kovač', 'Lopes', 'Mensah', 'Nowak', 'Okafor', 'Pavlić', 'Quist', 'Rossi', 'Silva', 'Türk', 'Ulvestad', 'Vidal', 'Weiss', 'Ximénez', 'Zając'])[1 + (t.t * 7 + p.p * 6) % 25],
  CASE WHEN p.p < 2 THEN 'goalkeeper' WHEN p.p < 9 THEN 'defender' WHEN p.p < 16 THEN 'midfielder' ELSE 'forward' END,
  (['Germany', 'Brazil', 'France', 'Spain', 'England', 'Portugal', 'Ghana', 'Norway', 'Poland', 'Croatia', 'Argentina', 'Türkiye'])[1 + (hash(t.t, p.p, 1) % 12)::INTEGER],
  DATE '1988-01-01' + (hash(t.t, p.p, 2) % 6500)::INTEGER,
  CASE WHEN hash(t.t, p.p, 3) % 25 = 0 THEN NULL ELSE 150000 + 7000 * floor(pow((hash(t.t, p.p, 4) % 100000)::INTEGER / 100000.0, 3) * 9000)::INTEGER END
FROM range(20) t(t), range(22) p(p);

CREATE TABLE matches (
  match_id INTEGER PRIMARY KEY, season_id INTEGER NOT NULL REFERENCES seasons (season_id), matchday INTEGER, played_on DATE,
  home_team_id INTEGER NOT NULL REFERENCES teams (team_id), away_team_id INTEGER NOT NULL REFERENCES teams (team_id),
  home_goals INTEGER, away_goals INTEGER, attendance INTEGER, referee VARCHAR
);
INSERT INTO matches
SELECT
  row_number() OVER (ORDER BY s, r, k), s, r + 1,
  (SELECT starts_on FROM seasons WHERE season_id = s) + (r * 8.4)::INTEGER + (hash(s, r, k, 1) % 3)::INTEGER,
  CASE WHEN flip THEN b ELSE a END, CASE WHEN flip THEN a ELSE b END,
  ([0, 0, 1, 1, 1, 2, 2, 3, 4, 5])[1 + (hash(s, r, k, 2) % 10)::INTEGER],
  ([0, 0, 0, 1, 1, 1, 2, 2, 3, 4])[1 + (hash(s, r, k, 3) % 10)::INTEGER],
  CASE WHEN hash(s, r, k, 4) % 45 = 0 THEN NULL ELSE 3000 + (hash(CASE WHEN flip THEN b ELSE a END, 5) % 40000)::INTEGER + (hash(s, r, k, 6) % 9000)::INTEGER END,
  (['A. Brandt', 'B. Céspedes', 'C. Dale', 'D. Eklund', 'E. Fontaine', 'F. Grgić', 'G. Hall', 'H. Ito', 'I. Jensen', 'J. Koç', 'K. Lindner', 'L. Moretti', 'M. Nagy'])[1 + (hash(s, r, k, 7) % 13)::INTEGER]
FROM (
  SELECT s, r, k,
    CASE WHEN k = 0 THEN 17 ELSE (r % 17 + k) % 17 END AS a,
    CASE WHEN k = 0 THEN r % 17 ELSE (r % 17 + 17 - k) % 17 END AS b,
    ((r % 17 + k) % 2 = 1) <> (r >= 17) AS flip
  FROM range(1, 3) s(s), range(34) r(r), range(9) k(k)
);

CREATE TABLE goals (goal_id INTEGER PRIMARY KEY, match_id INTEGER NOT NULL REFERENCES matches (match_id), player_id INTEGER NOT NULL REFERENCES players (player_id), minute INTEGER, penalty BOOLEAN, own_goal BOOLEAN);
INSERT INTO goals
SELECT
  row_number() OVER (ORDER BY match_id, side, n), match_id,
  (CASE WHEN own THEN against ELSE team END) * 22
    + CASE WHEN hash(match_id, side, n, 12) % 10 < 6 THEN 16 + floor(pow((hash(match_id, side, n, 13) % 1000)::INTEGER / 1000.0, 2) * 6)::INTEGER ELSE 2 + (hash(match_id, side, n, 14) % 14)::INTEGER END,
  1 + (hash(match_id, side, n, 15) % 90)::INTEGER,
  NOT own AND hash(match_id, side, n, 16) % 9 = 0,
  own
FROM (
  SELECT match_id, 0 AS side, home_team_id AS team, away_team_id AS against, unnest(range(home_goals)) AS n FROM matches
  UNION ALL
  SELECT match_id, 1, away_team_id, home_team_id, unnest(range(away_goals)) FROM matches
) g, LATERAL (SELECT hash(match_id, side, n, 11) % 30 = 0 AS own) o;

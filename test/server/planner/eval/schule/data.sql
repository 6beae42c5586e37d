CREATE TABLE klassen AS
SELECT i AS klasse_id, CAST(5 + (i - 1) // 3 AS INTEGER) || ['a', 'b', 'c'][1 + (i - 1) % 3] AS klasse_name, CAST(5 + (i - 1) // 3 AS INTEGER) AS jahrgang,
  ['Frau Albers', 'Herr Böhm', 'Frau Çelik', 'Herr Dörr', 'Frau Engel', 'Herr Fuß', 'Frau Groß', 'Herr Hübner', 'Frau Ilić'][1 + i * 4 % 9] AS klassenlehrer,
  'R' || (100 + i * 3) AS raum
FROM range(1, 19) r(i);

CREATE TABLE schueler AS
SELECT i AS schueler_id,
  ['Lena', 'Paul', 'Mia', 'Jörg', 'Aylin', 'Ben', 'Zoë', 'Max', 'Käthe', 'Emil', 'Nora', 'Tarek', 'Ida', 'Felix'][1 + i % 14] AS vorname,
  ['Schmidt', 'Müller', 'Yılmaz', 'Wagner', 'Weiß', 'Krüger', 'Schäfer', 'Novak', 'Köhler', 'Lehmann', 'Hofmann', 'Jansen', 'Bauer', 'Arslan',
   'Vogt', 'Peters', 'Engel', 'Sommer', 'Frank', 'Busch', 'Kuhn', 'Lorenz', 'Haas', 'Ziegler', 'Otto', 'Brandt', 'Graf', 'Roth', 'Simon', 'Beck',
   'Ludwig', 'Winter', 'Kaya'][1 + (i // 14) % 33] AS nachname,
  CASE WHEN hash('geschlecht' || i) % 100 < 51 THEN 'weiblich' ELSE 'männlich' END AS geschlecht,
  DATE '2006-09-01' + CAST(hash('geboren' || i) % 2900 AS INTEGER) AS geburtsdatum,
  ['Köln', 'Köln', 'Köln', 'Bonn', 'Hürth', 'Brühl', 'Düren'][1 + CAST(hash('ort' || i) % 7 AS INTEGER)] AS wohnort,
  CAST(1 + hash('klasse' || i) % 18 AS INTEGER) AS klasse_id,
  CASE WHEN hash('mail' || i) % 6 = 0 THEN NULL ELSE 'eltern' || i || '@example.de' END AS eltern_email
FROM range(1, 441) r(i);

CREATE TABLE faecher AS
SELECT i AS fach_id, ['Mathematik', 'Deutsch', 'Englisch', 'Französisch', 'Biologie', 'Geschichte', 'Sport', 'Musik'][i] AS fach_name,
  ['Naturwissenschaften', 'Sprachen', 'Sprachen', 'Sprachen', 'Naturwissenschaften', 'Gesellschaft', 'Sport und Kunst', 'Sport und Kunst'][i] AS bereich,
  CAST([5, 5, 4, 3, 2, 2, 3, 1][i] AS INTEGER) AS wochenstunden
FROM range(1, 9) r(i);

CREATE TABLE noten AS
SELECT row_number() OVER (ORDER BY s, f, n) AS note_id, s AS schueler_id, f AS fach_id,
  CAST(1 + least(5, floor(6 * pow((hash('note' || s || ' ' || f || ' ' || n) % 1000) / 1001.0, 1.1 + f / 20.0))) AS INTEGER) AS note,
  ['Klassenarbeit', 'Test', 'mündlich', 'Referat'][1 + CAST(hash('art' || s || ' ' || f || ' ' || n) % 4 AS INTEGER)] AS pruefungsart,
  DATE '2023-09-04' + CAST(hash('datum' || s || ' ' || f || ' ' || n) % 645 AS INTEGER) AS pruefungsdatum
FROM range(1, 441) a(s), range(1, 9) b(f), range(1, 5) c(n)
WHERE n <= 1 + hash('anzahl' || s || ' ' || f) % 4 AND (f <> 4 OR s % 3 > 0);

CREATE TABLE fehlzeiten AS
SELECT i AS fehlzeit_id, s AS schueler_id, DATE '2023-09-04' + CAST(hash('fehltag' || i) % 648 AS INTEGER) AS fehltag,
  CAST(1 + hash('stunden' || i) % 8 AS INTEGER) AS stunden, hash('entschuldigt' || i) % 5 > 0 AS entschuldigt,
  CASE WHEN hash('grund' || i) % 8 = 0 THEN NULL ELSE
    ['Krankheit', 'Krankheit', 'Krankheit', 'Arzttermin', 'Verspätung', 'Familienfeier'][1 + CAST(hash('warum' || i) % 6 AS INTEGER)] END AS grund
FROM (
  SELECT i, CASE WHEN s % 10 = 3 THEN s + 1 ELSE s END AS s
  FROM (SELECT i, 1 + CAST(floor(440 * pow((hash('wer' || i) % 9973) / 9974.0, 1.5)) AS INTEGER) AS s FROM range(1, 2601) r(i))
);

CREATE TABLE T_STS (sts_cd VARCHAR, sts_txt VARCHAR);
INSERT INTO T_STS VALUES ('10', 'open'), ('20', 'confirmed'), ('30', 'shipped'), ('40', 'invoiced'), ('50', 'returned'), ('90', 'cancelled');

CREATE TABLE T_WGR (WGR_CD VARCHAR, WGR_TXT VARCHAR);
INSERT INTO T_WGR VALUES ('010', 'Fasteners'), ('020', 'Hand tools'), ('030', 'Power tools'), ('040', 'Adhesives'), ('050', 'Safety gear'), ('060', 'Spare parts'), ('070', 'Lighting');

CREATE TABLE T_KND (KND_NR INTEGER, KND_NM VARCHAR, ORT VARCHAR, LND_KZ VARCHAR, KND_GRP VARCHAR, KRD_LIM DECIMAL(12, 2), gsp_kz VARCHAR, dt_anl DATE);
INSERT INTO T_KND
SELECT
  100000 + i,
  (['Müller & Söhne', 'Bäckerei Stöger', 'HUBER', 'Schreinerei Öttl', 'Hänsel', 'Lefèvre', 'Baumarkt Nord', 'Krause', 'Weißenberger', 'ProBau',
    'Zimmerei Lang', 'Metallbau Köster', 'Dachdecker Jäger', 'Elektro Kern', 'Garten Vogel', 'Sanitär Pfeiffer', 'Autohaus Roth', 'Fliesen Amato', 'Küchen Brandl', 'Maler Šimić'])[1 + i % 20]
    || ' ' || (['GmbH', 'KG', 'AG', 'OHG', 'e.K.', 'GmbH & Co. KG', 'SARL', 'UG', 'Gruppe', 'Service'])[1 + (i // 20) % 10]
    || CASE WHEN i >= 200 THEN ' ' || (['Ost', 'II'])[1 + i // 400] ELSE '' END,
  o.ort, o.lnd,
  (['A', 'B', 'B', 'C', 'C', 'C'])[1 + (hash(i, 3) % 6)::INTEGER],
  CASE WHEN hash(i, 4) % 9 = 0 THEN NULL ELSE 1000 * (1 + (hash(i, 5) % 50)::INTEGER) END,
  CASE WHEN hash(i, 6) % 14 = 0 THEN 'J' ELSE 'N' END,
  DATE '2015-01-01' + (hash(i, 7) % 3600)::INTEGER
FROM range(380) r(i)
JOIN (VALUES (0, 'München', 'DE'), (1, 'Köln', 'DE'), (2, 'Nürnberg', 'DE'), (3, 'Ulm', 'DE'), (4, 'Wien', 'AT'), (5, 'Graz', 'AT'), (6, 'Linz', 'AT'),
  (7, 'Zürich', 'CH'), (8, 'Basel', 'CH'), (9, 'Lyon', 'FR'), (10, 'Strasbourg', 'FR'), (11, 'Leipzig', 'DE')) o(k, ort, lnd) ON o.k = (hash(i, 2) % 12)::INTEGER;

CREATE TABLE T_ART (ART_NR VARCHAR, ART_BEZ VARCHAR, WGR_CD VARCHAR, EK_PR DECIMAL(10, 2), VK_PR DECIMAL(10, 2), lag_bst INTEGER);
INSERT INTO T_ART
SELECT
  'A' || (10000 + i),
  (['Schraube', 'Hammer', 'Bohrer', 'Kleber', 'Helm', 'Dichtung', 'Mutter', 'Zange', 'Schleifer', 'Silikon', 'Handschuh', 'Filter'])[1 + i % 12]
    || ' ' || (['M4', 'M6', 'M8', 'M10', 'XL', 'klein', 'groß', 'Profi'])[1 + (i // 12) % 8] || ' ' || (100 + i),
  (['010', '020', '030', '040', '050', '060'])[1 + i % 6],
  round(v * 0.62, 2), v,
  CASE WHEN hash(i, 12) % 20 = 0 THEN NULL WHEN hash(i, 12) % 11 = 0 THEN 0 ELSE (hash(i, 13) % 900)::INTEGER END
FROM (SELECT i, round((0.4 + (hash(i, 11) % 2400)::INTEGER / 100.0) * (1 + 2.1 * (i % 6)), 2) AS v FROM range(290) r(i));

CREATE TABLE T_AUF (AUF_NR INTEGER, KND_NR INTEGER, dt_anl DATE, dt_lief DATE, sts_cd VARCHAR);
INSERT INTO T_AUF
SELECT
  500000 + i,
  100000 + floor(pow((hash(i, 21) % 10000)::INTEGER / 10000.0, 1.8) * 350)::INTEGER,
  d,
  CASE WHEN s IN ('30', '40') AND hash(i, 25) % 40 <> 0 THEN least(d + 1 + (hash(i, 24) % 18)::INTEGER, DATE '2025-06-13') END,
  s
FROM (
  SELECT i, DATE '2023-01-02' + (hash(i, 22) % 894)::INTEGER AS d, (['10', '20', '30', '30', '40', '40', '40', '40', '40', '90'])[1 + (hash(i, 23) % 10)::INTEGER] AS s
  FROM range(4200) r(i)
);

CREATE TABLE T_AUF_POS (AUF_NR INTEGER, POS_NR INTEGER, ART_NR VARCHAR, MENGE_ST INTEGER, BTRG DECIMAL(12, 2));
INSERT INTO T_AUF_POS
SELECT
  AUF_NR, POS_NR, a.ART_NR, m,
  CASE WHEN hash(AUF_NR, POS_NR, 33) % 90 = 0 THEN NULL ELSE round(m * a.VK_PR * (1 - (hash(AUF_NR, 34) % 4)::INTEGER * 0.05), 2) END
FROM (
  SELECT AUF_NR, 10 * p.p AS POS_NR, 'A' || (10000 + (hash(AUF_NR, p.p, 31) % 280)::INTEGER) AS ART_NR, 1 + floor(pow((hash(AUF_NR, p.p, 32) % 1000)::INTEGER / 1000.0, 3) * 120)::INTEGER AS m
  FROM T_AUF, range(1, 6) p(p)
  WHERE p.p <= 1 + (hash(AUF_NR, 30) % 5)::INTEGER
) x JOIN T_ART a ON a.ART_NR = x.ART_NR;

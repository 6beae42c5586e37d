// A small database of a farm without declared keys: machines with a price of their own, a price list of so much per ton, a table
// that is no countable noun, amounts whose unit is in their name. Not here: the questions (misreadRates.ts).

export const farm = `
CREATE TABLE crops (cropCd VARCHAR, cropNm VARCHAR, cropGrp VARCHAR);
INSERT INTO crops VALUES ('WW', 'Winter wheat', 'cereals'), ('RY', 'Rye', 'cereals'), ('RS', 'Rapeseed', 'oilseeds'), ('SF', 'Sunflower', 'oilseeds'), ('PE', 'Peas', 'legumes');
CREATE TABLE mach_park (machId VARCHAR, machNm VARCHAR, kind VARCHAR, purchDt DATE, purchPrc INTEGER);
INSERT INTO mach_park SELECT 'T' || i, ['Claas Lexion', 'New Holland', 'Holmer Terra', 'Fendt Vario', 'Krone Big'][i], ['combine', 'tractor', 'lifter', 'tractor', 'forager'][i], DATE '2012-03-01' + CAST(i * 400 AS INTEGER), 40000 + i * 7919 % 50000 FROM range(1, 6) t(i);
CREATE TABLE harvestLog (hlId INTEGER, cropCd VARCHAR, machId VARCHAR, hrvDt DATE, qtyKg INTEGER, field_size_ha DOUBLE, rent_per_ha DOUBLE, soil VARCHAR);
INSERT INTO harvestLog SELECT i, ['WW', 'RY', 'RS', 'SF', 'PE'][i * 7 % 5 + 1], 'T' || (i * 3 % 5 + 1), DATE '2023-06-01' + CAST(i * 9 AS INTEGER), 900 + i * 811 % 9000, 1 + i % 9, 100 + i * 37 % 300, ['loam', 'clay', 'sand'][i % 3 + 1] FROM range(1, 101) t(i);
CREATE TABLE prcList (cropCd VARCHAR, prcMon DATE, eurPerT DOUBLE);
INSERT INTO prcList SELECT cropCd, d::DATE, 80 + hash(cropCd || d::VARCHAR) % 20000 / 100 FROM crops, range(DATE '2023-01-01', DATE '2025-01-01', INTERVAL 1 MONTH) t(d);
CREATE TABLE fuelUse (machId VARCHAR, fuelDt DATE, ltrs DOUBLE);
INSERT INTO fuelUse SELECT 'T' || (i * 3 % 5 + 1), DATE '2023-01-01' + CAST(i * 7 AS INTEGER), 20 + i * 13 % 90 FROM range(1, 101) t(i);
CREATE TABLE washes (wash_id INTEGER, bay VARCHAR, washed_on DATE, duration_seconds INTEGER, water_l DOUBLE, fee DOUBLE);
INSERT INTO washes SELECT i, ['north', 'south'][i % 2 + 1], DATE '2024-01-01' + CAST(i * 3 AS INTEGER), 30 + i * 53 % 2400, 10 + i * 7 % 90, i % 9 FROM range(1, 121) t(i);
`;

/** Tables that people have short words for. */
export const forge = `
CREATE TABLE developers (id INTEGER PRIMARY KEY, full_name VARCHAR, city VARCHAR, salary INTEGER);
INSERT INTO developers SELECT i, ['Ada', 'Bruno', 'Chen', 'Dalia'][i % 4 + 1] || ' ' || ['Novak', 'Silva', 'Okafor'][i % 3 + 1], ['Berlin', 'Lisbon'][i % 2 + 1], 40000 + i * 731 % 9000 FROM range(1, 13) t(i);
CREATE TABLE repositories (id INTEGER PRIMARY KEY, name VARCHAR, archived BOOLEAN);
INSERT INTO repositories VALUES (1, 'ledger', false), (2, 'notifier', true), (3, 'docs-site', false);
CREATE TABLE pull_requests (id INTEGER PRIMARY KEY, repository_id INTEGER REFERENCES repositories(id), author_id INTEGER REFERENCES developers(id), created_on DATE, state VARCHAR, lines_added INTEGER);
INSERT INTO pull_requests SELECT i, i % 3 + 1, i * 5 % 12 + 1, DATE '2024-01-01' + CAST(i * 5 AS INTEGER), ['merged', 'open', 'abandoned'][i * 7 % 11 % 3 + 1], i * 13 % 400 FROM range(1, 61) t(i);
CREATE TABLE components (id INTEGER PRIMARY KEY, label VARCHAR, compiler VARCHAR);
INSERT INTO components VALUES (1, 'core', 'gcc'), (2, 'web', 'tsc');
`;

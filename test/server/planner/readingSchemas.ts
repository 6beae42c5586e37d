// The indexes that readings are tested on: the evaluated schemas, and one whose names were chosen to be taken for something else.
// Not here: the readings (reading.test.ts, readingProperties.test.ts).
import { schemaIndexOf } from '../../../src/server/answer/planner/profile.ts';
import type { SchemaIndex } from '../../../src/server/answer/planner/schemaIndex.ts';
import { evalFolder, loadSchemas } from './evaluation.ts';
import { openEngine } from './testEngine.ts';

/** Names that are words of the language, labels that two things share, marks, quotes, digits and pictures. */
export const nasty = `
CREATE SCHEMA "second";
CREATE TABLE "by" ("where" INTEGER PRIMARY KEY, "having" VARCHAR, "and" VARCHAR, "is" DOUBLE, "number of" DOUBLE, "in each" VARCHAR,
  "by" DATE, "month of" DATE, "total" DECIMAL(9,2), "is over 3" INTEGER, "as a table" VARCHAR, "top 5" INTEGER);
CREATE TABLE "by where" ("id" INTEGER PRIMARY KEY, "where" INTEGER REFERENCES "by" ("where"), "to" DOUBLE, "times" DOUBLE,
  "total times" DOUBLE, "highest first" VARCHAR, "empty" BOOLEAN, "not empty" BOOLEAN, "year of" DATE);
CREATE TABLE "number of different values" ("of" INTEGER PRIMARY KEY, "through" INTEGER, "with" VARCHAR);
CREATE TABLE "groups of" ("id" INTEGER PRIMARY KEY, "first by" INTEGER REFERENCES "by" ("where"),
  "second by" INTEGER REFERENCES "by" ("where"), "month of year" DATE, "steps" DOUBLE, "in steps of 3" DOUBLE);
CREATE TABLE "orders" ("id" INTEGER PRIMARY KEY, "first name" VARCHAR, "first_name" VARCHAR, "FirstName" VARCHAR, "🎉" VARCHAR,
  "🎉🎉" DOUBLE, "a ""quoted"" one" VARCHAR, "[bracketed]" VARCHAR, "a]b" DOUBLE, "price (€)" DOUBLE, "price %" DOUBLE, "2024" DOUBLE,
  "2024 sales" DOUBLE, " " VARCHAR, "Straße" VARCHAR, "İl" VARCHAR, "naïve_date" DATE, "end." VARCHAR);
CREATE TABLE "second"."orders" ("id" INTEGER PRIMARY KEY, "first name" VARCHAR, "amount" DOUBLE);
CREATE TABLE "order" ("id" INTEGER PRIMARY KEY, "orders" INTEGER, "order" VARCHAR, "name" VARCHAR);
CREATE TABLE "❤️" ("💔" DOUBLE, "when" TIMESTAMP);
INSERT INTO "orders" ("id", "first name", "🎉", "end.") VALUES (1, 'a "b" c', 'is "x" or "y"', 'over.'), (2, 'back\\slash, [x]', ')', '');
`;

export interface IndexedSchema {
  name: string;
  index: SchemaIndex;
}

export async function indexOf(sql: string): Promise<SchemaIndex> {
  const engine = await openEngine(sql);
  try {
    const index = await schemaIndexOf(engine, new AbortController().signal);
    await index.complete;
    return await schemaIndexOf(engine, new AbortController().signal);
  } finally {
    engine.dispose();
  }
}

/** The index of one of the evaluated schemas. */
export async function evaluatedIndex(name: string): Promise<SchemaIndex> {
  const [schema] = await loadSchemas(evalFolder, name);
  return await indexOf(schema?.data ?? '');
}

/** The evaluated schemas and the nasty one. */
export async function readingSchemas(): Promise<IndexedSchema[]> {
  const schemas = await loadSchemas(evalFolder);
  const all = [...schemas, { name: 'nasty', data: nasty }];
  const indexed: IndexedSchema[] = [];
  for (const { name, data } of all) indexed.push({ name, index: await indexOf(data) });
  return indexed;
}

// Words that are no names in DuckDB's SQL unless they stand in quotes: its keywords but for the unreserved ones.
// Not here: writing names (schemaSummary.ts).
const words = (text: string): string[] => text.trim().split(/\s+/);

const reserved = words(`
  all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default
  deferrable desc describe distinct do else end except false fetch for foreign from group having in initially intersect
  into lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider placing primary
  qualify references returning select show some summarize symmetric table then to trailing true union unique unpivot
  using variadic when where window with`);

const namesOfFunctionsOrTypes = words(`
  anti asof at authorization binary by collation columns concurrently cross freeze full generated glob ilike inner is
  isnull join left like map natural notnull outer overlaps positional right semi similar struct tablesample try_cast
  unpack verbose`);

const namesOfColumns = words(`
  between bigint bit boolean char character coalesce dec decimal exists extract float grouping grouping_id inout int
  integer interval national nchar none nullif numeric out overlay position precision real row setof smallint substring
  time timestamp treat trim values varchar`);

export const keywords: ReadonlySet<string> = new Set([...reserved, ...namesOfFunctionsOrTypes, ...namesOfColumns]);

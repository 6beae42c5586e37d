// The lines of an export as SQL makes them: CSV as RFC 4180 has it, JSON with every digit of its numbers.
// Not here: sending them (resultExport.ts).
import { columnTypeOf } from './columnTypes.ts';
import { quoteText } from './sqlText.ts';

/** A column by its name for people and its type in the file. */
interface TextColumn {
  name: string;
  fileType: string;
}

export function csvHeader(columns: readonly TextColumn[]): string {
  const field = (name: string) => (/[",\r\n]/.test(name) || name === '' ? `"${name.replaceAll('"', '""')}"` : name);
  return `${columns.map(({ name }) => field(name)).join(',')}\r\n`;
}

/** Nothing for NULL, `""` for an empty text. */
export function csvLine(columns: readonly TextColumn[]): string {
  const fields = columns.map(({ fileType }, at) => {
    const text = `CAST(c${at} AS VARCHAR)`;
    if (columnTypeOf(fileType) !== 'text') return `coalesce(${text}, '')`;
    const quoted = `'"' || replace(c${at}, '"', '""') || '"'`;
    return `CASE WHEN c${at} IS NULL THEN '' WHEN c${at} = '' OR regexp_matches(c${at}, '[",\\r\\n]') THEN ${quoted} ELSE c${at} END`;
  });
  return `concat(concat_ws(',', ${fields.join(', ')}), chr(13), chr(10))`;
}

/** An object of a line; two columns never have one name. */
export function jsonLine(columns: readonly TextColumn[]): string {
  const members = columns.map(({ name, fileType }, at) => {
    const key = quoteText(`${at === 0 ? '' : ','}${JSON.stringify(name)}:`);
    return `${key}, coalesce(${jsonValue(`c${at}`, fileType)}, 'null')`;
  });
  return `concat('{', ${members.join(', ')}, '}')`;
}

function jsonValue(column: string, fileType: string): string {
  const text = `CAST(${column} AS VARCHAR)`;
  const quoted = `CAST(to_json(${text}) AS VARCHAR)`;
  switch (columnTypeOf(fileType)) {
    case 'boolean':
    case 'integer':
      return text;
    case 'number':
      // JSON has no word for what is no number.
      return /^(FLOAT|DOUBLE)$/.test(fileType) ? `CASE WHEN isfinite(${column}) THEN ${text} ELSE ${quoted} END` : text;
    default:
      return quoted;
  }
}
